/** What kind of text a content is: decides what is looked for in it, and whether it can be read in parts. */

import { utf16Order } from './decode/utf16.js';
import { classOf } from './generic/syntax.js';
import { isWholeFile } from './generic/whole-file.js';
import { mayHoldManifests, shapeOf } from './manifest/documents.js';

/** How far git looks for a NUL byte before it calls a file text; the same rule here. */
const BINARY_SAMPLE = 8000;

/** How a content is read. */
export interface Reading {
  readonly binary: boolean;
  /** Whether what is found in one part holds for a content that has only that part of it. */
  readonly divisible: boolean;
  /** May hold documents that are read as data. */
  readonly manifest: boolean;
  /** All of it may be one secret. */
  readonly whole: boolean;
  readonly path: string;
  /** All that judgement depends on besides the bytes around a place, as one word. */
  readonly kind: string;
}

export function readingOf(bytes: Uint8Array, path: string): Reading {
  const sample = bytes.subarray(0, BINARY_SAMPLE);
  const order = utf16Order(sample);
  const binary = order === undefined && sample.includes(0);
  const manifest = !binary && order === undefined && mayHoldManifests(sample, path);
  const whole = !binary && order === undefined && isWholeFile(bytes, path);
  const marks = [classOf(path), manifest && (shapeOf(path) ?? 'manifest'), whole && 'whole'];
  const kind = binary ? 'binary' : ['text', ...marks].join(' ');
  return { binary, divisible: order === undefined && !whole, manifest, whole, path, kind };
}
