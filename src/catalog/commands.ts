/**
 * The pattern for secrets that stand on a command line, from lines as a manual has them:
 *
 *     mysql|mysqldump ... -p<secret>          `...`: other words, or none
 *     docker|podman login ... -p <secret>     `a|b`: either word
 *     htpasswd ... <word> <word> <secret>     `<word>`: one word, whatever it is
 *     curl ... -u <user>:<secret>             `<user>`: what stands before the secret in the same word
 *
 * Words may be parted by blanks, by a line break with the sign of a shell that the line goes on, or by commas and quotes, as
 * in `["sshpass", "-p", "..."]`.
 */

import type { PatternRule } from '../model/detector.js';

const SECRET = '<secret>';

/** From one word to the next. */
const NEXT = String.raw`(?:\\?["'])?(?:,?[ \t]{1,8}|,[ \t]{0,4}\r?\n[ \t]{0,60}|,|[ \t]{0,4}[\\\x60^]\r?\n[ \t]{0,60})`;

const QUOTE = String.raw`(?:\\?["'])?`;

/**
 * Other words of the same command, as far as the reach goes, behind the end of the word before: a pipe, a semicolon, `&&` or
 * a line break ends it.
 */
const OTHERS =
  String.raw`(?:(?:[ \t"',]|[\\\x60^](?:\r?\n|[^\r\n]))` +
  String.raw`(?:[^\r\n|;&\\\x60^]|&[^&\r\n|;]|[\\\x60^](?:\r?\n|[^\r\n])|,\r?\n)*?)??`;

const WORD = String.raw`(?:\\?"[^"\\\r\n]{1,80}\\?"|'[^'\r\n]{1,80}'|[^\s"'|;\\]{1,80})`;
const USER = String.raw`[^\s"'$\x60<>{}():]{1,80}`;

/** Options of one letter among them, which may stand behind others: `-sSu`. */
const SHORT_OPTIONS = /^(?:-{1,2}[\w.-]+\|)*-\w(?:\||$)/;

/** No variable, substitution, template or option. */
const VALUE = String.raw`${QUOTE}(?P<secret>[^\s"'\x60$<>{}()|;*\\%,\-][^\s"'\x60<>{}()|;\\,]{3,120})`;
const VALUE_END = String.raw`(?:[\s"'\x60|;)>,\]]|\\["'rn]|$)`;

const REACH = { before: 1, after: 460 };

/** An RE2 pattern whose group `secret` is the value in any of the command lines, and its reach from the command's name. */
export function commandPattern(lines: readonly string[]): Pick<PatternRule, 'pattern' | 'reach'> {
  const forms = lines.map((line) => {
    const [name = '', ...words] = line.split(' ');
    return `(?i:(?:${escaped(name)})(?:\\.exe)?)${words.map(wordPattern).join('')}`;
  });
  const start = String.raw`(?:^|[^A-Za-z0-9_.$\-])`;
  return { pattern: `${start}(?:${forms.join('|')})${VALUE}${VALUE_END}`, reach: REACH };
}

function wordPattern(word: string): string {
  if (word === '...') return OTHERS;
  if (word === '<word>') return NEXT + WORD;
  const literal = word.replace(SECRET, '');
  if (literal === word && SHORT_OPTIONS.test(word))
    return `${NEXT}${QUOTE}(?:${word.replace(/-(?=\w(?:\||$))/g, '-[A-Za-z]{0,3}')})`;
  const parts = literal.split('<user>').map((part) => (part === '' ? '' : `(?:${escaped(part)})`));
  return NEXT + QUOTE + parts.join(USER);
}

/** What RE2 takes for more than itself, except `|`, which stands between choices. */
function escaped(text: string): string {
  return text.replace(/[.+*?^${}()[\]\\]/g, String.raw`\$&`);
}

/** What is wrong with a line, or undefined. */
export function commandFault(line: string): string | undefined {
  const words = line.split(' ');
  const isFit = words.at(-1)?.endsWith(SECRET) === true && line.split(SECRET).length === 2;
  return isFit ? undefined : `does not end in ${SECRET}, its only one`;
}

/** The shortest that the prefilter takes. */
const LEAST_KEYWORD = 3;

/** What the prefilter looks for: for each choice of names the forms that it is written in. */
export function commandKeywords(lines: readonly string[]): string[] {
  const all = [...new Set(lines.flatMap(keywordsOf))];
  return all.filter((keyword) => !all.some((other) => other !== keyword && keyword.includes(other)));
}

/** The name; with the word behind it where that is one fixed word, since names of tools are in every document about them. */
function keywordsOf(line: string): string[] {
  const [name = '', next = ''] = line.split(' ');
  const names = name.split('|');
  if (!/^[a-z][a-z-]*$/.test(next)) return names.map((tool) => tool.padEnd(LEAST_KEYWORD));
  return names.flatMap((tool) => [' ', '", "', "', '"].map((gap) => tool + gap + next));
}
