import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Secret } from '../../src/model/secret.js';

const plain = ['abcd', 'efghijklmnopqrstuvwx'].join('');

test('a secret masks itself wherever it is printed', () => {
  const secret = new Secret(plain);
  const printed = [
    `${secret}`,
    String(secret),
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ deep: [secret] }),
    JSON.stringify(structuredClone({ ...secret })),
  ];
  for (const text of printed) expect(text).not.toContain(plain.slice(4, 10));
  expect(secret.reveal()).toBe(plain);
  expect(secret.redacted()).toBe('abcd********');
});

test('of a short one nothing is shown, of a key its first line', () => {
  expect(new Secret('hunter2').redacted()).toBe('********');
  const label = ['-----BEGIN', 'EC PRIVATE KEY-----'].join(' ');
  expect(new Secret(`${label}\nMHcCAQEE\n`).redacted()).toBe(`${label} ********`);
});

test('one that is sealed masks what the plain one masks, and cannot be revealed', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'ab', '$&', ' '), maxLength: 60 });
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', '$&'), minLength: 1, maxLength: 20 }),
      fc.array(text),
      (secret, parts) => {
        const known = new Secret(secret);
        const sealed = Secret.sealed({
          redacted: known.redacted(),
          length: secret.length,
          is: (other) => other === secret,
        });
        const all = parts.join(secret);
        expect(sealed.maskIn(all)).toBe(known.maskIn(all));
        expect([`${sealed}`, sealed.length]).toEqual([`${known}`, known.length]);
        expect(() => sealed.reveal()).toThrow('not known');
      },
    ),
  );
});
