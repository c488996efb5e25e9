/** How much a step of an image's history looks like an instruction of a Dockerfile. */

import { execForm, type Instruction } from './parse.js';
import type { Step } from './step.js';

/** Nothing else looks like this. */
const SURE = 10;
/** The same but for what the builder put in for variables, or left out. */
const LIKELY = 6;
/** The same kind of instruction, of a kind that few stages have twice. */
const POSSIBLE = 1;

/** From 0, no likeness, to 10. */
export function likeness(step: Step, instruction: Instruction): number {
  if (step.keyword !== instruction.keyword) return 0;
  switch (step.keyword) {
    case 'RUN':
      return likeRun(step.text, instruction);
    case 'COPY':
    case 'ADD':
      return likeCopy(step.text, instruction);
    case 'ENV':
    case 'ARG':
    case 'LABEL':
      return likeNames(step.text, instruction);
    default:
      return Math.max(likeWords(step.text, instruction), RARE.includes(step.keyword) ? POSSIBLE : 0);
  }
}

/** Kinds whose text builders write in ways of their own (`EXPOSE map[80/tcp:{}]`). */
const RARE = ['EXPOSE', 'USER', 'WORKDIR', 'STOPSIGNAL', 'MAINTAINER', 'VOLUME', 'SHELL', 'HEALTHCHECK'];

/** The command ends the text of the step; before it stand build arguments and the shell. */
function likeRun(text: string, instruction: Instruction): number {
  const step = spaced(text);
  const commands = commandsOf(instruction).map(spaced);
  if (commands.some((command) => step === command || step.endsWith(` ${command}`))) return SURE;
  return Math.max(...commands.map((command) => LIKELY * shared(words(command), words(step))), 0) >= LIKELY * 0.8
    ? LIKELY / 2
    : 0;
}

/** What the builder may have run: the words of a list or the list as it stands, and here-documents in their places. */
function commandsOf({ text, heredocs }: Instruction): string[] {
  const list = execForm(text);
  if (list !== undefined) return [list.join(' '), text];
  if (heredocs.length === 0) return [text];
  const documents = heredocs.map(({ name, content }) => `${content}${name}`).join('\n');
  // `RUN <<EOF` runs the document itself.
  return [`${text}\n${documents}`, ...(/^<<\S+$/.test(text) ? [heredocs[0]?.content ?? ''] : [])];
}

/** BuildKit names sources and destination, the others a checksum for the sources: `file:6f2a... in /app`. */
function likeCopy(text: string, { text: own }: Instruction): number {
  const paths = execForm(own) ?? own.replaceAll(/<<-?(["']?)([\w.-]+)\1/g, '<<$2').split(/\s+/);
  const hashed = /(?:file|dir|multi):[0-9a-f]+ in (.*)$/s.exec(text)?.[1];
  if (hashed !== undefined) return fits(paths.at(-1) ?? '', hashed.trim()) ? LIKELY : 0;
  const plain = spaced(text.replace(/^(?:--\S+\s+)+/, ''));
  if (plain === paths.join(' ')) return SURE;
  return fits(paths.join(' '), plain) ? LIKELY : 0;
}

/** All names in their order; more so with the same values. */
function likeNames(text: string, instruction: Instruction): number {
  const names = namesOf(instruction);
  let at = 0;
  for (const name of names) {
    at = indexOfName(` ${text} `, name, at) + 1;
    if (at === 0) return 0;
  }
  return names.length === 0 ? 0 : LIKELY + (SURE - LIKELY) * shared(words(instruction.text), words(text));
}

function indexOfName(text: string, name: string, from: number): number {
  const places = [' ', '="', '=', '"'].flatMap((after) => [
    text.indexOf(` ${name}${after}`, from),
    text.indexOf(` "${name}"${after}`, from),
  ]);
  return places.filter((place) => place >= 0).toSorted((a, b) => a - b)[0] ?? -1;
}

/** The names that ENV, ARG or LABEL sets, in their order. */
export function namesOf({ text }: Pick<Instruction, 'text'>): string[] {
  // Quoted values may hold anything; what is left of each word before `=` is a name.
  const bare = text.replaceAll(/=(?:"(?:\\.|[^"\\])*"|'[^']*'|(?:\\.|[^\s\\])*)/g, '= ');
  const names = [...bare.matchAll(/(?:^|\s)"?([\w.\-/]+)"?=/g)].map(([, name = '']) => name);
  // `ENV NAME value` and `ARG NAME`.
  return names.length > 0 ? names : text.split(/\s+/).slice(0, 1).filter(Boolean);
}

/** Most words of the instruction are in the step. */
function likeWords(text: string, { text: own }: Instruction): number {
  const ratio = shared(words(own), words(text));
  return ratio >= 0.5 ? LIKELY * ratio : 0;
}

/** The share of `some` that is in `all`. */
function shared(some: readonly string[], all: readonly string[]): number {
  const known = new Set(all);
  return some.length === 0 ? 0 : some.filter((word) => known.has(word)).length / some.length;
}

function words(text: string): string[] {
  return text.split(/[\s"',[\]{}]+/).filter(Boolean);
}

function spaced(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

/** Whether the text can be what becomes of the template when its variables get values. */
function fits(template: string, text: string): boolean {
  const pieces = template.split(/\$(?:\w+|\{[^}]*\})/);
  const [first = '', ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return first.replace(/\/$/, '') === text.replace(/\/$/, '');
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of others) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= text.length - last.length;
}
