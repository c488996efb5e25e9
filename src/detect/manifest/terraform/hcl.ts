/**
 * Reads Terraform's language as far as it writes values out: blocks, attributes, strings, heredocs, lists and objects,
 * each with its place. Of an expression only the place is kept. No library on npm tells places.
 * https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */

import { NotTerraform, Scanner } from './scanner.js';

export type Expression = Literal | Tuple | ObjectValue | Opaque;

interface Placed {
  /** Offsets in the text, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** A string, a number or a bool that is written out. */
export interface Literal extends Placed {
  readonly type: 'literal';
  /** With escapes undone; of a heredoc its lines as they are. */
  readonly text: string;
  readonly heredoc: boolean;
}

export interface Tuple extends Placed {
  readonly type: 'tuple';
  readonly items: readonly Expression[];
}

export interface ObjectValue extends Placed {
  readonly type: 'object';
  readonly entries: readonly Attribute[];
}

/** What nobody knows before Terraform runs: references, calls, strings with `${...}`. */
interface Opaque extends Placed {
  readonly type: 'opaque';
}

export interface Attribute {
  readonly name: string;
  readonly nameStart: number;
  readonly value: Expression;
}

export interface Block extends Placed {
  readonly name: string;
  readonly labels: readonly Literal[];
  readonly body: Body;
}

/** In the order of the text each. */
export interface Body {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
}

/** Calls that change how a value is written, not what it is. */
const TRANSPARENT = new Set([
  'sensitive',
  'nonsensitive',
  'tostring',
  'trimspace',
  'jsonencode',
  'yamlencode',
  'base64encode',
]);

/** The block at the beginning of `text`, or undefined when it is no well-formed one. */
export function parseBlock(text: string): Block | undefined {
  try {
    return new Parser(text).block();
  } catch (error) {
    if (error instanceof NotTerraform) return undefined;
    throw error;
  }
}

class Parser {
  readonly #scanner: Scanner;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  block(): Block {
    this.#scanner.skipBlank();
    const start = this.#scanner.at;
    return this.#block(this.#identifier(), start);
  }

  #block(name: string, start: number): Block {
    const labels: Literal[] = [];
    for (;;) {
      this.#scanner.skipBlank();
      if (this.#scanner.take('{')) break;
      labels.push(this.#label());
    }
    const body = this.#body();
    return { name, labels, body, start, end: this.#scanner.at };
  }

  #label(): Literal {
    const start = this.#scanner.at;
    if (this.#scanner.peek() !== '"') {
      const text = this.#identifier();
      return { type: 'literal', text, heredoc: false, start, end: this.#scanner.at };
    }
    const value = this.#string();
    if (value.type !== 'literal') throw new NotTerraform('a label is an expression');
    return value;
  }

  /** Up to the closing brace, which is taken. */
  #body(): Body {
    const attributes: Attribute[] = [];
    const blocks: Block[] = [];
    this.#scanner.enter();
    for (;;) {
      this.#scanner.skipBlank();
      if (this.#scanner.take('}')) break;
      const start = this.#scanner.at;
      const name = this.#identifier();
      this.#scanner.skipBlank();
      if (this.#scanner.take('=')) attributes.push({ name, nameStart: start, value: this.#expression(false) });
      else blocks.push(this.#block(name, start));
    }
    this.#scanner.leave();
    return { attributes, blocks };
  }

  /** `multiline`: it stands in brackets, and may go on after the end of the line. */
  #expression(multiline: boolean): Expression {
    this.#scanner.skipBlank();
    const start = this.#scanner.at;
    const value = this.#primary();
    // An operator, an index or a field makes something else of it.
    const isWhole = this.#scanner.skipRest(multiline);
    return isWhole && value !== undefined ? value : { type: 'opaque', start, end: this.#scanner.at };
  }

  #primary(): Expression | undefined {
    const start = this.#scanner.at;
    const next = this.#scanner.peek();
    if (next === '"') return this.#string();
    if (next === '<') return this.#heredoc();
    if (next === '[') return this.#tuple();
    if (next === '{') return this.#object();
    const word = this.#scanner.word();
    if (word === undefined) return undefined;
    if (this.#scanner.peek() === '(' && TRANSPARENT.has(word)) return this.#argument();
    const isLiteral = /^(true|false|\d[\w.]*)$/.test(word);
    return isLiteral ? { type: 'literal', text: word, heredoc: false, start, end: this.#scanner.at } : undefined;
  }

  /** The one argument of a call. */
  #argument(): Expression {
    this.#scanner.take('(');
    const value = this.#expression(true);
    this.#scanner.skipBlank();
    this.#expect(')');
    return value;
  }

  #string(): Literal | Opaque {
    const start = this.#scanner.at;
    const text = this.#scanner.string();
    const end = this.#scanner.at;
    return text.template
      ? { type: 'opaque', start, end }
      : { type: 'literal', text: text.value, heredoc: false, start, end };
  }

  #heredoc(): Literal {
    const start = this.#scanner.at;
    const text = this.#scanner.heredoc();
    if (text === undefined) throw new NotTerraform('no heredoc');
    return { type: 'literal', text, heredoc: true, start, end: this.#scanner.at };
  }

  #tuple(): Expression {
    const start = this.#scanner.at;
    this.#scanner.take('[');
    if (this.#scanner.isFor()) return this.#skipped(start);
    const items: Expression[] = [];
    this.#scanner.enter();
    for (;;) {
      this.#scanner.skipBlank();
      if (this.#scanner.take(']')) break;
      items.push(this.#expression(true));
      this.#scanner.skipBlank();
      if (!this.#scanner.take(',') && this.#scanner.peek() !== ']') throw new NotTerraform('a list without commas');
    }
    this.#scanner.leave();
    return { type: 'tuple', items, start, end: this.#scanner.at };
  }

  #object(): Expression {
    const start = this.#scanner.at;
    this.#scanner.take('{');
    if (this.#scanner.isFor()) return this.#skipped(start);
    const entries: Attribute[] = [];
    this.#scanner.enter();
    for (;;) {
      this.#scanner.skipBlank();
      if (this.#scanner.take('}')) break;
      const nameStart = this.#scanner.at;
      const name = this.#key();
      this.#scanner.skipBlank();
      if (!this.#scanner.take('=')) this.#expect(':');
      entries.push({ name, nameStart, value: this.#expression(false) });
      this.#scanner.skipBlank();
      this.#scanner.take(',');
    }
    this.#scanner.leave();
    return { type: 'object', entries, start, end: this.#scanner.at };
  }

  /** Of an object: a name, a string, or an expression in parentheses, which has no name before Terraform runs. */
  #key(): string {
    if (this.#scanner.peek() === '(') {
      this.#scanner.skipBracket();
      return '';
    }
    if (this.#scanner.peek() !== '"') return this.#identifier();
    const value = this.#string();
    return value.type === 'literal' ? value.text : '';
  }

  /** The rest of a bracket that is open since `start`. */
  #skipped(start: number): Opaque {
    this.#scanner.at = start;
    this.#scanner.skipBracket();
    return { type: 'opaque', start, end: this.#scanner.at };
  }

  #identifier(): string {
    const word = this.#scanner.word();
    if (word === undefined) throw new NotTerraform('no name');
    return word;
  }

  #expect(character: string): void {
    if (!this.#scanner.take(character)) throw new NotTerraform(`no ${character}`);
  }
}
