/** Secrets with their values, as text for the place that the user names. The one part of a fix that writes them. */

import type { PlannedSecret } from './secret-book.js';
import { scalarText } from './yaml-text.js';

/** A manifest for `kubectl apply`, `kubeseal` or `sops`. */
export function secretManifest({ name, namespace, entries }: PlannedSecret): string {
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
 * of the line. Undefined where a value has several lines: neither has a way to write them.
 */
export function rawEnvFile({ entries }: PlannedSecret): string | undefined {
  const lines = [...entries].map(([key, secret]) => `${key}=${secret.reveal()}`);
  return lines.some((line) => /[\r\n]/.test(line)) ? undefined : `${lines.join('\n')}\n`;
}

/** Lines for Docker Compose, in single quotes, which keep `$` and `#`. https://docs.docker.com/compose/env-file/ */
export function quotedEnvFile({ entries }: PlannedSecret): string {
  const lines = [...entries].map(([key, secret]) => `${key}='${secret.reveal().replaceAll("'", "\\'")}'`);
  return `${lines.join('\n')}\n`;
}
