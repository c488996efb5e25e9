/** The ignore file `.hullcheck-ignore.yaml`: its schema, its reading, and adding an entry without touching the rest. */

import { isSeq, parseDocument, type Document } from 'yaml';
import * as z from 'zod';
import type { IgnoreEntry, IgnoreFile, KeyNote } from '../model/policy.js';
import { checkYaml, FileError } from './yaml-text.js';

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day, such as 2027-01-31')
  .refine(isDay, 'is no day');

const entry = z.strictObject({
  fingerprint: z.string().regex(/^[0-9a-f]{12,32}$/, 'must be 12 to 32 digits of a fingerprint (the id in a report)'),
  reason: z.string().min(3, 'must say why it may stay'),
  detector: z.string().optional().describe('For people'),
  author: z.string().optional(),
  added: day.optional(),
  expires: day.optional().describe('The last day on which it counts'),
  paths: z.array(z.string().min(1)).min(1).optional().describe('Only there; patterns as in .gitignore'),
  foundBy: z
    .enum(['scan', 'git', 'image', 'cluster'])
    .optional()
    .describe('The kind of scan that tells when it is stale'),
});

const schema = z.strictObject({ key: z.string(), ignore: z.array(entry).nullish() });

/** What is written for an entry: all text. */
export type NewIgnoreEntry = z.infer<typeof entry>;

/** Understands the line that says what key the fingerprints were made with; undefined when it is not one. */
export type KeyParser = (text: string) => KeyNote | undefined;

const HELP = 'docs/triage.md';

/** Throws a FileError. */
export function parseIgnoreFile(file: string, text: string, parseKey: KeyParser): IgnoreFile {
  const { data, lineOf } = checkYaml(file, text, { schema, help: HELP, textOnly: true });
  const key = parseKey(data.key);
  if (key === undefined) throw new FileError(`${file}:${lineOf(['key'])}: key: not one of a fingerprint; see ${HELP}`);
  const entries = (data.ignore ?? []).map((raw, index): IgnoreEntry => {
    const { fingerprint, reason, author, expires, paths, foundBy = 'scan' } = raw;
    return {
      fingerprint,
      reason,
      foundBy,
      ...(author === undefined ? {} : { author }),
      ...(expires === undefined ? {} : { expires }),
      ...(paths === undefined ? {} : { paths }),
      line: lineOf(['ignore', index]),
    };
  });
  return { file, key, entries };
}

const HEAD = ` hullcheck ignore file: findings that somebody looked at and decided to keep. See docs/triage.md.
 An entry counts wherever the secret stands, or at its paths, until the day it expires. It holds no secret.`;

/** The text of a file with no entries yet. */
export function emptyIgnoreFile(key: string): string {
  return `#${HEAD.replaceAll('\n', '\n#')}\nkey: ${key}\nignore: []\n`;
}

/** The text with one entry more, in the order of the fingerprints; what else is there stays as it is. */
export function addIgnoreEntry(text: string, added: NewIgnoreEntry): string {
  const document = parseDocument(text, { schema: 'failsafe', logLevel: 'error' });
  const list = document.get('ignore');
  if (!isSeq(list) || list.items.length === 0) document.set('ignore', document.createNode([added]));
  else {
    const after = fingerprintsOf(document).findIndex((fingerprint) => fingerprint > added.fingerprint);
    list.items.splice(after < 0 ? list.items.length : after, 0, document.createNode(added));
  }
  return document.toString({ lineWidth: 0 });
}

/** The text with other fingerprints and another key, as after a rotation. Entries that `rename` knows nothing of stay. */
export function renameFingerprints(
  text: string,
  key: string,
  rename: (fingerprint: string) => string | undefined,
): string {
  const document = parseDocument(text, { schema: 'failsafe', logLevel: 'error' });
  document.set('key', key);
  for (const [index, fingerprint] of fingerprintsOf(document).entries()) {
    const renamed = rename(fingerprint);
    if (renamed !== undefined) document.setIn(['ignore', index, 'fingerprint'], renamed);
  }
  return document.toString({ lineWidth: 0 });
}

function fingerprintsOf(document: Document): string[] {
  return schema.parse(document.toJS()).ignore?.map(({ fingerprint }) => fingerprint) ?? [];
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
