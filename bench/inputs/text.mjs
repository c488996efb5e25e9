// Text that looks like source code, the same for the same seed. Made here, so that a benchmark needs nothing that cannot be
// had again; real trees and repositories say more and can be given instead.

const SYLLABLES = 'al ar ber con da el fi gen har in ka lo mar nu or per qua ri sol ta un ver wi xe yo zan'.split(' ');

/** Words that scanners have to look at twice, about as often as source code has them. */
const LOUD = ['token', 'password', 'secret', 'apiKey', 'credentials', 'authorization', 'private key'];

/** Lines that texts are put together from: enough that compression and caches gain no more than with real ones. */
const POOL = 20_000;

/** Of a thousand lines. */
const LOUD_LINES = 15;

/** A generator of numbers from 0 to 1, 32 bits of state (mulberry32, public domain). */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An endless supply of lines, each with its line feed. */
export function lineSource(seed) {
  const random = randomOf(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const word = () => Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(SYLLABLES)).join('');
  const shapes = [
    () => `  const ${word()} = ${word()}.${word()}(${word()}, ${Math.floor(random() * 1000)});`,
    () => `    if (${word()} !== undefined && ${word()}.${word()} > ${Math.floor(random() * 99)}) return ${word()};`,
    () => `// ${Array.from({ length: 4 + Math.floor(random() * 9) }, word).join(' ')}`,
    () => `import { ${word()}, ${word()} } from './${word()}/${word()}.js';`,
    () => `${word()}: "${Array.from({ length: 1 + Math.floor(random() * 4) }, word).join(' ')}"`,
    () => `      - name: ${word()}-${word()}`,
    () => '}',
    () => '',
  ];
  const loud = [
    () => `  const ${pick(LOUD)} = process.env.${word().toUpperCase()};`,
    () => `// the ${pick(LOUD)} of ${word()} ${word()}`,
    () => `    ${word()}(${pick(LOUD)}, { ${word()}: true });`,
  ];
  const pool = Array.from({ length: POOL }, () => `${pick(random() * 1000 < LOUD_LINES ? loud : shapes)()}\n`);
  return () => pick(pool);
}

/** About `size` bytes of whole lines. */
export function text(next, size) {
  const lines = [];
  for (let length = 0; length < size;) {
    const line = next();
    lines.push(line);
    length += line.length;
  }
  return lines.join('');
}

/** A credential nobody has, for a findings column that is not empty: put together here, so that it stands in no file. */
export function plantedLine(random) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const value = Array.from({ length: 36 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  return `  apiKey: "${value}",\n`;
}
