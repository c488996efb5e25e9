import { expect, test } from 'vitest';
import { excerptOf, maskedText } from '../../../src/detect/excerpt.js';

function excerpt(text: string, secret: string, others: readonly string[] = []): { text: string; pointed: string } {
  const range = (part: string): { start: number; end: number } => {
    const start = Buffer.byteLength(text.slice(0, text.indexOf(part)));
    return { start, end: start + Buffer.byteLength(part) };
  };
  const masked = [secret, ...others].map(range).toSorted((a, b) => a.start - b.start);
  const made = excerptOf(Buffer.from(text), { secret: range(secret), shown: 'abcd********', masked });
  return { text: made.text, pointed: made.text.slice(made.start, made.start + made.length) };
}

test('shows the line with the secret masked', () => {
  expect(excerpt('first\nkey = "abcdefgh" # why\r\nlast\n', 'abcdefgh')).toEqual({
    text: 'key = "abcd********" # why',
    pointed: 'abcd********',
  });
});

test('masks every other secret in view', () => {
  expect(excerpt('user=root pass=one key=two pass=three', 'two', ['one', 'three']).text).toBe(
    'user=root pass=******** key=abcd******** pass=********',
  );
});

test('masks the secret where it stands on the line once more', () => {
  expect(excerpt('echo "abcdefgh\\nabcdefgh" | passwd', 'abcdefgh').text).toBe(
    'echo "abcd********\\n********" | passwd',
  );
});

test('cuts long lines on whole characters', () => {
  const { text } = excerpt(`${'é'.repeat(500)} key=secret ${'漢'.repeat(500)}`, 'secret');
  expect(text).toBe(`...${'é'.repeat(27)} key=abcd******** ${'漢'.repeat(19)}...`);
});

test('shows the first line of a secret of several lines', () => {
  expect(excerpt('k: BEGIN\nbody\nEND;\n', 'BEGIN\nbody\nEND').text).toBe('k: abcd********');
});

test('secrets that overlap are hidden as one, in either order', () => {
  const bytes = Buffer.from('a = "ghp_abc tail" b');
  const [short, long] = [
    { start: 5, end: 12 },
    { start: 5, end: 17 },
  ];
  const whole = { start: 0, end: bytes.length };
  const expected = 'a = "********" b';
  expect(maskedText(bytes, whole, [short, long])).toBe(expected);
  expect(maskedText(bytes, whole, [long, short])).toBe(expected);
  expect(maskedText(bytes, { start: 8, end: bytes.length }, [short, long])).toBe('********" b');
});
