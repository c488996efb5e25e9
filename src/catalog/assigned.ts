/** The pattern for a secret that only the name beside it tells: `ACME_API_KEY = "..."`, `"acmeKey": "..."`, and the like. */

import type { PatternRule } from '../model/detector.js';

/** Characters that may stand between the name and the end of the identifier, such as `_api_key` or `.token`. */
const REST_OF_NAME = 40;

/** Blanks and quotes around the operator. */
const SLACK = 12;

/** From a name to the key `value` that goes with it, as in the environment of a container: `name: ACME_KEY`, next line `value: ...`. */
const INDENT = 24;

/** What ends a value; a value that goes on is another, longer thing. */
const VALUE_END = String.raw`(?:[\s"'\x60;,<>)\]}&|#\\]|$)`;

/** The longest value that the reach allows for. */
const LONGEST_VALUE = 200;

/** An RE2 pattern whose group `secret` is the value, and how far it reaches from the name. `value` is RE2 itself. */
export function assignedPattern(names: readonly string[], value: string): Pick<PatternRule, 'pattern' | 'reach'> {
  const name = `(?i:${names.map(separatorsOptional).join('|')})`;
  const rest = String.raw`[A-Za-z0-9_.\-]{0,${REST_OF_NAME}}`;
  const operator = String.raw`["'\x60\])\\]{0,3}[ \t]{0,${SLACK}}(?::=|=>|:|=|,|\()`;
  const entry = String.raw`["']?,?\s{1,${INDENT}}["']?value["']?[ \t]{0,${SLACK}}[:=]`;
  const quote = String.raw`[ \t]{0,${SLACK}}(?:(?:[bru]|\\)?["'\x60])?`;
  return {
    pattern: `${name}${rest}(?:${operator}|${entry})${quote}(?P<secret>${value})${VALUE_END}`,
    reach: { before: 0, after: REST_OF_NAME + INDENT + 3 * SLACK + LONGEST_VALUE },
  };
}

/** `api_key` also stands for `api-key`, `apikey` and `apiKey`. */
function separatorsOptional(name: string): string {
  return name.replace(/[_-]/g, '[_.-]?');
}

/** What the prefilter looks for: each name with the separators that it is commonly written with. */
export function assignedKeywords(names: readonly string[]): string[] {
  return [...new Set(names.flatMap(spellings))];
}

/** `api_key`: also `api-key`, `api.key` and `apikey`. */
export function spellings(name: string): string[] {
  return ['_', '-', '.', ''].map((separator) => name.replace(/[_-]/g, separator));
}
