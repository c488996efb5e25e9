/** `hullcheck doctor`: what this installation consists of, and what to do about what is missing. */

import { availableParallelism } from 'node:os';
import type { Argv } from 'yargs';
import { regexEngine } from '../../detect/regex.js';
import { loadCatalog, loadKernel, version } from '../assets.js';
import { loadFingerprintKey } from '../fingerprint-key.js';
import { print } from '../print.js';

export function addDoctorCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command(
    'doctor',
    'Tell what this installation uses: engine, catalogue, threads, key',
    (command) => command,
    () => {
      for (const [name, value] of report()) print(`${name.padEnd(14)} ${value}`);
      done(0);
    },
  );
}

function report(): [string, string][] {
  const { detectors, hash } = loadCatalog();
  const key = loadFingerprintKey(process.env);
  loadKernel();
  return [
    ['hullcheck', version()],
    ['node', `${process.version} ${process.platform} ${process.arch}`],
    ['regex engine', describeEngine()],
    ['prefilter', 'WebAssembly SIMD'],
    ['catalogue', `${detectors.length} detectors (${hash.slice(0, 12)})`],
    ['threads', String(availableParallelism())],
    ['fingerprints', key.problem?.message ?? `keyed by ${key.origin}`],
  ];
}

function describeEngine(): string {
  if (regexEngine().name === 're2') return 're2 (native)';
  return 're2js (JavaScript): same findings, slower; `npm install re2` adds the native one where it builds';
}
