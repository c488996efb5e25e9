/** What bytes are, by their beginning: media types are often wrong, and archives say nothing of their members. */

import { formatOf, HEAD } from '../shared/archive/recognise.js';
import type { Compression } from '../shared/compression/index.js';

export type LayerFormat = Exclude<Compression, 'deflate'> | 'tar';

/** Undefined for what can be no layer. */
export function sniff(start: Uint8Array): LayerFormat | undefined {
  const format = formatOf(start);
  if (format === undefined) return isPlainTar(start) ? 'tar' : undefined;
  return format === 'zip' || format === '7z' || format === 'rar' || format === 'lz4' ? undefined : format;
}

/** The oldest form of tar, which has no magic but a sum of its header; and an archive without entries, which is zeros. */
function isPlainTar(start: Uint8Array): boolean {
  if (start.length < HEAD) return false;
  let sum = 8 * 0x20;
  for (let at = 0; at < HEAD; at++) if (at < 148 || at >= 156) sum += start[at] ?? 0;
  const field = Buffer.from(start.subarray(148, 156)).toString('latin1').replaceAll('\0', ' ').trim();
  return sum > 8 * 0x20 ? sum === Number.parseInt(field, 8) : start.every((byte) => byte === 0);
}
