import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatKeyPath, parseKeyPath } from '../../../src/model/resource.js';

test('a key path reads as in kubectl explain, with other keys quoted', () => {
  expect(formatKeyPath(['spec', 'containers', 0, 'env', 2, 'value'])).toBe('spec.containers[0].env[2].value');
  expect(formatKeyPath(['data', 'app.properties'])).toBe('data["app.properties"]');
  expect(formatKeyPath([])).toBe('');
});

test('every path survives being written and read', () => {
  const part = fc.oneof(fc.nat(99), fc.string());
  fc.assert(
    fc.property(fc.array(part), (path) => {
      expect(parseKeyPath(formatKeyPath(path))).toEqual(path);
    }),
  );
});
