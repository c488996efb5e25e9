import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  documentAround,
  isReadAsData,
  LARGEST_DOCUMENT,
  mayHoldManifests,
} from '../../../src/detect/manifest/documents.js';

const object = 'apiVersion: v1\nkind: Secret\n';

describe('a document is read as data', () => {
  test.each([
    ['deploy/app.yaml', object],
    ['deploy/app.yml.j2', object],
    ['app.json', '{"kind": "Secret"}'],
    ['config', 'apiVersion: v1\nkind: Config\n'],
    ['stdin', '{"apiVersion": "v1", "kind": "List"}'],
    ['chart/values.yaml', 'image: nginx\n'],
    ['values-prod.yaml', 'image: nginx\n'],
    ['overlays/prod/kustomization.yaml', 'resources: []\n'],
    ['docker-compose.override.yml', 'services: {}\n'],
    ['compose.yaml', 'services: {}\n'],
  ])('%s', (path, text) => {
    expect(isReadAsData(Buffer.from(text), path)).toBe(true);
  });
});

describe('a document is read as text only', () => {
  test.each([
    ['main.go', object],
    ['app.yaml', 'name: shop\n'],
    ['notes', 'kind: of a note\n'.repeat(2).toUpperCase()],
    ['crd.yaml', 'kind: CustomResourceDefinition\n'],
    ['crd.json', '{"kind":"CustomResourceDefinition"}'],
    ['large.yaml', object + '#'.repeat(LARGEST_DOCUMENT)],
  ])('%s', (path, text) => {
    expect(isReadAsData(Buffer.from(text), path)).toBe(false);
  });
});

test('the document around an offset ends at lines of three dashes', () => {
  const text = 'a: 1\n--- # two\nb: |\n  --- no\n---- no\nc: 3\n---\nd: 4\n';
  const around = (part: string): string => {
    const { start, end } = documentAround(Buffer.from(text), text.indexOf(part));
    return text.slice(start, end);
  };
  expect(around('a: 1')).toBe('a: 1\n');
  expect(around('c: 3')).toBe('b: |\n  --- no\n---- no\nc: 3\n');
  expect(around('d: 4')).toBe('d: 4\n');
  expect(documentAround(Buffer.from(''), 0)).toEqual({ start: 0, end: 0, item: false });
});

test('documents part a file: every byte but those of separators is in the document around it', () => {
  const line = fc.constantFrom('---', '--- x', '----', ' ---', 'a: b', '', '---\r');
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.nat(99), (lines, at) => {
      const bytes = Buffer.from(lines.join('\n'));
      const offset = Math.min(at, bytes.length);
      const { start, end } = documentAround(bytes, offset);
      const inside = bytes.toString('latin1', start, end).split('\n');
      expect(inside.filter((text) => /^---(\s|$)/.test(text))).toEqual([]);
      // A byte of a separator's line belongs to the document behind it.
      expect(end).toBeGreaterThanOrEqual(offset === bytes.length ? start : Math.min(offset, start));
    }),
  );
});

test('files of code are not looked at', () => {
  expect(mayHoldManifests(Buffer.from(object), 'src/app.ts')).toBe(false);
});
