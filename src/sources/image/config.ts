/**
 * The configuration of an image (OCI image-spec config.md, and Docker's older fields), and the texts to scan that are made
 * of it.
 */

import type { HistoryEntry, ImageText } from '../../model/image.js';
import { objectOf, objectsOf, parseObject, textMembersOf, textOf, textsOf, type Json } from './json.js';
import { platformOf } from './platform.js';

export interface Config {
  readonly platform: string | undefined;
  readonly diffIds: readonly string[];
  readonly history: readonly HistoryEntry[];
  readonly labels: Readonly<Record<string, string>>;
  readonly texts: readonly ImageText[];
}

/** Throws an Error in words when it is no configuration. `digest` is that of the bytes. */
export function parseConfig(bytes: Uint8Array, digest: string): Config {
  const fields = parseObject(bytes);
  const history = objectsOf(fields['history']).map(historyEntry);
  return {
    platform: platformOf(fields),
    diffIds: textsOf(objectOf(fields['rootfs'])['diff_ids']),
    history,
    labels: textMembersOf(objectOf(fields['config'])['Labels']),
    texts: [...settings(fields), ...historyTexts(history), ...restText(fields)].map((text) => ({
      ...text,
      blob: digest,
    })),
  };
}

function historyEntry(entry: Json): HistoryEntry {
  return {
    createdBy: textOf(entry['created_by']),
    comment: textOf(entry['comment']),
    empty: entry['empty_layer'] === true,
  };
}

type Text = Omit<ImageText, 'blob'>;

/** What the file is called that a setting would stand in: it tells the engine how values are written. */
const INSIDE = { variable: 'image.env', command: 'command.sh' } as const;

function settings(fields: Json): Text[] {
  const config = objectOf(fields['config']);
  const health = textsOf(objectOf(config['Healthcheck'])['Test']);
  return [
    ...textsOf(config['Env']).map(variable),
    ...pairs('LABEL', textMembersOf(config['Labels'])),
    ...command('ENTRYPOINT', textsOf(config['Entrypoint'])),
    ...command('CMD', textsOf(config['Cmd'])),
    ...command(
      'HEALTHCHECK',
      health.filter((word, at) => at > 0 || !/^(CMD|CMD-SHELL|NONE)$/.test(word)),
    ),
    ...textsOf(config['OnBuild']).map((text) => ({ path: 'ONBUILD', text, inside: INSIDE.command })),
  ];
}

function variable(text: string): Text {
  return { path: `ENV ${text.split('=', 1)[0] ?? ''}`, text, inside: INSIDE.variable };
}

/** Labels and annotations, in their order. */
export function pairs(what: string, members: Readonly<Record<string, string>>): Text[] {
  return Object.entries(members).map(([name, value]) => ({
    path: `${what} ${name}`,
    text: `${name}=${value}`,
    inside: INSIDE.variable,
  }));
}

/** As somebody would type it; `["/bin/sh", "-c", "..."]` is what the shell form of an instruction becomes. */
function command(name: string, words: readonly string[]): Text[] {
  if (words.length === 0) return [];
  const shell = words.length === 3 && words[0]?.endsWith('sh') === true && words[1] === '-c';
  const text = shell ? (words[2] ?? '') : words.map(quoted).join(' ');
  return [{ path: name, text, inside: INSIDE.command }];
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Counted from 1, as the layers are. */
function historyTexts(history: readonly HistoryEntry[]): Text[] {
  return history.flatMap(({ createdBy, comment }, index) => {
    const text = [createdBy, comment].filter(Boolean).join('\n');
    return text === '' ? [] : [{ path: historyPath(index), text, inside: INSIDE.command }];
  });
}

/** The path of the text of an entry, by its index. */
export function historyPath(index: number): string {
  return `history ${index + 1}`;
}

/** Fields that became texts of their own, or hold nothing that anybody chose. */
const TOLD = ['history', 'rootfs', 'config', 'created', 'architecture', 'os', 'variant', 'docker_version'];
const TOLD_CONFIG = ['Env', 'Labels', 'Entrypoint', 'Cmd', 'Healthcheck', 'OnBuild'];

/** All the rest: authors, users, working directories, and whatever builders add. */
function restText(fields: Json): Text[] {
  const { config, container_config: container, ...others } = fields;
  const rest = {
    ...without(others, TOLD),
    ...without(objectOf(config), TOLD_CONFIG),
    container: withoutSame(objectOf(container), objectOf(config)),
  };
  return [{ path: 'configuration', text: JSON.stringify(rest, null, 2), inside: 'config.json' }];
}

function without(fields: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** Docker's old builder keeps the container of the last step beside the configuration, mostly with the same in it. */
function withoutSame(fields: Json, others: Json): Json {
  const same = (name: string, value: unknown): boolean => JSON.stringify(value) === JSON.stringify(others[name]);
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => !same(name, value)));
}
