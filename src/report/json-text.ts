/** JSON that is also safe to look at: the same document to every parser, with nothing in it that a terminal obeys. */

import { codeEscape, UNSAFE } from './unsafe.js';

/**
 * As `JSON.stringify`, which leaves C1 controls, reordering marks and U+2028 as they are: the first two fool whoever
 * reads the report on a terminal, the last one readers that take it for the end of a line.
 */
export function jsonText(value: object, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(UNSAFE, (character) =>
    // Outside of strings only line ends of the indentation are left, as inside they were escaped already.
    character === '\n' ? character : utf16Units(character).map(codeEscape).join(''),
  );
}

function utf16Units(character: string): number[] {
  return Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
}
