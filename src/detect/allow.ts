/**
 * Comments that say of a secret that it may stay. Looked for only around a finding, so that no file is read twice for
 * them: on the line where the secret begins, on the one where it ends, and on the line above.
 */

import type { Range } from '../model/content.js';
import type { AllowMark } from '../model/finding.js';
import { latin1 } from './bytes.js';
import { maskedText } from './excerpt.js';
import { endOfLine, startOfLine } from './lines.js';

interface Syntax {
  readonly syntax: AllowMark['syntax'];
  readonly text: string;
  /** Stands on a line of the secret (`same`), on the line above (`above`), or on either. */
  readonly place: 'same' | 'above' | 'either';
}

/**
 * hullcheck's own, and those of the tools that people come from:
 * https://github.com/gitleaks/gitleaks#gitleaksallow
 * https://github.com/Yelp/detect-secrets#inline-allowlisting
 * https://github.com/secretlint/secretlint/tree/master/packages/%40secretlint/secretlint-rule-filter-comments
 */
const SYNTAXES: readonly Syntax[] = [
  { syntax: 'hullcheck', text: 'hullcheck:allow', place: 'either' },
  { syntax: 'gitleaks', text: 'gitleaks:allow', place: 'same' },
  { syntax: 'betterleaks', text: 'betterleaks:allow', place: 'same' },
  { syntax: 'detect-secrets', text: 'pragma: allowlist secret', place: 'same' },
  { syntax: 'detect-secrets', text: 'pragma: whitelist secret', place: 'same' },
  { syntax: 'detect-secrets', text: 'pragma: allowlist nextline secret', place: 'above' },
  { syntax: 'secretlint', text: 'secretlint-disable-line', place: 'same' },
  { syntax: 'secretlint', text: 'secretlint-disable-next-line', place: 'above' },
];

/** Bytes looked at on each side of a secret: a comment is for people, and minified files have lines of megabytes. */
const REACH = 2000;

/** Characters kept of a reason. */
const LONGEST_REASON = 200;

const NEWLINE = 0x0a;

/** What ends a comment in some language, longest first. */
const TERMINATORS = ['--%>', '-->', '*/', '#}', '%>', '--}}', '}}'];

export interface Surroundings {
  /** The secret in the content. */
  readonly secret: Range;
  /** 1-based, where it begins and where it ends. */
  readonly startLine: number;
  readonly endLine: number;
  /** Ranges to mask in what a comment says, ascending; they may overlap. */
  readonly masked: readonly Range[];
}

/** The marks in the order of their lines. Nothing but the bytes of these lines decides. */
export function allowMarks(bytes: Uint8Array, { secret, startLine, endLine, masked }: Surroundings): AllowMark[] {
  const first = lineAround(bytes, secret.start);
  const several = endLine > startLine;
  const lines: Line[] = [{ range: first, number: startLine, above: false }];
  if (first.start > 0 && bytes[first.start - 1] === NEWLINE) {
    lines.unshift({ range: lineAround(bytes, first.start - 1), number: startLine - 1, above: true });
  }
  if (several) lines.push({ range: lineAround(bytes, secret.end), number: endLine, above: false });
  return lines
    .filter(({ range }) => mayHoldMark(bytes, range))
    .flatMap(({ range, number, above }) => {
      // UTF-16 has a NUL beside each ASCII character.
      const text = maskedText(bytes, range, masked).replaceAll('\0', '');
      return marksIn(text, number).filter(({ place, before }) => {
        if (!above) return place !== 'above';
        // A comment behind something else belongs to that; beside the beginning of a block there is no other room.
        return place === 'above' || (place === 'either' && (several || !hasWord(before)));
      });
    })
    .map(({ mark }) => mark);
}

interface Line {
  readonly range: Range;
  readonly number: number;
  /** Whether it is the line above the secret. */
  readonly above: boolean;
}

interface Found {
  readonly mark: AllowMark;
  readonly place: Syntax['place'];
  /** What stands before the mark on its line. */
  readonly before: string;
}

/** The line that holds `offset`, at most `REACH` bytes of it on each side. */
export function lineAround(bytes: Uint8Array, offset: number): Range {
  const start = startOfLine(bytes, offset, Math.max(0, offset - REACH));
  const end = endOfLine(bytes, offset, offset + REACH);
  return { start, end: end > offset && bytes[end - 1] === NEWLINE ? end - 1 : end };
}

/** Far cheaper than masking, and nearly always false. */
function mayHoldMark(bytes: Uint8Array, { start, end }: Range): boolean {
  const text = latin1(bytes, start, end).replaceAll('\0', '');
  return SYNTAXES.some((syntax) => text.includes(syntax.text));
}

function marksIn(text: string, line: number): Found[] {
  const starts = SYNTAXES.flatMap(({ text: wanted, syntax, place }) => {
    const found: (Omit<Found, 'mark'> & { readonly syntax: AllowMark['syntax']; at: number; end: number })[] = [];
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      const end = at + wanted.length;
      if (!isWord(text[end])) found.push({ syntax, place, before: text.slice(0, at), at, end });
    }
    return found;
  }).toSorted((a, b) => a.at - b.at);
  return starts.map(({ syntax, place, before, end }, index) => {
    const said = withoutTerminator(text.slice(end, starts[index + 1]?.at)).trim();
    const detector = syntax === 'hullcheck' ? (said.split(/\s/, 1)[0] ?? '') : '';
    const reason = said.slice(detector.length).trim().slice(0, LONGEST_REASON);
    return { mark: { syntax, detector, reason, line }, place, before };
  });
}

function withoutTerminator(comment: string): string {
  const ends = TERMINATORS.map((terminator) => comment.indexOf(terminator)).filter((at) => at >= 0);
  return ends.length === 0 ? comment : comment.slice(0, Math.min(...ends));
}

/** Letters or digits: more than the signs that begin a comment. `REM` begins one too. */
function hasWord(text: string): boolean {
  const rest = text.trim().toLowerCase() === 'rem' ? '' : text;
  return /[\p{L}\p{N}]/u.test(rest);
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_-]/u.test(character);
}
