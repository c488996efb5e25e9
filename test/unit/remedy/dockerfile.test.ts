import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contextPathOf } from '../../../src/remedy/copied.js';
import { fixOfBuild, type BuildLeak } from '../../../src/remedy/dockerfile.js';
import { idOf, assignedName, withExpansion } from '../../../src/remedy/shell-value.js';

const SHOWN = 'ghp_********';

function fix(text: string, parts: Partial<BuildLeak> = {}): string[] {
  const keyword = /^\w+/.exec(text)?.[0] ?? '';
  const leak = { keyword, text, shown: SHOWN, name: 'API_TOKEN', isArgument: false, ...parts };
  return fixOfBuild(leak).flatMap(({ lines }) => [...lines]);
}

test('a literal in a command becomes a build secret', () => {
  expect(fix(`RUN curl -H "Authorization: Bearer ${SHOWN}" https://example.org`)).toEqual([
    `- RUN curl -H "Authorization: Bearer ${SHOWN}" https://example.org`,
    '+ RUN --mount=type=secret,id=api_token curl -H "Authorization: Bearer $(cat /run/secrets/api_token)" https://example.org',
    'docker build --secret id=api_token,env=API_TOKEN .',
  ]);
  expect(fix(`RUN ["curl", "${SHOWN}"]`)[1]).toBe(
    '+ RUN --mount=type=secret,id=api_token export API_TOKEN="$(cat /run/secrets/api_token)" && COMMAND',
  );
});

test('a line of a longer command is changed by itself', () => {
  expect(fix(`&& API_TOKEN='${SHOWN}' make`, { keyword: 'RUN' })).toEqual([
    `- && API_TOKEN='${SHOWN}' make`,
    `+ && API_TOKEN=''"$(cat /run/secrets/api_token)"'' make`,
    'RUN --mount=type=secret,id=api_token ...',
    'docker build --secret id=api_token,env=API_TOKEN .',
  ]);
});

test('a build argument too, and the command that reads it stays as it is', () => {
  expect(fix(`RUN API_TOKEN=${SHOWN} echo "$API_TOKEN" > /x`, { isArgument: true })).toEqual([
    '- ARG API_TOKEN',
    '+ RUN --mount=type=secret,id=api_token export API_TOKEN="$(cat /run/secrets/api_token)" && echo "$API_TOKEN" > /x',
    'docker build --secret id=api_token,env=API_TOKEN .',
  ]);
});

test('a setting is set where the container runs', () => {
  expect(fix(`ENV API_TOKEN=${SHOWN}`)).toContain('      secretKeyRef: { name: app-secrets, key: API_TOKEN }');
  expect(fix(`CMD ["serve", "--token", "${SHOWN}"]`)).toContain('  - name: API_TOKEN');
  expect(fix(`LABEL token=${SHOWN}`)).toEqual([`- LABEL token=${SHOWN}`]);
});

test('a file that was copied is kept out of the build', () => {
  expect(fix('COPY app /srv/app', { file: 'srv/app/conf/.npmrc' })).toEqual([
    'app/conf/.npmrc',
    'RUN --mount=type=secret,id=npmrc,target=/srv/app/conf/.npmrc COMMAND',
    `docker build --${'secret'} id=npmrc,src=app/conf/.npmrc .`,
    'kubectl create secret generic app-files --from-file=.npmrc',
    'volumeMounts:',
    '  - { name: app-files, mountPath: /srv/app/conf/.npmrc, subPath: .npmrc, readOnly: true }',
  ]);
  expect(fix('COPY --from=build /out /app', { file: 'app/key.pem' })).toEqual(['- COPY --from=build /out /app']);
});

test.each([
  ['COPY . /app', 'app/.env', '.env'],
  ['COPY ./ /', 'conf/.env', 'conf/.env'],
  ['COPY --chown=1:1 src/ /app/', 'app/a/b.env', 'src/a/b.env'],
  ['COPY conf/prod.env /app/.env', 'app/.env', '**/.env'],
  ['COPY conf/.env /app/', 'app/.env', 'conf/.env'],
  ['COPY conf/.env /app/.env', 'app/.env', 'conf/.env'],
  ['COPY ["a b/.env", "c", "/app/"]', 'app/.env', 'a b/.env'],
  ['COPY a b /app/', 'app/x', '**/x'],
  ['COPY *.env /app/', 'app/x.env', '**/x.env'],
  [`COPY dir:${'7027c779'.repeat(8)} in /app`, 'app/.env', '**/.env'],
  ['ADD https://example.org/x /app/', 'app/x', '**/x'],
])('%s put %s there: .dockerignore %s', (instruction, file, expected) => {
  expect(contextPathOf(instruction, file)).toBe(expected);
});

test('names', () => {
  expect(['export DB_PASSWORD="', 'apiKey: ', '{"token": "', 'curl '].map(assignedName)).toEqual([
    'DB_PASSWORD',
    'apiKey',
    'token',
    undefined,
  ]);
  expect(['.npmrc', 'BUILD_TOKEN', 'a--b'].map(idOf)).toEqual(['npmrc', 'build_token', 'a_b']);
});

test('a shell puts the value in, whatever quotes are around it', () => {
  const words = fc.array(
    fc.record({
      quote: fc.constantFrom('', '"', "'"),
      before: fc.stringMatching(/^[a-z :=]{0,5}$/),
      after: fc.stringMatching(/^[a-z0-9_]{0,4}$/),
    }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(words, fc.nat(), (parts, pick) => {
      const at = pick % parts.length;
      const command = (value: string): string =>
        parts
          .map(({ quote, before, after }, index) => `${quote}${before}${index === at ? value : 'x'}${after}${quote}`)
          .join(' ');
      const echo = (text: string): string =>
        execFileSync('sh', ['-c', `printf '%s\\n' ${text}`], { env: { API_TOKEN: 'VALUE' }, encoding: 'utf8' });
      expect(echo(withExpansion(command('<s>'), '<s>', '${API_TOKEN}'))).toBe(echo(command('VALUE')));
    }),
    { numRuns: 60 },
  );
});
