/** Secrets with their values, as text for the place that the user names. The one part of a fix that writes them. */

import type { Form } from './options.js';
import type { PlannedSecret } from './secret-book.js';
import { scalarText } from './yaml-text.js';

/** A manifest for `kubectl apply`, `kubeseal` or `sops`. */
function secretManifest({ name, namespace, entries }: PlannedSecret): string {
  const lines = ['apiVersion: v1', 'kind: Secret', 'metadata:', `  name: ${scalarText(name)}`];
  if (namespace !== undefined) lines.push(`  namespace: ${scalarText(namespace)}`);
  lines.push('type: Opaque', 'stringData:');
  // JSON strings are YAML strings, and say exactly what they hold.
  for (const [key, secret] of entries) lines.push(`  ${scalarText(key)}: ${JSON.stringify(secret.reveal())}`);
  return `${lines.join('\n')}\n`;
}

export function secretManifests(secrets: readonly PlannedSecret[]): string {
  return secrets.map(secretManifest).join('---\n');
}

/**
 * Lines for `kubectl create secret --from-env-file` and for kustomize `envs`, which take a value as it stands, to the end
 * of the line. Values of several lines have no way into one: `multiLineKeys` names them.
 */
function rawEnvFile({ entries }: PlannedSecret): string {
  const lines = [...entries]
    .map(([key, secret]) => [key, secret.reveal()] as const)
    .filter(([, value]) => !hasLines(value));
  return lines.map(([key, value]) => `${key}=${value}\n`).join('');
}

export function multiLineKeys({ entries }: PlannedSecret): string[] {
  return [...entries].filter(([, secret]) => hasLines(secret.reveal())).map(([key]) => key);
}

function hasLines(value: string): boolean {
  return /[\r\n]/.test(value);
}

/** Lines for Docker Compose, in single quotes, which keep `$` and `#`. https://docs.docker.com/compose/env-file/ */
function quotedEnvFile({ entries }: PlannedSecret): string {
  const lines = [...entries].map(([key, secret]) => `${key}='${secret.reveal().replaceAll("'", "\\'")}'`);
  return `${lines.join('\n')}\n`;
}

/** A file with values to write, by its name below the directory that takes them. */
export interface SecretFile {
  readonly name: string;
  readonly text: string;
}

/** The files that one Secret takes in this form. Throws a RangeError where a value does not fit into it. */
export function secretFiles(secret: PlannedSecret, as: Form): SecretFile[] {
  const { name, form, entries } = secret;
  if (form === 'env-quoted') return [{ name, text: quotedEnvFile(secret) }];
  if (form === 'env-raw') return [{ name, text: rawEnvFile(secret) }];
  const several = multiLineKeys(secret);
  switch (as) {
    case 'kubectl':
      return [...entries].map(([key, value]) => ({ name: `${name}/${key}`, text: value.reveal() }));
    case 'env-file':
      if (several.length > 0)
        throw new RangeError(
          `'${several.join("', '")}' of Secret '${name}' has several lines, which no env file holds; use --as kubectl`,
        );
      return [{ name: `${name}.env`, text: rawEnvFile(secret) }];
    case 'kustomize':
      return [
        ...(several.length < entries.size ? [{ name: `${name}.env`, text: rawEnvFile(secret) }] : []),
        ...several.map((key) => ({ name: `${name}.${key}`, text: entries.get(key)?.reveal() ?? '' })),
      ];
    default:
      return [{ name: `${name}.yaml`, text: secretManifest(secret) }];
  }
}
