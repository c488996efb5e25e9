/** A secret on a command line, in the forms that shells and programs write it. */

import { describe, expect, test } from 'vitest';
import { commandFault, commandKeywords, commandPattern } from '../../../src/catalog/commands.js';
import { secretFinder } from '../../support/secret-in.js';

const VALUE = ['k7Gh', '2pQ9'].join('');
const { pattern, reach } = commandPattern([
  'tool|toolbox ... -p<secret>',
  'tool ... --user|-u <user>:<secret>',
  'tool login <word> <secret>',
]);
const secretIn = secretFinder(pattern);

describe('finds the value in', () => {
  test.each([
    `tool -p${VALUE}`,
    `TOOL.EXE -p${VALUE}`,
    `/usr/bin/toolbox -a --bee 'c d' -p${VALUE} shop`,
    `tool -p'${VALUE}' > out`,
    `tool --user "deploy:${VALUE}" https://shop.example/?a=1&b=2`,
    `tool -sSu deploy:${VALUE}`,
    `tool --verbose \\\n    -u deploy:${VALUE}`,
    `tool --verbose \`\r\n    -u deploy:${VALUE}`,
    `exec(["tool", "-u", "deploy:${VALUE}"])`,
    `exec(['tool','login','deploy','${VALUE}'])`,
    `"run": "tool login \\"Shop Admin\\" \\"${VALUE}\\""`,
    `$(tool login deploy ${VALUE})`,
  ])('%s', (text) => {
    expect(secretIn(text)).toBe(VALUE);
  });
});

describe('finds nothing in', () => {
  test.each([
    ['a variable', 'tool -p$PASSWORD'],
    ['a substitution', 'tool -p"$(cat file)"'],
    ['a template', 'tool -u deploy:{{ password }}'],
    ['a variable of Windows', 'tool -u deploy:%PASSWORD%'],
    ['an option', 'tool login deploy --force'],
    ['another command', `tool; mkdir -p${VALUE}`],
    ['another command behind a pipe', `tool | other -p${VALUE}`],
    ['another command behind an and', `tool && other -p${VALUE}`],
    ['another line', `tool\nother -p${VALUE}`],
    ['another tool', `mytool -p${VALUE}`],
    ['a tool of a longer name', `tool-kit -p${VALUE}`],
  ])('%s', (_, text) => {
    expect(secretIn(text)).toBeUndefined();
  });
});

test('the keywords are names, with a fixed word behind them where there is one', () => {
  expect(commandKeywords(['mysql|mysqldump ... -p<secret>', 'az login ... -p <secret>', '7z ... -p<secret>'])).toEqual([
    'mysql',
    'az login',
    'az", "login',
    "az', 'login",
    '7z ',
  ]);
});

test('a line ends in its only secret', () => {
  expect(commandFault('tool ... -p <secret>')).toBeUndefined();
  expect(commandFault('tool ... -p <secret> file')).toMatch('does not end in');
  expect(commandFault('tool <secret>:<secret>')).toMatch('does not end in');
});

test('the reach holds a long command', () => {
  expect(reach.after).toBeGreaterThan(400);
});
