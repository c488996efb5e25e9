import { expect, test } from 'vitest';
import { createTriage, type TriageOptions, type TriageTools } from '../../../src/triage/index.js';
import { finding } from '../../support/finding.js';

const NOTHING: TriageOptions = {
  selection: { only: [], skip: [] },
  inline: { comments: [] },
  rules: [],
  onlyAt: new Map(),
  allowLists: [],
  foreign: [],
  foreignRules: new Set(),
  pathOf: ({ provenance }) => provenance.path,
  today: '2026-11-24',
};

const NO_TOOLS: TriageTools = { test: () => () => false, isOf: () => false };

function reasons(options: { only?: string[]; skip?: string[] }, ids: readonly string[]): (string | undefined)[] {
  const triage = createTriage({ ...NOTHING, selection: { only: [], skip: [], ...options } }, NO_TOOLS);
  return ids.map((detector, line) => {
    const location = { startLine: line + 1, startColumn: 1, endLine: line + 1, endColumn: 2 };
    const { verdict } = triage.judge(finding('x', { detector, location }));
    return verdict.state === 'open' ? undefined : verdict.reason;
  });
}

test('without a selection everything stays open', () => {
  expect(reasons({}, ['a', 'b'])).toEqual([undefined, undefined]);
});

test('--only and --skip take ids and their beginnings', () => {
  const ids = ['aws-key', 'aws-secret', 'jwt'];
  expect(reasons({ only: ['aws-*'] }, ids)).toEqual([undefined, undefined, 'not among --only']);
  expect(reasons({ skip: ['jwt', 'aws-k*'] }, ids)).toEqual(['--skip aws-k*', undefined, '--skip jwt']);
  expect(reasons({ only: ['aws-*'], skip: ['aws-key'] }, ids)).toEqual([
    '--skip aws-key',
    undefined,
    'not among --only',
  ]);
  expect(reasons({ skip: ['aws'] }, ids)).toEqual([undefined, undefined, undefined]);
});

test('the same secret at the same place is open once', () => {
  const triage = createTriage(NOTHING, NO_TOOLS);
  expect(triage.judge(finding('x')).verdict.state).toBe('open');
  expect(triage.judge(finding('x'))).toMatchObject({ verdict: { state: 'suppressed', by: 'repetition' } });
  expect(triage.judge(finding('x', { provenance: { kind: 'file', path: 'elsewhere' } })).verdict.state).toBe('open');
});
