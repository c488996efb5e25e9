import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_DEPTH } from '../../../src/detect/decode/index.js';
import { layersBelow } from '../../support/layers.js';

/** Text of at least 24 characters, so that its encoding is long enough to be looked at. */
const plain = fc.string({ unit: 'grapheme-ascii', minLength: 24, maxLength: 200 });

function layers(text: string | Uint8Array): { text: string; encodings: readonly string[]; outer: [number, number] }[] {
  const bytes = typeof text === 'string' ? new Uint8Array(Buffer.from(text)) : text;
  return layersBelow(bytes).map((layer) => ({
    text: Buffer.from(layer.bytes).toString(),
    encodings: layer.encodings,
    outer: [layer.outerStart(0), layer.outerEnd(layer.bytes.length - 1)],
  }));
}

test('finds and maps base64 back to where it stands', () => {
  fc.assert(
    fc.property(
      plain,
      fc.constantFrom('base64', 'base64url'),
      fc.string({ maxLength: 30 }),
      (secret, encoding, prefix) => {
        const encoded = Buffer.from(secret)
          .toString(encoding as BufferEncoding)
          .replace(/=+$/, '');
        const text = `${prefix} ${encoded} "`;
        const found = layers(text).find((layer) => layer.text === secret);
        const start = Buffer.byteLength(prefix) + 1;
        expect(found?.outer).toEqual([start, start + encoded.length]);
      },
    ),
  );
});

test('maps each byte of base64 to the characters that hold its bits', () => {
  const secret = 'password = correct horse battery';
  const bytes = Buffer.from(`x: ${Buffer.from(secret).toString('base64')}`);
  const layer = layersBelow(bytes)[0];
  for (let at = 0; at < secret.length; at++) {
    const from = (layer?.outerStart(at) ?? 0) - 3;
    const to = (layer?.outerEnd(at) ?? 0) - 3;
    // The bits of byte `at` are 8*at to 8*at+8; character c has bits 6*c to 6*c+6.
    expect([from, to]).toEqual([Math.floor((8 * at) / 6), Math.ceil((8 * at + 8) / 6)]);
  }
});

test('joins base64 that is wrapped over indented lines', () => {
  const secret = 'user: admin\npassword: "correct horse battery staple, twice over the fence"\n'.repeat(3);
  const lines = Buffer.from(secret).toString('base64').replace(/.{64}/g, '$&\r\n    ');
  const text = `data: |\n    ${lines}\nnext: 1\n`;
  const [found] = layers(text);
  expect(found?.text).toBe(secret);
  expect(text.slice(...(found?.outer ?? [])).replace(/\s/g, '')).toBe(lines.replace(/[\s=]/g, ''));
});

test('undoes hex, percent-encoding and UTF-16', () => {
  const secret = ['https://user:', 'some-password@host.example/path'].join('');
  expect(layers(`x="${Buffer.from(secret).toString('hex')}"`)).toEqual([
    { text: secret, encodings: ['hex'], outer: [3, 3 + secret.length * 2] },
  ]);
  expect(layers(`next=${encodeURIComponent(secret)} HTTP/1.1`)[0]?.text).toBe(`next=${secret}`);
  const utf16 = Buffer.from(`\ufeffpassword: grüße`, 'utf16le');
  expect(layers(utf16)).toEqual([{ text: '\ufeffpassword: grüße', encodings: ['utf-16le'], outer: [0, utf16.length] }]);
  expect(layers(Buffer.from(utf16).swap16())[0]?.encodings).toEqual(['utf-16be']);
});

test('goes down as many levels as it says', () => {
  let text = 'the innermost text of all, in clear';
  for (let depth = 0; depth < MAX_DEPTH + 2; depth++) text = Buffer.from(text).toString('base64');
  const found = layers(text);
  expect(found).toHaveLength(MAX_DEPTH);
  expect(found.at(-1)?.encodings).toEqual(Array(MAX_DEPTH).fill('base64'));
});

test('leaves alone what does not decode to text', () => {
  const noise = Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 167 + 13) % 256));
  expect(layers(noise.toString('base64'))).toEqual([]);
  expect(layers('da39a3ee5e6b4b0d3255bfef95601890afd80709')).toEqual([]);
  expect(layers('a/path/to/a/file/that/is/rather/long/and-has_both')).toEqual([]);
  expect(layers('100% of it and %zz')).toEqual([]);
});

test('never throws and never maps outside the content', () => {
  const bits = fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc.base64String({ maxLength: 200 }).map((s) => Buffer.from(s)),
  );
  fc.assert(
    fc.property(fc.array(bits), (parts) => {
      const bytes = new Uint8Array(Buffer.concat(parts));
      for (const layer of layersBelow(bytes)) {
        for (let at = 0; at < layer.bytes.length; at++) {
          const [start, end] = [layer.outerStart(at), layer.outerEnd(at)];
          expect(start >= 0 && start < end && end <= bytes.length).toBe(true);
        }
      }
    }),
  );
});
