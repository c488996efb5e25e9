/**
 * Findings as they are kept: of a secret only what a report shows of it anyway, its length, and a keyed hash, by which it
 * can be masked in other texts.
 */

import { createHmac } from 'node:crypto';
import type { Finding, Part } from '../model/finding.js';
import { Secret } from '../model/secret.js';

interface KeptSecret {
  readonly redacted: string;
  readonly length: number;
  readonly seal: string;
}

export type KeptFinding = Omit<Finding, 'secret' | 'parts'> & {
  readonly secret: KeptSecret;
  readonly parts?: readonly (Omit<Part, 'secret'> & { readonly secret: KeptSecret })[];
};

/** The hash cannot be guessed at without the key; 128 bits tell secrets apart. */
function sealOf(plain: string, key: Uint8Array): string {
  return createHmac('sha256', key).update('secret').update('\0').update(plain).digest('base64url').slice(0, 22);
}

function close(secret: Secret, key: Uint8Array): KeptSecret {
  const plain = secret.reveal();
  return { redacted: secret.redacted(), length: plain.length, seal: plain === '' ? '' : sealOf(plain, key) };
}

function open({ redacted, length, seal }: KeptSecret, key: Uint8Array): Secret {
  return length === 0 ? new Secret('') : Secret.sealed({ redacted, length, is: (text) => sealOf(text, key) === seal });
}

export function keepFinding({ secret, parts, ...rest }: Finding, key: Uint8Array): KeptFinding {
  const kept = { ...rest, secret: close(secret, key) };
  if (parts === undefined) return kept;
  return { ...kept, parts: parts.map((part) => ({ ...part, secret: close(part.secret, key) })) };
}

export function restoreFinding({ secret, parts, ...rest }: KeptFinding, key: Uint8Array): Finding {
  const finding = { ...rest, secret: open(secret, key) };
  if (parts === undefined) return finding;
  return { ...finding, parts: parts.map((part) => ({ ...part, secret: open(part.secret, key) })) };
}

/** Shorter secrets are words that a path or a key may have as well; what reports mask is masked before it comes here. */
const SHORTEST = 8;

/** Whether one of the secrets stands in the text (JSON, say: of a path that names it) in plain. */
export function isTold(findings: readonly Finding[], text: string): boolean {
  const secrets = findings.flatMap(({ secret, parts = [] }) => [secret, ...parts.map((part) => part.secret)]);
  const plain = new Set(secrets.map((secret) => secret.reveal()).filter(({ length }) => length >= SHORTEST));
  return [...plain].some((secret) => text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1)));
}
