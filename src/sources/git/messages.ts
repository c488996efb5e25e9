/** The messages of commits and annotated tags, which hold secrets as files do. */

import { COMMIT_MESSAGE, TAG_MESSAGE } from '../../model/provenance.js';
import type { ParsedCommit } from './parse.js';
import type { BlobPlaces } from './places.js';

export interface Messages {
  /** Ids of the commits and tags, each with what stands in for a path. */
  readonly paths: ReadonlyMap<string, string>;
  /** By id; undefined for what is neither. */
  of(id: string): BlobPlaces | undefined;
}

/** `ordered` are the commits as `orderCommits` has them, `tags` the ids of the tag objects. */
export function messagesOf(ordered: readonly ParsedCommit[], tags: readonly string[]): Messages {
  const orders = new Map(ordered.map(({ id }, order) => [id, order]));
  const paths = new Map([
    ...ordered.map(({ id }) => [id, COMMIT_MESSAGE] as const),
    ...tags.map((id) => [id, TAG_MESSAGE] as const),
  ]);
  return {
    paths,
    of(id) {
      const path = paths.get(id);
      if (path === undefined) return undefined;
      const order = orders.get(id) ?? ordered.length;
      const commit = ordered[order]?.id;
      return { places: [{ path, order, ...(commit === undefined ? {} : { commit }) }], more: false };
    },
  };
}
