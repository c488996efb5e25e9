import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BIN, environment, hullcheck, hullcheckJson, startHullcheck } from '../support/command.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory, tree, writeTree } from '../support/tree.js';

describe('what is found', () => {
  test('a token, at its line and column, without printing it', () => {
    const token = secrets.github('found');
    const root = tree({ 'src/app.py': `import os\n\nclient = Client("${token}")  # ä\n` });
    const { code, stdout } = hullcheck(['scan'], { cwd: root });
    expect(code).toBe(1);
    expect(stdout).toContain('src/app.py\n  3:18  critical  GitHub personal access token');
    expect(stdout).toContain(`    3 | client = Client("ghp_********")  # ä\n      |                  ^^^^^^^^^^^^\n`);
    expect(stdout).toContain('1 finding: 1 critical.\nScanned 1 file, 0.1 kB.\n');
    expect(stdout).not.toContain(token);
  });

  test('nothing in a clean tree', () => {
    const { code, stdout } = hullcheck(['scan'], { cwd: tree({ a: 'hello\n' }) });
    expect(code).toBe(0);
    expect(stdout).toBe('No leaks found.\nScanned 1 file, 0.0 kB.\n');
  });

  test('columns count characters, also behind wide ones and in UTF-16', () => {
    const token = secrets.stripe('columns');
    const root = tree({
      'utf8.txt': `漢字 😀 key=${token}\n`,
      'utf16.txt': Buffer.from(`\ufeffline one\r\nkey=${token}\r\n`, 'utf16le'),
    });
    const { report } = hullcheckJson(['scan'], { cwd: root });
    expect(
      report.findings.map(({ location, decoded }) => [
        location.path,
        location.startLine,
        location.startColumn,
        decoded,
      ]),
    ).toEqual([
      ['utf16.txt', 2, expect.any(Number), ['utf-16le']],
      ['utf8.txt', 1, 10, []],
    ]);
  });

  test('the decoded form of what is encoded, at the encoded place', () => {
    const token = secrets.github('encoded');
    const once = Buffer.from(`token: ${token}\n`).toString('base64');
    const twice = Buffer.from(`inner: ${once}`).toString('base64');
    const root = tree({
      'once.yaml': `data: ${once}\n`,
      'twice.yaml': `a: 1\ndata: ${twice}\n`,
      'hex.txt': `x ${Buffer.from(token).toString('hex')}\n`,
    });
    const { report } = hullcheckJson(['scan', '--show-secrets'], { cwd: root });
    expect(
      report.findings.map(({ location, decoded, secret }) => [
        location.path,
        location.startLine,
        decoded.join(),
        secret,
      ]),
    ).toEqual([
      ['hex.txt', 1, 'hex', token],
      ['once.yaml', 1, 'base64', token],
      ['twice.yaml', 2, 'base64,base64', token],
    ]);
  });

  test('a private key of several lines, whole', () => {
    const key = secrets.privateKey('whole');
    const root = tree({ 'tls.key': `${key}\n` });
    const [finding] = hullcheckJson(['scan', '--show-secrets'], { cwd: root }).report.findings;
    expect(finding).toMatchObject({ detector: 'private-key', secret: key });
    expect(finding?.location).toMatchObject({ startLine: 1, startColumn: 1, endLine: key.split('\n').length });
  });

  test('the same secret has the same fingerprint wherever it stands, another key gives another', () => {
    const token = secrets.github('fingerprint');
    const root = tree({ a: `${token}\n`, 'moved/b': `\n\n\nx = "${token}"\n`, c: `${secrets.github('other')}\n` });
    const fingerprints = (env: NodeJS.ProcessEnv): string[] =>
      hullcheckJson(['scan'], { cwd: root, env }).report.findings.map(({ fingerprint }) => fingerprint);
    const [a, c, b] = fingerprints({});
    expect(a).toMatch(/^[0-9a-f]{32}$/);
    expect(b).toBe(a);
    expect(c).not.toBe(a);
    expect(fingerprints({ HULLCHECK_KEY: 'another' })[0]).not.toBe(a);
  });

  test('in binary files only what has a shape of its own', () => {
    const token = secrets.github('binary');
    const bytes = Buffer.concat([
      Buffer.from([0, 1, 2, 0xff]),
      Buffer.from(`\0${token}\0password="${secrets.password('binary')}"\0`),
    ]);
    const { report } = hullcheckJson(['scan'], { cwd: tree({ 'tool.bin': bytes }) });
    expect(report.findings.map(({ detector }) => detector)).toEqual(['github-classic-pat']);
  });
});

describe('the report', () => {
  function leakyTree(): string {
    const files = Object.fromEntries(
      Array.from({ length: 700 }, (_, i) => [
        `dir${i % 9}/file${i}.txt`,
        i % 10 === 0 ? `key: ${secrets.stripe(`t${i}`)}\n` : 'text\n',
      ]),
    );
    return tree(files);
  }

  test('has the same bytes whatever the number of threads', { timeout: 60_000 }, () => {
    const root = leakyTree();
    for (const format of ['text', 'json', 'jsonl']) {
      const one = hullcheck(['scan', '--threads', '1', '--format', format], { cwd: root });
      const three = hullcheck(['scan', '--threads', '3', '--format', format], { cwd: root });
      expect(one.code).toBe(1);
      expect(one.stdout).toBe(three.stdout);
      expect(hullcheck(['scan', '--format', format], { cwd: root }).stdout).toBe(one.stdout);
    }
  });

  test('goes to files as well, readable for its owner only', () => {
    const root = tree({ a: secrets.stripe('files') });
    const out = temporaryDirectory();
    const run = hullcheck(
      ['scan', '--report', `json=${out}/r.json`, '--report', `jsonl=${out}/r.jsonl`, '--output', `${out}/r.txt`],
      { cwd: root },
    );
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(JSON.parse(readFileSync(join(out, 'r.json'), 'utf8'))).toMatchObject({ schema: 'hullcheck/1' });
    expect(
      readFileSync(join(out, 'r.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { type: string }).type),
    ).toEqual(['run', 'finding', 'summary']);
    expect(readFileSync(join(out, 'r.txt'), 'utf8')).toContain('1 finding');
    expect(statSync(join(out, 'r.json')).mode & 0o777).toBe(0o600);
  });

  test('keeps control characters of names and content off the terminal', () => {
    const root = tree({ 'evil\u001b[31m\u202e.txt': `\u001b]0;title\u0007 key=${secrets.stripe('evil')}\u001b[2J\n` });
    const { stdout } = hullcheck(['scan'], { cwd: root });
    expect(stdout).toContain('evil\\x1b[31m\\u202e.txt');
    // eslint-disable-next-line no-control-regex -- this is what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e]/);
  });

  test('masks every secret of a line in every excerpt', () => {
    const [one, two] = [secrets.github('line one'), secrets.password('line two')];
    const root = tree({ 'a.env': `TOKEN=${one} DB_PASSWORD=${two}\n` });
    for (const format of ['text', 'json', 'jsonl']) {
      const { stdout } = hullcheck(['scan', '--format', format, '--only', 'github-*'], { cwd: root });
      expect(stdout).toContain('ghp_********');
      expect(stdout).not.toContain(one.slice(4));
      expect(stdout).not.toContain(two);
    }
  });

  test('says how much was left out', () => {
    const root = tree({ a: 'x', empty: '' });
    symlinkSync('a', join(root, 'link'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const { stdout, code } = hullcheck(['scan'], { cwd: root });
    expect(code).toBe(0);
    expect(stdout).toContain('left out: 1 symbolic link, 1 special file, 1 empty file.');
  });
});

describe('the exit code', () => {
  test.each([
    ['low', 1],
    ['critical', 0],
  ])('is decided by --fail-on %s', (severity, code) => {
    const root = tree({ 'a.env': `DB_PASSWORD=${secrets.password('exit')}\n` });
    expect(hullcheck(['scan', '--fail-on', severity], { cwd: root }).code).toBe(code);
  });

  test.each([
    [['scan', '--no-such-option']],
    [['no-such-command']],
    [[]],
    [['scan', '--threads', '0']],
    [['scan', '--format', 'xml']],
    [['scan', '--report', 'json']],
    [['scan', '--only', 'githb-*']],
    [['scan', '--skip', 'no-such-detector']],
    [['scan', '--output', '/nowhere/at/all']],
    [['detectors', 'show', 'no-such-detector']],
  ])('is 2 for bad usage: %j', (args) => {
    const { code, stdout, stderr } = hullcheck(args, { cwd: temporaryDirectory() });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^hullcheck: .+\n$/);
  });

  test('is 3 when a path does not exist, and the rest is scanned', () => {
    const root = tree({ a: 'x' });
    const { code, report } = hullcheckJson(['scan', 'a', 'nowhere'], { cwd: root });
    expect(code).toBe(3);
    expect(report.problems).toMatchObject([{ code: 'not-found', path: 'nowhere' }]);
    expect(report.summary).toMatchObject({ complete: false, contents: 1 });
    expect(hullcheck(['scan', 'a', 'nowhere', '--allow-incomplete'], { cwd: root }).code).toBe(0);
  });

  test('is 3 when a file cannot be read, also as root', () => {
    // Directories open but do not read as files; a process without the right to read says EACCES.
    const root = tree({ 'readable/a': secrets.stripe('unreadable'), secret: 'x' });
    const asNobody = (args: readonly string[]): { status: number; stdout: string } => {
      const script = `process.setgid(65534); process.setuid(65534); process.argv.splice(1, 1); await import(${JSON.stringify(BIN)})`;
      try {
        const stdout = execFileSync(process.execPath, ['--input-type=module', '-e', script, 'x', 'x', ...args], {
          cwd: root,
          env: environment(),
          encoding: 'utf8',
        });
        return { status: 0, stdout };
      } catch (error) {
        return error as { status: number; stdout: string };
      }
    };
    execFileSync('chmod', ['711', root]);
    execFileSync('chmod', ['600', join(root, 'secret')]);
    execFileSync('chmod', ['-R', 'a+rX', join(root, 'readable')]);
    if (process.getuid?.() !== 0) {
      execFileSync('chmod', ['000', join(root, 'secret')]);
      const { code, stdout } = hullcheck(['scan', 'secret', 'readable'], { cwd: root });
      expect([code, stdout]).toEqual([1, expect.stringContaining("Cannot read 'secret': permission denied")]);
      return;
    }
    const { status, stdout } = asNobody(['scan', 'secret', 'readable']);
    expect(stdout).toContain("Cannot read 'secret': permission denied");
    expect(stdout).toContain('INCOMPLETE');
    expect(status).toBe(1);
    expect(asNobody(['scan', 'secret']).status).toBe(3);
  });
});

describe('hostile trees', () => {
  test('a gibibyte on one line, with a key at its end', { timeout: 120_000 }, () => {
    const root = tree({ huge: '' });
    const file = join(root, 'huge');
    truncateSync(file, 2 ** 30);
    const token = secrets.github('huge');
    writeFileSync(file, ` ${token} `, { flag: 'a' });
    const start = performance.now();
    const { code, report } = hullcheckJson(['scan'], { cwd: root });
    expect(performance.now() - start).toBeLessThan(60_000);
    expect(code).toBe(1);
    expect(report.findings.map(({ location }) => location)).toMatchObject([{ startLine: 1, startColumn: 2 ** 30 + 2 }]);
    expect(report.summary).toMatchObject({ contents: 1, bytes: 2 ** 30 + token.length + 2 });
  });

  test('loops, pipes, sockets, invalid text and odd names: no hang, and the rest is scanned', async () => {
    const root = tree({
      'a/leak': secrets.github('hostile'),
      'bad-utf8': Buffer.from([0x61, 0xff, 0xfe, 0xc3, 0x28, 0xe2, 0x82]),
    });
    symlinkSync('../a', join(root, 'a/loop'));
    symlinkSync('self', join(root, 'self'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer().listen(join(root, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    mkdirSync(Buffer.concat([Buffer.from(`${root}/dir`), Buffer.from([0xff])]));
    writeFileSync(
      Buffer.concat([Buffer.from(`${root}/dir`), Buffer.from([0xff]), Buffer.from('/x')]),
      secrets.stripe('odd name'),
    );
    const { code, report } = hullcheckJson(['scan', '.'], { cwd: root });
    server.close();
    expect(code).toBe(1);
    expect(report.findings.map(({ detector }) => detector)).toEqual(['github-classic-pat', 'stripe-live-secret-key']);
    expect(report.summary.skipped).toEqual({ symlink: 2, 'special-file': 2 });
    expect(report.problems).toEqual([]);
  });

  test('secrets by the ten thousand in one file end, and are not all printed', { timeout: 60_000 }, () => {
    const lines = Array.from({ length: 10_050 }, (_, i) => `key = ${secrets.stripe(`many ${i}`)}`);
    const { code, report } = hullcheckJson(['scan'], { cwd: tree({ many: lines.join('\n') }) });
    expect(code).toBe(1);
    expect(report.findings).toHaveLength(10_000);
    expect(report.problems).toMatchObject([{ code: 'too-many-findings' }]);
    expect(report.summary.complete).toBe(false);
  });
});

describe('an end before the end', () => {
  function slowTree(): string {
    const root = tree({ 'a-first': `${secrets.github('first')}\n` });
    const line = Buffer.from(`token = value_of("password"), secret: ${'x'.repeat(80)}\n`);
    for (let i = 0; i < 3; i++) writeTree(root, { [`dir${i}/filler`]: 'x' });
    writeFileSync(join(root, 'big'), '');
    for (let i = 0; i < 40; i++) writeFileSync(join(root, 'big'), Buffer.alloc(16 << 20, line), { flag: 'a' });
    return root;
  }

  test(
    'Ctrl-C: what was found is written, the report is whole and says that it is incomplete',
    { timeout: 60_000 },
    async () => {
      const root = slowTree();
      const started = startHullcheck(['scan', '--format', 'json'], root);
      setTimeout(() => started.kill('SIGINT'), 1500);
      const { code, stdout } = await started.done;
      const report = JSON.parse(stdout) as {
        findings: unknown[];
        problems: { code: string }[];
        summary: { complete: boolean };
      };
      expect(report.problems).toMatchObject([{ code: 'interrupted' }]);
      expect(report.summary.complete).toBe(false);
      expect(code).toBe(report.findings.length > 0 ? 1 : 3);
    },
  );

  test('--timeout', { timeout: 60_000 }, () => {
    const { code, report } = hullcheckJson(['scan', '--timeout', '1'], { cwd: slowTree() });
    expect(report.problems).toMatchObject([{ code: 'timeout' }]);
    expect(code).toBe(report.findings.length > 0 ? 1 : 3);
  });
});

describe('stdin', () => {
  test('is scanned under the name given', () => {
    const { code, report } = hullcheckJson(['stdin', '--name', 'deploy.env'], {
      input: `DB_PASSWORD=${secrets.password('stdin')}\n`,
    });
    expect(code).toBe(1);
    expect(report.findings).toMatchObject([
      {
        detector: 'generic-credential',
        location: { source: 'stdin', path: 'deploy.env', startLine: 1, startColumn: 13 },
      },
    ]);
  });

  test('may be large, empty, or cut in the middle of a token', { timeout: 60_000 }, () => {
    const token = secrets.github('large stdin');
    const { report } = hullcheckJson(['stdin'], {
      input: Buffer.concat([Buffer.alloc(20_000_000, 'x\n'), Buffer.from(token)]),
    });
    expect(report.findings.map(({ location }) => location.startLine)).toEqual([10_000_001]);
    expect(hullcheck(['stdin'], { input: '' }).code).toBe(0);
  });
});

describe('where the tree is kept', () => {
  test('says nothing of it: below a directory named test not everything is a test', () => {
    const root = tree({ 'test/fixtures/shop/deploy.env': `DB_PASSWORD=${secrets.password('kept')}\n` });
    const shop = join(root, 'test/fixtures/shop');
    const confidences = (path: string): unknown[] =>
      hullcheck(['scan', '--format', 'jsonl', path])
        .stdout.split('\n')
        .flatMap((line) => /"confidence":"(\w+)"/.exec(line)?.[1] ?? []);
    expect(confidences(shop)).toEqual(['high']);
    expect(confidences(join(shop, 'deploy.env'))).toEqual(['high']);
    expect(confidences(root)).toEqual(['low']);
  });
});
