/** What the chosen shape of the Secrets needs in the files, beside the workloads. */

import { isMap, isSeq } from 'yaml';
import type { Pair } from 'yaml';
import { joinPath, type Draft } from './draft.js';
import { addGenerator } from './kustomize.js';
import { pairOf } from './manifest.js';
import { kustomizationIn } from './owner.js';
import type { PlannedSecret } from './secret-book.js';
import { EXTERNAL_SECRET, externalSpec } from './external-secret.js';
import { multiLineKeys } from './secret-forms.js';
import { appendItems, appendPairs, blockPair, type Piece } from './yaml-text.js';

/** Adds what the chosen form needs beside the workloads, once all Secrets are known. */
export function addForms(draft: Draft): void {
  const secrets = draft.secrets.planned.filter(({ form }) => form === 'secret');
  if (draft.options.as === 'external-secret') for (const secret of secrets) addExternalSecret(secret, draft);
  if (draft.options.as === 'kustomize') for (const secret of secrets) addToKustomization(secret, draft);
}

function addExternalSecret(secret: PlannedSecret, draft: Draft): void {
  const { name, namespace, directory, entries } = secret;
  // A Secret that stood in git is replaced where it stood.
  if (draft.replaced.has(name)) return;
  const object: Readonly<Record<string, Piece>> = {
    ...EXTERNAL_SECRET,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    spec: externalSpec({ name, keys: [...entries.keys()] }, draft.options),
  };
  const lines = Object.entries(object).map(([key, value]) => blockPair(key, value, { column: 0, step: 2, eol: '\n' }));
  const file = `${name}.external-secret.yaml`;
  draft.created.set(joinPath(directory, file), `${lines.join('\n')}\n`);
  const kustomization = kustomizationIn(draft, directory);
  if (kustomization !== undefined) addResource(draft, kustomization.path, file);
}

function addResource(draft: Draft, path: string, file: string): void {
  const manifest = draft.manifest(path);
  const root = manifest?.documents[0]?.contents;
  if (manifest === undefined || !isMap(root)) return;
  draft.resources.set(path, [...(draft.resources.get(path) ?? []), file]);
}

/** The new files of each kustomization, once all are known. */
export function addResources(draft: Draft): void {
  for (const [path, files] of draft.resources) {
    const manifest = draft.manifest(path);
    const root = manifest?.documents[0]?.contents;
    if (manifest === undefined || !isMap(root)) continue;
    const there = pairOf(root, 'resources')?.value;
    const last = root.items.at(-1) as Pair;
    draft.edit(path, [
      isSeq(there)
        ? appendItems(manifest, there, files)
        : appendPairs(manifest, { map: root, after: last }, [['resources', files]]),
    ]);
  }
}

function addToKustomization(secret: PlannedSecret, draft: Draft): void {
  const { name, namespace, directory, entries } = secret;
  const kustomization = kustomizationIn(draft, directory);
  if (kustomization === undefined) {
    draft.notes.add(
      `No kustomization in ${directory === '' ? 'this directory' : `${directory}/`}: where there is one, add ${name} to its secretGenerator`,
    );
    return;
  }
  const several = multiLineKeys(secret);
  const single = several.length < entries.size;
  const generator: Piece = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(single ? { envs: [`${name}.env`] } : {}),
    ...(several.length === 0 ? {} : { files: several.map((key) => `${key}=${name}.${key}`) }),
  };
  addGenerator(draft, kustomization.path, generator);
  draft.notes.add(`Keep ${name}.* out of git: add it to the .gitignore beside ${kustomization.path}`);
}
