/** What Secrets hold, each key by its name: `data` decoded, `stringData`, and the literals that kustomize makes one of. */

import type { Encoding } from '../../model/finding.js';
import { latin1 } from '../bytes.js';
import { isMostlyText } from '../decode/printable.js';
import { decoded } from './base64.js';
import { releaseFiles } from './helm-release.js';
import { isCredentialName } from './marks.js';
import { kindOfObject, objectAround } from './objects.js';
import type { Document, Piece } from './pieces.js';
import { sourceText, written, type Written } from './scalar.js';
import { holdsAction } from './templates.js';
import { textAt, type ValueNode, type Visit } from './tree.js';

/** A longer value is no password but a file. */
const LONGEST_VALUE = 512;

const RELEASE = 'helm.sh/release.v1';

export function* secretsIn(document: Document): Generator<Piece> {
  for (const { node, key, parent } of document.visits) {
    if (node.type !== 'value') continue;
    const place = { node, key, parent };
    const isOfGenerator = parent?.key === 'literals' && parent.parent?.parent?.key === 'secretGenerator';
    if (!(isOfGenerator || isOfSecret(place)) || !isLiteral(document, node)) continue;
    yield* isOfGenerator ? literalOf(document, place) : entryOf(document, place);
  }
}

/** A value of `data` or `stringData`, right below a Secret. */
export function isOfSecret(place: Visit): boolean {
  const field = String(place.parent?.key);
  return FIELDS.includes(field) && kindOfObject(place) === 'Secret';
}

/** The last one is Terraform's, which has in `data` what others have in `stringData`. */
const FIELDS = ['data', 'stringData', 'binaryData'];

function isEncoded(place: Visit): boolean {
  const field = place.parent?.key;
  const object = objectAround(place);
  const isTerraform = object?.type === 'map' && object.named !== undefined;
  return field === (isTerraform ? 'binaryData' : 'data');
}

/** Written out: no template, not encrypted with SOPS, not empty. */
export function isLiteral({ source }: Document, node: ValueNode): boolean {
  return (
    node.text.trim() !== '' && !node.text.startsWith('ENC[') && (node.block || !holdsAction(sourceText(source, node)))
  );
}

function* entryOf({ source }: Document, place: Visit<ValueNode>): Generator<Piece> {
  const name = String(place.key);
  const value = written(source, place.node);
  const plain = isEncoded(place) ? decoded(value) : undefined;
  if (plain === undefined) yield pieceOf(place, { name, written: value, encodings: [] });
  else if (name === 'release' && textAt(objectAround(place), 'type') === RELEASE) yield* releaseFiles(place, plain);
  else yield pieceOf(place, { name, written: plain, encodings: ['base64'] });
}

interface Content {
  readonly name: string;
  readonly written: Written;
  readonly encodings: readonly Encoding[];
}

function pieceOf(place: Visit, { name, written: content, encodings }: Content): Piece {
  const named = { type: 'named', name: nameFor(name), declared: true } as const;
  const as = isFile(content.bytes) ? ({ type: 'file', name } as const) : named;
  return { visit: place, written: content, encodings, as };
}

/** Keys of what is not secret itself: who, where and how. */
const OTHERS =
  /(user(name)?(_in)?|login|e?mail|name|host(name)?|addr(ess)?|server|endpoint|ur[il]|port|region|zone|bucket|db|database|namespace|id|type|mode|version|path|file|dir|cert(ificate)?|\.crt|\.pub|known_hosts|ca|domain|tenant|project|issuer|scope|role|enabled)s?$/i;

/** Everybody may see what stands under it. */
export function isPublicKey(key: string): boolean {
  return OTHERS.test(key);
}

/** A key that names no credential: in a Secret its value is one all the same, if it looks like a key. */
function nameFor(key: string): string {
  return isCredentialName(key) || OTHERS.test(key) ? key : `${key.replace(/[^\w-]/g, '_')}_token`;
}

/** More than one line, markup, or too long for a value. */
export function isFile(bytes: Uint8Array): boolean {
  if (bytes.length > LONGEST_VALUE || !isMostlyText(bytes)) return true;
  const text = latin1(bytes).trim();
  return /[\r\n]|^[[{<]/.test(text);
}

/** `- password=...`; what is before the first `=` is the key. */
function* literalOf({ source }: Document, place: Visit<ValueNode>): Generator<Piece> {
  const { bytes, start, end } = written(source, place.node);
  const equals = bytes.indexOf(0x3d);
  if (equals <= 0) return;
  const from = equals + 1;
  const value = {
    bytes: bytes.subarray(from),
    start: (at: number) => start(at + from),
    end: (at: number) => end(at + from),
  };
  yield pieceOf(place, { name: latin1(bytes, 0, equals), written: value, encodings: [] });
}
