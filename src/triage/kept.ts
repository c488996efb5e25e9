/**
 * A secret that a cluster keeps in a Secret is where it belongs. It is listed apart, so that it can be seen whether what
 * leaked elsewhere is in use, and fails no scan. Manifests of Secrets in files are another matter: those are copies.
 */

import type { Step } from './step.js';

export function createKept(): Step {
  return {
    judge({ provenance }) {
      const kept =
        provenance.kind === 'cluster' && provenance.apiVersion === 'v1' && provenance.objectKind === 'Secret';
      return kept ? { state: 'suppressed', by: 'kept', reason: 'is kept in a Secret' } : undefined;
    },
  };
}
