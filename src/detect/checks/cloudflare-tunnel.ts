/** The token that `cloudflared` runs a tunnel with: base64 of JSON with the account `a`, the tunnel `t` and its secret `s`. */

import { fromBase64, jsonObject } from './text.js';

export function isCloudflareTunnelToken(secret: string): boolean {
  const { a, t, s } = jsonObject(fromBase64(secret).toString('utf8')) ?? {};
  return typeof a === 'string' && typeof t === 'string' && typeof s === 'string' && s !== '';
}
