/**
 * What a layer does to the files below it, small enough to keep for layers of a million files: eight bytes an entry.
 * Whiteouts as in the OCI image specification (layer.md, "Whiteouts").
 */

/** `file`: anything but a directory. `hidden`: a whiteout. `opaque`: a directory whose older content is hidden. */
export type PathKind = 'file' | 'directory' | 'hidden' | 'opaque';

export interface PathRecorder {
  /** Records an entry of the layer by its name in the archive, which `cleanPath` has been over. */
  add(path: string, isDirectory: boolean): void;
  has(kind: PathKind, path: string): boolean;
  finish(): Float64Array;
}

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/** Entries beyond this are scanned but not recorded. A hundred images of today have as many together. */
export const MOST_PATHS = 4_000_000;

export function createPathRecorder(): PathRecorder {
  const seen = new Set<number>();
  function record(kind: PathKind, path: string): void {
    if (seen.size < MOST_PATHS) seen.add(hashOf(kind, path));
  }
  return {
    add(path, isDirectory) {
      const slash = path.lastIndexOf('/');
      const name = path.slice(slash + 1);
      const parent = path.slice(0, Math.max(0, slash));
      if (isDirectory) record('directory', path);
      else if (name === OPAQUE) record('opaque', parent);
      // AUFS keeps its own bookkeeping under names that begin so; it hides nothing.
      else if (name.startsWith(WHITEOUT + WHITEOUT)) return;
      else if (name.startsWith(WHITEOUT))
        record('hidden', parent === '' ? name.slice(WHITEOUT.length) : `${parent}/${name.slice(WHITEOUT.length)}`);
      else record('file', path);
    },
    has: (kind, path) => seen.has(hashOf(kind, path)),
    finish: () => Float64Array.from(seen).toSorted(),
  };
}

export type PathChange = 'kept' | 'overwritten' | 'deleted';

/** What a layer, recorded as `paths`, does to a file of a lower layer. */
export function changeOf(path: string, paths: Float64Array): PathChange {
  const has = (kind: PathKind, at: string): boolean => includes(paths, hashOf(kind, at));
  if (has('file', path) || has('directory', path)) return 'overwritten';
  if (has('hidden', path)) return 'deleted';
  for (const parent of parentsOf(path)) {
    if (has('hidden', parent) || has('opaque', parent) || has('file', parent)) return 'deleted';
  }
  return has('opaque', '') ? 'deleted' : 'kept';
}

/** Whether the layer has a file of its own at that path. */
export function includesFile(path: string, paths: Float64Array): boolean {
  return includes(paths, hashOf('file', path));
}

/** `a/b` and `a` for `a/b/c`. */
function* parentsOf(path: string): Generator<string> {
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) yield path.slice(0, at);
}

/** Layers hold `./a`, `/a`, `a//b` and `a/` for what is one path; `..` is taken by its word, at most up to the root. */
export function cleanPath(name: string): string {
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** Whether it names something outside of the image. */
export function leadsOutside(name: string): boolean {
  let depth = 0;
  for (const part of name.split('/')) {
    if (part === '..') depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}

/**
 * 53 bits, as many as a number holds exactly: two rounds of multiply and rotate as in MurmurHash3's finish. Two paths of
 * a million meet by chance once in some twenty thousand images; then a verdict is wrong, but no finding is lost.
 */
function hashOf(kind: PathKind, path: string): number {
  let high = 0x9e3779b9 ^ kind.length;
  let low = 0x85ebca6b ^ kind.charCodeAt(0);
  for (let at = 0; at < path.length; at++) {
    const unit = path.charCodeAt(at);
    high = Math.imul(high ^ unit, 0x5bd1e995);
    high ^= high >>> 15;
    low = Math.imul(low ^ unit, 0x1b873593);
    low ^= low >>> 13;
  }
  high = Math.imul(high ^ (low >>> 16), 0xc2b2ae35);
  low = Math.imul(low ^ (high >>> 13), 0x27d4eb2f);
  return ((high ^ (high >>> 16)) >>> 11) * 2 ** 32 + ((low ^ (low >>> 15)) >>> 0);
}

function includes(sorted: Float64Array, value: number): boolean {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? 0) < value) from = middle + 1;
    else to = middle;
  }
  return sorted[from] === value;
}
