/** The page of the html report, in a real browser where there is one. */

import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { PageData } from '../../../src/report/page-data.js';
import { demoFindings } from '../../support/demo-findings.js';
import { finding, summary } from '../../support/finding.js';
import { accepted, encoded, inGit, inImage, missing, render, secret, suppressed } from '../../support/reports.js';
import { temporaryDirectory, writeTree } from '../../support/tree.js';

const BROWSER = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

vi.setConfig({ testTimeout: 120_000 });

function dataOf(html: string): PageData {
  const json = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
  return JSON.parse(json) as PageData;
}

/** The document after its script ran. `act` runs then, which the policy of the page forbids and is taken out for. */
function open(html: string, act = ''): string {
  const acting = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
  const page = act === '' ? html : acting.replace('</body>', () => `<script>${act}</script></body>`);
  const directory = writeTree(temporaryDirectory(), { 'page.html': page });
  const profile = `--user-data-dir=${join(directory, 'profile')}`;
  const options = ['--headless=new', '--no-sandbox', '--disable-gpu', profile, '--dump-dom'];
  const result = spawnSync(BROWSER ?? '', [...options, join(directory, 'page.html')], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  expect(result.status, result.stderr).toBe(0);
  return result.stdout;
}

function bodyOf(dom: string): string {
  return /<main id="page">(.*)<\/main>/s.exec(dom)?.[1] ?? '';
}

test('holds the findings, each type once, and what was accepted', () => {
  const html = render('html', {
    findings: [finding(secret), encoded, inGit, inImage, suppressed, accepted],
    problems: [missing],
  });
  const { findings, types, problems } = dataOf(html);
  expect(findings).toHaveLength(5);
  expect(types).toEqual({
    'acme-token': {
      name: 'Acme token',
      risk: 'Opens the door.',
      remediation: 'Change the lock.',
      references: ['https://acme.example/tokens'],
    },
  });
  expect(problems).toEqual([{ code: 'unreadable', message: missing.message, incomplete: true }]);
});

test('lets nothing be loaded or run but its own script and style', () => {
  const html = render('html', { findings: [finding(secret)] });
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  const script = /<script>(.*?)<\/script>/s.exec(html)?.[1] ?? '';
  const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  expect(policy).toBe(
    `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`,
  );
  expect(`${script}${style}`).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)|innerHTML|\beval\b|@import|url\(/);
});

test('what is scanned cannot end the data', () => {
  const nasty = fc.string({
    unit: fc.constantFrom('</script>', '<!--', '<script>', ']]>', '&lt;', '"', '\\', '\u2028', 'a'),
  });
  fc.assert(
    fc.property(nasty, (path) => {
      const html = render('html', { findings: [finding(secret, { provenance: { kind: 'file', path } })] });
      expect(dataOf(html).findings[0]?.location.path).toBe(path);
      expect(html.match(/<\/?script/g)).toHaveLength(4);
    }),
  );
});

test.skipIf(BROWSER === undefined)('shows findings of every kind, under its own policy', () => {
  const nasty = finding(secret, { provenance: { kind: 'file', path: '<img src=x onerror="document.title=1">' } });
  const dom = open(
    render('html', { findings: [inGit, inImage, nasty], problems: [missing], end: { ...summary, complete: false } }),
  );
  const body = bodyOf(dom);
  expect(body.match(/class="finding"/g)).toHaveLength(3);
  expect(body).toContain('3 open findings');
  expect(body).toContain('do not take it for clean');
  expect(body).toContain('COPY acme******** /app');
  expect(body).toContain('&lt;img src=x');
  expect(dom).toContain('<title>hullcheck: src</title>');
  // Styles that an element has set for itself would be refused by the policy.
  expect(body).toContain('flex-grow');
});

test.skipIf(BROWSER === undefined)('opens a finding, searches, groups and walks by keys', () => {
  const html = render('html', { findings: [inGit, inImage, finding(secret), accepted] });
  const key = (name: string): string => `document.dispatchEvent(new KeyboardEvent('keydown', { key: '${name}' }));`;
  const opened = bodyOf(open(html, `${key('j')}${key('j')}document.activeElement.click();`));
  expect(opened).toMatch(/aria-expanded="true".*old\/<wbr>app\.js/s);
  expect(opened).toContain('Change the lock.');
  expect(opened).toContain('hullcheck ignore 0123456789abcdef0123456789abcdef --reason');
  const search = `${key('/')}document.activeElement.value='ada'; document.activeElement.dispatchEvent(new Event('input'));`;
  const found = bodyOf(open(html, search));
  expect(found).toContain('1 of 3 shown');
  expect(found.match(/class="finding"/g)).toHaveLength(1);
  const group = `const s = document.querySelector('select'); s.value = 'path'; s.dispatchEvent(new Event('change'));`;
  expect(bodyOf(open(html, group)).match(/class="group"/g)).toHaveLength(3);
});

test.skipIf(BROWSER === undefined)('5,000 findings answer in well under a second', () => {
  const html = render('html', { findings: demoFindings(5000) });
  const measure = `
    const search = document.querySelector('input[type=search]');
    const begun = performance.now();
    for (const text of ['migrate', 'ada payments', '']) {
      search.value = text;
      search.dispatchEvent(new Event('input'));
      document.body.offsetHeight;
    }
    document.title = 'took ' + Math.round(performance.now() - begun);`;
  const dom = open(html, measure);
  expect(Number(/<title>took (\d+)/.exec(dom)?.[1])).toBeLessThan(1500);
  expect(bodyOf(dom).match(/class="finding"/g)?.length).toBeLessThan(1000);
});

test.skipIf(BROWSER === undefined)('the timeline shows when secrets came in and when they were removed', () => {
  const body = bodyOf(open(render('html', { findings: demoFindings(200) })));
  expect(body).toContain('When they came in, and were removed');
  expect(/aria-label="2023: \d+ findings, \d+ removed"/.test(body)).toBe(true);
  expect(body.includes('fill-removed')).toBe(true);
  const none = bodyOf(open(render('html', { findings: [inGit, finding(secret)] })));
  expect(none).not.toContain('were removed');
});
