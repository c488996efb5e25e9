/** What a planner adds to: edits by file, Secrets, and what is to be told. */

import type { YAMLMap } from 'yaml';
import { nextLine, type Edit } from './edit.js';
import { locate, openManifest, type Manifest, type Part, type Place } from './manifest.js';
import type { FixOptions } from './options.js';
import { mentions } from './template.js';
import type { Piece } from './yaml-text.js';
import { createSecretBook, type SecretBook, type SecretRef } from './secret-book.js';

/** A literal that the engine found. Offsets are UTF-16 units of the file's text. */
export interface Leak extends Part {
  readonly path: string;
  /** Detector id. */
  readonly detector: string;
}

/** The files around the leaks, for what refers to what. */
export interface Tree {
  readonly paths: readonly string[];
  /** Undefined for what is not UTF-8 text. */
  text(path: string): string | undefined;
}

/** All leaks inside one value. */
export interface Spot {
  readonly place: Place;
  readonly leaks: readonly Leak[];
  /** Where the leaks are, in order and without overlaps. */
  readonly parts: readonly Part[];
}

/** Why something was left as it is, or that it is fixed and how. */
export type Outcome = { readonly fixed: string } | { readonly unfixed: string };

/** Variables to add to one container. */
export interface ContainerDraft {
  readonly place: Omit<Place, 'node' | 'steps'>;
  /** Taken, by variables that stand there or that the fix adds. */
  readonly names: Set<string>;
  /** Variables that stand there and that now come from a Secret. */
  readonly known: Map<string, SecretRef>;
  /** Variables to add. */
  readonly variables: Map<string, SecretRef>;
}

export interface Draft {
  readonly tree: Tree;
  readonly options: FixOptions;
  readonly secrets: SecretBook;
  readonly edits: Map<string, Edit[]>;
  /** New files by path. */
  readonly created: Map<string, string>;
  /** Ranges of the old texts that are secret, beyond those of the leaks. */
  readonly hidden: Map<string, Part[]>;
  readonly containers: Map<YAMLMap, ContainerDraft>;
  /** secretGenerators to add, by kustomization. */
  /** New files to name, by kustomization. */
  readonly resources: Map<string, readonly string[]>;
  /** Names of Secrets in git that something else makes since this fix. */
  readonly replaced: Set<string>;
  readonly generators: Map<string, readonly Piece[]>;
  /** Values of charts that name an existing Secret since this fix. */
  readonly named: Set<YAMLMap>;
  readonly notes: Set<string>;
  /** Whether a file around names it already, as a Secret or in any other way. */
  isTaken(name: string): boolean;
  manifest(path: string): Manifest | undefined;
  /** The place in a manifest that is itself the value of one. */
  inner(place: Place, offset: number): Place | undefined;
  edit(path: string, edits: readonly Edit[]): void;
  hide(path: string, part: Part): void;
}

export function createDraft(tree: Tree, options: FixOptions): Draft {
  const manifests = new Map<string, Manifest | undefined>();
  const edits = new Map<string, Edit[]>();
  const hidden = new Map<string, Part[]>();
  const isTaken = (name: string): boolean => yamlPaths(tree).some((path) => mentions(tree.text(path) ?? '', name));
  return {
    tree,
    options,
    isTaken,
    secrets: createSecretBook(isTaken),
    edits,
    created: new Map(),
    hidden,
    containers: new Map(),
    resources: new Map(),
    replaced: new Set(),
    generators: new Map(),
    named: new Set(),
    notes: new Set(),
    manifest(path) {
      if (!manifests.has(path)) {
        const text = tree.text(path);
        manifests.set(path, text === undefined ? undefined : openManifest(path, text));
      }
      return manifests.get(path);
    },
    inner({ manifest: { path, text }, node }, offset) {
      const [start = 0, end = 0] = node.range ?? [];
      const name = `${path}:${start}`;
      if (!manifests.has(name)) manifests.set(name, openManifest(path, text, { start: nextLine(text, start), end }));
      const manifest = manifests.get(name);
      const sound = manifest?.documents.every(({ errors }) => errors.length === 0);
      return manifest !== undefined && sound === true ? locate(manifest, offset) : undefined;
    },
    edit: (path, added) => void edits.set(path, [...(edits.get(path) ?? []), ...added]),
    hide: (path, part) => void hidden.set(path, [...(hidden.get(path) ?? []), part]),
  };
}

export function yamlPaths({ paths }: Tree): readonly string[] {
  return paths.filter(isLikelyManifest);
}

export function isManifestPath(path: string): boolean {
  return /\.(ya?ml|json|tpl)$/i.test(path);
}

/** Also what only a directory of manifests has: the files to know of. */
export function isLikelyManifest(path: string): boolean {
  return isManifestPath(path) || /(^|\/)Kustomization$/.test(path);
}

export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

export function joinPath(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}
