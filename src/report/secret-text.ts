/** The one place where a report may turn a secret into plain text. */

import type { Secret } from '../model/secret.js';

export function secretText(secret: Secret, showSecrets: boolean): string {
  return showSecrets ? secret.reveal() : secret.redacted();
}
