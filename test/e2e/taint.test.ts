/** A secret of every type that hullcheck knows, in several encodings, through every report: none can be read out of one. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expandExample } from '../../src/catalog/examples/expand.js';
import { REPORTS } from '../../src/report/index.js';
import { catalog } from '../support/catalog.js';
import { hullcheck } from '../support/command.js';
import { temporaryDirectory, tree } from '../support/tree.js';

/** Shorter ones are words that a report may hold anyway. */
const LEAST = 16;
/** What is shown of a secret, and more than chance repeats. */
const SHOWN = 4;

interface Planted {
  readonly secret: string;
  readonly files: Readonly<Record<string, string>>;
}

function planted(): Planted[] {
  return catalog.detectors.flatMap(({ detector, examples }) =>
    examples.match.slice(0, 1).flatMap((example) => {
      const { text, secrets: spans } = expandExample(example, `taint ${detector.id}`);
      const whole = spans[0] === undefined ? '' : text.slice(spans[0].start, spans[0].end);
      // The first and last line of a key are the same in all of them, and shown.
      const secret = whole.replaceAll(/-----[A-Z ]+-----(?:\\n)?/g, '');
      if (secret.length < LEAST || secret.includes('\n')) return [];
      const base64 = Buffer.from(text).toString('base64');
      const hex = Buffer.from(text).toString('hex');
      const percent = encodeURIComponent(text);
      const { id } = detector;
      return [
        { secret, files: { [`${id}.txt`]: text, [`${id}.b64`]: base64, [`${id}.hex`]: hex, [`${id}.url`]: percent } },
      ];
    }),
  );
}

test(
  'no report, error or file has one in clear, reversed, in base64, or more of it than is documented',
  { timeout: 300_000 },
  () => {
    const all = planted();
    expect(all.length).toBeGreaterThan(200);
    const cwd = tree(Object.assign({}, ...all.map(({ files }) => files)) as Record<string, string>);
    const [out, home] = [temporaryDirectory(), temporaryDirectory()];
    const reports = Object.keys(REPORTS).flatMap((format) => ['--report', `${format}=${join(out, format)}`]);
    const { stdout, stderr, code } = hullcheck(['scan', '.', '--no-ignore', ...reports], { cwd, env: { HOME: home } });
    expect(code).toBe(1);
    const json = readFileSync(join(out, 'json'), 'utf8');
    const found = all.filter(({ files }) => json.includes(Object.keys(files)[0] ?? ''));
    expect(found.length).toBeGreaterThan(all.length * 0.9);
    const texts = [stdout, stderr, ...readdirSync(out).map((file) => readFileSync(join(out, file), 'utf8'))].join('\n');
    const seen = all.filter(({ secret }) =>
      [
        secret,
        [...secret].toReversed().join(''),
        Buffer.from(secret).toString('base64').slice(0, -4),
        secret.slice(-LEAST + SHOWN),
      ].some((form) => texts.includes(form)),
    );
    expect(seen.map(({ files }) => Object.keys(files)[0])).toEqual([]);
  },
);
