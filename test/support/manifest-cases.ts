/** Small manifests with marks: what stands between `<<` and `>>` is to be found, at the key paths given. */

import { secrets } from './secrets.js';

export interface ManifestCase {
  readonly name: string;
  readonly text: string;
  /** Absent: `deploy/app.yaml`. */
  readonly path?: string;
  /** Of each marked place, in order; with the container in front where there is one: `api:spec.containers[0]...`. */
  readonly at: readonly string[];
}

export const password = secrets.password('manifest');
export const other = secrets.password('another');
/** Nobody would call it random; in a Secret it counts all the same. */
export const weak = ['hunter', 'two22'].join('');
export const token = secrets.password('token').replace('#', 'Zq81LmN4');
export const github = secrets.github('manifest');
export const key = secrets.privateKey('manifest');

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** Marks a value. */
export function m(text: string): string {
  return `<<${text}>>`;
}

/** A JSON string with the value marked inside. */
export const json = (value: unknown): string => JSON.stringify(value);

export function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}

/** A workload with these lines in its first container. */
export function deployment(container: string, kind = 'Deployment'): string {
  return `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      containers:
        - name: api
          image: shop/api:1
${indented(container, 10)}
`;
}

export function object(kind: string, rest: string, apiVersion = 'v1'): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: web\n  namespace: shop\n${rest}\n`;
}

/** The text without marks, and where they were: 1-based line and column of each. */
export function unmarked(text: string): { text: string; places: { line: number; column: number }[] } {
  const places: { line: number; column: number }[] = [];
  let plain = '';
  for (const [index, part] of text.split(/<<|>>/).entries()) {
    if (index % 2 === 1) {
      const lines = plain.split('\n');
      places.push({ line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 });
    }
    plain += part;
  }
  return { text: plain, places };
}
