/** JSON Web Tokens in compact form (RFC 7519, RFC 7515). */

import { fromBase64, jsonObject } from './text.js';

interface Jwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The claims that everybody sees who opens jwt.io: these names, and in every variant this subject. */
const SHOWN = { names: ['sub', 'name', 'iat', 'admin'], sub: '1234567890' };

/** Seconds; what was good for no longer than that is worth nothing by the time that somebody reads it. */
const SHORT = 600;

/**
 * A signed token whose header names an algorithm and whose payload is an object with something in it; not the example of
 * every introduction, nor a link that is good for minutes.
 */
export function isJwt(secret: string): boolean {
  const jwt = parseJwt(secret);
  if (jwt === undefined || typeof jwt.header['alg'] !== 'string' || Object.keys(jwt.payload).length === 0) return false;
  const { sub, exp, iat = jwt.payload['nbf'] } = jwt.payload;
  if (sub === SHOWN.sub && Object.keys(jwt.payload).every((name) => SHOWN.names.includes(name))) return false;
  return !(typeof iat === 'number' && typeof exp === 'number' && exp > iat && exp - iat <= SHORT);
}

/**
 * A Kubernetes service-account token, bound (claim `kubernetes.io`) or legacy (issuer `kubernetes/serviceaccount`).
 * https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
 */
export function isServiceAccountToken(secret: string): boolean {
  const payload = parseJwt(secret)?.payload ?? {};
  return payload['iss'] === 'kubernetes/serviceaccount' || 'kubernetes.io' in payload;
}

function parseJwt(secret: string): Jwt | undefined {
  const [header = '', payload = '', signature] = secret.split('.');
  if (signature === undefined) return undefined;
  const parsed = { header: decodePart(header), payload: decodePart(payload) };
  if (parsed.header === undefined || parsed.payload === undefined) return undefined;
  return { header: parsed.header, payload: parsed.payload };
}

function decodePart(part: string): Readonly<Record<string, unknown>> | undefined {
  return jsonObject(fromBase64(part).toString('utf8'));
}
