import fc from 'fast-check';
import { expect, test } from 'vitest';
import { neutral } from '../../../src/report/terminal.js';
import { finding, summary } from '../../support/finding.js';
import { accepted, encoded, inGit, inImage, missing, render, secret } from '../../support/reports.js';

/** RFC 4180, read in the plainest way. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  for (let at = 0; at < text.length;) {
    const row: string[] = [];
    for (let ends = false; !ends;) {
      const quoted = /^"((?:[^"]|"")*)"(,|\r\n)/.exec(text.slice(at)) ?? /^([^",\r\n]*)(,|\r\n)/.exec(text.slice(at));
      if (quoted === null) throw new Error(`no CSV at ${at}: ${text.slice(at, at + 40)}`);
      row.push(String(quoted[1]).replaceAll('""', '"'));
      at += quoted[0].length;
      ends = quoted[2] === '\r\n';
    }
    rows.push(row);
  }
  return rows;
}

function records(events: Parameters<typeof render>[1]): Record<string, string>[] {
  const [head = [], ...rows] = parse(render('csv', events));
  return rows.map((row) => {
    expect(row).toHaveLength(head.length);
    return Object.fromEntries(head.map((name, index) => [name, row[index] ?? '']));
  });
}

test('has a row for each finding and problem', () => {
  const rows = records({
    findings: [finding(secret), encoded, inGit, inImage, accepted],
    problems: [missing],
    end: { ...summary, complete: false },
  });
  expect(rows.map(({ type }) => type)).toEqual([...Array(4).fill('secret'), 'not scanned', 'not scanned']);
  expect(rows[0]).toMatchObject({ path: 'src/app.js', line: '3', column: '8', secret: 'acme********' });
  expect(rows[1]).toMatchObject({ decoded: 'base64, hex', confidence: 'low' });
  expect(rows[2]).toMatchObject({ commit: 'a'.repeat(40), author: 'Ada' });
  expect(rows[3]?.['where']).toContain('Layer 3');
});

test('no cell is a formula to a spreadsheet, and every text is whole', () => {
  const text = fc.string({
    unit: fc.constantFrom('=', '+', '-', '@', '|', '%', '\t', '\n', '"', ',', ';', ' ', '＝', 'a'),
  });
  fc.assert(
    fc.property(text, (path) => {
      const [row] = records({ findings: [finding(secret, { provenance: { kind: 'file', path } })] });
      expect(row?.['path']?.replace(/^'/, '')).toBe(neutral(path));
      for (const cell of Object.values(row ?? {})) expect(cell).not.toMatch(/^\s*[=+\-@＝]/);
    }),
  );
});
