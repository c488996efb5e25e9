/** Everything that the command writes anywhere, searched for planted secrets: reports, errors, caches and other files. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { REPORTS } from '../../src/report/index.js';
import { hullcheck } from '../support/command.js';
import { repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory, writeTree } from '../support/tree.js';

vi.setConfig({ testTimeout: 180_000 });

const FORMATS = Object.keys(REPORTS);

const planted = {
  github: secrets.github('planted'),
  stripe: secrets.stripe('planted'),
  slack: secrets.slack('planted'),
  password: secrets.password('planted'),
  key: secrets.privateKey('planted'),
};

/** In every place that a report shows: content, encoded content, path, message of the commit, name of an object. */
function leakyRepository(): string {
  const repo = repository();
  const manifest = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop }\ndata:\n  token: ${planted.slack}\n`;
  repo.commit(`Use ${planted.github} for deployment`, {
    'app.env': `GITHUB_TOKEN=${planted.github}\nDB_PASSWORD=${planted.password}\n`,
    [`keys/${planted.stripe}.txt`]: `key = "${planted.stripe}"\n`,
    'deploy/shop.yaml': manifest,
    'encoded.txt': `TOKEN=${Buffer.from(planted.github).toString('base64')}\n`,
    id_rsa: `${planted.key}\n`,
    'bad.json': `{"password": "${planted.password}"`,
  });
  return repo.directory;
}

/** The parts of a secret that must not be seen; of a key in armour every line but the first and the last. */
const forbidden = Object.values(planted).flatMap((secret) =>
  secret.includes('\n')
    ? secret
        .split('\n')
        .slice(1, -1)
        .filter((line) => line.length > 20)
    : [secret, secret.slice(4)],
);

function* filesIn(directory: string): Generator<string> {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (statSync(path).isDirectory()) yield* filesIn(path);
    else yield path;
  }
}

test.each([
  ['scan', ['scan', '.']],
  ['scan of one file', ['scan', 'app.env']],
  ['git', ['git', '.']],
  ['staged', ['git', '.', '--staged']],
  ['cut short', ['scan', '.', '--timeout', '0.2']],
  ['stdin', ['stdin']],
])('%s shows no secret in any report, error or file', (_, args) => {
  const cwd = leakyRepository();
  const out = temporaryDirectory();
  const home = temporaryDirectory();
  const temporary = temporaryDirectory();
  const reports = FORMATS.flatMap((format) => ['--report', `${format}=${join(out, `report.${format}`)}`]);
  const env = { HOME: home, TMPDIR: temporary, XDG_STATE_HOME: home, GITHUB_STEP_SUMMARY: join(out, 'summary.md') };
  const input = readFileSync(join(cwd, 'app.env'));
  const { stdout, stderr, code } = hullcheck([...args, ...reports], { cwd, env, input });
  expect([0, 1, 3]).toContain(code);
  const written = [out, home, temporary].flatMap((directory) => [...filesIn(directory)]);
  expect(written.length).toBeGreaterThan(FORMATS.length);
  const texts = [stdout, stderr, ...written.map((file) => readFileSync(file, 'latin1'))];
  for (const secret of forbidden) {
    for (const text of texts)
      expect(text.includes(secret), `${secret.slice(0, 6)}... in ${text.slice(0, 80)}`).toBe(false);
  }
});

test('nor the name and the address of whoever commits, nor the name of a branch', () => {
  const repo = repository();
  const token = secrets.github('taken for a name');
  const other = secrets.slack('taken for an address');
  repo.git('config', 'user.name', 'x');
  writeTree(repo.directory, { 'a.env': `GITHUB_TOKEN=${token}\nSLACK_TOKEN=${other}\n` });
  repo.git('add', '.');
  repo.git('commit', '-q', '-m', 'Begin', `--author=${token} <${other}>`);
  repo.git('branch', `deploy/${token}`);
  const out = temporaryDirectory();
  const reports = FORMATS.flatMap((format) => ['--report', `${format}=${join(out, `report.${format}`)}`]);
  const { stdout, stderr, code } = hullcheck(['git', '.', ...reports], { cwd: repo.directory });
  expect(code).toBe(1);
  for (const text of [stdout, stderr, ...[...filesIn(out)].map((file) => readFileSync(file, 'latin1'))]) {
    expect(text).not.toContain(token);
    expect(text).not.toContain(other);
  }
});

test('what is searched for would be found: it is there when it is asked for', () => {
  const { stdout } = hullcheck(['git', '.', '--show-secrets', '--format', 'json'], { cwd: leakyRepository() });
  for (const secret of [planted.github, planted.stripe, planted.slack, planted.password])
    expect(stdout).toContain(secret);
});

test.each([
  ['report', ['report', 'saved.json', '--format', 'html']],
  ['baseline', ['baseline', 'create']],
  ['fix', ['fix', '.']],
  ['hook', ['hook', 'pre-commit']],
])('%s neither', (_, args) => {
  const cwd = leakyRepository();
  hullcheck(['scan', '.', '--show-secrets', '--format', 'json', '--output', 'saved.json', '--allow-incomplete'], {
    cwd,
  });
  const { stdout, stderr } = hullcheck(args, { cwd });
  for (const secret of forbidden) expect(`${stdout}${stderr}`.includes(secret), secret.slice(0, 6)).toBe(false);
});
