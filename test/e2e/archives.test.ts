/** Archives as the usual tools make them, scanned through the command. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hullcheckJson, type JsonReport } from '../support/command.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory, tree } from '../support/tree.js';

/** Runs a tool in a directory. */
function run(cwd: string, command: string, ...args: readonly string[]): void {
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** What a tool writes to its standard output, into a file. */
function pipe(cwd: string, into: string, command: string, ...args: readonly string[]): void {
  writeFileSync(into, execFileSync(command, args, { cwd, maxBuffer: 1 << 30 }));
}

function has(command: string): boolean {
  try {
    execFileSync('which', [command], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The places of the findings, as `path:line:column`. */
function places({ findings }: JsonReport): string[] {
  return findings.map(({ location }) => `${location.path}:${location.startLine}:${location.startColumn}`);
}

/** Scans what `make` puts into `out`, beside a directory with the files. */
function scanMade(
  files: Readonly<Record<string, string | Uint8Array>>,
  make: (source: string, out: string) => void,
): ReturnType<typeof hullcheckJson> {
  const out = temporaryDirectory();
  make(tree(files), out);
  return hullcheckJson(['scan'], { cwd: out });
}

const token = secrets.github('archive');
const leak = `# settings\ntoken = ${token}\n`;

describe('what is found', () => {
  const made: readonly [tool: string, command: readonly string[]][] = [
    ['zip', ['zip', '-qr', 'OUT/a.zip', '.']],
    ['zip', ['zip', '-qr0', 'OUT/a.zip', '.']],
    ['zip', ['zip', '-qrZ', 'bzip2', 'OUT/a.zip', '.']],
    ['jar', ['jar', 'cfM', 'OUT/a.zip', '.']],
    ['tar', ['tar', '-cf', 'OUT/a.tar', '.']],
    ['tar', ['tar', '--format=pax', '-cf', 'OUT/a.tar', '.']],
    ['tar', ['tar', '--format=ustar', '-cf', 'OUT/a.tar', '.']],
    ['gzip', ['tar', '-czf', 'OUT/a.tgz', '.']],
    ['xz', ['tar', '-cJf', 'OUT/a.tar.xz', '.']],
    ['zstd', ['tar', '--zstd', '-cf', 'OUT/a.tar.zst', '.']],
    ['bzip2', ['tar', '-cjf', 'OUT/a.tar.bz2', '.']],
  ];
  for (const [tool, [command = '', ...args]] of made) {
    test.skipIf(!has(tool))(`in what ${tool} makes: ${[command, ...args].join(' ')}`, () => {
      const files = { 'conf/app.ini': leak, 'README.md': 'text\n', empty: '' };
      const { code, report } = scanMade(files, (source, out) =>
        run(source, command, ...args.map((arg) => arg.replace('OUT', out))),
      );
      const [name] = report.findings.map(({ location }) => location.path);
      expect(name).toMatch(/^a\.[a-z0-9.]+!conf\/app\.ini$/);
      expect(places(report)).toEqual([`${name}:2:9`]);
      expect(report.problems).toEqual([]);
      expect(code).toBe(1);
      expect(report.summary).toMatchObject({ complete: true, contents: 2, skipped: { empty: 1 } });
    });
  }

  const endings = { gzip: 'gz', xz: 'xz', zstd: 'zst', bzip2: 'bz2' };
  for (const [tool, ending] of Object.entries(endings)) {
    test.skipIf(!has(tool))(`in one file that ${tool} compressed`, () => {
      const { report } = scanMade({ 'dump.sql': leak }, (source, out) =>
        pipe(source, join(out, `dump.sql.${ending}`), tool, '-c', 'dump.sql'),
      );
      expect(places(report)).toEqual([`dump.sql.${ending}!dump.sql:2:9`]);
    });
  }

  test('in archives within archives, each with its path', () => {
    const { report } = scanMade({ 'config.properties': leak }, (source, out) => {
      run(source, 'jar', 'cfM', 'a.jar', 'config.properties');
      mkdirSync(join(source, 'WEB-INF/lib'), { recursive: true });
      run(source, 'mv', 'a.jar', 'WEB-INF/lib/a.jar');
      run(source, 'zip', '-q', 'app.war', 'WEB-INF/lib/a.jar');
      run(source, 'tar', '-czf', join(out, 'release.tar.gz'), 'app.war');
    });
    expect(places(report)).toEqual(['release.tar.gz!app.war!WEB-INF/lib/a.jar!config.properties:2:9']);
  });

  test('in streams joined one after the other, as log rotation and parallel compressors make them', () => {
    const source = tree({ one: 'x\n', two: leak });
    for (const tool of Object.keys(endings).filter(has)) {
      const joined = ['one', 'two'].map((file) => execFileSync(tool, ['-c', file], { cwd: source }));
      const { report } = hullcheckJson(['scan'], { cwd: tree({ log: Buffer.concat(joined) }) });
      expect([tool, ...places(report)]).toEqual([tool, 'log!log:3:9']);
    }
  });

  test('in a zip that is piped in, and one whose members come without their lengths', () => {
    const source = tree({ 'app.env': leak });
    const zip = execFileSync('zip', ['-q', '-', 'app.env'], { cwd: source });
    const piped = hullcheckJson(['stdin', '--name', 'build.zip'], { input: zip });
    expect(places(piped.report)).toEqual(['build.zip!app.env:2:9']);
    expect(piped.report.findings[0]?.location.source).toBe('stdin');
  });

  test('by name too: a password in a member of a kind that is judged by its name', () => {
    const password = secrets.password('member');
    const { report } = scanMade({ 'deploy.env': `DB_PASSWORD=${password}\n` }, (source, out) =>
      run(source, 'zip', '-q', join(out, 'a.zip'), 'deploy.env'),
    );
    expect(report.findings.map(({ detector }) => detector)).toEqual(['generic-credential']);
  });

  test('in archives larger than what is kept of one, at the right line', { timeout: 60_000 }, () => {
    const filler = 'some text that is not a secret at all\n'.repeat(700_000);
    const files = { 'a.txt': filler, 'b.txt': `${filler}${leak}`, 'c.txt': leak };
    const lines = 700_002;
    for (const [name, command] of [
      ['a.zip', ['zip', '-q0r', 'OUT/a.zip', '.']],
      ['a.tar', ['tar', '-cf', 'OUT/a.tar', '--sort=name', '.']],
    ] as const) {
      const out = temporaryDirectory();
      const [tool, ...args] = command;
      run(tree(files), tool, ...args.map((arg) => arg.replace('OUT', out)));
      const whole = hullcheckJson(['scan'], { cwd: out }).report;
      expect(places(whole).toSorted()).toEqual([`${name}!b.txt:${lines}:9`, `${name}!c.txt:2:9`]);
      const piped = hullcheckJson(['stdin', '--name', name], { input: readFileSync(join(out, name)) }).report;
      expect(places(piped).toSorted()).toEqual(places(whole).toSorted());
      expect(piped.problems).toEqual([]);
    }
  });
});
