import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problem } from '../../../src/model/problem.js';
import { finding, summary } from '../../support/finding.js';
import { accepted, encoded, inGit, inImage, missing, render, secret, suppressed } from '../../support/reports.js';
import { temporaryDirectory } from '../../support/tree.js';

const XSD = join(import.meta.dirname, '../../schemas/junit-10.xsd');
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;

/** The values of an XPath, as an XML parser that is not ours reads the report. Fails where it is not valid. */
function read(xml: string, xpath: string): string {
  const file = join(temporaryDirectory(), 'junit.xml');
  writeFileSync(file, xml);
  const valid = spawnSync('xmllint', ['--noout', '--schema', XSD, file], { encoding: 'utf8' });
  expect(valid.stderr).toBe(`${file} validates\n`);
  return execFileSync('xmllint', ['--xpath', xpath, file], { encoding: 'utf8' }).trim();
}

test.skipIf(!hasXmllint).each([
  ['nothing', {}, '1 0 0'],
  ['findings of every kind', { findings: [finding(secret), encoded, inGit, inImage, suppressed, accepted] }, '5 4 0'],
  ['problems', { problems: [missing, missing], end: { ...summary, complete: false } }, '3 0 2'],
])('with %s is valid and has the right counts', (_, events, counts) => {
  const xml = render('junit', events);
  expect(read(xml, 'concat(//testsuite/@tests, " ", //testsuite/@failures, " ", //testsuite/@errors)')).toBe(counts);
  expect(read(xml, 'concat(count(//testcase), " ", count(//failure), " ", count(//error))')).toBe(counts);
});

test.skipIf(!hasXmllint)('says where and what to do', () => {
  const xml = render('junit', { findings: [inGit] });
  expect(read(xml, 'string(//failure/../@classname)')).toBe('old/app.js');
  expect(read(xml, 'string(//failure/../@name)')).toBe('Acme token at 3:8 [acme-token]');
  expect(read(xml, 'string(//failure)')).toContain('Opens the door. Change the lock.');
});

test.skipIf(!hasXmllint)('is valid XML whatever is scanned', () => {
  const nasty = fc.string({
    unit: fc.constantFrom(
      '<',
      '&',
      '"',
      "'",
      ']]>',
      '\u0000',
      '\u001b',
      '\n',
      '\ud800',
      '\uffff',
      '\ufdd0',
      '漢',
      '{',
      'a',
    ),
    maxLength: 12,
  });
  fc.assert(
    fc.property(nasty, (text) => {
      const one = finding(`${secret}${text}`, {
        provenance: { kind: 'file', path: text },
        excerpt: { text: `${text}****`, start: text.length, length: 4 },
        reasons: [text],
      });
      const xml = render('junit', {
        findings: [one],
        problems: [problem('unreadable', text, text)],
        showSecrets: true,
      });
      expect(read(xml, 'count(//testcase)')).toBe('3');
    }),
    { numRuns: 25 },
  );
});
