/** The words of Terraform's language: strings, heredocs, comments and brackets, and where they end. */

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Deeper ones are nobody's. */
const MOST_LEVELS = 100;

/** Not well-formed, so nothing else of it can be believed. Its message is for nobody: the text stays text. */
export class NotTerraform extends Error {}

export class Scanner {
  at = 0;
  #level = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Empty at the end. */
  peek(): string {
    return this.#text.charAt(this.at);
  }

  /** Whether the character was next; then it is behind. */
  take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at++;
    return true;
  }

  /** Blanks, line breaks and comments. */
  skipBlank(): void {
    while (this.#match(/[ \t\r\n]+/y) !== undefined || this.#skipComment());
  }

  #skipComment(): boolean {
    if (this.#match(/#[^\n]*|\/\/[^\n]*/y) !== undefined) return true;
    if (!this.#text.startsWith('/*', this.at)) return false;
    const end = this.#text.indexOf('*/', this.at + 2);
    if (end < 0) throw new NotTerraform('a comment has no end');
    this.at = end + 2;
    return true;
  }

  enter(): void {
    if (++this.#level > MOST_LEVELS) throw new NotTerraform('too deep');
  }

  leave(): void {
    this.#level--;
  }

  /** An identifier or a number. */
  word(): string | undefined {
    return this.#match(/[\p{L}\p{N}_][\p{L}\p{N}_.-]*/uy);
  }

  isFor(): boolean {
    this.skipBlank();
    return /^for\s/.test(this.#text.slice(this.at, this.at + 4));
  }

  /** With escapes undone; `template`: it holds `${...}` or `%{...}`. */
  string(): { readonly value: string; readonly template: boolean } {
    let value = '';
    let template = false;
    this.at++;
    for (;;) {
      const plain = this.#match(/[^"\\$%\n]+/y);
      if (plain !== undefined) {
        value += plain;
        continue;
      }
      const next = this.peek();
      if (this.take('"')) return { value, template };
      if (next === '' || next === '\n') throw new NotTerraform('a string has no end');
      if (next === '\\') value += this.#escape();
      else if (this.#match(/[$%]\{/y) === undefined) value += this.#match(/([$%])\1\{|./y) ?? '';
      else {
        template = true;
        this.at--;
        this.skipBracket();
      }
    }
  }

  #escape(): string {
    const match = this.#capture(/\\(?:u([0-9a-fA-F]{4})|U(00[01][0-9a-fA-F]{5})|(.))/y);
    if (match === undefined) throw new NotTerraform('a line ends in an escape');
    const [, short, long, simple = ''] = match;
    const code = short ?? long;
    if (code === undefined) return ESCAPES[simple] ?? simple;
    const point = Number.parseInt(code, 16);
    if (point > 0x10ffff) throw new NotTerraform('no character');
    return String.fromCodePoint(point);
  }

  /** Its lines as they are; undefined where none begins. */
  heredoc(): string | undefined {
    const word = this.#capture(/<<-?([\p{L}_][\p{L}\p{N}_-]*)\r?\n/uy)?.[1];
    if (word === undefined) return undefined;
    const from = this.at;
    while (this.at < this.#text.length) {
      const line = this.#match(/[^\n]*\n?/y) ?? '';
      if (line.trim() !== word) continue;
      const start = this.at - line.length;
      // What follows the word begins a new line.
      if (line.endsWith('\n')) this.at--;
      return this.#text.slice(from, start);
    }
    throw new NotTerraform('a heredoc has no end');
  }

  /** Past the rest of an expression. Whether there was none. */
  skipRest(multiline: boolean): boolean {
    let isEmpty = true;
    for (;;) {
      this.#match(multiline ? /[ \t\r\n]+/y : /[ \t\r]+/y);
      const next = this.peek();
      if (next === '' || next === '\n' || next === ',' || next === ']' || next === ')' || next === '}') return isEmpty;
      if (this.#skipComment()) continue;
      isEmpty = false;
      if (!this.#skipOne()) this.at++;
    }
  }

  /** Past a bracket and all that is in it. */
  skipBracket(): void {
    const open: string[] = [];
    this.enter();
    do {
      const next = this.peek();
      const closing = CLOSING[next];
      if (next === '') throw new NotTerraform('a bracket has no end');
      if (closing !== undefined) open.push(closing);
      else if (next === open.at(-1)) open.pop();
      else if (this.#skipWord()) continue;
      this.at++;
    } while (open.length > 0);
    this.leave();
  }

  #skipOne(): boolean {
    if (CLOSING[this.peek()] === undefined) return this.#skipWord();
    this.skipBracket();
    return true;
  }

  /** Past a string, a heredoc or a comment: what is in them is no bracket. */
  #skipWord(): boolean {
    if (this.peek() !== '"') return this.heredoc() !== undefined || this.#skipComment();
    this.string();
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    return this.#capture(pattern)?.[0];
  }

  /** Patterns are sticky, and each is linear in what it takes. */
  #capture(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.#text);
    if (match === null || match[0] === '') return undefined;
    this.at = pattern.lastIndex;
    return match;
  }
}
