/** The line around a secret, for people to read, with every secret on it masked. */

import type { Range } from '../model/content.js';
import type { Excerpt } from '../model/finding.js';
import { utf8 } from './bytes.js';

/** Bytes of context kept on each side; minified files have lines of megabytes. */
const CONTEXT = 60;
const MASK = '********';
const ELLIPSIS = '...';
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** A shorter text is too common for every place of it to be the secret. */
const LEAST_REPEATED = 6;

/**
 * `secret` is the range to point at, shown as `shown`. Every range of `masked` that lies in view is hidden too: other
 * secrets on the line, and what lost the overlap choice; and the secret itself where it stands there once more.
 */
export function excerptOf(
  bytes: Uint8Array,
  { secret, shown, masked }: { secret: Range; shown: string; masked: readonly Range[] },
): Excerpt {
  const view = viewAround(bytes, secret);
  const clippedLeft = view.start > 0 && bytes[view.start - 1] !== NEWLINE;
  const lineEnds = view.end >= bytes.length || bytes[view.end] === NEWLINE || bytes[view.end] === RETURN;
  const again = secret.end - secret.start < LEAST_REPEATED ? undefined : utf8(bytes, secret.start, secret.end);
  const hidden = (text: string): string => (again === undefined ? text : text.replaceAll(again, MASK));
  const before = hidden(maskedText(bytes, { start: view.start, end: secret.start }, masked));
  const after = hidden(maskedText(bytes, { start: Math.min(secret.end, view.end), end: view.end }, masked));
  const head = (clippedLeft ? ELLIPSIS : '') + before;
  return { text: head + shown + after + (lineEnds ? '' : ELLIPSIS), start: head.length, length: shown.length };
}

/** The line on which the secret starts, at most `CONTEXT` bytes of it on each side, whole characters. */
function viewAround(bytes: Uint8Array, secret: Range): Range {
  let start = secret.start;
  const first = Math.max(0, secret.start - CONTEXT);
  while (start > first && bytes[start - 1] !== NEWLINE) start--;
  while (start < secret.start && isContinuation(bytes[start])) start++;
  const secretLine = lineEnd(bytes, secret.start, secret.end);
  if (secretLine < secret.end) return { start, end: secretLine };
  const last = Math.min(bytes.length, secret.end + CONTEXT);
  let end = lineEnd(bytes, secret.end, last);
  if (end === last) while (end > secret.end && isContinuation(bytes[end])) end--;
  return { start, end };
}

/** Where the line that holds `from` ends, or `limit`; without the carriage return of a CRLF. */
function lineEnd(bytes: Uint8Array, from: number, limit: number): number {
  let end = from;
  while (end < limit && bytes[end] !== NEWLINE) end++;
  return end < limit && end > from && bytes[end - 1] === RETURN ? end - 1 : end;
}

/** The text of `range` with the parts in `masked` (ascending) replaced; those that overlap are one. */
export function maskedText(bytes: Uint8Array, range: Range, masked: readonly Range[]): string {
  let text = '';
  let at = range.start;
  let hidden = 0;
  for (const { start, end } of masked) {
    if (end <= at || start >= range.end || at >= range.end) continue;
    // In whatever order those come that begin at the same place.
    if (start >= hidden) text += utf8(bytes, at, Math.max(at, start)) + MASK;
    hidden = at = Math.min(end, range.end);
  }
  return text + utf8(bytes, at, Math.max(at, range.end));
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
