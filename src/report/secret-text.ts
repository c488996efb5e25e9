/** The one place where a report has a secret in plain text: to print it when asked, and to mask it where it stands beside. */

import type { Resource } from '../model/resource.js';
import type { Secret } from '../model/secret.js';

/** A path keeps a secret shorter than this many characters: it is more likely a word that both have, as in `shop/shop.env`. */
const LEAST_IN_PATH = 16;

export function secretText(secret: Secret, showSecrets: boolean): string {
  return showSecrets ? secret.reveal() : secret.redacted();
}

/** `text` with the secret masked in it: the message of the commit that brings a token likes to name the token. */
export function maskedIn(text: string, secret: Secret, showSecrets: boolean): string {
  return showSecrets ? text : secret.maskIn(text);
}

/** As `maskedIn`, for a path, which has to lead to the file and is left alone where chance explains the likeness. */
export function maskedPath(path: string, secret: Secret, showSecrets: boolean): string {
  return secret.length < LEAST_IN_PATH ? path : maskedIn(path, secret, showSecrets);
}

/** As `maskedPath`, for names and keys of an object. */
export function maskedResource(resource: Resource, secret: Secret, showSecrets: boolean): Resource {
  const masked = Object.entries(resource).map(([key, text]) => [key, maskedPath(String(text), secret, showSecrets)]);
  return { ...resource, ...Object.fromEntries(masked) };
}
