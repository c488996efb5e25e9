/**
 * What to write in a Dockerfile instead of a secret: a build secret that exists for the time of a step, a line of
 * `.dockerignore`, or a value that is set where the container runs (docs.docker.com/build/building/secrets).
 */

import type { Finding, FixStep } from '../model/finding.js';
import type { ImageInstruction, ImageProvenance } from '../model/provenance.js';
import { contextPathOf } from './copied.js';
import { idOf, assignedName, nameOfDetector, withExpansion } from './shell-value.js';

/** A secret in a build. No text here holds it: they come masked. */
export interface BuildLeak {
  /** Of the instruction, in upper case. */
  readonly keyword: string;
  /** The instruction on one line, keyword and flags with it. */
  readonly text: string;
  /** How the secret reads in texts that are masked. */
  readonly shown: string;
  /** The variable that it is the value of, or that would be a good name. */
  readonly name: string;
  /** Whether it was given to the build as an argument. */
  readonly isArgument: boolean;
  /** The file that it is in: its path in the image, without a slash in front. */
  readonly file?: string;
}

/** Steps that are to be shown with a finding in an image. Empty where nothing can be said. */
export function fixOfImage(finding: Finding): readonly FixStep[] {
  const { provenance } = finding;
  if (provenance.kind !== 'image') return [];
  if (provenance.owner?.image === 'base') return [{ says: FROM_BASE, lines: [] }];
  if (provenance.part === 'attestation') return [{ says: IN_ATTESTATION, lines: [] }];
  const leak = leakOfImage(finding, provenance);
  return leak === undefined ? [] : fixOfBuild(leak);
}

const FROM_BASE = 'It comes with the base image: rebuild that without it, or build on another one';
const IN_ATTESTATION =
  'Attestations record build arguments and sources: hand secrets to the build with --secret, which they do not record';

function leakOfImage(finding: Finding, { part, path, instruction }: ImageProvenance): BuildLeak | undefined {
  if (instruction === undefined) return undefined;
  const text = instruction.dockerfile?.text ?? instruction.text;
  const { excerpt } = finding;
  const shown = finding.secret.redacted();
  const setting = /^(?:ENV|LABEL) (.+)$/.exec(path)?.[1];
  const given = setting === undefined ? argumentIn(instruction, shown) : undefined;
  const name = setting ?? given ?? assignedName(excerpt.text.slice(0, excerpt.start));
  return {
    keyword: /^\w+/.exec(text)?.[0].toUpperCase() ?? '',
    text,
    shown,
    name: name ?? nameOfDetector(finding.detector),
    isArgument: given !== undefined,
    ...(part === 'layer' ? { file: path.split('!', 1)[0] ?? path } : {}),
  };
}

/** The build argument that the secret is the value of: the history has those before the command (`RUN TOKEN=... make`). */
function argumentIn({ text, dockerfile }: ImageInstruction, shown: string): string | undefined {
  if (!text.startsWith('RUN ') || dockerfile?.text.includes(shown) === true) return undefined;
  const given = /^RUN ((?:\w+=\S*\s+)*)/.exec(text)?.[1] ?? '';
  return given
    .split(/\s+/)
    .find((pair) => pair.endsWith(`=${shown}`))
    ?.split('=', 1)[0];
}

/** The same for an instruction of a Dockerfile, whatever became of it. */
export function fixOfBuild(leak: BuildLeak): readonly FixStep[] {
  if (leak.isArgument && leak.file === undefined) return argument(leak);
  switch (leak.keyword) {
    case 'ENV':
      return [atRunTime(leak, 'Take it out of the Dockerfile and set it where the container runs'), inBuild(leak)];
    case 'ARG':
      return argument(leak);
    case 'LABEL':
      return [{ says: 'Take the label out: everyone who may pull the image reads it', lines: [`- ${leak.text}`] }];
    case 'RUN':
      return leak.file === undefined ? inCommand(leak) : inLayer(leak);
    case 'COPY':
    case 'ADD':
      return copied(leak);
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK':
      return [atRunTime(leak, 'Read it from a variable that is set where the container runs')];
    default:
      return [];
  }
}

/** The value is a file for the time of the step; that works with every BuildKit and with Buildah. */
function mount({ name }: BuildLeak): string {
  return `--mount=type=secret,id=${idOf(name)}`;
}

function value({ name }: BuildLeak): string {
  return `$(cat /run/secrets/${idOf(name)})`;
}

/** A step whose command finds the value in a variable. */
function stepWithVariable(leak: BuildLeak, command: string): string {
  return `RUN ${mount(leak)} export ${leak.name}="${value(leak)}" && ${command}`;
}

function buildCommand({ name }: BuildLeak): string {
  return `docker build --secret id=${idOf(name)},env=${name} .`;
}

/** The reference of Kubernetes, and Docker's own way. */
function atRunTime({ keyword, name, text, shown }: BuildLeak, says: string): FixStep {
  return {
    says,
    lines: [
      ...(text.includes(shown) ? [`- ${keyword === 'ENV' ? `ENV ${settingOf(text, { name, shown })}` : text}`] : []),
      `docker run --env ${name} IMAGE`,
      'env:',
      `  - name: ${name}`,
      '    valueFrom:',
      `      secretKeyRef: { name: app-secrets, key: ${name} }`,
    ],
  };
}

/** The one of several settings in an instruction that holds the secret. */
function settingOf(text: string, { name, shown }: { name: string; shown: string }): string {
  const setting = text.split(/\s+/).find((part) => part.startsWith(`${name}=`) && part.includes(shown));
  return setting ?? `${name}=${shown}`;
}

function inBuild(leak: BuildLeak): FixStep {
  return {
    says: 'Where a step of the build needs it, give it to that step only',
    lines: [stepWithVariable(leak, 'COMMAND'), buildCommand(leak)],
  };
}

function argument(leak: BuildLeak): readonly FixStep[] {
  const command = leak.keyword === 'RUN' ? commandOf(leak) : 'COMMAND';
  return [
    {
      says: 'The history of an image keeps build arguments: make it a build secret, which is nowhere in the image',
      lines: [`- ARG ${leak.name}`, `+ ${stepWithVariable(leak, command)}`, buildCommand(leak)],
    },
  ];
}

function inCommand(leak: BuildLeak): readonly FixStep[] {
  const { text, shown } = leak;
  const says = 'Make it a build secret: it is there for this step and nowhere in the image';
  const [, run, command = ''] = RUN.exec(text) ?? [];
  // In a list no shell would put the value in.
  const isShell = !command.startsWith('[') && text.includes(shown);
  const instead = (line: string): string => withExpansion(line, shown, value(leak));
  if (run === undefined && isShell) {
    // A line of a longer command, or of a here-document.
    return [{ says, lines: [`- ${text}`, `+ ${instead(text)}`, `RUN ${mount(leak)} ...`, buildCommand(leak)] }];
  }
  const line = isShell ? `${run} ${mount(leak)} ${instead(command)}` : stepWithVariable(leak, 'COMMAND');
  return [{ says, lines: [`- ${text}`, `+ ${line}`, buildCommand(leak)] }];
}

const RUN = /^((?:ONBUILD\s+)?RUN)\s+(.*)$/is;

/** Without the values of build arguments that the history of an image has before it. */
function commandOf({ text, shown }: BuildLeak): string {
  const command = RUN.exec(text)?.[2] ?? text;
  return command.includes(shown) ? command.replace(/^(?:\w+=\S*\s+)+/, '') : command;
}

function inLayer(leak: BuildLeak): readonly FixStep[] {
  const file = `/${leak.file ?? ''}`;
  return [
    {
      says: `The step writes it to ${file}, and deleting that later leaves it in the download: hand it over for the step only`,
      lines: leak.isArgument
        ? [`- ARG ${leak.name}`, `+ ${stepWithVariable(leak, commandOf(leak))}`, buildCommand(leak)]
        : [stepWithVariable(leak, 'COMMAND'), buildCommand(leak)],
    },
    {
      says: 'Where the step must write it, do that in a stage of its own and copy only the result',
      lines: ['COPY --from=build RESULT DESTINATION'],
    },
  ];
}

function copied(leak: BuildLeak): readonly FixStep[] {
  const { file, text } = leak;
  const stage = /\s--from=(\S+)/.exec(text)?.[1];
  if (stage !== undefined) {
    const says = `Copy only what the image needs of stage '${stage}', and leave this file behind`;
    return [{ says, lines: [`- ${text}`] }];
  }
  if (file === undefined || /\s<</.test(text))
    return [{ says: NOT_IN_IMAGE, lines: atMount(leak, `/${file ?? 'FILE'}`) }];
  const source = contextPathOf(text, file);
  const id = idOf(file.slice(file.lastIndexOf('/') + 1));
  return [
    { says: 'Keep it out of the build: a line in .dockerignore', lines: [source] },
    {
      says: 'Where a step of the build needs the file, mount it for that step',
      lines: [
        `RUN --mount=type=secret,id=${id},target=/${file} COMMAND`,
        `docker build --secret id=${id},src=${source.startsWith('**/') ? 'FILE' : source} .`,
      ],
    },
    { says: 'Where the container needs it, mount a Kubernetes Secret', lines: atMount(leak, `/${file}`) },
  ];
}

const NOT_IN_IMAGE = 'What is copied stays in the image: mount it where the container runs';

function atMount(_: BuildLeak, file: string): string[] {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return [
    `kubectl create secret generic app-files --from-file=${name}`,
    'volumeMounts:',
    `  - { name: app-files, mountPath: ${file}, subPath: ${name}, readOnly: true }`,
  ];
}
