/** Repositories that grow, and lose branches: what they hold at one time is mostly what they held before. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from './tree.js';
import { randomFrom, versionsOf, type Random } from './versions.js';

export interface Growing {
  readonly directory: string;
  /** Moves the branches: more commits are reachable then, or others. */
  step(): void;
}

const PATHS = [
  'a.js',
  'b.yaml',
  'src/a.js',
  'src/test/a.js',
  'test/b.yaml',
  'deep/er/.env',
  'docs/n.md',
  'x/package-lock.json',
];

/** Commits with none to three parents, at any date, of files that move, return and are the same at several paths. */
export function growingRepository(seed: number): Growing {
  const random = randomFrom(seed);
  const directory = join(temporaryDirectory(), 'growing.git');
  const git = (args: readonly string[], input?: Buffer): string => {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
    return execFileSync('git', args, { cwd: directory, env, input, stdio: ['pipe', 'pipe', 'ignore'] }).toString();
  };
  execFileSync('git', ['init', '--quiet', '--bare', directory]);
  const count = 3 + random(20);
  const marks = join(directory, 'marks');
  git(['fast-import', '--quiet', '--force', `--export-marks=${marks}`], commitsOf(random, count));
  const commits = readFileSync(marks, 'utf8').trim().split('\n');
  const ids = new Map(
    commits.map((line): [number, string] => [Number(line.slice(1).split(' ')[0]), line.split(' ')[1] ?? '']),
  );
  let reach = 0;
  return {
    directory,
    step() {
      reach = Math.min(count, reach + 1 + random(count));
      for (const name of ['main', 'side', 'other']) {
        const id = ids.get(1 + random(reach)) ?? '';
        if (random(4) > 0) git(['update-ref', `refs/heads/${name}`, id]);
        else git(['update-ref', '-d', `refs/heads/${name}`]);
      }
      if (random(3) === 0) git(['repack', '-adkfq', `--depth=${1 + random(30)}`]);
    },
  };
}

function commitsOf(random: Random, count: number): Buffer {
  const files = Array.from({ length: 3 }, () => versionsOf(random, count));
  const stream: Buffer[] = [];
  for (let mark = 1; mark <= count; mark++) {
    const parents = new Set(Array.from({ length: random(4) }, () => 1 + random(mark)).filter((one) => one < mark));
    const date = 1e9 + random(50);
    const message = random(6) === 0 ? (files[0]?.[mark - 1] ?? Buffer.alloc(0)) : Buffer.from('.');
    stream.push(Buffer.from(`commit refs/heads/c${mark}\nmark :${mark}\ncommitter A <a@example.org> ${date} +0000\n`));
    stream.push(Buffer.from(`data ${message.length}\n`), message, Buffer.from('\n'));
    for (const [at, parent] of [...parents].entries()) {
      stream.push(Buffer.from(`${at === 0 ? 'from' : 'merge'} :${parent}\n`));
    }
    for (let change = random(4); change >= 0; change--) {
      const path = PATHS[random(PATHS.length)] ?? '';
      if (random(5) === 0) stream.push(Buffer.from(`D ${path}\n`));
      else {
        const bytes = files[random(3)]?.[random(count)] ?? Buffer.alloc(0);
        stream.push(Buffer.from(`M 100644 inline ${path}\ndata ${bytes.length}\n`), bytes, Buffer.from('\n'));
      }
    }
    // Later names lead elsewhere, so this one is given up.
    stream.push(Buffer.from(`reset refs/heads/c${mark}\nfrom 0000000000000000000000000000000000000000\n\n`));
  }
  return Buffer.concat(stream);
}
