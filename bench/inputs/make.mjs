// The inputs that benchmarks make for themselves. Each is made once in a work directory and used again.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { lineSource, plantedLine, randomOf, text } from './text.mjs';

const SEED = 7;
const CHUNK = 1 << 20;

/** The path of the input `name` in `work`, which `make(path)` makes if it is not there yet: whole or not at all. */
export async function prepared(work, name, make) {
  const path = join(work, name);
  if (existsSync(path)) return path;
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  await make(unfinished);
  renameSync(unfinished, path);
  return path;
}

/** A tree of text files, a hundred in a directory, about as uneven in size as sources are; one in a thousand has a leak. */
export function makeTree(path, { files, bytes }) {
  const random = randomOf(SEED);
  const next = lineSource(SEED);
  const mean = bytes / files;
  for (let file = 0; file < files; file++) {
    const directory = join(path, String(Math.floor(file / 10_000)), String(Math.floor(file / 100)));
    if (file % 100 === 0) mkdirSync(directory, { recursive: true });
    // Exponentially distributed: most are small, a few large.
    const content = text(next, -Math.log(1 - random()) * mean);
    writeFileSync(join(directory, `${file}.ts`), file % 1000 === 0 ? content + plantedLine(random) : content);
  }
}

/** One file of text, put together from a few different chunks. */
export function makeFile(path, bytes) {
  const random = randomOf(SEED);
  const next = lineSource(SEED);
  const chunks = Array.from({ length: 32 }, () => text(next, CHUNK).slice(0, CHUNK));
  const file = openSync(path, 'wx');
  for (let left = bytes; left > 0; left -= CHUNK) {
    writeSync(file, chunks[Math.floor(random() * chunks.length)].slice(0, left));
  }
  closeSync(file);
}

/** A few files as they are staged: a repository with one commit and ten new files in its index. */
export function makeStaged(path) {
  makeTree(join(path, 'old'), { files: 100, bytes: 600_000 });
  const git = (...args) => execFileSync('git', ['-C', path, ...args], { env: gitEnvironment() });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'start');
  makeTree(join(path, 'new'), { files: 10, bytes: 40_000 });
  git('add', '.');
}

/** A repository of `commits` commits, each changing three lines in each of two files, packed as git packs by itself. */
export function makeRepository(path, { commits }) {
  mkdirSync(path, { recursive: true });
  const git = (args, input) =>
    execFileSync('git', ['-C', path, ...args], { input, env: gitEnvironment(), stdio: ['pipe', 'ignore', 'inherit'] });
  git(['init', '--quiet', '--bare']);
  const random = randomOf(SEED);
  const next = lineSource(SEED);
  const files = Array.from({ length: 20 + Math.floor(commits / 20) }, () => Array.from({ length: 200 }, next));
  const stream = [];
  for (let commit = 0; commit < commits; commit++) {
    const touched = commit === 0 ? files.keys() : [0, 1].map(() => Math.floor(random() * files.length));
    stream.push(`commit refs/heads/main\ncommitter Bench <bench@example.org> ${1_700_000_000 + commit * 60} +0000\n`);
    stream.push('data 7\nchange\n\n');
    for (const file of new Set(touched)) stream.push(changed(files[file], { file, commit, random, next }));
  }
  git(['fast-import', '--quiet', '--done'], `${stream.join('')}done\n`);
  git(['repack', '-a', '-d', '-f', '-q']);
}

function changed(lines, { file, commit, random, next }) {
  const edits = commit === 0 ? 0 : 3;
  for (let edit = 0; edit < edits; edit++) lines[Math.floor(random() * lines.length)] = next();
  if (commit % 500 === 499) lines[Math.floor(random() * lines.length)] = plantedLine(random);
  const content = lines.join('');
  return `M 644 inline src/${file % 50}/${file}.ts\ndata ${Buffer.byteLength(content)}\n${content}\n`;
}

function gitEnvironment() {
  const identity = { NAME: 'Bench', EMAIL: 'bench@example.org', DATE: '1700000000 +0000' };
  const entries = Object.entries(identity).flatMap(([name, value]) => [
    [`GIT_AUTHOR_${name}`, value],
    [`GIT_COMMITTER_${name}`, value],
  ]);
  return { ...process.env, ...Object.fromEntries(entries), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
}

/** An OCI layout of one image: four layers of `bytes` together before compression, half text, half what does not compress. */
export async function makeImage(path, { bytes, layers = 4 }) {
  mkdirSync(join(path, 'blobs/sha256'), { recursive: true });
  const made = [];
  for (let layer = 0; layer < layers; layer++) made.push(await makeLayer(path, { bytes: bytes / layers, layer }));
  const config = blob(path, {
    architecture: 'amd64',
    os: 'linux',
    config: { Env: ['PATH=/usr/bin'] },
    rootfs: { type: 'layers', diff_ids: made.map(({ diffId }) => diffId) },
    history: made.map((_, layer) => ({ created_by: `COPY ${layer} /srv/${layer} # buildkit` })),
  });
  const type = 'application/vnd.oci.image';
  const manifest = blob(path, {
    schemaVersion: 2,
    mediaType: `${type}.manifest.v1+json`,
    config: { mediaType: `${type}.config.v1+json`, ...config },
    layers: made.map(({ digest, size }) => ({ mediaType: `${type}.layer.v1.tar+gzip`, digest, size })),
  });
  const index = { schemaVersion: 2, manifests: [{ mediaType: `${type}.manifest.v1+json`, ...manifest }] };
  writeFileSync(join(path, 'index.json'), JSON.stringify(index));
  writeFileSync(join(path, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
}

function blob(path, value) {
  return store(path, Buffer.from(JSON.stringify(value)));
}

function store(path, content) {
  const hex = createHash('sha256').update(content).digest('hex');
  writeFileSync(join(path, 'blobs/sha256', hex), content);
  return { digest: `sha256:${hex}`, size: content.length };
}

async function makeLayer(path, { bytes, layer }) {
  const tar = pack();
  const random = randomOf(SEED + layer);
  const next = lineSource(SEED + layer);
  const chunks = [];
  tar.on('data', (chunk) => chunks.push(chunk));
  for (let left = bytes, file = 0; left > 0; file++) {
    const isText = file % 17 !== 0;
    const size = isText ? 16_000 : 256_000;
    const content = isText ? Buffer.from(text(next, size)) : noise(random, size);
    tar.entry({ name: `srv/${layer}/${file % 100}/${file}.${isText ? 'js' : 'bin'}` }, content);
    left -= content.length;
    // The stream hands its data over between two files.
    if (file % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  tar.finalize();
  await new Promise((resolve) => tar.once('end', resolve));
  const plain = Buffer.concat(chunks);
  const diffId = `sha256:${createHash('sha256').update(plain).digest('hex')}`;
  return { diffId, ...store(path, gzipSync(plain, { level: constants.Z_DEFAULT_COMPRESSION })) };
}

function noise(random, size) {
  const words = new Uint32Array(size / 4);
  for (let at = 0; at < words.length; at++) words[at] = random() * 2 ** 32;
  return Buffer.from(words.buffer);
}
