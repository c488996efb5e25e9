// Unpacks the leaky shop: samples/leaky-shop.in with a made-up secret in place of each {{...}}. No secret stands in the
// repository, and no two unpacked shops have the same.

import { generateKeyPairSync, randomInt } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('leaky-shop.in', import.meta.url));
const target = process.argv[2] ?? 'leaky-shop';

const DIGITS = '0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ALPHABETS = { digits: DIGITS, base32: `${UPPER}234567`, base62: DIGITS + UPPER + UPPER.toLowerCase() };

function fill(_, kind, argument) {
  if (kind === 'pem')
    return generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .trim();
  if (kind === 'base64') return Buffer.from(argument).toString('base64');
  const alphabet = ALPHABETS[kind];
  return Array.from({ length: Number(argument) }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** Innermost first: a placeholder may hold others. */
function fillAll(text) {
  const filled = text.replace(/\{\{(\w+) ?([^{}]*)\}\}/g, fill);
  return filled === text ? text : fillAll(filled);
}

rmSync(target, { recursive: true, force: true });
cpSync(source, target, { recursive: true });
for (const entry of readdirSync(target, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = join(entry.parentPath, entry.name);
  writeFileSync(file, fillAll(readFileSync(file, 'utf8')));
}
console.log(`Unpacked the leaky shop to ${target}`);
