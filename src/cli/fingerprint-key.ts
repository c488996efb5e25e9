/**
 * The key of the fingerprints. It decides who can recompute them from a guessed secret, so by default it is a private
 * file of this user; a repository that wants the same fingerprints for everybody sets `HULLCHECK_KEY`.
 */

import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { problem, type Problem } from '../model/problem.js';
import { hasCode } from '../sources/shared/errors.js';

const KEY_BYTES = 32;

export interface FingerprintKey {
  readonly key: Uint8Array;
  /** For `hullcheck doctor`: where it comes from. */
  readonly origin: string;
  /** Present when the key could not be kept: fingerprints differ in the next run. */
  readonly problem?: Problem;
}

/** From the environment, from this user's file, made on first use, or, when neither works, for this run only. */
export function loadFingerprintKey(env: NodeJS.ProcessEnv): FingerprintKey {
  const given = env['HULLCHECK_KEY'];
  if (given !== undefined && given !== '') return { key: Buffer.from(given), origin: 'HULLCHECK_KEY' };
  const file = keyFile(env);
  try {
    return { key: readOrCreate(file), origin: file };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `Fingerprints of this run cannot be compared with others: no key in '${file}' (${reason}); set HULLCHECK_KEY`;
    return { key: randomBytes(KEY_BYTES), origin: 'this run only', problem: problem('ephemeral-key', message, file) };
  }
}

/** XDG base directory specification: state that should persist but is not precious. */
function keyFile(env: NodeJS.ProcessEnv): string {
  const state = env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local', 'state');
  return join(state, 'hullcheck', 'fingerprint.key');
}

function readOrCreate(file: string): Uint8Array {
  const known = readKey(file);
  if (known !== undefined) return known;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    // 'wx': of two first runs at the same time one makes the key and the other reads it.
    writeFileSync(file, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
    chmodSync(file, 0o600);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  const made = readKey(file);
  if (made === undefined) throw new Error('the file is empty; remove it');
  return made;
}

function readKey(file: string): Uint8Array | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return text === '' ? undefined : Buffer.from(text);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
