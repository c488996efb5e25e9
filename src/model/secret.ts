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

/** A secret that is told from others without being known: what is kept of one that was found in an earlier run. */
export interface Sealed {
  readonly redacted: string;
  /** Of the plain text, in UTF-16 units. */
  readonly length: number;
  /** Whether a text of that length is the secret. */
  is(text: string): boolean;
}

export class Secret {
  readonly #plain: string;
  readonly #sealed: Sealed | undefined;

  constructor(plain: string, sealed?: Sealed) {
    this.#plain = plain;
    this.#sealed = sealed;
  }

  /** One whose plain text nobody has. */
  static sealed(sealed: Sealed): Secret {
    return new Secret('', sealed);
  }

  /** UTF-16 units of the plain text. */
  get length(): number {
    return this.#sealed?.length ?? this.#plain.length;
  }

  /**
   * The plain text. Called on the way between threads, to seal it, and by reports behind `--show-secrets`. Nowhere else.
   */
  reveal(): string {
    // Nobody asks: where plain texts are needed nothing sealed is taken from a cache.
    if (this.#sealed !== undefined) throw new Error('the plain text of a sealed secret is not known');
    return this.#plain;
  }

  /** The text with the secret masked wherever it stands in it. */
  maskIn(text: string): string {
    const { length } = this;
    if (length === 0 || text.length < length) return text;
    if (this.#sealed === undefined) return text.replaceAll(this.#plain, () => this.redacted());
    return maskSealed(text, this.#sealed);
  }

  /**
   * Up to four leading characters and a fixed run of asterisks, so that not even the length is told. Of a key in
   * armour its first line, which only says what it is. Nothing of an empty one: there is nothing to hide.
   */
  redacted(): string {
    if (this.#sealed !== undefined) return this.#sealed.redacted;
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

/** Leftmost first and apart from one another, as `replaceAll` does. */
function maskSealed(text: string, { redacted, length, is }: Sealed): string {
  // What is shown of it has to stand there too, which spares nearly all of the comparisons.
  const shown =
    redacted.endsWith(MASK) && length >= SHORT && !redacted.includes(' ') ? redacted.slice(0, -MASK.length) : '';
  let masked = '';
  let from = 0;
  for (let at = 0; at + length <= text.length;) {
    if (text.startsWith(shown, at) && is(text.slice(at, at + length))) {
      masked += text.slice(from, at) + redacted;
      at += length;
      from = at;
    } else at++;
  }
  return masked + text.slice(from);
}
