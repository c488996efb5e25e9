/** Base64 as Kubernetes writes it (RFC 4648 section 4), with the way back to the characters. */

import { latin1 } from '../bytes.js';
import type { Written } from './scalar.js';

/** The bytes that a value encodes, or undefined when it is not base64. Line breaks and blanks are passed over. */
export function decoded(value: Written): Written | undefined {
  const kept: number[] = [];
  for (let at = 0; at < value.bytes.length; at++) if ((value.bytes[at] ?? 0) > 0x20) kept.push(at);
  const text = latin1(Uint8Array.from(kept, (at) => value.bytes[at] ?? 0));
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  // Byte 3k+r comes from characters 4k+r and 4k+r+1.
  const character = (at: number): number => Math.floor(at / 3) * 4 + (at % 3);
  return {
    bytes: Buffer.from(text, 'base64'),
    start: (at) => value.start(kept[character(at)] ?? 0),
    end: (at) => value.end(kept[character(at) + 1] ?? 0),
  };
}
