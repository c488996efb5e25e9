/**
 * The key of the fingerprints. It decides who can recompute them from a guessed secret, so by default it is a private
 * file of this user. A repository with a baseline or an ignore file needs the same fingerprints for everybody: these
 * files say what they were made with (docs/triage.md has the threats).
 */

import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FingerprintKey } from '../detect/fingerprint.js';
import type { KeyNote } from '../model/policy.js';
import { problem, type Problem } from '../model/problem.js';
import { hasCode } from '../sources/shared/errors.js';
import { UsageError } from './usage-error.js';

const KEY_BYTES = 32;

/** scrypt rounds for a salt that stands in a file: some 8 ms for each secret found, and for each guess at it. */
const COST = 12;

/** Below this many characters a key is likely a word. */
const SHORTEST_KEY = 16;

export interface LoadedKey {
  readonly key: FingerprintKey;
  /** Tells it from others without telling it. Absent for a key that is short enough to be found by its id. */
  readonly id?: string;
  /** For `hullcheck doctor`: where it comes from. */
  readonly origin: string;
  /** Present when the key could not be kept: fingerprints differ in the next run. */
  readonly problem?: Problem;
}

/**
 * What the policy files say (`note`), or without them: from the environment, from this user's file, made on first use,
 * or, when neither works, for this run only. Throws a UsageError where the key that the files need is not given.
 */
export function loadFingerprintKey(env: NodeJS.ProcessEnv, note?: KeyNote): LoadedKey {
  const loaded = findKey(env, note);
  const bytes = 'salt' in loaded.key ? loaded.key.salt : loaded.key;
  return bytes.length < SHORTEST_KEY ? loaded : { ...loaded, id: keyId(bytes) };
}

function findKey(env: NodeJS.ProcessEnv, note: KeyNote | undefined): LoadedKey {
  if (note?.kind === 'salt') {
    return { key: { salt: Buffer.from(note.salt, 'hex'), cost: note.cost }, origin: 'the salt of the policy files' };
  }
  const shared = sharedKey(env);
  if (note !== undefined) return { key: matchingKey(shared, note.id), origin: 'HULLCHECK_KEY' };
  if (shared !== undefined) return { key: shared, origin: 'HULLCHECK_KEY' };
  return userKey(env);
}

/** What a new baseline or ignore file is made with: the shared key where there is one, otherwise a salt of its own. */
export function newKeyNote(env: NodeJS.ProcessEnv): KeyNote {
  const shared = sharedKey(env);
  if (shared === undefined) return { kind: 'salt', salt: randomBytes(16).toString('hex'), cost: COST };
  if (shared.length < SHORTEST_KEY) {
    throw new UsageError(
      `HULLCHECK_KEY has less than ${SHORTEST_KEY} characters and could be guessed; take openssl rand -hex 32`,
    );
  }
  return { kind: 'shared', id: keyId(shared) };
}

/** What a cache is sealed with that runs on several machines share. Absent without a shared key, or with one that is a word. */
export function sharedCacheKey(env: NodeJS.ProcessEnv): Uint8Array | undefined {
  const shared = sharedKey(env);
  if (shared === undefined || shared.length < SHORTEST_KEY) return undefined;
  return createHmac('sha256', shared).update('hullcheck cache').digest();
}

/** `HULLCHECK_KEY`, or what is in the file that `HULLCHECK_KEY_FILE` names. */
function sharedKey(env: NodeJS.ProcessEnv): Uint8Array | undefined {
  const given = env['HULLCHECK_KEY'];
  if (given !== undefined && given !== '') return Buffer.from(given);
  const file = env['HULLCHECK_KEY_FILE'];
  if (file === undefined || file === '') return undefined;
  const key = readKey(file);
  if (key === undefined) throw new UsageError(`HULLCHECK_KEY_FILE names '${file}', which is not there or empty`);
  return key;
}

function matchingKey(shared: Uint8Array | undefined, id: string): Uint8Array {
  if (shared === undefined) {
    throw new UsageError(
      `The policy files were made with a shared key (${id}); set HULLCHECK_KEY or HULLCHECK_KEY_FILE to it`,
    );
  }
  if (keyId(shared) === id) return shared;
  throw new UsageError(
    `HULLCHECK_KEY is not the key that the policy files were made with (${keyId(shared)} instead of ${id}); set that one, or run hullcheck baseline rotate with it`,
  );
}

/** Tells keys apart without telling them. */
function keyId(key: Uint8Array): string {
  return createHmac('sha256', key).update('hullcheck key id').digest('hex').slice(0, 8);
}

function userKey(env: NodeJS.ProcessEnv): LoadedKey {
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
