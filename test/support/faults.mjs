// A file system in trouble, for a command in a process of its own: `node --import` of this file gives the synchronous calls of
// node:fs, in every thread, the faults that FAULTS (JSON) names. Nothing of hullcheck is replaced.

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

/** @type {{ call: string, path: string, code?: string, after?: number, short?: number, worker?: string }[]} */
const faults = JSON.parse(process.env.FAULTS ?? '[]');
const real = { ...fs };
const opened = new Map([
  [0, 'stdin'],
  [1, 'stdout'],
  [2, 'stderr'],
]);
const met = new Map();

/** The fault that this call gets; each may let a number of calls pass first. */
function faultOf(call, path) {
  return faults.find((fault) => {
    if (fault.call !== call || !String(path).includes(fault.path)) return false;
    if (fault.worker !== undefined && isMainThread) return false;
    met.set(fault, (met.get(fault) ?? 0) + 1);
    return met.get(fault) > (fault.after ?? 0);
  });
}

function raise({ code, worker }, call, path) {
  if (worker !== undefined) return end(worker);
  throw Object.assign(new Error(`${code}: a fault of the test, ${call} '${path}'`), { code, syscall: call, path });
}

const LONGER_THAN_A_TURN_MS = 100;

/** What can happen to a thread. */
function end(how) {
  switch (how) {
    case 'exit':
      return process.exit(0);
    case 'memory':
      for (const kept = []; ;) kept.push(Array(1_000_000).fill(kept.length));
    case 'late error':
      // Later, but before the thread can be done with what it has: it looks up after so long, and this comes first.
      setImmediate(() => {
        throw new Error('nobody catches this');
      });
      return void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LONGER_THAN_A_TURN_MS);
    case 'endless':
      for (;;);
  }
}

/** `open` and the like are asked by path, `read` and the like by descriptor. */
function guard(name, call, pathOf) {
  fs[name] = (first, ...rest) => {
    const path = pathOf(first);
    const fault = faultOf(call, path);
    if (fault !== undefined && fault.short === undefined) raise(fault, call, path);
    if (fault?.short !== undefined && typeof rest[2] === 'number') rest[2] = Math.min(rest[2], fault.short);
    return real[name](first, ...rest);
  };
}

const byDescriptor = (fd) => opened.get(fd) ?? '';
const byEither = (target) => (typeof target === 'number' ? byDescriptor(target) : String(target));
guard('readdirSync', 'readdir', String);
guard('statSync', 'stat', String);
guard('fstatSync', 'fstat', byDescriptor);
guard('readSync', 'read', byDescriptor);
guard('writeSync', 'write', byDescriptor);
guard('readFileSync', 'readFile', byEither);
guard('openSync', 'open', String);
const open = fs.openSync;
fs.openSync = (path, ...rest) => {
  const fd = open(path, ...rest);
  opened.set(fd, String(path));
  return fd;
};
syncBuiltinESMExports();
