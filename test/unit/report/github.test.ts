import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { problem } from '../../../src/model/problem.js';
import { finding, summary } from '../../support/finding.js';
import { accepted, inGit, inImage, missing, render, secret } from '../../support/reports.js';

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly text: string;
}

/** As the runner of GitHub reads a line: `::name key=value,...::text`, and the old `##[name]text` anywhere in it. */
function commandOf(line: string): Command | undefined {
  if (line.includes('##[')) return { name: 'old form', properties: {}, text: line };
  const match = /^\s*::([\w-]+)(?: ([^:]*))?::(.*)$/.exec(line);
  if (match === null) return undefined;
  const [, name = '', list = '', text = ''] = match;
  const pairs = list
    .split(',')
    .map((pair) => [pair.slice(0, pair.indexOf('=')), unescape(pair.slice(pair.indexOf('=') + 1))]);
  return { name, properties: Object.fromEntries(pairs) as Record<string, string>, text: unescape(text) };
}

function unescape(text: string): string {
  const signs: Record<string, string> = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' };
  return text.replace(/%(?:0D|0A|3A|2C|25)/g, (code) => signs[code] ?? code);
}

function commands(events: Parameters<typeof render>[1]): Command[] {
  return render('github', events)
    .split('\n')
    .flatMap((line) => commandOf(line) ?? []);
}

describe('github', () => {
  test('annotates the line, with what to do', () => {
    expect(commands({ findings: [inGit, accepted] })).toEqual([
      {
        name: 'error',
        properties: { file: 'old/app.js', line: '3', endLine: '3', col: '8', endColumn: '29', title: 'Acme token' },
        text: 'acme********. Opens the door. Change the lock.',
      },
    ]);
    expect(commands({ findings: [inImage] })[0]?.text).toContain('deleted in layer 4 but still in the download');
  });

  test('says what could not be read', () => {
    const text = render('github', { problems: [missing], end: { ...summary, complete: false } });
    expect(text).toContain('::error title=hullcheck%3A unreadable::Cannot read');
    expect(text).toContain('The scan is INCOMPLETE');
  });

  test('shows the worst first, as many as GitHub shows, and the others in the log', () => {
    const many = Array.from({ length: 25 }, (_, index) =>
      finding(secret, {
        severity: index === 24 ? 'critical' : 'high',
        provenance: { kind: 'file', path: `f${index}` },
      }),
    );
    const text = render('github', { findings: [...many, finding(secret, { severity: 'low' })] });
    const shown = text.split('\n').flatMap((line) => commandOf(line) ?? []);
    expect(shown.map(({ name }) => name)).toEqual([...Array(10).fill('error'), 'notice']);
    expect(shown[0]?.properties['file']).toBe('f24');
    expect(text.split('\n').filter((line) => line.startsWith('error: f'))).toHaveLength(15);
  });

  test('what is scanned makes no command and reaches GitHub whole', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('::', ':', ',', '%', '%0A', '\n', '\r', '##[add-mask]', ' ', 'error', '=', 'a'),
    });
    fc.assert(
      fc.property(nasty, (path) => {
        const findings = Array.from({ length: 11 }, () =>
          finding(secret, { provenance: { kind: 'file', path }, severity: 'low' }),
        );
        const shown = commands({ findings, problems: [problem('unreadable', path, path)] });
        expect(shown.map(({ name }) => name)).toEqual(['error', ...Array(10).fill('notice')]);
        if (!/[\r\n]|##\[/.test(path)) expect(shown[1]?.properties['file']).toBe(path);
      }),
    );
  });
});

describe('markdown', () => {
  test('has a table and says what to do once for each type', () => {
    expect(render('markdown', { findings: [finding(secret), inGit], problems: [missing] })).toMatchInlineSnapshot(`
      "## hullcheck

      1 finding: 1 high.

      | severity | what | secret | where |
      | --- | --- | --- | --- |
      | high | Acme token | <code>acme&#42;&#42;&#42;&#42;&#42;&#42;&#42;&#42;</code> | <code>src/app.js:3</code> |
      | high | Acme token | <code>acme&#42;&#42;&#42;&#42;&#42;&#42;&#42;&#42;</code> | <code>old/app.js:3</code><br>commit aaaaaaaaaaaa by Ada |

      ### What to do

      Revoke what is real first, then remove it: what was pushed stays readable.

      - **Acme token**: Opens the door. Change the lock.

      ### Problems

      - **not scanned**: Cannot read 'x': permission denied

      Scanned 12 files, 3.4 kB; left out: 2 symbolic links.
      "
    `);
  });

  test('what is scanned makes no markup, no link and no row', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('|', '<b>', '[x](http://y)', '@ada', '`', '*', '_', '\n', '&amp;', 'www.x.org', '#1', '\\'),
    });
    fc.assert(
      fc.property(nasty, (path) => {
        const lines = render('markdown', { findings: [finding(secret, { provenance: { kind: 'file', path } })] }).split(
          '\n',
        );
        const row = lines.filter((line) => line.startsWith('|'))[2] ?? '';
        expect(row.split('|')).toHaveLength(6);
        expect(row.replace(/<\/?code>|<br>/g, '')).not.toMatch(/[<>[\]`*_@\\]|https?:\/|www\.|&(?!#\d+;)/);
      }),
    );
  });
});
