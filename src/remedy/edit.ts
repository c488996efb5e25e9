/** Edits of a text by ranges: what no edit names stays byte for byte. Offsets are UTF-16 units. */

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Two edits of one place: a fault of who made them. */
export class OverlapError extends Error {
  override readonly name = 'OverlapError';
}

/** Applies edits that do not overlap, in any order; insertions at one offset keep the order they are given in. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text: added } of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < at) throw new OverlapError(`edits overlap at offset ${start}`);
    parts.push(text.slice(at, start), added);
    at = end;
  }
  return parts.join('') + text.slice(at);
}

export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Offset behind the line break of the line that holds `at`, or the end of the text. */
export function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

/** How many characters stand before `at` on its line. A byte order mark takes no room. */
export function columnOf(text: string, at: number): number {
  const start = lineStart(text, at);
  return at - start - (start === 0 && text.startsWith('\uFEFF') ? 1 : 0);
}

/** Whether nothing but blanks stands before `at` on its line. */
export function beginsLine(text: string, at: number): boolean {
  return /^\uFEFF?[ \t]*$/.test(text.slice(lineStart(text, at), at));
}

/** The line break that most lines of the text end with. */
export function eolOf(text: string): string {
  const windows = text.match(/\r\n/g)?.length ?? 0;
  const all = text.match(/\n/g)?.length ?? 0;
  return windows * 2 > all ? '\r\n' : '\n';
}

/** `end`, moved back over the blanks and line breaks before it. */
export function trimEnd(text: string, { start, end }: { start: number; end: number }): number {
  let at = end;
  while (at > start && /\s/.test(text[at - 1] ?? '')) at--;
  return at;
}
