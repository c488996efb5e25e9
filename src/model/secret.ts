/**
 * A credential in memory. Everything that prints a value by accident (template strings, JSON, `console.log`, an
 * error message) gets the redacted form; `reveal()` is the one way to the plain text, so it can be searched for.
 */

/** The symbol that Node's `util.inspect` looks up; named through the registry so that the model imports nothing. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Below this many characters not even a prefix is shown: it would be too large a part of the secret. */
const SHORT = 16;

/** How many leading characters a redacted secret keeps: enough to tell `ghp_` from `AKIA`, too few to help a guess. */
const SHOWN = 4;

const MASK = '********';

/** The first line of a PEM or PGP block. */
const ARMOUR = /^-----BEGIN [A-Z0-9 ]{1,40}-----/;

export class Secret {
  readonly #plain: string;

  constructor(plain: string) {
    this.#plain = plain;
  }

  /**
   * The plain text. Called by the fingerprint, on the way between threads, and by reports: behind `--show-secrets`, and
   * to mask it in text that stands beside it. Nowhere else.
   */
  reveal(): string {
    return this.#plain;
  }

  /**
   * Up to four leading characters and a fixed run of asterisks, so that not even the length is told. Of a key in
   * armour its first line, which only says what it is. Nothing of an empty one: there is nothing to hide.
   */
  redacted(): string {
    if (this.#plain === '') return '';
    const armour = ARMOUR.exec(this.#plain)?.[0];
    if (armour !== undefined) return `${armour} ${MASK}`;
    const shown = this.#plain.length >= SHORT ? this.#plain.slice(0, SHOWN) : '';
    return `${shown}${MASK}`;
  }

  toString(): string {
    return this.redacted();
  }

  toJSON(): string {
    return this.redacted();
  }

  [INSPECT](): string {
    return `Secret(${this.redacted()})`;
  }
}
