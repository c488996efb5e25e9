/** What triage is given because it compiles no patterns, has no key and does not reveal a secret. */

import { createHash } from 'node:crypto';
import { createFingerprinter, type FingerprintKey } from '../../detect/fingerprint.js';
import { compilePattern } from '../../detect/regex.js';
import type { TriageTools } from '../../triage/index.js';

export function triageTools(key: FingerprintKey): TriageTools {
  const fingerprint = createFingerprinter(key);
  const known = new Map<string, string>();
  const fingerprintOf = (detector: string, plain: string): string => {
    const name = `${detector}\0${plain}`;
    const made = known.get(name) ?? fingerprint(detector, asBytes(plain));
    known.set(name, made);
    return made;
  };
  return {
    test(source) {
      const pattern = compilePattern(source);
      return (text) => pattern.exec(asBytes(text), 0) !== null;
    },
    isOf(finding, secret) {
      if ('plain' in secret) return fingerprintOf(finding.detector, secret.plain) === finding.fingerprint;
      return createHash('sha1').update(finding.secret.reveal()).digest('hex') === secret.sha1;
    },
  };
}

/** As the engine sees a text: a character a byte. */
function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
