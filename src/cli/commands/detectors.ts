/** `hullcheck detectors`: what is looked for, and a checker for people who write their own. */

import { readFileSync } from 'node:fs';
import type { Argv } from 'yargs';
import type { Detector } from '../../model/detector.js';
import { loadCatalog } from '../assets.js';
import { UsageError } from '../usage-error.js';
import { print } from '../print.js';

const FAULTY = 1;

export function addDetectorsCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command('detectors', 'List, show or check detectors', (command) =>
    command
      .command('list', 'All detectors, one a line', {}, () => done(list()))
      .command(
        'show <id>',
        'Everything about one detector',
        (one) => one.positional('id', { type: 'string', demandOption: true }),
        ({ id }) => done(show(id)),
      )
      .command(
        'check <file..>',
        'Check detector files: schema, patterns, and every example against the engine',
        (files) => files.positional('file', { type: 'string', array: true, demandOption: true }),
        async ({ file }) => done(await check(file.map(String))),
      )
      .demandCommand(1, 1, 'Name one of: list, show, check'),
  );
}

function list(): number {
  const { detectors } = loadCatalog();
  for (const { id, severity, provider, name } of detectors) {
    print(`${id.padEnd(40)} ${severity.padEnd(9)} ${provider}: ${name}`);
  }
  print(`${detectors.length} detectors`);
  return 0;
}

function show(id: string): number {
  const detector = loadCatalog().detectors.find((known) => known.id === id);
  if (detector === undefined) throw new UsageError(`No detector '${id}'; hullcheck detectors list names them`);
  for (const [field, text] of fieldsOf(detector)) print(`${field.padEnd(12)} ${text}`);
  return 0;
}

function fieldsOf(detector: Detector): [string, string][] {
  const { rule } = detector;
  return [
    ['id', detector.id],
    ['name', `${detector.provider}: ${detector.name}`],
    ['severity', `${detector.severity} (${detector.confidence} confidence)`],
    ['risk', detector.risk],
    ['remediation', detector.remediation],
    ...detector.references.map((reference): [string, string] => ['reference', reference]),
    ['keywords', detector.keywords.join(' ')],
    howFound(rule),
  ];
}

async function check(paths: readonly string[]): Promise<number> {
  const { checkFiles } = await import('../check-detectors.js');
  const files = paths.map((path) => ({ path, text: readText(path) }));
  const { count, faults } = checkFiles(files);
  for (const { path, detector, message } of faults) print(`${path}: ${detector ?? 'file'}: ${message}`);
  print(faults.length === 0 ? `${count} detectors, all examples hold` : `${faults.length} faults`);
  return faults.length === 0 ? 0 : FAULTY;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`Cannot read '${path}': ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function howFound(rule: Detector['rule']): [string, string] {
  if (rule.kind === 'pattern') return ['pattern', rule.pattern];
  if (rule.kind === 'generic') return ['found by', 'the generic engine'];
  if (rule.kind === 'path') return ['path', rule.pattern];
  return ['found by', `a rule over Kubernetes objects${rule.informational ? ', when --only names it' : ''}`];
}
