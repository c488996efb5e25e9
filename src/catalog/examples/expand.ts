/** Examples of a detector: `~{` and `}~` mark the secret, `<class:n>` and `<generator>` are filled in from a seed. */

import { CLASSES, type CharacterClass } from './classes.js';
import { GENERATORS } from './generators.js';
import { createRandom, pick, type Random } from './random.js';

export interface Expanded {
  readonly text: string;
  /** Offsets of the marked secrets in `text`. */
  readonly secrets: readonly { readonly start: number; readonly end: number }[];
}

/** `<class:min>`, `<class:min-max>`, `<class:min+>`, or `<class:n~>` for a part that the pattern does not measure. */
interface Placeholder {
  readonly characters: CharacterClass;
  readonly min: number;
  /** Infinity for an open end. */
  readonly max: number;
  /** Whether the pattern depends on this length and class. */
  readonly measured: boolean;
}

type Piece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'characters'; readonly placeholder: Placeholder }
  | { readonly kind: 'generator'; readonly name: string; readonly argument: string };

/** How much longer than its least an open-ended placeholder is made when the longest form is asked for. */
const OPEN_END = 9;

/** How each placeholder is filled: `index` counts the placeholders of the example. */
type Fill = (placeholder: Placeholder, index: number, random: Random) => string;

/** Fills in an example at its least lengths. Throws an Error for a marker without its partner or a placeholder that names nothing. */
export function expandExample(example: string, seed: string, fill: Fill = shortest): Expanded {
  const random = createRandom(seed);
  const secrets: { start: number; end: number }[] = [];
  let text = '';
  let open = -1;
  let index = 0;
  for (const piece of parse(example)) {
    switch (piece.kind) {
      case 'literal':
        text += piece.text;
        break;
      case 'open':
        if (open >= 0) throw new Error('"~{" inside "~{"');
        open = text.length;
        break;
      case 'close':
        if (open < 0) throw new Error('"}~" without "~{"');
        secrets.push({ start: open, end: text.length });
        open = -1;
        break;
      case 'characters':
        text += fill(piece.placeholder, index++, random);
        break;
      case 'generator':
        text +=
          GENERATORS[piece.name]?.({ random, before: open < 0 ? '' : text.slice(open), argument: piece.argument }) ??
          '';
        break;
    }
  }
  if (open >= 0) throw new Error('"~{" without "}~"');
  return { text, secrets };
}

/** The example with every placeholder as long as it may be. */
export function expandLongest(example: string, seed: string): Expanded {
  return expandExample(example, seed, ({ characters, min, max }, _, random) =>
    pick(random, characters.alphabet, max === Infinity ? min + OPEN_END : max),
  );
}

/** Texts that differ from the example in one placeholder by just enough that they must not match. */
export function nearMisses(example: string, seed: string): { readonly text: string; readonly change: string }[] {
  const placeholders = parse(example).flatMap((piece) => (piece.kind === 'characters' ? [piece.placeholder] : []));
  return placeholders.flatMap((changed, at) =>
    (changed.measured ? changesOf(changed) : []).map(({ change, fill }) => ({
      change: `placeholder ${at + 1} ${change}`,
      text: expandExample(example, seed, (placeholder, index, random) =>
        index === at ? fill(random) : shortest(placeholder, index, random),
      ).text,
    })),
  );
}

function changesOf({ characters, min, max }: Placeholder): { change: string; fill: (random: Random) => string }[] {
  const { alphabet, outsiders } = characters;
  const changes = [{ change: 'one shorter', fill: (random: Random) => pick(random, alphabet, min - 1) }];
  if (max !== Infinity) {
    changes.push({ change: 'one longer', fill: (random) => pick(random, alphabet, max + 1) });
  }
  for (const outsider of outsiders) {
    changes.push({
      change: `with "${outsider}"`,
      // In the middle, so that neither half is long enough by itself.
      fill: (random) => {
        const text = pick(random, alphabet, min);
        const middle = min >> 1;
        return text.slice(0, middle) + outsider + text.slice(middle + 1);
      },
    });
  }
  return changes;
}

function shortest({ characters, min }: Placeholder, _index: number, random: Random): string {
  return pick(random, characters.alphabet, min);
}

const SYNTAX = /~\{|\}~|<([A-Za-z0-9_-]+)(?::([^<>]*))?>/g;

function parse(example: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of example.matchAll(SYNTAX)) {
    const piece = pieceOf(found[0], found[1] ?? '', found[2] ?? '');
    if (piece === undefined) continue;
    pieces.push({ kind: 'literal', text: example.slice(at, found.index) }, piece);
    at = found.index + found[0].length;
  }
  pieces.push({ kind: 'literal', text: example.slice(at) });
  return pieces;
}

/** The most characters that one placeholder may ask for: as many as the longest reach allows a match to have. */
const MOST_CHARACTERS = 65_536;

/** Undefined for angle brackets that only look like a placeholder: they stay as they are. */
function pieceOf(whole: string, name: string, argument: string): Piece | undefined {
  if (whole === '~{') return { kind: 'open' };
  if (whole === '}~') return { kind: 'close' };
  if (Object.hasOwn(GENERATORS, name)) return { kind: 'generator', name, argument };
  const length = /^(\d+)(?:-(\d+)|([+~]))?$/.exec(argument);
  if (length === null) return undefined;
  const characters = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
  if (characters === undefined) throw new Error(`unknown character class in "${whole}"`);
  const min = Number(length[1]);
  const most = Number(length[2] ?? min);
  if (min < 1 || min > most || most > MOST_CHARACTERS) throw new Error(`impossible length in "${whole}"`);
  const max = length[3] === '+' ? Infinity : most;
  return { kind: 'characters', placeholder: { characters, min, max, measured: length[3] !== '~' } };
}
