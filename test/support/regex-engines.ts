/** Both regex engines, where both are installed. */

import { regexEngine, type EngineName, type RegexEngine } from '../../src/detect/regex.js';

function installed(name: EngineName): RegexEngine | undefined {
  try {
    return regexEngine(name);
  } catch {
    return undefined;
  }
}

/** Name and engine; the native one is undefined where it is not installed, and its tests are skipped with a count. */
export const engines: readonly (readonly [EngineName, RegexEngine | undefined])[] = [
  ['re2js', installed('re2js')],
  ['re2', installed('re2')],
];
