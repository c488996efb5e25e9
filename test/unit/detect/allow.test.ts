import { expect, test } from 'vitest';
import { allowMarks } from '../../../src/detect/allow.js';

/** What is said of the part of `text` that stands between « and ». */
function marks(marked: string, encoding: BufferEncoding = 'utf8') {
  const text = marked.replace(/[«»]/g, '');
  const at = (index: number): number => Buffer.byteLength(text.slice(0, index), encoding);
  const [start, end] = [marked.indexOf('«'), marked.indexOf('»') - 1];
  const lineOf = (index: number): number => text.slice(0, index).split('\n').length;
  const secret = { start: at(start), end: at(end) };
  const around = { secret, startLine: lineOf(start), endLine: lineOf(end), masked: [secret] };
  return allowMarks(Buffer.from(text, encoding), around);
}

const allowed = { syntax: 'hullcheck', detector: 'acme-token', reason: 'a test', line: 1 };

test.each([
  ['a = "«secret»" # hullcheck:allow acme-token a test'],
  ['a = "«secret»"; // hullcheck:allow acme-token a test\r\n'],
  ['/* hullcheck:allow acme-token a test */ a = "«secret»"'],
  ['<a b="«secret»"/> <!-- hullcheck:allow acme-token a test -->'],
  ['{{/* hullcheck:allow acme-token a test */}} «secret»'],
  ['# hullcheck:allow acme-token a test\na = "«secret»"'],
  ['  <!-- hullcheck:allow acme-token a test -->\r\n<a b="«secret»"/>'],
  ['-- hullcheck:allow acme-token a test\n«secret»'],
  ['REM hullcheck:allow acme-token a test\nset A=«secret»'],
  ['key: | # hullcheck:allow acme-token a test\n  «first\n  second»\n'],
])('%j is allowed', (text) => {
  expect(marks(text)).toEqual([allowed]);
});

test('a comment at the end of a secret of several lines counts', () => {
  expect(marks('a = "«first\nsecond»" # hullcheck:allow acme-token a test')).toEqual([{ ...allowed, line: 2 }]);
});

test.each([
  ['b = "other" # hullcheck:allow acme-token a test\na = "«secret»"'],
  ['# hullcheck:allow acme-token a test\n\na = "«secret»"'],
  ['a = "«secret»"\n# hullcheck:allow acme-token a test'],
  ['a = "«secret»" # hullcheck:allowed acme-token a test'],
  ['c = 1 # pragma: allowlist secret\na = "«secret»"'],
  [`a = "«secret»" ${' '.repeat(4000)}# hullcheck:allow acme-token a test`],
])('%j is not', (text) => {
  expect(marks(text)).toEqual([]);
});

test('several comments, and those of other tools', () => {
  expect(
    marks('# pragma: allowlist nextline secret\n«s» # hullcheck:allow a b hullcheck:allow c d gitleaks:allow'),
  ).toEqual([
    { syntax: 'detect-secrets', detector: '', reason: '', line: 1 },
    { syntax: 'hullcheck', detector: 'a', reason: 'b', line: 2 },
    { syntax: 'hullcheck', detector: 'c', reason: 'd', line: 2 },
    { syntax: 'gitleaks', detector: '', reason: '', line: 2 },
  ]);
});

test('reads UTF-16', () => {
  expect(marks('a = "«secret»" # hullcheck:allow acme-token a test', 'utf16le')).toEqual([allowed]);
});
