// Runs programs and measures them: wall time, processor time and the memory of the whole process tree.

import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/** Between two looks at the memory of a running program. */
const LOOK_MS = 20;

/** What a program did that could not be measured. */
export class Failed extends Error {}

/**
 * Runs `command` once with nothing to read and its output thrown away: milliseconds of wall time and, where the system
 * tells, of processor time of it and its children. Throws Failed where it is not installed or ends with a code that is
 * not among its good ones.
 */
export function time(command) {
  const before = processorTime();
  const begun = performance.now();
  const { error, status, signal, stderr } = spawnSync(command.program, command.args, {
    ...options(command),
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 1 << 28,
  });
  const wall = performance.now() - begun;
  const after = processorTime();
  if (error !== undefined) throw new Failed(error.code === 'ENOENT' ? 'not installed' : error.message);
  check(command, { status, signal, stderr: String(stderr) });
  return { wall, cpu: before === undefined || after === undefined ? undefined : after - before };
}

/**
 * The largest memory in bytes that the program and its children held at the same time (pages that two share count twice),
 * or undefined where there is no /proc. A run of its own: looking takes time.
 */
export async function peakMemory(command) {
  if (processorTime() === undefined) return undefined;
  const child = spawn(command.program, command.args, { ...options(command), stdio: 'ignore' });
  let peak = 0;
  const timer = setInterval(() => {
    const tree = processTree(child.pid).map(memoryOf);
    peak = Math.max(peak, sum(tree.map(({ now }) => now)), ...tree.map(({ most }) => most));
  }, LOOK_MS);
  const [status, signal] = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...end) => resolve(end));
  }).finally(() => clearInterval(timer));
  check(command, { status, signal, stderr: '' });
  // It may have ended before the first look.
  return peak === 0 ? undefined : peak;
}

function options({ cwd, env }) {
  return { cwd, env: { ...process.env, ...env } };
}

function check({ good = [0] }, { status, signal, stderr }) {
  if (good.includes(status)) return;
  const said = stderr.trim().split('\n').at(-1) ?? '';
  throw new Failed(`ended with ${signal ?? status}${said === '' ? '' : `: ${said.slice(0, 300)}`}`);
}

/** Milliseconds that children of this process took, those that have ended; proc(5), fields 16 and 17 of `stat`. */
function processorTime() {
  try {
    const fields = readFileSync('/proc/self/stat', 'latin1').split(') ').at(-1).split(' ');
    // In ticks of 10 ms, whatever the clock of the kernel.
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return undefined;
  }
}

/** `pid` and everything it started; proc(5), field 4 of `stat` is the parent. */
function processTree(pid) {
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(read(`/proc/${name}/stat`).split(') ').at(-1)?.split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const all = [pid];
  for (const one of all) all.push(...(children.get(one) ?? []));
  return all;
}

/** Bytes that a process holds, and the most that it ever held. */
function memoryOf(pid) {
  const status = read(`/proc/${pid}/status`);
  const bytes = (field) => Number(new RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return { now: bytes('VmRSS'), most: bytes('VmHWM') };
}

/** Empty for a process that has just ended. */
function read(path) {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
