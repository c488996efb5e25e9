/** What Microsoft's own validator says of our SARIF. `.ci/run` installs it; it is too large to be a dependency. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from 'sarif';
import { expect, test } from 'vitest';
import { hullcheck } from '../support/command.js';
import { repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';

const TOOL = process.env['SARIF_MULTITOOL'];

test.skipIf(TOOL === undefined)('sarif-multitool finds neither errors nor warnings, also in what GitHub asks', () => {
  const repo = repository();
  repo.commit('Add [keys](x)', {
    'a b/c#d.env': `TOKEN=${secrets.github('multitool')}\nkey = "${secrets.stripe('m')}"\n`,
  });
  const report = join(repo.directory, 'out.sarif');
  expect(hullcheck(['git', '.', '--report', `sarif=${report}`, '--quiet'], { cwd: repo.directory }).code).toBe(1);
  const checked = join(repo.directory, 'checked.sarif');
  execFileSync(
    TOOL ?? '',
    ['validate', report, '--output', checked, '--level', 'Error;Warning', '--rule-kind', 'Sarif;Gh'],
    {
      env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
    },
  );
  const { runs } = JSON.parse(readFileSync(checked, 'utf8')) as Log;
  expect(runs[0]?.results).toEqual([]);
  expect(runs[0]?.invocations?.[0]?.executionSuccessful).toBe(true);
});
