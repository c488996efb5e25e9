/** Rules of a configuration that find files by their paths, whatever is in them. */

import type { Content } from '../model/content.js';
import type { Detector } from '../model/detector.js';
import { OPEN, type Finding } from '../model/finding.js';
import { Secret } from '../model/secret.js';
import type { Fingerprinter } from './fingerprint.js';
import type { PatternCompiler } from './regex.js';

/** What the rules say of a content; of a large file, of its first part only. */
export type FileRules = (content: Content) => Finding[];

export function createFileRules(
  detectors: readonly Detector[],
  { regex, fingerprint }: { regex: PatternCompiler; fingerprint: Fingerprinter },
): FileRules {
  const rules = detectors.flatMap((detector) =>
    detector.rule.kind === 'path' ? [{ detector, pattern: regex.compile(detector.rule.pattern) }] : [],
  );
  return (content) => {
    if (rules.length === 0 || content.start !== undefined) return [];
    const path = pathOf(content);
    const text = Buffer.from(path).toString('latin1');
    const found = rules.filter(({ pattern }) => pattern.exec(text, 0) !== null);
    return found.map(({ detector }) => findingOf(content, detector, fingerprint(detector.id, path)));
  };
}

/** From the top of the worktree, as far as the path as typed tells. */
function pathOf({ provenance }: Content): string {
  return provenance.path.replace(/^(?:\.\.?\/)+/, '');
}

/** Points at the beginning of the file, and shows nothing of it: that may be the secret. */
function findingOf({ provenance }: Content, detector: Detector, fingerprint: string): Finding {
  return {
    type: 'finding',
    detector: detector.id,
    class: 'file',
    severity: detector.severity,
    confidence: detector.confidence,
    secret: new Secret(''),
    fingerprint,
    location: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
    provenance,
    decoded: [],
    excerpt: { text: '', start: 0, length: 0 },
    reasons: ['its path is that of a rule'],
    verdict: OPEN,
  };
}
