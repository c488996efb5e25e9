/**
 * The three kinds of git objects that point at others. Lenient, as git is: histories hold commits without an e-mail
 * address, with impossible dates and in old character sets. https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */

import type { Commit } from '../../model/provenance.js';

/** What a walk needs of a commit: a history has a hundred thousand of them, and all but a few are never shown. */
export interface ParsedCommit {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  /** Seconds since the epoch; breaks ties between commits that do not descend from each other. */
  readonly committed: number;
}

export interface TreeEntry {
  /** File name, not path; bytes that are not UTF-8 are replaced. */
  readonly name: string;
  readonly id: string;
  /** `commit` is a submodule. A symbolic link is a blob that holds the name of its target. */
  readonly type: 'blob' | 'tree' | 'commit';
}

/** Throws an Error where no tree is named. */
export function parseCommit(id: string, bytes: Uint8Array): ParsedCommit {
  const trees: string[] = [];
  const parents: string[] = [];
  const committers: string[] = [];
  for (const line of headerLines(bytes)) {
    if (startsWith(line, 'tree ')) trees.push(valueIn(line));
    else if (startsWith(line, 'parent ')) parents.push(valueIn(line));
    else if (startsWith(line, 'committer ')) committers.push(valueIn(line));
  }
  const [tree] = trees;
  if (tree === undefined || !isId(tree)) throw new Error('a commit without a tree');
  return { id, tree, parents: parents.filter(isId), committed: parseIdentity(committers[0] ?? '').timestamp };
}

/** Views of the lines up to the first empty one. */
function* headerLines(bytes: Uint8Array): Generator<Buffer> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < buffer.length;) {
    const found = buffer.indexOf(LINE_BREAK, at);
    const end = found < 0 ? buffer.length : found;
    if (end === at) return;
    yield buffer.subarray(at, end);
    at = end + 1;
  }
}

function startsWith(line: Buffer, key: string): boolean {
  return line.toString('latin1', 0, key.length) === key;
}

/** A string of its own: a part of a longer one would keep all of that alive. */
function valueIn(line: Buffer): string {
  return line.toString('latin1', line.indexOf(SPACE) + 1);
}

/** Who made a commit and in which words. */
export function describeCommit(id: string, bytes: Uint8Array): Commit {
  const { headers, message } = splitObject(bytes);
  const { name, email, timestamp, zone } = parseIdentity(valueOf(headers, 'author'));
  return { id, author: name, email, date: isoDate(timestamp, zone), summary: firstLine(message) };
}

/** What an annotated tag points at. Throws an Error where it names nothing. */
export function parseTag(bytes: Uint8Array): string {
  const target = valueOf(splitObject(bytes).headers, 'object');
  if (!isId(target)) throw new Error('a tag without a target');
  return target;
}

export const ID_BYTES = 20;
const [SPACE, NUL, LINE_BREAK] = [0x20, 0, 0x0a];
/** Modes are octal: 40000 for a directory, 160000 for a submodule. */
const FORMAT = 0o170000;
const [DIRECTORY, SUBMODULE] = [0o040000, 0o160000];

/** Throws an Error where it is cut short. */
export function parseTree(bytes: Uint8Array): TreeEntry[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: TreeEntry[] = [];
  eachTreeEntry(bytes, (type, start, end) => {
    const name = buffer.toString('utf8', start, end);
    entries.push({ name, id: buffer.toString('hex', end + 1, end + 1 + ID_BYTES), type });
  });
  return entries;
}

/**
 * Calls `visit` with the type of each entry and where its name is; its id are the 20 bytes behind the byte that ends the
 * name. Allocates nothing. Throws an Error where the tree is cut short.
 */
export function eachTreeEntry(
  bytes: Uint8Array,
  visit: (type: TreeEntry['type'], nameStart: number, nameEnd: number) => void,
): void {
  for (let at = 0; at < bytes.length;) {
    let mode = 0;
    for (; at < bytes.length && bytes[at] !== SPACE; at++) mode = mode * 8 + ((bytes[at] ?? 0) & 7);
    const start = at + 1;
    let end = start;
    while (end < bytes.length && bytes[end] !== NUL) end++;
    at = end + 1 + ID_BYTES;
    if (at > bytes.length) throw new Error('a tree that is cut short');
    const format = mode & FORMAT;
    visit(format === DIRECTORY ? 'tree' : format === SUBMODULE ? 'commit' : 'blob', start, end);
  }
}

export function isId(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

type Headers = readonly (readonly [key: string, value: string])[];

/** Header lines up to the first empty one, continuation lines left out; then the message. */
function splitObject(bytes: Uint8Array): { headers: Headers; message: string } {
  const encoding = /^encoding (\S+)$/m.exec(headOf(Buffer.from(bytes).toString('latin1')))?.[1];
  const text = decoderFor(encoding).decode(bytes);
  const head = headOf(text);
  const headers = head
    .split('\n')
    .filter((line) => !line.startsWith(' '))
    .map((line) => {
      const space = line.indexOf(' ');
      return space < 0 ? ([line, ''] as const) : ([line.slice(0, space), line.slice(space + 1)] as const);
    });
  return { headers, message: text.slice(head.length + 2) };
}

function headOf(text: string): string {
  const end = text.indexOf('\n\n');
  return end < 0 ? text : text.slice(0, end);
}

/** Text is UTF-8 where the object names no character set, or one that nobody knows. */
function decoderFor(encoding: string | undefined): { decode(bytes: Uint8Array): string } {
  try {
    return new TextDecoder(encoding);
  } catch {
    return new TextDecoder();
  }
}

function valueOf(headers: Headers, name: string): string {
  return headers.find(([key]) => key === name)?.[1] ?? '';
}

function firstLine(message: string): string {
  return message.trimStart().split('\n', 1)[0]?.trimEnd() ?? '';
}

interface Identity {
  readonly name: string;
  readonly email: string;
  readonly timestamp: number;
  /** Offset from UTC, such as `+0100`. */
  readonly zone: string;
}

/** `Name <email> seconds +hhmm`, of which every part may be missing. */
function parseIdentity(text: string): Identity {
  const open = text.indexOf('<');
  const close = text.lastIndexOf('>');
  const [name, email] = open < 0 ? [text, ''] : [text.slice(0, open), text.slice(open + 1, Math.max(open + 1, close))];
  const [, seconds = '', zone = ''] = /^ *(-?\d+)(?: ([+-]\d{4}))?/.exec(text.slice(close + 1)) ?? [];
  const timestamp = withinRange(Number(seconds));
  return { name: name.trim(), email: email.trim(), timestamp, zone };
}

/** From year 0 to 9999; what lies outside is no date, and then the epoch, as git does. */
function withinRange(seconds: number): number {
  return seconds > -62_135_596_800 && seconds < 253_402_000_000 ? seconds : 0;
}

/** With the offset of the zone: `2024-03-01T10:20:30+01:00`. */
function isoDate(timestamp: number, zone: string): string {
  const [, sign = '+', hours = '00', minutes = '00'] = /^([+-])(\d\d)(\d\d)$/.exec(zone) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60);
  const local = new Date((timestamp + offset) * 1000).toISOString().slice(0, 19);
  return `${local}${sign}${hours}:${minutes}`;
}
