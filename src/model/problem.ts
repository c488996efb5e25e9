/**
 * Expected trouble, as a value. Each kind is one entry of `PROBLEMS`: the compiler demands its text, and the exit code
 * and the documentation derive from it.
 */

/** Kinds of trouble. `incomplete`: something that should have been scanned was not, so the scan is not clean. */
export const PROBLEMS = {
  'not-found': { incomplete: true, title: 'A path to scan does not exist' },
  unreadable: { incomplete: true, title: 'A file or directory could not be read' },
  'changed-while-reading': { incomplete: true, title: 'A file shrank or vanished while it was read' },
  'not-a-repository': { incomplete: true, title: 'No git repository where one was named' },
  'unsupported-repository': { incomplete: true, title: 'A git repository in a format that is not supported' },
  'unknown-revision': { incomplete: true, title: 'A revision that this repository does not have' },
  'shallow-clone': { incomplete: false, title: 'The history of a shallow clone ends early' },
  'absent-object': { incomplete: true, title: 'A git object is not in this clone' },
  'corrupt-object': { incomplete: true, title: 'A git object could not be decoded' },
  'no-image': { incomplete: true, title: 'No container image by that name or at that path' },
  'daemon-failed': { incomplete: true, title: 'Docker or Podman could not be asked, or gave up' },
  'registry-failed': { incomplete: true, title: 'A registry could not be asked, or refused' },
  'bad-image': { incomplete: true, title: 'A manifest or configuration of an image that cannot be understood' },
  'missing-blob': { incomplete: true, title: 'A layer or document that an image lists is not there' },
  'wrong-digest': { incomplete: true, title: 'A part of an image is not what its digest says' },
  'corrupt-layer': { incomplete: true, title: 'A layer of an image could not be read to its end' },
  'foreign-layer': { incomplete: true, title: 'A layer that is kept outside of the image' },
  'cluster-unreachable': { incomplete: true, title: 'A Kubernetes API could not be asked, or gave up' },
  'not-listed': { incomplete: true, title: 'A kind of object of a cluster could not be listed, or only in part' },
  'archive-limit': { incomplete: true, title: 'An archive is larger or deeper than what is read of one' },
  'damaged-archive': { incomplete: true, title: 'An archive is damaged; what could be read of it was scanned' },
  'unsupported-archive': { incomplete: true, title: 'An archive or member in a format that is not opened' },
  'encrypted-archive': { incomplete: false, title: 'A member of an archive is encrypted' },
  'bad-report': { incomplete: true, title: 'A saved report that cannot be understood' },
  'bad-ignore-file': { incomplete: false, title: 'An ignore file could not be read and was not applied' },
  'too-many-findings': { incomplete: true, title: 'A file held more findings than are reported for one file' },
  interrupted: { incomplete: true, title: 'The scan was stopped before its end' },
  timeout: { incomplete: true, title: 'The scan took longer than --timeout' },
  'worker-failed': { incomplete: true, title: 'A worker failed on a part of the scan' },
  'bad-allow': { incomplete: false, title: 'A comment that allows a secret and does not count as it is written' },
  'allow-in-change': {
    incomplete: false,
    title: 'An exception that the scanned change itself brings: it does not count',
  },
  'expired-exception': { incomplete: false, title: 'An exception whose date has passed: it does not count' },
  'stale-exception': { incomplete: false, title: 'An exception that matches nothing any more' },
  'broad-exception': { incomplete: false, title: 'An exception that covers too much' },
  'foreign-rule': { incomplete: false, title: "A part of another scanner's configuration that is not applied" },
  'different-keys': { incomplete: false, title: 'Reports whose fingerprints were made with different keys' },
  'unusable-cache': { incomplete: false, title: 'The cache could not be used: everything was scanned anew' },
  'ephemeral-key': { incomplete: false, title: 'Fingerprints are valid for this run only' },
} as const satisfies Record<string, { readonly incomplete: boolean; readonly title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface Problem {
  readonly type: 'problem';
  readonly code: ProblemCode;
  /** One sentence: what happened to what, and what to do. Capital, no full stop, no secret, values quoted. */
  readonly message: string;
  /** The file, object or target that it is about, when there is one. */
  readonly path?: string;
}

/** Names are as long as an archive or a tree wants them to be. */
const LONGEST = 4000;

export function problem(code: ProblemCode, message: string, path?: string): Problem {
  const said = { type: 'problem', code, message: shortened(message) } as const;
  return path === undefined ? said : { ...said, path: shortened(path) };
}

/** Without its middle where it is too long: what happened is said at the end. */
function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST / 2)}...${text.slice(-LONGEST / 2)}`;
}

/** Whether this leaves the scan incomplete (exit code 3). */
export function isIncomplete({ code }: Problem): boolean {
  return PROBLEMS[code].incomplete;
}
