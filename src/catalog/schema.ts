/** The shape of a file in `detectors/`, and the JSON Schema that editors check it with. */

import * as z from 'zod';
import { CONFIDENCES, SEVERITIES } from '../model/detector.js';

const sentence = z.string().regex(/^[A-Z].*\.$/s, 'must be a sentence: capital first, full stop last');
const kebab = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be kebab-case');

const detector = z
  .strictObject({
    id: kebab.describe('Stable name, starts with the provider; users write it in ignore files'),
    name: z.string().min(3).describe('What people call it'),
    severity: z.enum(SEVERITIES),
    confidence: z.enum(CONFIDENCES).optional(),
    risk: sentence.describe('What the holder can do'),
    remediation: sentence.describe('How to revoke and replace it'),
    references: z.array(z.url()).min(1),
    keywords: z
      .array(z.string().regex(/^[\x20-\x40\x5b-\x7e]{3,}$/, 'must be 3 or more lower-case ASCII characters'))
      .min(1)
      .optional()
      .describe('One of them is in every match, in any letter case'),
    pattern: z.array(z.string()).min(1).optional().describe('Pieces of one RE2 expression with one group "secret"'),
    assigned: z
      .strictObject({
        names: z.array(z.string().regex(/^(?=.{3})[a-z0-9]+([_-][a-z0-9]+)*$/)).min(1),
        value: z.string().min(3),
      })
      .optional()
      .describe('A value without a shape of its own, beside one of these names'),
    commands: z
      .array(z.string().regex(/^\S+( \S+)+$/, 'must be words with one blank between'))
      .min(1)
      .optional()
      .describe('A value on a command line: lines as in a manual, such as "sshpass ... -p <secret>"'),
    scanner: z
      .enum(['assignment', 'manifest'])
      .optional()
      .describe('Found by the generic engine, or by a rule of its own over Kubernetes objects'),
    informational: z.boolean().optional().describe('Of a "manifest" scanner: only reported when --only names it'),
    reach: z.strictObject({ before: z.int().min(0).max(4096), after: z.int().min(1).max(65_536) }).optional(),
    minEntropy: z.number().min(0).max(8).optional(),
    checks: z.array(z.string()).optional(),
    checksum: z.string().optional().describe('A check that lowers the confidence where it does not hold'),
    inBinary: z.boolean().optional(),
    contextual: z.boolean().optional().describe('Gives way to a detector that knows the provider'),
    overlaps: z.array(kebab).optional().describe('Detectors that this one wins over'),
    examples: z.strictObject({ match: z.array(z.string()).min(2), noMatch: z.array(z.string()).min(3) }),
  })
  .refine(
    ({ pattern, assigned, commands, scanner }) =>
      [pattern, assigned, commands, scanner].filter((rule) => rule !== undefined).length === 1,
    'must have exactly one of "pattern", "assigned", "commands" and "scanner"',
  )
  .refine(({ pattern, keywords }) => pattern === undefined || keywords !== undefined, 'a "pattern" needs "keywords"')
  .refine(({ pattern, keywords }) => pattern !== undefined || keywords === undefined, '"keywords" go with a "pattern"');

/** One provider's file. */
export const providerFile = z.strictObject({ provider: z.string().min(2), detectors: z.array(detector).min(1) });

export type DetectorEntry = z.infer<typeof detector>;

/** The text of `detectors/detector.schema.json`. */
export function jsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(providerFile), null, 2)}\n`;
}
