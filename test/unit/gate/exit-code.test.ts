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
    expect(exitCode({ summary: { ...summary, open }, failOn, allowIncomplete: false, misconfigurations: false })).toBe(
      fails ? 1 : 0,
    );
    expect(
      exitCode({
        summary: { ...summary, open, complete: false },
        failOn,
        allowIncomplete: false,
        misconfigurations: false,
      }),
    ).toBe(fails ? 1 : 3);
    expect(
      exitCode({
        summary: { ...summary, open, complete: false },
        failOn,
        allowIncomplete: true,
        misconfigurations: false,
      }),
    ).toBe(fails ? 1 : 0);
  },
);

test('misconfigurations fail only where they are asked for', () => {
  const open = { critical: 0, high: 0, medium: 0, low: 0 };
  const settings = { ...summary, open, misconfigurations: { ...open, medium: 1 } };
  const gate = { failOn: 'low', allowIncomplete: false } as const;
  expect(exitCode({ ...gate, summary: settings, misconfigurations: false })).toBe(0);
  expect(exitCode({ ...gate, summary: settings, misconfigurations: true })).toBe(1);
  expect(exitCode({ ...gate, failOn: 'high', summary: settings, misconfigurations: true })).toBe(0);
});
