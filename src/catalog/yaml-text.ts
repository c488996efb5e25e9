/** YAML files that people write, checked against a schema, with the line of what is wrong. */

import { isMap, isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type * as z from 'zod';

/** What is wrong with a file; the message names file, line and what to do. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

export interface Checked<T> {
  readonly data: T;
  /** The line of a part, given as keys and indices from the root. */
  lineOf(path: readonly PropertyKey[]): number;
}

export interface CheckOptions<T> {
  readonly schema: z.ZodType<T>;
  /** Where the format is described. */
  readonly help: string;
  /** Take `2026-01-01` and `0123` for text, as they stand. */
  readonly textOnly?: boolean;
}

/** Throws a FileError for the first thing that is wrong. An empty file is an empty map. */
export function checkYaml<T>(
  file: string,
  text: string,
  { schema, help, textOnly = false }: CheckOptions<T>,
): Checked<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    strict: true,
    lineCounter: lines,
    prettyErrors: false,
    // A warning goes to standard error by itself, and quotes.
    logLevel: 'error',
    schema: textOnly ? 'failsafe' : 'core',
  });
  // An unknown tag is only a warning to the parser; here it is something that nobody meant.
  const broken = document.errors[0] ?? document.warnings[0];
  if (broken !== undefined) {
    throw new FileError(`${file}:${lines.linePos(broken.pos[0]).line}: not valid YAML: ${broken.message}`);
  }
  const lineOf = (path: readonly PropertyKey[]): number => lines.linePos(offsetOf(document, path)).line;
  const parsed = schema.safeParse(plainData(document, file) ?? {});
  if (parsed.success) return { data: parsed.data, lineOf };
  const [issue] = parsed.error.issues;
  const path = issue?.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : (issue?.path ?? []);
  const what = issue?.code === 'unrecognized_keys' ? 'there is no such setting' : (issue?.message ?? 'not as expected');
  const name = path.map(String).join('.');
  throw new FileError(`${file}:${lineOf(path)}: ${name === '' ? '' : `${name}: `}${what}; see ${help}`);
}

function plainData(document: Document, file: string): unknown {
  try {
    // Aliases make a small file large, and no file here has a use for them.
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    throw new FileError(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Where the deepest part of `path` that exists begins; its key, where it has one. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const parent: unknown = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const last = path[depth - 1];
    const pair = isMap(parent) ? parent.items.find(({ key }) => isNode(key) && key.toJSON() === last) : undefined;
    const node: unknown = pair?.key ?? document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
