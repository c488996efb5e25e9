/** The configuration file `.hullcheck.yaml`: its schema, for people's editors too, and its reading. */

import * as z from 'zod';
import { SEVERITIES } from '../model/detector.js';
import type { Config } from '../model/policy.js';
import { checkYaml } from './yaml-text.js';

export const ALLOW_SYNTAXES = ['hullcheck', 'gitleaks', 'betterleaks', 'detect-secrets', 'secretlint'] as const;

const detectors = z.array(
  z.string().regex(/^([a-z0-9][a-z0-9._-]*\*?|\*)$/i, 'must be a detector id, or the beginning of one with a * after'),
);
const paths = z.array(z.string().min(1)).min(1);
const file = z.string().min(1);

const config = z.strictObject({
  version: z.literal(1).optional().describe('Of this format'),
  failOn: z.enum(SEVERITIES).optional().describe('Least severity that fails a scan; --fail-on wins'),
  only: detectors.min(1).optional().describe('Report these detectors only'),
  skip: detectors.optional().describe('Do not report these detectors'),
  skipPaths: paths.optional().describe('Patterns as in .gitignore: files that are not read'),
  rules: z
    .array(
      z.strictObject({
        detectors: detectors.min(1),
        paths: paths.describe('Patterns as in .gitignore'),
        reason: z.string().min(3, 'must say why'),
      }),
    )
    .optional()
    .describe('Paths where some detectors do not matter'),
  detectors: z.array(file).optional().describe('Detector files of your own, as in docs/detectors.md'),
  baseline: file.optional().describe('Default: .hullcheck-baseline'),
  ignoreFile: file.optional().describe('Default: .hullcheck-ignore.yaml'),
  gitleaksConfig: file.optional().describe('A configuration of gitleaks that counts too'),
  allowComments: z.array(z.enum(ALLOW_SYNTAXES)).optional().describe('Tools whose allow comments count'),
});

/** Checks the text of `file`. Throws a FileError. Paths in it stay as they are written. */
export function parseConfig(name: string, text: string): Config {
  const { data, lineOf } = checkYaml(name, text, { schema: config, help: 'docs/configuration.md' });
  const { rules = [], only = [], skip = [], skipPaths = [], detectors: files = [], version: _, ...rest } = data;
  return {
    ...withoutUndefined(rest),
    only,
    skip,
    skipPaths,
    detectors: files,
    rules: rules.map((rule, index) => ({ ...rule, place: `${name}:${lineOf(['rules', index])}` })),
  };
}

/** The text of `docs/schema/config.schema.json`. */
export function configJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(config), null, 2)}\n`;
}

/** Of optional keys only those that are there. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
