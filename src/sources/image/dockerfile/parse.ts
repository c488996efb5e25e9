/**
 * Dockerfiles: their instructions, each with the lines it stands on. Follows the Dockerfile reference
 * (docs.docker.com/reference/dockerfile): parser directives, continued lines with comments and empty lines between them,
 * here-documents, ONBUILD, stages. Never fails: what is no instruction is passed over, since builders refuse it anyway.
 */

import { readHeredocs, type Heredoc } from './heredoc.js';

export interface Instruction {
  /** In upper case. */
  readonly keyword: string;
  /** `--from=build` and the like. */
  readonly flags: readonly string[];
  /** What follows: continued lines joined, comments taken out. */
  readonly text: string;
  readonly heredocs: readonly Heredoc[];
  /** Counted from 1; the last one is that of its last here-document. */
  readonly startLine: number;
  readonly endLine: number;
}

export interface Stage {
  /** `AS` what. */
  readonly name: string | undefined;
  /** The image or the stage before that it is built on. */
  readonly from: string;
  /** Without FROM itself. */
  readonly instructions: readonly Instruction[];
}

export interface Dockerfile {
  readonly path: string;
  readonly lines: readonly string[];
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
}

export function parseDockerfile(text: string, path: string): Dockerfile {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const instructions = parseInstructions(lines);
  return { path, lines, instructions, stages: stagesOf(instructions) };
}

function parseInstructions(lines: readonly string[]): Instruction[] {
  const escape = escapeOf(lines);
  const found: Instruction[] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    if (line.trim() === '' || isComment(line)) {
      at++;
      continue;
    }
    const [text, next] = joinLines(lines, at, escape);
    const { keyword, flags, rest } = splitInstruction(text);
    const [heredocs, end] = readHeredocs({ keyword, text: rest, lines, next });
    if (keyword !== '') found.push({ keyword, flags, text: rest, heredocs, startLine: at + 1, endLine: end });
    at = end;
  }
  return found;
}

/** Directives are comments before anything else; the only one that changes how lines are read is `escape`. */
function escapeOf(lines: readonly string[]): string {
  for (const line of lines) {
    const directive = /^#\s*(\w+)\s*=\s*(.*)$/.exec(line.trim());
    if (directive === null) break;
    if (directive[1]?.toLowerCase() === 'escape' && directive[2] === '`') return '`';
  }
  return '\\';
}

function isComment(line: string): boolean {
  return /^\s*#/.test(line);
}

/** The line at `at` with those that continue it, and the index of the line after them. */
function joinLines(lines: readonly string[], at: number, escape: string): [text: string, next: number] {
  let text = '';
  for (let index = at; index < lines.length; index++) {
    const line = lines[index] ?? '';
    // Between continued lines comments and empty lines are passed over.
    if (index > at && (isComment(line) || line.trim() === '')) continue;
    const trimmed = line.trimEnd();
    if (!trimmed.endsWith(escape)) return [text + line, index + 1];
    text += trimmed.slice(0, -1);
  }
  return [text, lines.length];
}

function splitInstruction(text: string): { keyword: string; flags: string[]; rest: string } {
  const [, keyword = '', after = ''] = /^\s*([A-Za-z]+)(?:\s+(.*))?$/s.exec(text) ?? [];
  const flags: string[] = [];
  let rest = after;
  for (;;) {
    const flag = /^(--[a-z]+(?:=(?:"[^"]*"|\S*))?)\s+(.*)$/s.exec(rest);
    if (flag === null) break;
    flags.push(flag[1] ?? '');
    rest = flag[2] ?? '';
  }
  return { keyword: keyword.toUpperCase(), flags, rest: rest.trim() };
}

function stagesOf(instructions: readonly Instruction[]): Stage[] {
  const stages: { name: string | undefined; from: string; instructions: Instruction[] }[] = [];
  const defaults = new Map<string, string>();
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') {
      const [from = '', as, name] = instruction.text.split(/\s+/);
      stages.push({
        name: as?.toLowerCase() === 'as' ? name : undefined,
        from: withDefaults(from, defaults),
        instructions: [],
      });
    } else if (stages.length > 0) stages.at(-1)?.instructions.push(instruction);
    else if (instruction.keyword === 'ARG') {
      const [name = '', value] = instruction.text.split(/=(.*)/s);
      if (value !== undefined) defaults.set(name, value.replace(/^"(.*)"$/, '$1'));
    }
  }
  return stages;
}

/** `FROM $BASE`, where `ARG BASE=...` stands before. */
function withDefaults(from: string, defaults: ReadonlyMap<string, string>): string {
  return from.replace(
    /\$\{?(\w+)(?::?-([^}]*))?\}?/g,
    (whole, name: string, otherwise: string | undefined) => defaults.get(name) ?? otherwise ?? whole,
  );
}

/** Longer ones are of no use to people. */
const LONGEST = 2000;

/** The instruction on one line. */
export function plainText({ keyword, flags, text }: Instruction): string {
  const parts = [keyword, ...flags, text.replaceAll(/\s+/g, ' ')];
  return parts.join(' ').slice(0, LONGEST);
}

/** The words of `["a", "b"]`; undefined when it is no such list, as builders then take it for a shell command. */
export function execForm(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
}
