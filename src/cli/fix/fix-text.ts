/** What `hullcheck fix` tells: the diff, what is to be created, what is left, and the rotation that it does not replace. */

import type { Detector } from '../../model/detector.js';
import type { Finding } from '../../model/finding.js';
import { maskedDiff, maskValues, valuesOf } from '../../remedy/masked-diff.js';
import { nextSteps } from '../../remedy/next-steps.js';
import type { FixOptions } from '../../remedy/options.js';
import type { Leak, Plan, PlannedSecret } from '../../remedy/plan.js';
import { maskedPath } from '../../report/secret-text.js';
import { neutral } from '../../report/terminal.js';

export interface FixStory {
  readonly plan: Plan;
  readonly leaks: ReadonlyMap<Leak, Finding>;
  readonly detectors: ReadonlyMap<string, Detector>;
  readonly options: FixOptions;
  /** The directory that has the values, as the user named it. */
  readonly out: string | undefined;
}

const READ_ONLY =
  '# For reading: secrets are masked, so this diff cannot be applied. hullcheck fix --write makes the real edit.\n';

export function diffText({ plan, leaks }: FixStory): string {
  if (plan.changes.length === 0) return '';
  const secrets = [...leaks.values()].map(({ secret }) => secret);
  const diffs = plan.changes.map((change) => {
    const parts = [...leaks.keys()].filter(({ path }) => path === change.path);
    return neutralLines(maskedDiff(change, { parts: [...parts, ...(plan.hidden.get(change.path) ?? [])], secrets }));
  });
  return `${READ_ONLY}${diffs.join('')}\n`;
}

export function storyText(story: FixStory): string {
  return [fixedText(story), secretsText(story), unfixedText(story), notesText(story), rotationText(story)].join('');
}

function neutralLines(text: string): string {
  return text
    .split('\n')
    .map((line) => neutral(line.replaceAll('\t', '    ')))
    .join('\n');
}

function fixedText(story: FixStory): string {
  const { plan } = story;
  if (plan.fixed.length === 0) return '';
  const lines = plan.fixed.map(
    ({ leak, how }) => `  ${placeOf(leak, story)}  ${nameOf(leak, story)}
      ${how}
`,
  );
  return `Fixed: ${count(plan.fixed.length, 'literal')} in ${count(new Set(plan.fixed.map(({ leak }) => leak.path)).size, 'file')}\n${lines.join('')}\n`;
}

function secretsText({ plan, options, out }: FixStory): string {
  if (plan.secrets.length === 0) return '';
  const lines = plan.secrets.map((secret) => {
    const step = nextSteps(secret, { options, out: out?.replace(/\/$/, '') ?? 'DIR' });
    return `  ${kindOf(secret)} ${secret.name}${whereOf(secret)}: ${[...secret.entries.keys()].join(', ')}\n      ${step}\n`;
  });
  const values = out === undefined ? '  (--secrets-out DIR/ writes the values there, for you only)\n' : '';
  return `Needed before the changed files are deployed\n${values}${lines.join('')}\n`;
}

function kindOf({ form }: PlannedSecret): string {
  return form === 'secret' ? 'Secret' : 'env file';
}

function whereOf({ namespace, directory, form }: PlannedSecret): string {
  const scope = namespace === undefined ? '' : ` in namespace ${namespace}`;
  return directory === '' ? scope : `${scope} (${form === 'secret' ? 'for' : 'in'} ${directory}/)`;
}

/** By reason: in most trees many have the same one. */
function unfixedText(story: FixStory): string {
  const { unfixed } = story.plan;
  if (unfixed.length === 0) return '';
  const byReason = new Map<string, typeof unfixed>();
  for (const one of unfixed) byReason.set(one.reason, [...(byReason.get(one.reason) ?? []), one]);
  const parts = [...byReason].map(([reason, items]) => {
    const lines = items.map(
      ({ leak }) => `    ${placeOf(leak, story)}  ${nameOf(leak, story)}\n${stepsText(leak, story)}`,
    );
    return `  ${neutral(reason)}\n${lines.join('')}`;
  });
  return `Not fixed: ${count(unfixed.length, 'literal')}\n${parts.join('')}\n`;
}

/** What a scan advises for it, as for an instruction of a Dockerfile. */
function stepsText(leak: Leak, { leaks }: FixStory): string {
  const steps = leaks.get(leak)?.fix ?? [];
  return steps
    .map(({ says, lines }) =>
      [`      ${says}\n`, ...lines.map((line) => `        ${line}\n`)].map(neutralLines).join(''),
    )
    .join('');
}

function notesText({ plan, leaks }: FixStory): string {
  if (plan.notes.length === 0) return '';
  const values = valuesOf([...leaks.values()].map(({ secret }) => secret));
  return `Look at\n${plan.notes.map((note) => `  - ${maskValues(note, values)}\n`).join('')}\n`;
}

/** The old values are in the history, in images and in the cluster: moving them does not make them secret again. */
function rotationText({ leaks, detectors }: FixStory): string {
  const ids = [...new Set([...leaks.values()].map(({ detector }) => detector))];
  const steps = ids.map((id, at) => {
    const detector = detectors.get(id);
    return detector === undefined ? '' : `  ${at + 1}. ${detector.name}: ${detector.remediation}\n`;
  });
  if (steps.length === 0) return '';
  return `Rotate: the old values stay readable in git history and wherever they were deployed, so they are burnt\n${steps.join('')}`;
}

function placeOf(leak: Leak, { leaks }: FixStory): string {
  const finding = leaks.get(leak);
  const { startLine, startColumn } = finding?.location ?? { startLine: 1, startColumn: 1 };
  const path = finding === undefined ? leak.path : maskedPath(leak.path, finding.secret, false);
  return `${neutral(path)}:${startLine}:${startColumn}`;
}

function nameOf(leak: Leak, { detectors }: FixStory): string {
  return detectors.get(leak.detector)?.name ?? leak.detector;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
