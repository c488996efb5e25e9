/** Directories of a history as numbers; 0 is the root. */

import type { Trees } from './trees.js';

export const ROOT = 0;

/** Two numbers in one: so many directories at the most, and then as many trees as a double has room for. */
const MOST_DIRECTORIES = 2 ** 22;

/** A tree that stands at a directory, as one number. */
export function treeAt(tree: number, directory: number): number {
  return tree * MOST_DIRECTORIES + directory;
}

export interface Directories {
  /** The directory of that name (a number of `Trees`) in another one. */
  within(parent: number, name: number): number;
  /** Its path with `/` at the end; empty for the root. */
  pathOf(directory: number): string;
  /** The directory it lies in and its name there. Undefined for the root. */
  parentOf(directory: number): { readonly parent: number; readonly name: number } | undefined;
}

export function createDirectories(trees: Pick<Trees, 'nameOf'>): Directories {
  const children: Map<number, number>[] = [new Map()];
  const parents: ({ parent: number; name: number } | undefined)[] = [undefined];
  const paths: (string | undefined)[] = [''];

  function pathOf(directory: number): string {
    const at = parents[directory];
    if (at === undefined) return '';
    return (paths[directory] ??= `${pathOf(at.parent)}${trees.nameOf(at.name)}/`);
  }

  return {
    within(parent, name) {
      const known = children[parent]?.get(name);
      if (known !== undefined) return known;
      const directory = parents.push({ parent, name }) - 1;
      children.push(new Map());
      children[parent]?.set(name, directory);
      return directory;
    },
    pathOf,
    parentOf: (directory) => parents[directory],
  };
}
