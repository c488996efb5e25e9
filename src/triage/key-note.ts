/** What a policy file says of the key of its fingerprints, as one line of text. */

import type { KeyNote } from '../model/policy.js';

/** Work factors between "costs nothing" and "takes all memory"; see `Salt.cost`. */
const COSTS = { least: 8, most: 20 };

/** Reads `shared 1f0c44d2` or `salt 5d0f... 12`; undefined for anything else. */
export function parseKeyNote(text: string): KeyNote | undefined {
  const [, id] = /^shared ([0-9a-f]{8})$/.exec(text) ?? [];
  if (id !== undefined) return { kind: 'shared', id };
  const [, salt, digits] = /^salt ([0-9a-f]{32,64}) (\d{1,2})$/.exec(text) ?? [];
  const cost = Number(digits);
  if (salt === undefined || cost < COSTS.least || cost > COSTS.most) return undefined;
  return { kind: 'salt', salt, cost };
}

export function formatKeyNote(note: KeyNote): string {
  return note.kind === 'shared' ? `shared ${note.id}` : `salt ${note.salt} ${note.cost}`;
}
