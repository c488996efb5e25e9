/** What a pattern takes for the secret of a text. */

import { compilePattern } from '../../src/detect/regex.js';

export function secretFinder(pattern: string): (text: string) => string | undefined {
  const compiled = compilePattern(pattern);
  return (text) => {
    const found = compiled.exec(text, 0);
    return found === null ? undefined : text.slice(found.secretStart, found.secretEnd);
  };
}
