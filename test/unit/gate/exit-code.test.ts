import { expect, test } from 'vitest';
import { exitCode } from '../../../src/gate/exit-code.js';
import { SEVERITIES } from '../../../src/model/detector.js';
import { summary } from '../../support/finding.js';

const none = { critical: 0, high: 0, medium: 0, low: 0 };

test.each(SEVERITIES.flatMap((found) => SEVERITIES.map((failOn) => [found, failOn] as const)))(
  'a %s finding with --fail-on %s',
  (found, failOn) => {
    const fails = SEVERITIES.indexOf(found) <= SEVERITIES.indexOf(failOn);
    const open = { ...none, [found]: 1 };
    expect(exitCode({ summary: { ...summary, open }, failOn, allowIncomplete: false })).toBe(fails ? 1 : 0);
    expect(exitCode({ summary: { ...summary, open, complete: false }, failOn, allowIncomplete: false })).toBe(
      fails ? 1 : 3,
    );
    expect(exitCode({ summary: { ...summary, open, complete: false }, failOn, allowIncomplete: true })).toBe(
      fails ? 1 : 0,
    );
  },
);
