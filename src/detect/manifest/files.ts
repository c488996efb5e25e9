/** Texts inside values: files of ConfigMaps, objects in annotations, manifests and Helm values in strings. */

import { latin1 } from '../bytes.js';
import { decoded } from './base64.js';
import { kindOfObject } from './objects.js';
import type { Document, Piece } from './pieces.js';
import { isFile, isLiteral } from './secrets.js';
import { written, type Written } from './scalar.js';
import type { ValueNode, Visit } from './tree.js';

/** Keys of Helm values in a string: Argo CD Applications, k3s HelmCharts. */
const VALUES = /^(values|valuesContent|valuesYaml)$/;

const OBJECT = /(^|\n)\s*"?(apiVersion|kind)"?:/;

export function* filesIn(document: Document): Generator<Piece> {
  for (const place of document.visits) {
    const { node } = place;
    if (node.type !== 'value' || !isLiteral(document, node)) continue;
    const content = contentOf(document, place, node);
    const name = content === undefined ? undefined : nameOf(place, content);
    if (content === undefined || name === undefined) continue;
    const encodings = place.parent?.key === 'binaryData' ? (['base64'] as const) : [];
    yield { visit: place, written: content, encodings, as: { type: 'file', name } };
  }
}

function contentOf({ source }: Document, { parent }: Visit, node: ValueNode): Written | undefined {
  if (node.text.length < SHORTEST) return undefined;
  const value = written(source, node);
  return parent?.key === 'binaryData' ? decoded(value) : value;
}

/** Nothing shorter is a file that holds a credential. */
const SHORTEST = 8;

/** What the text is called as a file, or undefined where it is just a value. */
function nameOf(place: Visit, { bytes }: Written): string | undefined {
  const key = String(place.key);
  const parent = place.parent?.key;
  const isOfConfigMap = kindOfObject(place) === 'ConfigMap' && (parent === 'data' || parent === 'binaryData');
  if (isOfConfigMap) return isFile(bytes) || key.includes('.') ? key : undefined;
  if (parent === 'annotations') return /^\s*[[{]/.test(latin1(bytes, 0, SHORTEST)) ? `${key}.json` : undefined;
  if (!isFile(bytes)) return undefined;
  // A list of them in Terraform's helm_release.
  if (VALUES.test(typeof place.key === 'number' ? String(parent) : key)) return 'values.yaml';
  return OBJECT.test(latin1(bytes)) ? 'manifest.yaml' : undefined;
}
