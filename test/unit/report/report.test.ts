import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PROBLEMS, problem } from '../../../src/model/problem.js';
import { neutral, width } from '../../../src/report/terminal.js';
import { finding, summary } from '../../support/finding.js';
import {
  accepted,
  commit,
  encoded,
  escapedFor,
  formats,
  inGit,
  inImage,
  missing,
  render,
  secret,
  suppressed,
} from '../../support/reports.js';

describe('text', () => {
  test('groups by file, points at the secret, advises once', () => {
    expect(render('text', { findings: [finding(secret), encoded, suppressed, inGit] })).toMatchInlineSnapshot(`
      "src/app.js
        3:8  high  Acme token [acme-token]
          3 | key = "acme********"
            |        ^^^^^^^^^^^^
          why: matches the format  id: 0123456789ab
          Opens the door. Change the lock.

        3:8  high  Acme token [acme-token] (low confidence)
          3 | key = "acme********"
            |        ^^^^^^^^^^^^
          encoded as base64, then hex: acme********
          why: matches the format  id: 0123456789ab

      old/app.js
        3:8  high  Acme token [acme-token]
          introduced in aaaaaaaaaaaa by Ada <ada@example.org> on 2024-03-01: Add it
          3 | key = "acme********"
            |        ^^^^^^^^^^^^
          why: matches the format  id: 0123456789ab

      1 finding: 1 high.
      Scanned 12 files, 3.4 kB; left out: 2 symbolic links.
      Next: revoke what is real, then remove it. 'hullcheck detectors show ID' tells more of a type, '--skip ID' leaves it out.
      "
    `);
  });

  test('says where in an image it is, and what became of it', () => {
    expect(render('text', { findings: [inImage] })).toContain(`app/.env
  3:8  high  Acme token [acme-token]
    layer 3 cccccccccccc, linux/amd64, deleted in layer 4 but still in the download, own layer by its history
    made by Dockerfile:7 COPY acme******** /app
`);
    expect(render('json', { findings: [inImage] })).not.toContain(secret);
  });

  test('tells what was not read', () => {
    expect(
      render('text', { problems: [missing], end: { ...summary, complete: false, open: { ...summary.open, high: 0 } } }),
    ).toMatchInlineSnapshot(`
      "Problems
        not scanned  Cannot read 'x': permission denied

      No leaks found in what could be read.
      Scanned 12 files, 3.4 kB; left out: 2 symbolic links.
      The scan is INCOMPLETE: some of it could not be read (see Problems), so do not take it for clean.
      "
    `);
  });

  test('uses colour only when asked', () => {
    expect(render('text', { findings: [finding(secret)], problems: [missing] })).not.toContain('\u001b');
    expect(render('text', { findings: [finding(secret)], colour: true })).toContain('\u001b[31mhigh\u001b[39m');
  });

  test('puts the caret under the secret, also behind wide characters and tabs', () => {
    const excerpt = { text: '\t漢字é = "acme********"', start: 8, length: 12 };
    const lines = render('text', { findings: [finding(secret, { excerpt })] }).split('\n');
    const [source = '', carets = ''] = lines.slice(2, 4);
    expect(width(source.slice(0, source.indexOf('acme')))).toBe(carets.indexOf('^'));
  });
});

describe('json', () => {
  const schema: object = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../docs/schema/hullcheck-1.schema.json'), 'utf8'),
  ) as object;
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
  ajv.addSchema(schema, 'report');
  const validReport = ajv.getSchema('report');
  const validLine = ajv.getSchema('report#/$defs/line');

  test.each([
    ['nothing', {}],
    ['findings', { findings: [finding(secret), encoded, inGit, inImage] }],
    ['problems', { problems: [missing], end: { ...summary, complete: false, problems: { unreadable: 1 } } }],
    [
      'everything',
      {
        findings: [inGit, inImage, finding(secret), suppressed, accepted],
        problems: [missing, missing],
        showSecrets: true,
      },
    ],
  ])('with %s follows the schema', (_, events) => {
    const document: unknown = JSON.parse(render('json', events));
    expect(validReport?.(document), JSON.stringify(validReport?.errors)).toBe(true);
    for (const line of render('jsonl', events).trimEnd().split('\n')) {
      expect(validLine?.(JSON.parse(line)), `${line} ${JSON.stringify(validLine?.errors)}`).toBe(true);
    }
  });

  test('a report of another shape does not', () => {
    const document = JSON.parse(render('json', { findings: [finding(secret)] })) as {
      findings: Record<string, unknown>[];
    };
    delete document.findings[0]?.['fingerprint'];
    expect(validReport?.(document)).toBe(false);
  });

  test('a finding that was left out is not listed, one that was accepted is listed apart', () => {
    const document = JSON.parse(render('json', { findings: [finding(secret), accepted, accepted] })) as {
      findings: unknown[];
      suppressed: { verdict: unknown }[];
    };
    expect(document.findings).toHaveLength(1);
    expect(document.suppressed.map(({ verdict }) => verdict)).toEqual([accepted.verdict, accepted.verdict]);
    expect(render('jsonl', { findings: [accepted] })).toContain('"type":"suppressed"');
    expect((JSON.parse(render('json', { findings: [suppressed] })) as { findings: unknown[] }).findings).toEqual([]);
    expect(render('jsonl', { findings: [suppressed] })).not.toContain('acme-token');
  });

  test('masks the secret in what somebody wrote about it', () => {
    const verdict = { state: 'suppressed', by: 'inline', reason: `comment on line 3: ${secret} is a test` } as const;
    const { suppressed: aside } = JSON.parse(render('json', { findings: [finding(secret, { verdict })] })) as {
      suppressed: { verdict: unknown }[];
    };
    expect(aside[0]?.verdict).toEqual({ ...verdict, reason: 'comment on line 3: acme******** is a test' });
  });

  test('is whole wherever it is ended', () => {
    const events = fc.array(fc.constantFrom(finding(secret), inGit, inImage, encoded, suppressed, missing), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(events, (some) => {
        const findings = some.filter((event) => event.type === 'finding');
        const problems = some.filter((event) => event.type === 'problem');
        const document = JSON.parse(render('json', { findings, problems })) as Record<string, unknown[]>;
        expect(document['findings']).toHaveLength(findings.filter(({ verdict }) => verdict.state === 'open').length);
        expect(document['problems']).toHaveLength(problems.length);
      }),
    );
  });

  test('the example in the documentation follows the schema', () => {
    const documentation = readFileSync(join(import.meta.dirname, '../../../docs/output.md'), 'utf8');
    const example = JSON.parse(/```json\n(.*?)```/su.exec(documentation)?.[1] ?? '') as object;
    const shown = finding(secret);
    const real = JSON.parse(render('json', { findings: [shown] })) as { findings: object[] };
    expect(Object.keys(example)).toEqual(Object.keys(real.findings[0] ?? {}));
    expect(validReport?.({ ...real, findings: [example] }), JSON.stringify(validReport?.errors)).toBe(true);
  });

  test('the documentation has every problem code', () => {
    const documentation = readFileSync(join(import.meta.dirname, '../../../docs/output.md'), 'utf8');
    for (const [code, { incomplete, title }] of Object.entries(PROBLEMS)) {
      const row = documentation.split('\n').find((line) => line.startsWith(`| \`${code}\``));
      expect(row?.split('|').map((cell) => cell.trim())).toEqual([
        '',
        `\`${code}\``,
        incomplete ? 'yes' : 'no',
        title,
        '',
      ]);
    }
  });
});

describe('every format', () => {
  const value = fc.string({ unit: fc.constantFrom(...'abcXYZ0189_-+/!?'), minLength: 8, maxLength: 60 });

  test.each(formats)('%s holds no secret in clear unless it is asked to', (format) => {
    fc.assert(
      fc.property(value, (plain) => {
        const events = { findings: [finding(plain), finding(plain, { decoded: ['base64'] })] };
        expect(render(format, events)).not.toContain(plain);
        expect(render(format, { ...events, showSecrets: true })).toContain(escapedFor(format, plain));
      }),
    );
  });

  test.each(formats)('%s masks a secret that the commit or the file is named after', (format) => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'xyzXYZ0189_-$&'), minLength: 16, maxLength: 70 }), (plain) => {
        const named = { ...commit, summary: `Use ${plain} and ${plain} in the deployment of the shop` };
        const events = {
          findings: [
            finding(plain, {
              provenance: { kind: 'git', path: `keys/${plain}.txt`, blob: 'b'.repeat(40), commit: named },
            }),
            finding(plain, { provenance: { kind: 'file', path: `keys/${plain}` } }),
          ],
        };
        expect(render(format, events)).not.toContain(plain.slice(4));
        expect(render(format, { ...events, showSecrets: true })).toContain(escapedFor(format, `keys/${plain}.txt`));
      }),
    );
  });

  test.each(formats)('%s leaves a path alone that has a short secret for a word', (format) => {
    expect(
      render(format, { findings: [finding('shop-db', { provenance: { kind: 'file', path: 'shop-db/app.env' } })] }),
    ).toContain(escapedFor(format, 'shop-db/app.env'));
  });

  test.each(formats)('%s prints nothing that a terminal would obey', (format) => {
    const hostile = fc.string({
      unit: fc.constantFrom(
        '\u001b[2J',
        '\u009b',
        '\u0007',
        '\r',
        '\n',
        '\u202e',
        '\u2066',
        '\u2028',
        '\u{e0041}',
        '漢',
        'a',
      ),
    });
    fc.assert(
      fc.property(hostile, (text) => {
        const named = { ...commit, author: text, email: text, summary: text };
        const nasty = finding(secret, {
          provenance: { kind: 'git', path: text, blob: 'b'.repeat(40), commit: named },
          excerpt: { text: `${text}acme********${text}`, start: text.length, length: 12 },
        });
        const events = {
          findings: [nasty, finding(`${secret}${text}`)],
          problems: [problem('unreadable', text, text)],
        };
        const printed = render(format, { ...events, showSecrets: true });
        expect(printed.replace(/<script>.*<\/script>/s, '').replaceAll(/\r?\n/g, '')).not.toMatch(OBEYED);
        // A line end in a name must not begin a line of the report either.
        const calm = render(format, { findings: [finding(secret), inGit], problems: [missing], showSecrets: true });
        if (format !== 'text') expect(printed.split('\n')).toHaveLength(calm.split('\n').length);
        if (format === 'json') {
          const document = JSON.parse(printed) as { findings: { provenance: unknown }[] };
          expect(document.findings[0]?.provenance).toEqual(nasty.provenance);
        }
      }),
    );
  });
});

/** Controls, reordering marks and line ends; line feeds are taken out before. */
// eslint-disable-next-line no-control-regex -- this is what must not be there
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u061c\u202a-\u202e\u2028\u2029\u2066-\u2069]|[\u{e0000}-\u{e007f}]/u;

test('nothing that a terminal would obey is left in printed text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(neutral(text)).not.toMatch(OBEYED);
    }),
  );
  expect(neutral('a\u001b[31mb\r\n\u202ec\tд漢')).toBe('a\\x1b[31mb\\x0d\\x0a\\u202ec д漢');
  expect(neutral('\u{e0041}\u{1f469}\u200d\u{1f680}')).toBe('\\u{e0041}\u{1f469}\u200d\u{1f680}');
});

test('the object of a manifest is named with its key path', () => {
  const resource = { kind: 'Deployment', namespace: 'shop', name: 'web', container: 'api', keyPath: 'env[2].value' };
  const findings = [finding(secret, { resource })];
  expect(render('text', { findings })).toContain('    in Deployment shop/web, container api: env[2].value\n');
  expect(JSON.parse(render('json', { findings }))).toMatchObject({ findings: [{ resource }] });
});
