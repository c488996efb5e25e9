/**
 * The same secret at the same place, reported twice: a path that was named twice, or two encodings of one text. And the
 * same secret in an object of a cluster and in what that object made: the Pods of a ReplicaSet of a Deployment.
 */

import type { Finding, Verdict } from '../model/finding.js';
import { placeOf, type ClusterProvenance } from '../model/provenance.js';
import type { Step } from './step.js';

export function createRepetition(): Step {
  const seen = new Set<string>();
  const made = createMade();
  function judge(finding: Finding): Verdict | undefined {
    const { fingerprint, provenance, location } = finding;
    const place = JSON.stringify([fingerprint, ...placeOf(provenance), location.startLine, location.startColumn]);
    if (seen.has(place)) return { state: 'suppressed', by: 'repetition', reason: 'reported before at the same place' };
    seen.add(place);
    return provenance.kind === 'cluster' ? made(finding, provenance) : undefined;
  }
  return { judge };
}

/** Sources list makers first; of what they made only that is news which they do not hold, as of an older revision. */
function createMade(): (finding: Finding, provenance: ClusterProvenance) => Verdict | undefined {
  const known = new Set<string>();
  return (finding, { namespace, objectKind, name, controller }) => {
    // The fingerprint of a misconfiguration names the object, and so differs from its maker's.
    const what = finding.class === 'misconfiguration' ? finding.detector : finding.fingerprint;
    const key = (maker: { readonly kind: string; readonly name: string }): string =>
      JSON.stringify([what, namespace, maker.kind, maker.name]);
    known.add(key({ kind: objectKind, name }));
    if (controller === undefined || !known.has(key(controller))) return undefined;
    return { state: 'suppressed', by: 'repetition', reason: `comes from ${controller.kind} ${controller.name}` };
  };
}
