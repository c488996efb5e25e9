/**
 * The objects of a list that is too large to be read as one: what `kubectl get -o yaml` or `-o json` writes for all of a
 * namespace. Items are told by their lines and indentation alone; a list that is written in another way stays text.
 */

import type { Range } from '../../model/content.js';
import { latin1 } from '../bytes.js';
import { endOfLine, startOfLine } from '../lines.js';

/** A part of a document: one of its items, or what stands before and behind them. */
export interface Part extends Range {
  readonly item: boolean;
}

interface Form {
  /** The line that the items follow. */
  readonly head: RegExp;
  /** How the first line of an item begins, behind its indentation. */
  readonly first: RegExp;
  /** What `first` is found with. */
  readonly begin: string;
  readonly end: (items: Items) => number;
}

interface Items {
  readonly document: Buffer;
  readonly indent: string;
  /** Offset of the item's first line. */
  readonly start: number;
}

const FORMS: readonly Form[] = [
  { head: /^items:[ \t]*\r?\n/m, first: /^ *(?=- )/, begin: '- ', end: endOfYaml },
  { head: /^ +"items": \[[ \t]*\r?\n/m, first: /^ +(?=\{\r?\n)/, begin: '{', end: endOfJson },
];

/** How far into a document the line is looked for: before it are `apiVersion`, and at most the list's own metadata. */
const HEAD = 4096;

/** The part of `document` that holds `offset`; undefined where it is no list. */
export function partAround(document: Buffer, offset: number): Part | undefined {
  const head = latin1(document, 0, HEAD);
  for (const form of FORMS) {
    const match = form.head.exec(head);
    if (match === null) continue;
    const from = match.index + match[0].length;
    const indent = form.first.exec(head.slice(from))?.[0];
    if (indent !== undefined) return partOf({ document, from, indent }, form, offset);
  }
  return undefined;
}

interface List {
  readonly document: Buffer;
  /** Offset of the first item's line. */
  readonly from: number;
  readonly indent: string;
}

function partOf({ document, from, indent }: List, { begin, end }: Form, offset: number): Part {
  if (offset < from) return { start: 0, end: from, item: false };
  const opening = `\n${indent}${begin}`;
  // The offset may be in the opening itself.
  const start = Math.max(from, document.lastIndexOf(opening, offset) + 1);
  const stop = end({ document, indent, start });
  if (offset < stop) return { start, end: stop, item: true };
  const next = document.indexOf(opening, stop - 1);
  return { start: stop, end: next < 0 ? document.length : next + 1, item: false };
}

/** An item ends before the first line that is not deeper than its dash. */
function endOfYaml({ document, indent, start }: Items): number {
  let at = nextLine(document, start);
  for (; at < document.length; at = nextLine(document, at)) {
    const line = latin1(document, at, Math.min(document.length, at + indent.length + 1));
    if (/^ *[^ \r\n]/.test(line)) return at;
  }
  return document.length;
}

/** An item ends behind its brace, and before the comma. */
function endOfJson({ document, indent, start }: Items): number {
  const closing = document.indexOf(`\n${indent}}`, start);
  return closing < 0 ? document.length : closing + indent.length + 2;
}

function nextLine(document: Buffer, at: number): number {
  return Math.min(document.length, endOfLine(document, startOfLine(document, at)));
}
