/** Which group of a gitleaks rule is the secret, said by names: hullcheck's patterns know no numbers. */

/**
 * The expression with the group that is the secret named `secret`. Where no number is given (0) gitleaks takes the first
 * group that is not empty: all groups get names then, `secret`, `secret2` and so on.
 */
export function withSecretGroup(regex: string, wanted: number): string {
  let text = '';
  let group = 0;
  let named = 0;
  for (const { at, length, kind } of tokensOf(regex)) {
    if (kind !== 'group') {
      text += regex.slice(at, at + length);
      continue;
    }
    group++;
    const isSecret = wanted === 0 || wanted === group;
    if (isSecret) named++;
    text += isSecret ? `(?P<secret${named === 1 ? '' : named}>` : '(?:';
  }
  return text;
}

interface Token {
  readonly at: number;
  readonly length: number;
  readonly kind: 'group' | 'other';
}

/** Beginnings of capturing groups, told from all else: escapes, classes, quoted text and groups that capture nothing. */
function* tokensOf(regex: string): Generator<Token> {
  for (let at = 0; at < regex.length;) {
    const token = tokenAt(regex, at);
    yield { at, ...token };
    at += token.length;
  }
}

function tokenAt(regex: string, at: number): Omit<Token, 'at'> {
  const rest = regex.slice(at);
  if (rest.startsWith('\\Q')) {
    const end = rest.indexOf('\\E');
    return { length: end < 0 ? rest.length : end + 2, kind: 'other' };
  }
  if (rest.startsWith('\\')) return { length: 2, kind: 'other' };
  if (rest.startsWith('[')) return { length: classLength(rest), kind: 'other' };
  const name = /^\(\?P?<[A-Za-z_]\w*>/.exec(rest)?.[0];
  if (name !== undefined) return { length: name.length, kind: 'group' };
  if (rest.startsWith('(') && !rest.startsWith('(?')) return { length: 1, kind: 'group' };
  return { length: 1, kind: 'other' };
}

/** `]` first in a class, or after `^`, stands for itself; `[:alpha:]` is a class in it. */
function classLength(text: string): number {
  let at = text.startsWith('[^') ? 2 : 1;
  if (text[at] === ']') at++;
  while (at < text.length && text[at] !== ']') {
    if (text[at] === '\\') at += 2;
    else if (text.startsWith('[:', at) && text.includes(':]', at)) at = text.indexOf(':]', at) + 2;
    else at++;
  }
  return Math.min(text.length, at + 1);
}
