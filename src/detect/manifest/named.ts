/**
 * Values under their names: all of a document are written into one made-up file, a line each as `name="value"`, and that
 * is searched like any other. So a value in a manifest is judged, and known by a provider's detector, as it would be in
 * source code or in an `.env` file.
 */

import type { Candidate } from '../candidate.js';
import { latin1 } from '../bytes.js';
import { resourceOf } from './objects.js';
import type { Document, NamedValue, Piece, SearchText } from './pieces.js';

/** `.env` is a file for credentials: weak passwords count. */
const FILES = { declared: '.env', plain: 'values.yaml' } as const;

interface Line {
  readonly piece: Piece;
  /** Range of the value in the made-up file. */
  readonly start: number;
  readonly end: number;
}

export function searchNamed(document: Document, pieces: readonly Piece[], search: SearchText): Candidate[] {
  return (['declared', 'plain'] as const).flatMap((place) => {
    const lines: Line[] = [];
    let text = '';
    for (const piece of pieces) {
      if (piece.as.type !== 'named' || piece.as.declared !== (place === 'declared')) continue;
      const { before, value, after } = lineOf(piece.as, piece.written.bytes, place);
      const start = text.length + before.length;
      lines.push({ piece, start, end: start + value.length });
      // Blank lines keep neighbours from being read as one.
      text += `${before}${value}${after}\n\n\n`;
    }
    if (lines.length === 0) return [];
    const { candidates } = search(Buffer.from(text, 'latin1'), `${document.path}/${FILES[place]}`);
    return candidates.flatMap((candidate) => inDocument(document, candidate, lines));
  });
}

function lineOf(
  { name }: NamedValue,
  bytes: Uint8Array,
  place: 'declared' | 'plain',
): { before: string; value: string; after: string } {
  const value = latin1(bytes).trimEnd();
  const quote = !/["\\]/.test(value) ? '"' : !/['\\]/.test(value) ? "'" : '';
  return { before: `${name}${place === 'declared' ? '=' : ': '}${quote}`, value, after: quote };
}

function inDocument(document: Document, candidate: Candidate, lines: readonly Line[]): Candidate[] {
  const line = lines.find(({ start, end }) => candidate.start >= start && candidate.end <= end);
  if (line === undefined) return [];
  const { piece, start } = line;
  const { written, encodings } = piece;
  return [
    {
      ...candidate,
      start: written.start(candidate.start - start),
      end: written.end(candidate.end - start - 1),
      encodings: [...encodings, ...candidate.encodings],
      resource: resourceOf(piece.visit, document.path),
    },
  ];
}
