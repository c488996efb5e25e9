/** Which instruction of a Dockerfile made which step of an image's history. */

import { likeness, namesOf } from './likeness.js';
import type { Dockerfile, Instruction, Stage } from './parse.js';
import { parseStep } from './step.js';

/** Images have a hundred steps at most, and each is held against each instruction. */
const MOST = 500;

/**
 * For each step the instruction that made it; undefined for those of the base image, those that options of the build added
 * (`--label`), and those that cannot be told.
 *
 * Both lists are in the order of the build, but each may lack what the other has, and a builder changes the text. So they
 * are aligned as two versions of a text are: the pairing that looks most alike as a whole, in order. Of several stages it is
 * the one that fits best, the last one when in doubt.
 */
export function attributeHistory(
  history: readonly { readonly createdBy: string }[],
  { stages }: Pick<Dockerfile, 'stages'>,
): readonly (Instruction | undefined)[] {
  const steps = history.slice(-MOST).map(({ createdBy }) => parseStep(createdBy));
  let best: { score: number; pairs: (Instruction | undefined)[] } = { score: 0, pairs: [] };
  for (const stage of stages) {
    const instructions = chainOf(stage, stages).slice(-MOST);
    const aligned = align(steps, instructions, likeness);
    if (aligned.score >= best.score) best = aligned;
  }
  const before = history.length - steps.length;
  return history.map((_, index) => best.pairs[index - before]);
}

/** How much of what the build did must be known, so that a Dockerfile is taken for that of an image unasked. */
const MOST_OF_IT = 0.8;

/** Whether the Dockerfile tells how the image came to be, from some step to the last one. */
export function explains(history: readonly { readonly createdBy: string }[], dockerfile: Dockerfile): boolean {
  const made = attributeHistory(history, dockerfile);
  const own = made.slice(made.findIndex((instruction) => instruction !== undefined));
  const known = own.filter((instruction) => instruction !== undefined);
  const telling = known.some(({ keyword }) => ['RUN', 'COPY', 'ADD', 'ENV'].includes(keyword));
  return telling && known.length > 1 && known.length >= MOST_OF_IT * own.length;
}

/** All that runs for a stage: what it is built on first, with what that asked to be run then. */
function chainOf(stage: Stage, stages: readonly Stage[]): readonly Instruction[] {
  const before = stages.slice(0, stages.indexOf(stage));
  const base = before.findLast(({ name }) => name?.toLowerCase() === stage.from.toLowerCase());
  if (base === undefined) return stage.instructions;
  const triggers = base.instructions.flatMap((instruction) => triggerOf(instruction) ?? []);
  return [...chainOf(base, before), ...triggers, ...stage.instructions];
}

/** What ONBUILD keeps for later, at its own lines. */
function triggerOf(instruction: Instruction): Instruction | undefined {
  if (instruction.keyword !== 'ONBUILD') return undefined;
  const [, keyword = '', text = ''] = /^(\w+)\s+(.*)$/s.exec(instruction.text) ?? [];
  return { ...instruction, keyword: keyword.toUpperCase(), text };
}

/** The pairing in order that has the highest sum; of equal ones that of the latest of `left`. */
function align<A, B>(
  left: readonly A[],
  right: readonly B[],
  alike: (a: A, b: B) => number,
): { score: number; pairs: (B | undefined)[] } {
  // sums[i][j]: the best of the first i of left and the first j of right.
  const width = right.length + 1;
  const sums = new Float64Array((left.length + 1) * width);
  const sum = (i: number, j: number): number => sums[i * width + j] ?? 0;
  const scores = left.map((a) => right.map((b) => alike(a, b)));
  for (let i = 1; i <= left.length; i++) {
    for (let j = 1; j <= right.length; j++) {
      const paired = sum(i - 1, j - 1) + (scores[i - 1]?.[j - 1] ?? 0);
      sums[i * width + j] = Math.max(sum(i - 1, j), sum(i, j - 1), paired);
    }
  }
  const pairs = left.map((): B | undefined => undefined);
  for (let i = left.length, j = right.length; i > 0 && j > 0;) {
    const score = scores[i - 1]?.[j - 1] ?? 0;
    if (score > 0 && sum(i, j) === sum(i - 1, j - 1) + score) pairs[--i] = right[--j];
    else if (sum(i, j) === sum(i, j - 1)) j--;
    else i--;
  }
  return { score: sum(left.length, right.length), pairs };
}

/**
 * The line to show for a finding: of a setting (`ENV DB_URL`, `LABEL build.token`) the one that its name stands on, in an
 * instruction over many lines; otherwise the first.
 */
export function lineOf(instruction: Instruction, path: string, { lines }: Pick<Dockerfile, 'lines'>): number {
  const [, name] = /^(?:ENV|ARG|LABEL) (.+)$/s.exec(path) ?? [];
  if (name === undefined || !namesOf(instruction).includes(name)) return instruction.startLine;
  const own = lines.slice(instruction.startLine - 1, instruction.endLine);
  const at = own.findIndex((line) =>
    ` ${line}`.split(/[\s"]/).some((word) => word === name || word.startsWith(`${name}=`)),
  );
  return instruction.startLine + Math.max(0, at);
}
