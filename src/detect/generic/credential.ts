/** The part of a value that is the secret: behind a scheme, behind a user, inside an object that is written as a string. */

import type { NameKind } from './names.js';
import type { Value } from './value.js';

/** `Bearer ...`, `token=...`: schemes of the Authorization header, as RFC 9110 has them. */
const SCHEME = /^(?:Basic|Bearer|Token|Digest|NTLM|Negotiate|ApiKey|Apikey|GenieKey|Key|SSWS|OAuth|JWT|Bot)\s+(?=\S)/i;

/** Behind a name for authorization: how long the scheme is in front of what it is authorised with; 0 where there is none. */
export function schemeLength(text: string, name: string): number {
  return /auth/i.test(name) ? (SCHEME.exec(text)?.[0].length ?? 0) : 0;
}

/** Where a password is read from: `pass:` in front of the password itself, as OpenSSL has it. */
const SOURCE = /^pass:(?=\S)/;

/** A user in front of a password, as one string. */
const USER = /^[\w.@+-]{2,40}:(?=[^\s:/][^\s:]{3,}$)/;

/** What a variable or a template is taken to be where it is not set: `${NAME:-...}`, `{{ name | default("...") }}`. */
const DEFAULTS = [
  /^\$\{[\w.]{1,80}:-?([^?+${}][^${}]{3,})\}$/,
  /^\{\{.{1,160}\|\s{0,4}default[ (]\s{0,4}["']([^"'{}]{4,})["']/,
];

/** The least length of what may be the secret inside an object. */
const INNER = /[A-Za-z0-9+/=_-]{16,}/;

/** The value without what is no part of the secret; the value itself when there is nothing such. */
export function secretOf(value: Value, name: string, kind: NameKind): Value {
  const { text } = value;
  const fallback = DEFAULTS.map((form) => form.exec(text)?.[1]).find((found) => found !== undefined);
  if (fallback !== undefined)
    return cut(value, text.lastIndexOf(fallback), text.lastIndexOf(fallback) + fallback.length);
  const scheme = schemeLength(text, name);
  if (scheme > 0) return cut(value, scheme);
  if (kind === 'password') return cut(value, SOURCE.exec(text)?.[0].length ?? 0);
  if (/auth|cred|login/i.test(name)) return cut(value, USER.exec(text)?.[0].length ?? 0);
  if (/^\{\s*\\?["']/.test(text)) {
    const inner = INNER.exec(text);
    if (inner !== null) return cut(value, inner.index, inner.index + inner[0].length);
  }
  return value;
}

function cut(value: Value, from: number, to = value.text.length): Value {
  if (from === 0 && to === value.text.length) return value;
  return { ...value, start: value.start + from, end: value.start + to, text: value.text.slice(from, to) };
}
