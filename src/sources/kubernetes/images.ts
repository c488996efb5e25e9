/** The images that an object runs. */

import { isList, isRecord, recordAt, stringAt, type JsonRecord } from './json.js';

/** Lists of containers, in Pods and in whatever has a template of one, custom resources too. */
const CONTAINERS = new Set(['containers', 'initContainers', 'ephemeralContainers']);

/** Templates are a few levels below `spec`; what is deeper is somebody's data. */
const MOST_LEVELS = 8;

/** Names as the object has them: `nginx`, `registry.example/shop@sha256:...`. */
export function* imagesOf(object: JsonRecord): Generator<string> {
  yield* imagesIn(recordAt(object, 'spec'), MOST_LEVELS);
  yield* imagesIn(recordAt(object, 'template'), MOST_LEVELS);
}

function* imagesIn(record: JsonRecord, levels: number): Generator<string> {
  if (levels === 0) return;
  for (const [key, value] of Object.entries(record)) {
    if (isRecord(value)) yield* imagesIn(value, levels - 1);
    else if (CONTAINERS.has(key) && isList(value)) {
      for (const container of value.filter(isRecord)) {
        const image = stringAt(container, 'image');
        if (image !== undefined) yield image;
      }
    }
  }
}
