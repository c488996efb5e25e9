import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { DirectoryShard, SourceEvent } from '../../../src/model/content.js';
import { planDirectory } from '../../../src/sources/directory/plan.js';
import { readDirectory } from '../../../src/sources/directory/read.js';
import { compareBytes } from '../../../src/sources/shared/byte-order.js';
import { WINDOW } from '../../../src/sources/shared/windows.js';
import { createStdinReader } from '../../../src/sources/stdin/read.js';
import { temporaryDirectory, tree } from '../../support/tree.js';

const { signal } = new AbortController();

function shard(root: string, ...names: string[]): DirectoryShard {
  return { source: 'directory', files: names.map((path) => ({ open: join(root, path), path })) };
}

/** What a reader said, with the bytes that each window owns put together. */
async function readAll(events: AsyncIterable<SourceEvent>): Promise<{ text: string; others: string[] }> {
  const owned: Buffer[] = [];
  const others: string[] = [];
  for await (const event of events) {
    if (event.type === 'skipped') others.push(`${event.reason} ${event.path}`);
    else if (event.type === 'problem') others.push(`${event.code}: ${event.message}`);
    else if (event.type === 'content') {
      const { start = 0, end = event.bytes.length } = event.owned ?? {};
      owned.push(Buffer.from(event.bytes.subarray(start, end)));
    }
  }
  return { text: Buffer.concat(owned).toString('latin1'), others };
}

test('files are read whole, empty ones are skipped', async () => {
  const root = tree({ a: 'one', b: '', c: 'x'.repeat(700_000), d: 'two' });
  const { text, others } = await readAll(readDirectory(shard(root, 'a', 'b', 'c', 'd'), signal));
  expect(text).toBe(`one${'x'.repeat(700_000)}two`);
  expect(others).toEqual(['empty b']);
});

test('a file larger than a window comes in pieces, and two readers do not disturb each other', async () => {
  const long = 'a\n'.repeat(WINDOW - 1000);
  const root = tree({ long, short: 'b'.repeat(300_000) });
  const first = readDirectory(shard(root, 'long'), signal);
  const begun = await first.next();
  expect(begun.value).toMatchObject({ type: 'content', provenance: { path: 'long' } });
  await readAll(readDirectory(shard(root, 'short'), signal));
  let bytes = begun.value?.type === 'content' ? (begun.value.owned?.end ?? 0) : 0;
  for await (const event of first) {
    if (event.type !== 'content') continue;
    expect(event.bytes.includes('b'.charCodeAt(0))).toBe(false);
    bytes += (event.owned?.end ?? 0) - (event.owned?.start ?? 0);
  }
  expect(bytes).toBe(long.length);
});

test('files without a size have content all the same', async () => {
  const { text } = await readAll(readDirectory(shard('/proc/self', 'status'), signal));
  expect(text).toContain('Pid:');
});

test('what changed since the walk is told and never followed', async () => {
  const root = tree({ target: 'secret', gone: '', link: '', pipe: '' });
  for (const name of ['gone', 'link', 'pipe']) unlinkSync(join(root, name));
  symlinkSync('target', join(root, 'link'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  const { text, others } = await readAll(readDirectory(shard(root, 'gone', 'link', 'pipe'), signal));
  expect(text).toBe('');
  expect(others).toEqual([
    "changed-while-reading: 'gone' vanished before it was read",
    'symlink link',
    'special-file pipe',
  ]);
});

test('a large file that shrinks while it is read is a problem', async () => {
  const root = tree({ long: 'x'.repeat(WINDOW * 2) });
  const events = readDirectory(shard(root, 'long'), signal);
  await events.next();
  truncateSync(join(root, 'long'), WINDOW);
  const { others } = await readAll(events);
  expect(others).toEqual([
    `changed-while-reading: 'long' shrank from ${WINDOW * 2} to ${WINDOW} bytes while it was read`,
  ]);
});

test('a large file that grows is read to its new end', async () => {
  const root = tree({ long: 'x'.repeat(WINDOW * 2) });
  const events = readDirectory(shard(root, 'long'), signal);
  await events.next();
  appendFileSync(join(root, 'long'), 'end');
  expect((await readAll(events)).text.endsWith('xend')).toBe(true);
});

test('an unreadable file and directory are problems and the rest is scanned', async () => {
  const root = tree({ 'closed/x': '', locked: 'x', open: 'x' });
  chmodSync(root, 0o755);
  chmodSync(join(root, 'closed'), 0);
  chmodSync(join(root, 'locked'), 0);
  const seen = await asNobody(async () => {
    const messages: string[] = [];
    for await (const item of planDirectory({ paths: ['.'], cwd: root, ignore: true }, signal)) {
      if ('source' in item) messages.push(...(await readAll(readDirectory(item, signal))).others);
      else if (item.type === 'problem') messages.push(`${item.code}: ${item.message}`);
    }
    return messages;
  });
  expect(seen).toEqual([
    "unreadable: Cannot read the directory 'closed': permission denied",
    "unreadable: Cannot read 'locked': permission denied",
  ]);
});

/** To root nothing is unreadable: for the time of `action`, be someone else. */
async function asNobody<T>(action: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return await action();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

test('sockets are passed over in a tree and refused when named', async () => {
  const root = tree({ x: '' });
  const server = createServer();
  await new Promise<void>((done) => server.listen(join(root, 'socket'), done));
  const seen: string[] = [];
  for await (const item of planDirectory({ paths: ['.', 'socket'], cwd: root, ignore: true }, signal)) {
    if ('type' in item) seen.push(item.type === 'skipped' ? `${item.reason} ${item.path}` : item.code);
  }
  const { others } = await readAll(readDirectory(shard(root, 'socket'), signal));
  server.close();
  expect(seen).toEqual(['special-file socket', 'unreadable']);
  expect(others).toEqual(['special-file socket']);
});

test('a file whose name is not UTF-8 is opened by its bytes', async () => {
  const root = temporaryDirectory();
  for (const byte of [0xfe, 0xff]) {
    writeFileSync(Buffer.concat([Buffer.from(`${root}/f`), Buffer.from([byte])]), String(byte));
  }
  let text = '';
  for await (const item of planDirectory({ paths: ['.'], cwd: root, ignore: true }, signal)) {
    // What crosses to a worker arrives as plain bytes.
    if ('source' in item) text += (await readAll(readDirectory(structuredClone(item), signal))).text;
  }
  expect(text).toBe('254255');
});

test('a pipe is read in windows, whatever its chunks', async () => {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let chunk = 0; chunk < 300; chunk++) yield Buffer.alloc(70_001, String(chunk % 10));
  }
  const { text, others } = await readAll(createStdinReader(chunks())({ source: 'stdin', path: 'in' }, signal));
  expect(text.length).toBe(300 * 70_001);
  expect(text[5 * 70_001]).toBe('5');
  expect(others).toEqual([]);
});

test('a broken pipe is a problem, and what came before is scanned', async () => {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('begun');
    throw new Error('broken');
  }
  const { text, others } = await readAll(createStdinReader(chunks())({ source: 'stdin', path: 'in' }, signal));
  expect(text).toBe('begun');
  expect(others).toEqual(['unreadable: Cannot read standard input: broken']);
});

test('an idle pipe does not hold up an abort', async () => {
  const controller = new AbortController();
  const pipe = new PassThrough();
  pipe.write('so far');
  setTimeout(() => controller.abort(), 20);
  const { text } = await readAll(createStdinReader(pipe)({ source: 'stdin', path: 'in' }, controller.signal));
  expect(text).toBe('so far');
  expect(pipe.destroyed).toBe(true);
});

test('the order of paths is that of their bytes', () => {
  const names = ['a', 'a/b', 'a-b', 'ä', 'Z', '\u{1F600}', '\uFF5E', 'ab', ''];
  const byBytes = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(names.toSorted(compareBytes)).toEqual(byBytes);
});
