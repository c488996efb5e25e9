import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import fc from 'fast-check';
import type { Log, Result } from 'sarif';
import { describe, expect, test } from 'vitest';
import { problem } from '../../../src/model/problem.js';
import { uriOf } from '../../../src/report/uri.js';
import { finding, summary } from '../../support/finding.js';
import { accepted, encoded, inGit, inImage, missing, render, secret, suppressed } from '../../support/reports.js';

const { $schema, id, ...schema } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../schemas/sarif-2.1.0-rtm.5.json'), 'utf8'),
) as Record<string, unknown>;
// The schema is of an older draft, but uses nothing of it that has changed.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv);
const valid = ajv.compile(schema);

function sarif(events: Parameters<typeof render>[1]): Log {
  const log: unknown = JSON.parse(render('sarif', events));
  expect(valid(log), JSON.stringify(valid.errors)).toBe(true);
  return log as Log;
}

function resultsOf(log: Log): Result[] {
  return log.runs.flatMap(({ results }) => results ?? []);
}

describe('sarif', () => {
  test('the schema that it is tested by is of SARIF, and strict', () => {
    expect([$schema, id]).toEqual([expect.stringContaining('draft-04'), expect.stringContaining('sarif-2.1.0')]);
    expect(valid({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
    expect(valid({ version: '2.1.0', runs: [], more: 1 })).toBe(false);
  });

  test.each([
    ['nothing', {}],
    ['findings of every kind', { findings: [finding(secret), encoded, inGit, inImage, suppressed, accepted] }],
    ['problems', { problems: [missing, missing], end: { ...summary, complete: false } }],
    ['secrets in clear', { findings: [finding(`${secret}\nmore`)], showSecrets: true }],
  ])('with %s follows the schema', (_, events) => {
    expect(sarif(events).runs).toHaveLength(1);
  });

  test('has level, security severity and help', () => {
    const [run] = sarif({
      findings: [finding(secret, { severity: 'low' }), finding(secret, { severity: 'critical' })],
    }).runs;
    expect(run?.results?.map(({ level }) => level)).toEqual(['note', 'error']);
    const [rule, ...others] = run?.tool.driver.rules ?? [];
    expect(others).toEqual([]);
    expect(rule).toMatchObject({
      id: 'acme-token',
      name: 'AcmeToken',
      helpUri: 'https://acme.example/tokens',
      properties: { 'security-severity': '9.5', precision: 'very-high', tags: expect.arrayContaining(['security']) },
    });
    expect(rule?.help?.markdown).toContain('Change the lock.');
  });

  test('has fingerprints that stay when lines move, and tells the same secret twice in a file apart', () => {
    const moved = finding(secret, { location: { startLine: 90, startColumn: 1, endLine: 90, endColumn: 9 } });
    const prints = (findings: Parameters<typeof sarif>[0]['findings']): unknown[] =>
      resultsOf(sarif({ findings: findings ?? [] })).map(({ partialFingerprints }) => partialFingerprints);
    expect(prints([moved])).toEqual(prints([finding(secret)]));
    expect(prints([finding(secret), moved])).toMatchObject([
      { primaryLocationLineHash: '0123456789abcdef:1' },
      { primaryLocationLineHash: '0123456789abcdef:2' },
    ]);
  });

  test('tells the commit that introduced a secret as a code flow', () => {
    const [result] = resultsOf(sarif({ findings: [inGit] }));
    const step = result?.codeFlows?.[0]?.threadFlows[0]?.locations[0]?.location;
    expect(step?.message?.text).toBe(
      `Introduced in commit ${'a'.repeat(40)} by Ada on 2024-03-01T10:20:30+01:00: Add it`,
    );
    expect(step?.physicalLocation?.artifactLocation).toEqual({ uri: 'old/app.js', uriBaseId: '%SRCROOT%' });
  });

  test('tells the layer, and points at the line of the Dockerfile', () => {
    const [result] = resultsOf(sarif({ findings: [inImage] }));
    expect(result?.message.text).toContain('Layer 3 cccccccccccc, linux/amd64, deleted in layer 4 but still in the');
    expect(result?.relatedLocations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'Dockerfile', uriBaseId: '%SRCROOT%' },
      region: { startLine: 7 },
    });
  });

  test('lists what was accepted as suppressed, and not what was left out', () => {
    const results = resultsOf(sarif({ findings: [suppressed, accepted] }));
    expect(results.map(({ suppressions }) => suppressions)).toEqual([
      [{ kind: 'external', status: 'accepted', justification: 'in the baseline' }],
    ]);
  });

  test('says that a scan is incomplete, and why', () => {
    const [run] = sarif({ problems: [missing], end: { ...summary, complete: false } }).runs;
    expect(run?.invocations?.[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ level: 'error', descriptor: { id: 'unreadable', index: 0 } }],
    });
    expect(run?.tool.driver.notifications?.[0]?.id).toBe('unreadable');
    expect(sarif({}).runs[0]?.invocations?.[0]?.executionSuccessful).toBe(true);
  });

  test('has no link and no placeholder that comes from what is scanned', () => {
    const { runs } = sarif({
      problems: [problem('unreadable', "Cannot read '[click](https://evil.example) {0}'")],
      findings: [finding('', { class: 'misconfiguration', reasons: ['[x](y)'] })],
    });
    expect(runs[0]?.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toBe(
      String.raw`Cannot read '\[click\](https://evil.example) {{0}}'`,
    );
    expect(runs[0]?.results?.[0]?.message.text).toContain(String.raw`\[x\](y)`);
  });

  test('writes any path as a URI that leads back to it', () => {
    expect(uriOf('a b/c%d#e?f.js')).toBe('a%20b/c%25d%23e%3Ff.js');
    expect(uriOf('/etc/shop.env')).toBe('file:///etc/shop.env');
    expect(uriOf('c:/x')).toBe('c%3A/x');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (path) => {
        fc.pre(!path.startsWith('/'));
        expect(decodeURIComponent(uriOf(path))).toBe(path);
        sarif({ findings: [finding(secret, { provenance: { kind: 'file', path } })] });
      }),
      { numRuns: 50 },
    );
    expect(uriOf('bad\ud800name')).toBe('bad%EF%BF%BDname');
  });

  test('stays within the limits of GitHub and loses nothing', () => {
    const many = Array.from({ length: 25_001 }, (_, line) =>
      finding(secret, { fingerprint: line.toString(16).padStart(32, '0'), provenance: inGit.provenance }),
    );
    const text = render('sarif', { findings: many });
    const { runs } = JSON.parse(text) as Log;
    expect(runs.map(({ results }) => results?.length)).toEqual([25_000, 1]);
    expect(runs.map(({ automationDetails }) => automationDetails?.id)).toEqual([undefined, 'hullcheck-part-2/']);
    expect(runs.map(({ tool }) => tool.driver.rules?.length)).toEqual([1, 1]);
    expect(gzipSync(text).length).toBeLessThan(10e6);
  });
});
