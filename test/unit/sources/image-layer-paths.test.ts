import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changeOf,
  cleanPath,
  createPathRecorder,
  leadsOutside,
  type PathChange,
} from '../../../src/sources/image/layer-paths.js';

/** A layer with these entries; directories end in `/`. */
function layer(...entries: string[]): Float64Array {
  const paths = createPathRecorder();
  for (const entry of entries) paths.add(cleanPath(entry), entry.endsWith('/'));
  return paths.finish();
}

test.each([
  ['a/b', ['a/b'], 'overwritten'],
  ['a/b', ['a/b/', 'a/b/c'], 'overwritten'],
  ['a/b', ['a/.wh.b'], 'deleted'],
  ['a/b', ['a/.wh.b', 'a/b'], 'overwritten'],
  ['a/b/c', ['.wh.a'], 'deleted'],
  ['a/b/c', ['a/.wh.b'], 'deleted'],
  ['a/b', ['a/.wh..wh..opq'], 'deleted'],
  ['a/b/c', ['a/.wh..wh..opq'], 'deleted'],
  ['a/b', ['.wh..wh..opq'], 'deleted'],
  ['a/b', ['a'], 'deleted'],
  ['a/b', ['a/', 'a/c', 'a/.wh.bb', 'a/b.wh.'], 'kept'],
  ['a/b', ['b/.wh..wh..opq', '.wh..wh.plnk/', '.wh..wh.aufs'], 'kept'],
  ['a/b', [], 'kept'],
])('%s is, by a layer with %j, %s', (path, entries, change) => {
  expect(changeOf(path, layer(...entries))).toBe(change);
});

/** The plain way: a tree that layers are applied to. */
function applied(path: string, entries: readonly string[]): PathChange {
  let [there, again] = [true, false];
  for (const entry of entries) {
    const [, parent = '', name = ''] = /^(?:(.*)\/)?([^/]*)$/.exec(entry.replace(/\/$/, '')) ?? [];
    const inParent = parent === '' || path.startsWith(`${parent}/`);
    if (name === '.wh..wh..opq') there &&= !inParent;
    else if (name.startsWith('.wh.')) {
      const hidden = parent === '' ? name.slice(4) : `${parent}/${name.slice(4)}`;
      there &&= path !== hidden && !path.startsWith(`${hidden}/`);
    } else if (entry === path || entry === `${path}/`) again = true;
    else if (!entry.endsWith('/')) there &&= !path.startsWith(`${entry}/`);
  }
  if (again) return 'overwritten';
  return there ? 'kept' : 'deleted';
}

test('agrees with applying the layer, whatever is in it', () => {
  const part = fc.constantFrom('a', 'b', '.wh.a', '.wh.b', '.wh..wh..opq', 'c');
  const entry = fc
    .tuple(fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }), part, fc.boolean())
    .map(
      ([parents, name, isDirectory]) =>
        [...parents, name].join('/') + (isDirectory && !name.startsWith('.wh.') ? '/' : ''),
    );
  const path = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  fc.assert(
    fc.property(path, fc.array(entry, { maxLength: 6 }), (file, entries) => {
      expect(changeOf(file, layer(...entries))).toBe(applied(file, entries));
    }),
  );
});

describe('names of entries', () => {
  test.each([
    ['./a//b/', 'a/b'],
    ['/etc/passwd', 'etc/passwd'],
    ['a/../../b', 'b'],
    ['', ''],
  ])('%j is the path %j', (name, path) => expect(cleanPath(name)).toBe(path));

  test.each([
    ['../a', true],
    ['a/../../b', true],
    ['a/../b', false],
    ['/a', false],
    ['..a', false],
  ])('%j leads outside: %s', (name, outside) => expect(leadsOutside(name)).toBe(outside));
});
