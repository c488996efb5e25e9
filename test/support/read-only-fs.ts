/**
 * The files of a repository as isomorphic-git asks for them. Synchronous below, because its thousands of small questions
 * would each wait for a thread; and it can change nothing.
 */

import { readdirSync, statSync } from 'node:fs';
import { readSmallFile } from '../../src/sources/shared/small-file.js';

/** One for all: most objects are packed, and an error with its stack for each that is not loose is what takes long. */
const MISSING = Object.assign(new Error('no such file or directory'), { code: 'ENOENT' });

/** Directories are listed once: what is there is settled when a scan begins. */
export function createReadOnlyFs(): { readonly promises: typeof refused & Readers } {
  const lists = new Map<string, string[]>();
  return {
    promises: {
      ...refused,
      async readFile(path) {
        const bytes = readSmallFile(path);
        if (bytes === undefined) throw MISSING;
        return bytes;
      },
      async readdir(path) {
        const list = lists.get(path) ?? readdirSync(path);
        lists.set(path, list);
        return list;
      },
      stat: async (path) => statSync(path),
      lstat: async (path) => statSync(path),
    },
  };
}

interface Readers {
  readFile(path: string): Promise<Uint8Array>;
  readdir(path: string): Promise<string[]>;
  stat(path: string): Promise<unknown>;
  lstat(path: string): Promise<unknown>;
}

async function refuse(): Promise<never> {
  throw new Error('a scan changes nothing');
}

const refused = {
  writeFile: refuse,
  mkdir: refuse,
  rmdir: refuse,
  unlink: refuse,
  readlink: refuse,
  symlink: refuse,
  rm: refuse,
};
