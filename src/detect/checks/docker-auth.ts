/** The `auth` of a registry in a Docker configuration: base64 of `user:password`. */

import { fromBase64 } from './text.js';

export function isDockerAuth(secret: string): boolean {
  const text = fromBase64(secret).toString('latin1');
  const colon = text.indexOf(':');
  return colon > 0 && colon < text.length - 1 && /^[\x21-\x7e]+$/.test(text);
}
