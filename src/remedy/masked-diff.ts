/**
 * A unified diff of a fix for people to read: every secret in it is masked, in what goes, in what stays around it and in
 * what comes. So it cannot be applied; it has the line numbers of the real edit.
 */

import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { Secret } from '../model/secret.js';
import { applyEdits, type Edit } from './edit.js';
import type { Part } from './manifest.js';
import type { FileChange } from './plan.js';

const MASK = '********';

/** Shorter ones would mask half of the file; they are masked where they stand. */
const SHORTEST_ANYWHERE = 5;

export interface Masking {
  /** Ranges of the old text that are secret. */
  readonly parts: readonly Part[];
  /** Masked wherever they stand. */
  readonly secrets: readonly Secret[];
}

export function maskedDiff({ path, before, after, edits }: FileChange, { parts, secrets }: Masking): string {
  const values = valuesOf(secrets);
  const old = before ?? '';
  const masks = masksFor(old, parts);
  const outside = masks.filter((mask) => !edits.some((edit) => overlap(edit, mask)));
  const shownBefore = maskValues(applyEdits(old, masks), values);
  const shownAfter = maskValues(before === undefined ? after : applyEdits(old, [...outside, ...edits]), values);
  const names = [before === undefined ? '/dev/null' : `a/${path}`, `b/${path}`] as const;
  return createTwoFilesPatch(...names, shownBefore, shownAfter, '', '', {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}

/** The text with every given secret masked: for messages that quote a file. */
export function maskValues(text: string, values: readonly string[]): string {
  return values.reduce((shown, value) => shown.replaceAll(value, MASK), text);
}

/** The longest first, so that one inside another does not leave the rest of it; lines of a key on their own. */
export function valuesOf(secrets: readonly Secret[]): string[] {
  const lines = secrets.flatMap((secret) => secret.reveal().split(/\r?\n/));
  return [...new Set(lines.map((line) => line.trim()))]
    .filter((line) => line.length >= SHORTEST_ANYWHERE && !line.startsWith('-----'))
    .toSorted((a, b) => b.length - a.length);
}

/** One mask for each line of each part, so that no line is lost; overlapping parts become one. */
function masksFor(text: string, parts: readonly Part[]): Edit[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of parts.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged.flatMap((part) =>
    [...text.slice(part.start, part.end).matchAll(/[^\s"'][^\r\n]*/g)].map(({ 0: line, index }) => {
      const shown = line.replace(/["']?\s*$/, '');
      const start = part.start + index;
      return { start, end: start + shown.length, text: isHeader(line) ? shown : MASK };
    }),
  );
}

/** `|-` of a block scalar tells nothing. */
function isHeader(line: string): boolean {
  return /^[|>][-+\d]*\s*(#.*)?$/.test(line);
}

function overlap(a: Part, b: Part): boolean {
  return a.start < b.end && b.start < a.end;
}
