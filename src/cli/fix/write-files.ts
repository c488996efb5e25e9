/** Puts the new texts in place: all of them are written aside before the first one is moved. */

import { createHash } from 'node:crypto';
import {
  chmodSync,
  fsyncSync,
  closeSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { findWorktreeRoot } from '../../sources/directory/ignore-rules.js';
import { gitDirOf } from '../../sources/shared/git-dir.js';
import { readIndex } from '../../sources/shared/git-index.js';
import { readSmallFile } from '../../sources/shared/small-file.js';

export interface NewText {
  /** To open; a link is followed, so that the file behind it changes and the link stays. */
  readonly file: string;
  readonly text: string;
}

interface Prepared {
  readonly aside: string;
  readonly target: string;
}

/** Throws the system's error; then no file has been touched, unless moving itself failed half-way. */
export function writeFiles(texts: readonly NewText[]): void {
  const prepared: Prepared[] = [];
  try {
    for (const { file, text } of texts) prepared.push(writeAside(file, text));
    for (const { aside, target } of prepared) renameSync(aside, target);
  } finally {
    for (const { aside } of prepared) rmSync(aside, { force: true });
  }
}

function writeAside(file: string, text: string): Prepared {
  const target = realTarget(file);
  const mode = statSync(target, { throwIfNoEntry: false })?.mode;
  const aside = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  const fd = openSync(aside, 'wx', 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  chmodSync(aside, mode === undefined ? 0o644 : mode & 0o7777);
  return { aside, target };
}

function realTarget(file: string): string {
  return statSync(file, { throwIfNoEntry: false }) === undefined ? file : realpathSync(file);
}

/** Whether git has this very text in its index, so that `git restore` brings it back. */
export function isInGit(file: string): boolean {
  try {
    const real = realpathSync(file);
    const root = findWorktreeRoot(dirname(real));
    const index = root === undefined ? undefined : readSmallFile(join(gitDirOf(root), 'index'));
    if (root === undefined || index === undefined) return false;
    const path = relative(root, real).split(sep).join('/');
    const bytes = readFileSync(real);
    const id = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
    return readIndex(index).entries.some((entry) => entry.path === path && entry.id === id);
  } catch {
    return false;
  }
}
