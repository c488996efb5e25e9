/**
 * What was found in layers of images, so that the layers of a base image that did not change are neither fetched,
 * unpacked nor scanned again.
 */

import type { Note, Skipped, SkipReason } from '../model/content.js';
import type { Finding } from '../model/finding.js';
import type { ImageBlob, LayerNote } from '../model/image.js';
import type { Problem, ProblemCode } from '../model/problem.js';
import type { ShardResult } from '../scan-shard.js';
import { isTold, keepFinding, restoreFinding, type KeptFinding } from './seal.js';
import type { CacheStore } from './store.js';

export interface LayerCache {
  /** What scanning the layer gave, with the places of this image. */
  find(blob: ImageBlob): Promise<ShardResult | undefined>;
  /** For the result of a whole scan of the layer. */
  keep(blob: ImageBlob, result: ShardResult): void;
}

export interface LayerCacheOptions {
  readonly store: CacheStore;
  /** Names all that decides what is found: detectors, settings, the program itself. */
  readonly catalogue: string;
  /** Tells the key of the fingerprints from others. */
  readonly fingerprintKey: string;
  /** Whether secrets are wanted in plain, which no cache has: then only layers without any are taken from it. */
  readonly plain: boolean;
  /** `sha256:` of the bytes of a blob, as they are stored. Undefined for one that is not on this machine. */
  digestOf(blob: ImageBlob): Promise<string | undefined>;
}

interface Kept {
  readonly diffId: string;
  readonly fingerprintKey: string;
  readonly findings: readonly KeptFinding[];
  readonly problems: readonly Problem[];
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  readonly links: LayerNote['links'];
  readonly contents: number;
  readonly bytes: number;
}

/** Trouble that a layer brings wherever it is read. With any other it is scanned again. */
const ITS_OWN: readonly ProblemCode[] = ['encrypted-archive', 'unsupported-archive', 'damaged-archive'];

export function createLayerCache(options: LayerCacheOptions): LayerCache {
  const { store, catalogue, fingerprintKey, plain } = options;
  const nameOf = (digest: string): string[] => ['layer', catalogue, digest];

  return {
    async find(blob) {
      const digest = digestIn(blob);
      const entry = digest === undefined ? undefined : store.read(nameOf(digest));
      if (entry === undefined) return undefined;
      const { kept, paths } = decode(entry);
      const isUsable = kept.findings.length === 0 || (!plain && kept.fingerprintKey === fingerprintKey);
      if (!isUsable || (blob.diffId !== undefined && blob.diffId !== kept.diffId)) return undefined;
      // In a registry the digest is all that there is of a blob. What is here is held against it.
      if (blob.place.kind === 'file' && (await options.digestOf(blob)) !== digest) return undefined;
      return restore(blob, { kept, paths, key: store.key });
    },
    keep(blob, result) {
      const note = noteOf(result);
      const digest = blob.digest ?? note?.diffId;
      if (note?.diffId === undefined || digest === undefined || digestIn({ ...blob, digest }) === undefined) return;
      if (result.problems.some(({ code }) => !ITS_OWN.includes(code))) return;
      const kept: Kept = {
        diffId: note.diffId,
        fingerprintKey,
        findings: result.findings.map((finding) => keepFinding(finding, store.key)),
        problems: result.problems,
        skipped: counted(result.skipped),
        links: note.links,
        contents: result.contents,
        bytes: result.bytes,
      };
      const text = JSON.stringify(kept);
      if (!isTold(result.findings, text)) store.write(nameOf(digest), encode(text, note.paths));
    },
  };
}

/** What the layer is known by: the digest of what is stored, or of what is unpacked where it is stored so. */
function digestIn({ digest, diffId }: ImageBlob): string | undefined {
  const name = digest ?? diffId;
  return name !== undefined && /^sha256:[0-9a-f]{64}$/.test(name) ? name : undefined;
}

/** Absent where the layer was not read to its end. */
function noteOf({ notes }: ShardResult): LayerNote | undefined {
  const [note] = notes.map((one) => one.note);
  return notes.length === 1 && note?.kind === 'layer' ? note : undefined;
}

interface Restored {
  readonly kept: Kept;
  readonly paths: Float64Array;
  readonly key: Uint8Array;
}

function restore(blob: ImageBlob, { kept, paths, key }: Restored): ShardResult {
  const { diffId, links, findings, problems, skipped, contents, bytes } = kept;
  const note: Note = { type: 'note', note: { kind: 'layer', key: blob.key, diffId, paths, links } };
  return {
    findings: findings.map((finding) => inBlob(restoreFinding(finding, key), blob.key)),
    sightings: [],
    problems,
    skipped: Object.entries(skipped).flatMap(([reason, count]) =>
      Array.from({ length: count }, (): Skipped => ({ type: 'skipped', reason: reason as SkipReason, path: '' })),
    ),
    notes: [note],
    contents,
    bytes,
  };
}

/** Of an archive without digests the name of the layer in it is what the image knows it by. */
function inBlob(finding: Finding, blob: string): Finding {
  const { provenance } = finding;
  return provenance.kind === 'image' ? { ...finding, provenance: { ...provenance, blob } } : finding;
}

/** Only their number is reported. */
function counted(skipped: readonly Skipped[]): Kept['skipped'] {
  const counts: Partial<Record<SkipReason, number>> = {};
  for (const { reason } of skipped) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

/** The length of the text, the text, and the hashes of the paths, eight bytes each. */
function encode(text: string, paths: Float64Array): Buffer {
  const json = Buffer.from(text);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(json.length);
  return Buffer.concat([head, json, Buffer.from(paths.buffer, paths.byteOffset, paths.byteLength)]);
}

/** For what `encode` made: it is sealed, and the name of the entry holds the build that wrote it. */
function decode(entry: Buffer): { kept: Kept; paths: Float64Array } {
  const end = 4 + entry.readUInt32LE(0);
  const kept = JSON.parse(entry.toString('utf8', 4, end)) as Kept;
  return { kept, paths: new Float64Array(Uint8Array.from(entry.subarray(end)).buffer) };
}
