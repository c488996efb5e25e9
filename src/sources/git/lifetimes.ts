/**
 * What became of the secrets that were found: whether HEAD still has them, which commit took them away, which refs still
 * lead to them. From the few blobs that hold one up through the trees to the commits: each tree that matters is looked at
 * once, and two commits that hold the same secrets are told by one comparison.
 */

import type { Sighting } from '../../model/content.js';
import type { Commit, GitLife } from '../../model/provenance.js';
import { ROOT, treeAt } from './graph/directories.js';
import type { ParsedCommit } from './parse.js';
import type { Places } from './places.js';
import { compareBytes } from '../shared/byte-order.js';

export interface History {
  /** As `orderCommits` has them. */
  readonly ordered: readonly ParsedCommit[];
  readonly places: Places;
  /** Names of refs with the commits that they lead to, HEAD among them. */
  readonly refs: ReadonlyMap<string, string>;
  /** A commit by its id. */
  readonly describe: (id: string) => Commit;
}

/** Something that a path may hold; the fingerprint of a secret. */
export interface Holding {
  readonly path: string;
  readonly fingerprint: string;
}

export interface Lifetimes {
  /** `introduced` is the id of the commit that brought it. */
  of(holding: Holding, introduced: string): GitLife;
}

/** Refs that are named. */
const MOST_NAMED = 10;

/** `sightings` are all there are in that history. */
export function followSecrets(history: History, sightings: readonly Sighting[]): Lifetimes {
  const { ordered, places, refs } = history;
  const numbers = new Map<string, number>();
  const contents = contentsOf(places, sightings, numbers);
  const states = ordered.map(({ tree }) => contents.stateOf(places.trees.numberOf(tree), ROOT));
  const removals = findRemovals(history, states, contents);
  const head = ordered.findIndex(({ id }) => id === refs.get('HEAD'));
  const inHead = new Set(head < 0 ? [] : contents.holdingsOf(states[head] ?? NOTHING));
  const reachOf = createReach(history);
  return {
    of(holding, introduced) {
      const number = numbers.get(keyOf(holding)) ?? -1;
      const removed = inHead.has(number) ? undefined : removals.get(number);
      return {
        inHead: inHead.has(number),
        ...(removed === undefined ? {} : { removed: history.describe(removed) }),
        refs: reachOf(introduced),
      };
    },
  };
}

function keyOf({ path, fingerprint }: Holding): string {
  return `${fingerprint} ${path}`;
}

/** The state that holds nothing. */
const NOTHING = 0;

/** States are numbers for sets of holdings, equal ones for equal sets. */
interface Contents {
  stateOf(tree: number, directory: number): number;
  holdingsOf(state: number): readonly number[];
}

/** What matters in a directory, by name: other such directories, and what blobs there hold. */
interface Interest {
  readonly directories: Map<number, number>;
  readonly blobs: Map<number, Map<number, number[]>>;
}

/** Numbers each holding in `numbers`. */
function contentsOf(places: Places, sightings: readonly Sighting[], numbers: Map<string, number>): Contents {
  const interests = interestsOf(places, sightings, numbers);
  const sets = createSets();
  const states = new Map<number, number>();
  const { trees } = places;

  function stateOf(tree: number, directory: number): number {
    const interest = interests.get(directory);
    if (interest === undefined) return NOTHING;
    const key = treeAt(tree, directory);
    const known = states.get(key);
    if (known !== undefined) return known;
    // A tree that holds itself, which only an attack makes, holds nothing more.
    states.set(key, NOTHING);
    const holdings: number[] = [];
    const { first, end } = trees.entriesOf(tree);
    for (let entry = first; entry < end; entry++) {
      const name = trees.nameAt(entry);
      const below = trees.isTreeAt(entry) ? interest.directories.get(name) : undefined;
      if (below !== undefined) holdings.push(...sets.members(stateOf(trees.objectAt(entry), below)));
      else holdings.push(...(interest.blobs.get(name)?.get(trees.objectAt(entry)) ?? []));
    }
    const state = sets.numberOf(holdings);
    states.set(key, state);
    return state;
  }

  return { stateOf, holdingsOf: sets.members };
}

function interestsOf(
  { trees, directories, of }: Places,
  sightings: readonly Sighting[],
  numbers: Map<string, number>,
): Map<number, Interest> {
  const interests = new Map<number, Interest>();

  /** Of a directory, which those above it then lead to. */
  function interestIn(directory: number): Interest {
    const known = interests.get(directory);
    if (known !== undefined) return known;
    const interest: Interest = { directories: new Map(), blobs: new Map() };
    interests.set(directory, interest);
    const above = directories.parentOf(directory);
    if (above !== undefined) interestIn(above.parent).directories.set(above.name, directory);
    return interest;
  }

  for (const { id: blob, fingerprints } of sightings) {
    for (const { path, at } of of(blob).places) {
      if (at === undefined) continue;
      const { blobs } = interestIn(at.directory);
      const byBlob = blobs.get(at.name) ?? new Map<number, number[]>();
      blobs.set(at.name, byBlob);
      const holdings = fingerprints.map((fingerprint) => numberIn(numbers, keyOf({ path, fingerprint })));
      byBlob.set(trees.numberOf(blob), holdings);
    }
  }
  return interests;
}

function numberIn(numbers: Map<string, number>, key: string): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}

/** Sets of numbers as numbers; 0 is the empty one. */
function createSets(): { numberOf(members: readonly number[]): number; members(set: number): readonly number[] } {
  const sets: (readonly number[])[] = [[]];
  const known = new Map<string, number>([['', NOTHING]]);
  return {
    numberOf(members) {
      const unique = [...new Set(members)].toSorted((a, b) => a - b);
      const key = unique.join();
      const set = known.get(key);
      if (set !== undefined) return set;
      known.set(key, sets.length);
      return sets.push(unique) - 1;
    },
    members: (set) => sets[set] ?? [],
  };
}

/** For each holding the id of the last commit that has not what all of its parents have. */
function findRemovals(
  { ordered }: History,
  states: readonly number[],
  contents: Contents,
): ReadonlyMap<number, string> {
  const stateOf = new Map(ordered.map(({ id }, order) => [id, states[order] ?? NOTHING]));
  const removals = new Map<number, string>();
  for (const [order, { id, parents }] of ordered.entries()) {
    const state = states[order] ?? NOTHING;
    const before = parents.flatMap((parent) => stateOf.get(parent) ?? []);
    const [first = NOTHING, ...others] = before;
    if (first === NOTHING || before.includes(state)) continue;
    const kept = new Set(contents.holdingsOf(state));
    for (const holding of contents.holdingsOf(first)) {
      if (!kept.has(holding) && others.every((other) => contents.holdingsOf(other).includes(holding)))
        removals.set(holding, id);
    }
  }
  return removals;
}

/** The refs from which a commit can be reached. */
function createReach({ ordered, refs }: History): (commit: string) => GitLife['refs'] {
  const orders = new Map(ordered.map(({ id }, order) => [id, order]));
  const parents = ordered.map((commit) => commit.parents.flatMap((parent) => orders.get(parent) ?? []));
  const tips = [...refs]
    .flatMap(([name, commit]) => ({ name, order: orders.get(commit) ?? -1 }))
    .filter(({ name }) => name !== 'HEAD' && !name.endsWith('/HEAD'))
    .toSorted((a, b) => compareBytes(a.name, b.name));
  const known = new Map<string, GitLife['refs']>();

  function find(commit: string): GitLife['refs'] {
    const from = orders.get(commit) ?? ordered.length;
    // Children come after their parents.
    const reaches = new Uint8Array(ordered.length);
    reaches[from] = 1;
    for (let order = from + 1; order < ordered.length; order++) {
      for (const parent of parents[order] ?? []) if (reaches[parent] === 1) reaches[order] = 1;
    }
    const names = tips.filter(({ order }) => reaches[order] === 1).map(({ name }) => name);
    const head = orders.get(refs.get('HEAD') ?? '');
    // A detached HEAD may be all that leads to it.
    if (names.length === 0 && head !== undefined && reaches[head] === 1) names.push('HEAD');
    return { names: names.slice(0, MOST_NAMED), count: names.length };
  }

  return (commit) => {
    const refsOf = known.get(commit) ?? find(commit);
    known.set(commit, refsOf);
    return refsOf;
  };
}
