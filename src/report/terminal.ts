/** Text that is safe to print and has a known width. */

import { codeEscape, UNSAFE } from './unsafe.js';

/**
 * Control and format characters made visible: a file name or a line of code must not move the cursor,
 * colour the terminal or reorder what is read. Tabs become one space, so that carets line up.
 */
export function neutral(text: string): string {
  return text.replace(UNSAFE, (character) => {
    if (character === '\t') return ' ';
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code < 0x10000 ? codeEscape(code) : `\\u{${code.toString(16)}}`;
  });
}

/** Columns that a terminal uses, roughly: East Asian wide characters and emoji take two, marks and joiners none. */
export function width(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (NO_WIDTH.test(character)) continue;
    columns += WIDE.test(character) ? 2 : 1;
  }
  return columns;
}

const NO_WIDTH = /[\p{Mark}\u200c\u200d]/u;

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** At most `most` characters, the last three of them dots where some were left out. */
export function shortened(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 3).join('')}...`;
}

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'cyan' | 'magenta';

/** Select Graphic Rendition codes (ECMA-48): start and end. */
const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  magenta: [35, 39],
};

export type Paint = (style: Style, text: string) => string;

/** A function that styles text, or leaves it alone where there is no colour. */
export function createPainter(colour: boolean): Paint {
  if (!colour) return (_, text) => text;
  return (style, text) => {
    const [start, end] = CODES[style];
    return `\u001b[${start}m${text}\u001b[${end}m`;
  };
}
