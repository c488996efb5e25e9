/** The `auth` of a registry in a Docker configuration: base64 of `user:password`. */

import { isPlaceholder } from './placeholder.js';
import { fromBase64 } from './text.js';

/** A user and a password that is not a word of an example. */
export function isDockerAuth(secret: string): boolean {
  const text = fromBase64(secret).toString('latin1');
  const colon = text.indexOf(':');
  return colon > 0 && /^[\x21-\x7e]+$/.test(text) && !isPlaceholder(text.slice(colon + 1));
}
