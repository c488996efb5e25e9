/**
 * The three kinds of git objects that point at others. Lenient, as git is: histories hold commits without an e-mail
 * address, with impossible dates and in old character sets. https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */

import type { Commit } from '../../model/provenance.js';

export interface ParsedCommit {
  readonly id: string;
  /** Of one that is known from an earlier scan it is read when it is asked for: of most commits nobody asks. */
  readonly commit: Commit;
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
  const { headers, message } = splitObject(bytes);
  const tree = headers.find(([key]) => key === 'tree')?.[1];
  if (tree === undefined || !isId(tree)) throw new Error('a commit without a tree');
  const parents = headers.flatMap(([key, value]) => (key === 'parent' && isId(value) ? [value] : []));
  const author = parseIdentity(valueOf(headers, 'author'));
  const committer = parseIdentity(valueOf(headers, 'committer'));
  return {
    id,
    commit: { id, author: author.name, email: author.email, date: author.date, summary: firstLine(message) },
    tree,
    parents,
    committed: committer.timestamp,
  };
}

/** What an annotated tag points at. Throws an Error where it names nothing. */
export function parseTag(bytes: Uint8Array): string {
  const target = valueOf(splitObject(bytes).headers, 'object');
  if (!isId(target)) throw new Error('a tag without a target');
  return target;
}

export const ID_BYTES = 20;
const [SPACE, NUL] = [0x20, 0];
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
  readonly date: string;
  readonly timestamp: number;
}

/** `Name <email> seconds +hhmm`, of which every part may be missing. */
function parseIdentity(text: string): Identity {
  const open = text.indexOf('<');
  const close = text.lastIndexOf('>');
  const [name, email] = open < 0 ? [text, ''] : [text.slice(0, open), text.slice(open + 1, Math.max(open + 1, close))];
  const [, seconds = '', zone = ''] = /^ *(-?\d+)(?: ([+-]\d{4}))?/.exec(text.slice(close + 1)) ?? [];
  const timestamp = withinRange(Number(seconds));
  return { name: name.trim(), email: email.trim(), date: isoDate(timestamp, zone), timestamp };
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
