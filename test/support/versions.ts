/** Repositories of files in many versions, for deltas of all kinds: with secrets that are moved, cut, repeated and encoded. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { secrets } from './secrets.js';
import { temporaryDirectory } from './tree.js';

export type Random = (bound: number) => number;

export function randomFrom(seed: number): Random {
  let state = seed + 1;
  return (bound) => {
    // xorshift32: https://www.jstatsoft.org/article/view/v008i14
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

const wrapped = (text: string, width: number): string[] => {
  const encoded = Buffer.from(text).toString('base64');
  return encoded.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
};

/** Pieces that a file is made of; a seed tells one from another. */
const PIECES: readonly ((seed: string) => string[])[] = [
  (seed) => [`plain line ${seed} of some text`],
  () => [''],
  () => ['  }', ')'],
  (seed) => [`api_token = "${secrets.github(seed)}"`],
  (seed) => [`pass${'word'}: ${secrets.password(seed)}`, `user: ${seed}`],
  (seed) => ['client_secret =', `  "${secrets.password(seed)}"`],
  (seed) => ['<server>', `<pass${'word'}>${secrets.password(seed)}</pass${'word'}>`, '</server>'],
  (seed) => secrets.privateKey(seed).split('\n'),
  (seed) => secrets.privateKey(seed).split('\n').slice(2),
  (seed) => ['data: |', ...wrapped(`token=${secrets.slack(seed)}\nkey: ${secrets.stripe(seed)}\n`.repeat(3), 76)],
  (seed) => [`x ${wrapped(`pass${'word'} = ${secrets.password(seed)}`, 4000).join('')}`],
  (seed) => [`https://u:${encodeURIComponent(secrets.password(seed))}@host.example/`, `a=%20b&c=${seed}`],
  (seed) => [`${seed} token secret key `.repeat(40) + secrets.slack(seed)],
  (seed) => ['machine host.example', '  login me', `  pass${'word'} ${secrets.password(seed)}`],
  (seed) => [`sk_live`, secrets.stripe(seed), `${secrets.stripe(seed)}${secrets.github(seed)}`],
  () => ['---'],
  (seed) => [
    'apiVersion: v1',
    'kind: Secret',
    'metadata:',
    `  name: s${seed}`,
    'stringData:',
    `  key${seed}: ab${seed}cd`,
  ],
  (seed) => ['data:', `  one: ${Buffer.from(secrets.password(seed)).toString('base64')}`, `  two: cGxhaW4=`],
  (seed) => [
    'kind: Pod',
    'spec:',
    '  containers:',
    '    - name: c',
    '      env:',
    ...envOf(seed),
    ...envOf(`${seed}x`),
  ],
  envOf,
];

function envOf(seed: string): string[] {
  return [`        - name: DB_PASS${'WORD'}`, `          value: ${secrets.password(seed)}`];
}

const NAMES = ['src/app.js', 'conf/app.yaml', 'notes.md', 'test/data.txt', '.env', 'bin'];

/** One file through its versions. */
export function versionsOf(random: Random, count: number): Buffer[] {
  const ending = random(4) === 0 ? '\r\n' : '\n';
  const form = random(12);
  const piece = (): string[] => PIECES[random(PIECES.length)]?.(String(random(6))) ?? [];
  const lines = Array.from({ length: random(20) }, piece).flat();
  return Array.from({ length: count }, () => {
    for (let edit = random(3); edit >= 0; edit--) change(lines, { random, piece });
    const text = lines.join(ending) + (random(3) === 0 ? '' : ending);
    if (form === 0) return Buffer.from(`\uFEFF${text}`, 'utf16le');
    return form === 1 ? Buffer.from(`\0\0${text}`) : Buffer.from(text);
  });
}

function change(lines: string[], { random, piece }: { random: Random; piece: () => string[] }): void {
  const at = random(lines.length + 1);
  const moved = lines.slice(at, at + 1 + random(9));
  switch (random(7)) {
    case 0:
      lines.splice(at, random(4), ...piece());
      break;
    case 1:
      lines.splice(at, moved.length);
      break;
    case 2:
      lines.splice(random(lines.length + 1), 0, ...moved);
      break;
    case 3: {
      const line = lines[at] ?? '';
      const from = random(line.length + 1);
      lines.splice(at, 1, line.slice(0, from) + 'xY7='.slice(random(4)) + line.slice(from + random(3)));
      break;
    }
    case 4:
      lines.push(...piece());
      break;
    case 5:
      lines.unshift(...piece());
      break;
    default:
      lines.splice(at, 2, (lines[at] ?? '') + (lines[at + 1] ?? ''));
  }
}

/** A bare repository of a few files in up to thirty versions, packed with these settings. */
export function repositoryOfVersions(seed: number, { depth, window }: { depth: number; window: number }): string {
  const random = randomFrom(seed);
  const directory = join(temporaryDirectory(), 'versions.git');
  const git = (args: string[], input?: Buffer): void => {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
    execFileSync('git', args, { cwd: directory, env, input, stdio: ['pipe', 'ignore', 'ignore'] });
  };
  execFileSync('git', ['init', '--quiet', '--bare', directory]);
  const commits = 4 + random(26);
  const files = NAMES.filter(() => random(2) === 0).map((name) => ({ name, versions: versionsOf(random, commits) }));
  const stream: Buffer[] = [];
  for (let commit = 0; commit < commits; commit++) {
    stream.push(Buffer.from(`commit refs/heads/main\ncommitter A <a@example.org> ${1e9 + commit} +0000\ndata 1\n.\n`));
    for (const { name, versions } of files) {
      const bytes = versions[commit] ?? Buffer.alloc(0);
      stream.push(Buffer.from(`M 100644 inline ${name}\ndata ${bytes.length}\n`), bytes, Buffer.from('\n'));
    }
  }
  git(['fast-import', '--quiet'], Buffer.concat(stream));
  git(['repack', '-adfq', `--depth=${depth}`, `--window=${window}`]);
  return directory;
}
