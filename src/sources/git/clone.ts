/** A repository somewhere else: cloned to a temporary directory, scanned there, removed. */

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { rm } from 'node:fs/promises';
import type { Source } from '../../model/content.js';
import type { OpenMemory } from '../../model/memory.js';
import { problem, type Problem } from '../../model/problem.js';
import { reasonOf } from '../shared/errors.js';
import { openHistory } from './plan.js';
import type { Selection } from './selection.js';

/** The address without user name and password, for people to read. */
export function withoutCredentials(address: string): string {
  return address.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
}

export interface RemoteTarget {
  readonly address: string;
  readonly selection: Selection;
  /** Makes the directory to clone into. It is removed with `close`. */
  readonly makeDirectory: () => Promise<string>;
  /** For the `git` command. */
  readonly env: Environment;
}

/** All of a remote repository's branches and tags. */
export function openRemote({ address, selection, makeDirectory, env }: RemoteTarget): Source {
  const shown = withoutCredentials(address);
  let directory: string | undefined;
  let history: Source | undefined;
  let openMemory: OpenMemory = () => undefined;
  return {
    async *plan(signal) {
      directory = await makeDirectory();
      const trouble = await cloneInto(directory, { address, env, signal });
      // Of an interrupted one the run itself tells.
      if (signal.aborted) return;
      if (trouble !== undefined) {
        yield trouble;
        return;
      }
      history = openHistory({ repository: directory, cwd: '/', selection, name: address });
      history.remember?.(openMemory);
      for await (const planned of history.plan(signal)) {
        yield 'type' in planned && planned.type === 'problem'
          ? { ...planned, message: planned.message.replaceAll(directory, shown) }
          : planned;
      }
    },
    remember: (open) => void (openMemory = open),
    again: (sightings) => history?.again?.(sightings) ?? [],
    attribute: (findings) => history?.attribute?.(findings) ?? Promise.resolve(findings),
    async close() {
      if (directory !== undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

async function cloneInto(directory: string, { address, env, signal }: CloneOptions): Promise<Problem | undefined> {
  try {
    if (/^https?:/i.test(address)) await cloneByHttp(address, { directory, signal });
    else await cloneByGit(address, { directory, env, signal });
    return undefined;
  } catch (error) {
    const shown = withoutCredentials(address);
    const reason = reasonOf(error).replaceAll(address, shown);
    const message = `Cannot clone '${shown}': ${reason}; check the address and your access, or clone it yourself and scan that`;
    return problem('unreadable', message, shown);
  }
}

interface CloneOptions {
  readonly address: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Into {
  readonly directory: string;
  readonly signal: AbortSignal;
}

async function cloneByHttp(url: string, { directory, signal }: Into): Promise<void> {
  const { default: git } = await import('isomorphic-git');
  const { default: client } = await import('isomorphic-git/http/node');
  signal.throwIfAborted();
  const agent = /^https:/i.test(url) ? new https.Agent() : new http.Agent();
  // Ends what is under way. The library knows no way to, and may wait for ever for a connection that is gone.
  const stopped = new Promise<never>((_, reject) => {
    const stop = (): void => {
      agent.destroy();
      reject(new Error('it was interrupted'));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  const request: typeof client.request = (options) => client.request({ ...options, agent });
  const from = { url: withoutCredentials(url), ...authentication(url) };
  const into = { dir: directory, gitdir: directory, noCheckout: true };
  await Promise.race([git.clone({ fs, http: { request }, ...from, ...into }), stopped]);
}

/** Taken out of the address, which libraries print when they do not like it. */
function authentication(url: string): { onAuth?: () => { username: string; password: string } } {
  const [, username, password = ''] = /^\w+:\/\/([^/@:]*)(?::([^/@]*))?@/.exec(url) ?? [];
  if (username === undefined) return {};
  return { onAuth: () => ({ username: decoded(username), password: decoded(password) }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Through the `git` command, which knows ssh and its keys. */
async function cloneByGit(address: string, { directory, signal, env }: Into & { env: Environment }): Promise<void> {
  const options = ['--quiet', '--bare', '--no-hardlinks', '--template=', '-c', 'core.hooksPath=/dev/null'];
  const child = spawn('git', ['clone', ...options, '--', address, directory], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...env, GIT_TERMINAL_PROMPT: '0' },
    signal,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(said.trim().split('\n').at(-1) || `git clone ended with ${code}`);
}
