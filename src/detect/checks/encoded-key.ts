/** A private key in PEM that is base64 once more, as a kubeconfig holds it. */

import { isPemPrivateKey } from './private-key.js';
import { fromBase64 } from './text.js';

export function isBase64PemPrivateKey(secret: string): boolean {
  return isPemPrivateKey(fromBase64(secret).toString('latin1'));
}
