import { describe, expect, test } from 'vitest';
import { regexEngine } from '../../../src/detect/regex.js';
import { withSecretGroup } from '../../../src/catalog/gitleaks-pattern.js';
import { engines } from '../../support/regex-engines.js';

test.each([
  ['a(b)c', 0, 'a(?P<secret>b)c'],
  ['(a)|(b)', 0, '(?P<secret>a)|(?P<secret2>b)'],
  ['(a)(b)(c)', 2, '(?:a)(?P<secret>b)(?:c)'],
  ['(?i)(?:x)(?P<name>b)', 0, '(?i)(?:x)(?P<secret>b)'],
  [String.raw`\((a)[(]`, 0, String.raw`\((?P<secret>a)[(]`],
  [String.raw`[])(](a)`, 0, String.raw`[])(](?P<secret>a)`],
  [String.raw`[[:alpha:](](a)`, 0, String.raw`[[:alpha:](](?P<secret>a)`],
  [String.raw`\Q(\E(a)`, 0, String.raw`\Q(\E(?P<secret>a)`],
])('%s with group %d is %s', (regex, group, expected) => {
  expect(withSecretGroup(regex, group)).toBe(expected);
});

describe.each(engines)('on %s', (_, engine) => {
  test.skipIf(engine === undefined)('the first group that is not empty is the secret', () => {
    const compile = (source: string) => (engine ?? regexEngine()).compile(source);
    const pattern = compile(withSecretGroup('k=(x*)(?:l(a+)|r(b+))', 0));
    expect(pattern.exec('k=laa', 0)).toMatchObject({ secretStart: 3, secretEnd: 5 });
    expect(pattern.exec('k=rb', 0)).toMatchObject({ secretStart: 3, secretEnd: 4 });
    expect(pattern.exec('k=xxrb', 0)).toMatchObject({ secretStart: 2, secretEnd: 4 });
    expect(compile('k=x').exec(' k=x', 0)).toMatchObject({ secretStart: 1, secretEnd: 4 });
  });
});
