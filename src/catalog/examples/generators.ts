/** Whole values for examples: `<name>` or `<name:argument>`. Made up at run time, so that no key stands in the repository. */

import { githubChecksum } from '../../detect/checks/github-crc32.js';
import { gitlabChecksum } from '../../detect/checks/gitlab-crc32.js';
import { grafanaChecksum } from '../../detect/checks/grafana-crc32.js';
import { CLASSES } from './classes.js';
import { pick, type Random } from './random.js';

export interface GeneratorInput {
  readonly random: Random;
  /** What stands between the last `~{` and the placeholder: what a checksum is computed over. */
  readonly before: string;
  /** The text after the colon, or ''. */
  readonly argument: string;
}

export const GENERATORS: Readonly<Record<string, (input: GeneratorInput) => string>> = {
  uuid: ({ random }) => [8, 4, 4, 4, 12].map((length) => characters(random, 'hex', length)).join('-'),
  jwt: ({ random }) => jwt(random, { sub: characters(random, 'digits', 10), iat: 1_700_000_000 }),
  'service-account-jwt': ({ random }) =>
    jwt(random, {
      iss: 'kubernetes/serviceaccount',
      sub: `system:serviceaccount:shop:${characters(random, 'lower', 6)}`,
    }),
  pem: ({ random, argument }) => pem(random, argument),
  // As it stands inside a JSON string.
  'escaped-pem': ({ random, argument }) => pem(random, argument).replaceAll('\n', '\\n'),
  'base64-pem': ({ random, argument }) => base64(pem(random, argument)),
  'encrypted-pem': ({ random, argument }) =>
    armoured(argument, characters(random, 'base64', 300), 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A\n\n'),
  'openssh-key': ({ random }) =>
    armoured('OPENSSH PRIVATE KEY', base64(`openssh-key-v1\0\0\0\0\x04none${characters(random, 'base62', 200)}`)),
  'encrypted-openssh-key': ({ random }) =>
    armoured('OPENSSH PRIVATE KEY', base64(`openssh-key-v1\0\0\0\0\naes256-ctr${characters(random, 'base62', 200)}`)),
  armour: ({ random, argument }) => armoured(argument, characters(random, 'base64', 300), '\n'),
  'discord-account': ({ random }) => base64(characters(random, 'digits', 18)),
  'supabase-jwt': ({ random, argument }) => jwt(random, { iss: 'supabase', role: argument, iat: 1_700_000_000 }),
  'github-crc32': ({ before }) => githubChecksum(before.slice(before.indexOf('_') + 1)),
  'gitlab-crc32': ({ before }) => gitlabChecksum(before),
  'grafana-crc32': ({ before }) => grafanaChecksum(before.slice(0, -1)),
  'cloudflare-tunnel': ({ random }) =>
    base64(JSON.stringify({ a: characters(random, 'hex', 32), t: '0b1c', s: characters(random, 'base64', 44) })),
  'basic-auth': ({ random }) => base64(`${characters(random, 'lower', 6)}:${characters(random, 'base62', 14)}`),
};

function jwt(random: Random, payload: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(payload)}.${characters(random, 'base64url', 43)}`;
}

function pem(random: Random, label: string): string {
  return armoured(label, `MIIEpAIBAAKC${characters(random, 'base64', 500)}`);
}

function armoured(label: string, body: string, headers = ''): string {
  const lines = body.replace(/.{64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${headers}${lines}\n-----END ${label}-----`;
}

function base64(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64');
}

function characters(random: Random, name: string, length: number): string {
  return pick(random, CLASSES[name]?.alphabet ?? '', length);
}
