/** Inputs that are damaged or made to do harm, by the hundred, all made here. Each comes in a directory of its own. */

import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { hostileZip } from './hostile-zip.js';
import { tarOf } from './image-archive.js';
import { secrets } from './secrets.js';

export interface HostileInput {
  /** A directory's name. */
  readonly name: string;
  /** By path below that directory; of paths that are not UTF-8 the bytes in Latin-1, marked with `bytes:`. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** A secret in the damaged part that is found all the same. */
  readonly found?: string;
}

const planted = (name: string): string => secrets.stripe(`inside ${name}`);

type Damage = (bytes: Buffer) => Buffer;

const cut =
  (share: number): Damage =>
  (bytes) =>
    bytes.subarray(0, Math.floor(bytes.length * share));
const flip =
  (share: number): Damage =>
  (bytes) => {
    const copy = Buffer.from(bytes);
    const at = Math.min(copy.length - 1, Math.floor(copy.length * share));
    copy[at] = (copy[at] ?? 0) ^ 0xff;
    return copy;
  };

const DAMAGES: Readonly<Record<string, Damage>> = {
  'cut early': cut(0.1),
  'cut in the middle': cut(0.5),
  'cut late': cut(0.9),
  'without its last byte': (bytes) => bytes.subarray(0, -1),
  'first byte behind the magic': flip(0.02),
  'broken in the middle': flip(0.5),
  'broken at the end': flip(0.98),
  'twice in a row': (bytes) => Buffer.concat([bytes, bytes]),
  'followed by noise': (bytes) => Buffer.concat([bytes, Buffer.alloc(3000, 'noise ')]),
  'zeros in the middle': (bytes) => Buffer.from(bytes).fill(0, bytes.length >> 1, (bytes.length >> 1) + 40),
  'only its beginning': (bytes) => bytes.subarray(0, 20),
};

/** Whole ones with text that does not compress to nothing. */
async function archives(): Promise<Record<string, Buffer>> {
  const lines = Array.from({ length: 400 }, (_, at) => `line ${at} ${(at * 2654435761) % 4294967291}\n`).join('');
  const tar = await tarOf([
    { name: 'first.txt', content: lines },
    { name: 'second.txt', content: lines },
  ]);
  const through = (tool: string): Buffer => execFileSync(tool, ['-c'], { input: tar });
  return {
    zip: hostileZip(['first', 'second'].map((name) => ({ name, content: Buffer.from(lines) }))),
    tar,
    'tar.gz': gzipSync(tar),
    'tar.bz2': through('bzip2'),
    'tar.xz': through('xz'),
    'tar.zst': through('zstd'),
  };
}

async function damagedArchives(): Promise<HostileInput[]> {
  return Object.entries(await archives()).flatMap(([format, bytes]) =>
    Object.entries(DAMAGES).map(([how, damage]) => ({
      name: `${format} ${how}`,
      files: { [`a.${format}`]: damage(bytes) },
    })),
  );
}

const NAMES: Readonly<Record<string, string>> = {
  absolute: '/etc/passwd',
  upwards: '../../../../tmp/hullcheck-escaped',
  'upwards on Windows': '..\\..\\escaped',
  'a drive': 'C:\\Windows\\x',
  'a device': 'CON',
  empty: '',
  dots: './././.',
  'terminal escape': '\u001b[2J\u001b]0;title\u0007.txt',
  newline: 'a\nb\r\n::error::c',
  'right to left': 'a\u202egnp.exe',
  'exclamation marks': 'a!b!!c',
  long: 'n'.repeat(20_000),
  deep: 'd/'.repeat(3000) + 'f',
  emoji: '\u{1f4a9}\u200d\u{1f525}',
  quotes: `'"\`$(id)\`"'`,
  percent: '%2e%2e%2f%00',
  'a formula': '=cmd|/c calc!A1',
  markup: '<script>alert(1)</script>',
};

/** A member of such a name holds a secret, which is found. */
async function oddNames(): Promise<HostileInput[]> {
  const inputs: HostileInput[] = [];
  for (const [what, name] of Object.entries(NAMES)) {
    const [inTar, inZip] = [planted(`tar ${what}`), planted(`zip ${what}`)];
    const tar = await tarOf([{ name: name === '' ? ' ' : name, content: `STRIPE_KEY=${inTar}\n` }]);
    inputs.push({ name: `tar, name ${what}`, files: { 'a.tar': tar }, found: inTar });
    if (name.length > 0 && name.length < 10_000) {
      const zip = hostileZip([{ name, content: Buffer.from(`STRIPE_KEY=${inZip}\n`) }]);
      inputs.push({ name: `zip, name ${what}`, files: { 'a.zip': zip }, found: inZip });
    }
  }
  return inputs;
}

function utf16(text: string, bigEndian: boolean): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

/** Texts that no editor writes, each around a secret. */
function encodings(): HostileInput[] {
  const texts: Readonly<Record<string, (line: string) => string | Buffer>> = {
    'UTF-16 little endian': (line) => utf16(`\ufeff${line}`, false),
    'UTF-16 big endian': (line) => utf16(`\ufeff${line}`, true),
    'UTF-16 without a mark': (line) => utf16(line.repeat(3), false),
    'UTF-16 of odd length': (line) => Buffer.concat([utf16(`\ufeff${line}`, false), Buffer.from([0])]),
    'UTF-16 with halves of characters': (line) => utf16(`\ufeff\ud800 ${line} \udc00`, false),
    'UTF-8 with a mark': (line) => `\ufeff${line}`,
    'invalid UTF-8 around': (line) =>
      Buffer.concat([Buffer.from([0xff, 0xc0, 0xaf, 10]), Buffer.from(line), Buffer.from([0xe2, 0x82])]),
    'overlong UTF-8': (line) => Buffer.concat([Buffer.from([0xc0, 0x80, 0xe0, 0x80, 0x80, 10]), Buffer.from(line)]),
    'Latin-1': (line) => Buffer.from(`\xe9\xe8 ${line}`, 'latin1'),
    'carriage returns only': (line) => `a\r${line.trim()}\rb\r`,
    'line separators': (line) => `a\u2028${line}\u2029b`,
    'control characters': (line) => `\u0001\u0002\u001b[31m\n${line}`,
    'combining marks without end': (line) => `a${'\u0301'.repeat(20_000)}\n${line}`,
    'a line of a megabyte': (line) => `${'x'.repeat(1 << 20)} ${line}`,
    'two megabytes of line ends': (line) => `${'\n'.repeat(1 << 21)}${line}`,
    'brackets without end': (line) => `${'['.repeat(100_000)}\n${line}`,
    'braces without end': (line) => `${'{"a":'.repeat(50_000)}\n${line}`,
    'quotes that never close': (line) => `"'\`"""'''\n${line}`,
    'comments that never close': (line) => `/* <!-- {{ \n${line}`,
    'percent signs': (line) => `${'%25'.repeat(50_000)}\n${line}`,
    backslashes: (line) => `${'\\'.repeat(200_000)}\n${line}`,
    'escapes cut short': (line) => `\\u12 \\x \\u{ %4 &#x\n${line}`,
    'base64 without end': (line) => `${'QUFB'.repeat(100_000)}\n${line}`,
    'hex without end': (line) => `${'4f'.repeat(200_000)}\n${line}`,
    'ten thousand keys that begin': (line) => `${'-----BEGIN RSA PRIVATE KEY-----\n'.repeat(10_000)}${line}`,
    'a key that never ends': (line) => `${line}-----BEGIN PRIVATE KEY-----\n${'QUFB\n'.repeat(50_000)}`,
    'names without values': (line) => `${'password = '.repeat(20_000)}\n${line}`,
    'addresses without end': (line) => `${'a://b:'.repeat(30_000)}\n${line}`,
  };
  return Object.entries(texts).map(([name, make]) => {
    const secret = planted(name);
    return { name, files: { 'text.txt': make(`STRIPE_KEY=${secret}\n`) }, found: secret };
  });
}

/** Encoded too deep, or to too much. */
function encodedOnes(): HostileInput[] {
  const times = (count: number, encode: (text: string) => string): string =>
    Array.from({ length: count }).reduce<string>(encode, `STRIPE_KEY=${planted('deep')} and some more text\n`);
  const bomb = gzipSync(Buffer.alloc(64 << 20)).toString('base64');
  return [
    { name: 'base64, twelve times', files: { a: times(12, (text) => Buffer.from(text).toString('base64')) } },
    { name: 'hex, eight times', files: { a: times(8, (text) => Buffer.from(text).toString('hex')) } },
    { name: 'percent, five times', files: { a: times(5, (text) => encodeURIComponent(text)) } },
    { name: 'a bomb in base64', files: { a: bomb } },
    {
      name: 'a bomb as a Helm release',
      files: {
        'a.yaml': `kind: Secret\ntype: helm.sh/release.v1\ndata:\n  release: ${Buffer.from(bomb).toString('base64')}\n`,
      },
    },
  ];
}

/** Manifests, each before one that holds a secret. */
function manifests(): HostileInput[] {
  const laughs = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
    .split('')
    .map((name, at) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghi'[at]}`).join(',')}]`)
    .join('\n')}\n`;
  const texts: Readonly<Record<string, string>> = {
    'a billion laughs': laughs,
    'an alias for itself': 'kind: ConfigMap\ndata: &a { b: *a }\n',
    'an alias for nothing': 'kind: ConfigMap\ndata: *nothing\n',
    tabs: 'kind: ConfigMap\n\tdata:\n\t\ta: b\n',
    'the same key twice': 'kind: ConfigMap\nkind: Secret\ndata: {a: b, a: c}\n',
    'two thousand levels': `kind: ConfigMap\ndata: ${'{a: '.repeat(2000)}b${'}'.repeat(2000)}\n`,
    'a key that is a map': 'kind: ConfigMap\ndata:\n  ? {a: b}\n  : c\n',
    'unknown tags': 'kind: !!js/function "x"\ndata: !<tag:x> {a: !!binary "////"}\n',
    'a merge of nothing': 'kind: ConfigMap\ndata:\n  <<: [1, *x]\n',
    'half a document': 'kind: ConfigMap\ndata:\n  "a: \'b',
    'a template': 'kind: {{ if .Values.x }}\n{{- range }}\ndata: {{ . }\n',
    'a list that is none': 'kind: List\nitems: 7\n',
    'numbers beyond all bounds': 'kind: ConfigMap\ndata: {a: 1e999999, b: 0x' + 'f'.repeat(3000) + '}\n',
    'a prototype': 'kind: ConfigMap\ndata: {__proto__: {polluted: yes}, constructor: {prototype: {a: b}}}\n',
    'a thousand documents': '---\nkind: ConfigMap\n'.repeat(1000),
    'block scalars that never indent': 'kind: ConfigMap\ndata:\n  a: |9\n x\n  b: >-+\n',
  };
  return Object.entries(texts).map(([name, text]) => {
    const secret = planted(`manifest ${name}`);
    const whole = `${text}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  STRIPE_KEY: ${secret}\n`;
    return { name: `manifest, ${name}`, files: { 'a.yaml': whole }, found: secret };
  });
}

/** What steers a walk: git's own files, as a scanned tree may bring them. */
function gitFiles(): HostileInput[] {
  const index = (version: number, count: number, rest = ''): Buffer =>
    Buffer.concat([
      Buffer.from(`DIRC\0\0\0${String.fromCharCode(version)}`, 'latin1'),
      Buffer.from([0xff & (count >> 24), 0, 0, count & 255]),
      Buffer.from(rest),
    ]);
  const git = (files: Record<string, string | Uint8Array>): Record<string, string | Uint8Array> => ({
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.git/objects/info/x': '',
    '.git/refs/x': '',
    ...files,
  });
  const inputs: Readonly<Record<string, Record<string, string | Uint8Array>>> = {
    'an index that is cut': git({ '.git/index': index(2, 9) }),
    'an index of version 9': git({ '.git/index': index(9, 1) }),
    'an index of four billion entries': git({ '.git/index': index(2, 0xff000001, 'x'.repeat(200)) }),
    'an index that is a directory': git({ '.git/index/x': '' }),
    'a HEAD that leads to itself': { '.git/HEAD': 'ref: HEAD\n', '.git/objects/x': '', '.git/refs/x': '' },
    'a .git that leads to itself': { '.git': 'gitdir: .git\n' },
    'a .git that leads elsewhere': { '.git': 'gitdir: /proc/self\n' },
    'a .git of spaces': { '.git': `gitdir: x${' '.repeat(1 << 20)}y\n` },
    'a .git that is noise': { '.git': Buffer.alloc(5000, 0xfe) },
    'a configuration of spaces': git({ '.git/config': `[core]\n excludesfile = x${' '.repeat(1 << 20)}y\n` }),
    'rules of stars': { '.gitignore': `${'**/'.repeat(300)}x\n${'*'.repeat(5000)}y\n` },
    'rules of brackets': { '.gitignore': '[z-a]\n[[:alpha:\n[!\n\\\n[]]\n{a,b\n(\n+(a|b)\n' },
    'rules that are binary': { '.gitignore': Buffer.from([0, 0xff, 0xfe, 10, 33, 10, 92]) },
    'an ignore file of nonsense': { '.hullcheckignore.yaml': '- - - [' },
  };
  return Object.entries(inputs).map(([name, files]) => ({ name: `git, ${name}`, files }));
}

/** All of them. Names are unique. */
export async function hostileCorpus(): Promise<HostileInput[]> {
  return [
    ...(await damagedArchives()),
    ...(await oddNames()),
    ...encodings(),
    ...encodedOnes(),
    ...manifests(),
    ...gitFiles(),
  ];
}
