/** Messages of parsers quote what they could not parse, and that may be a secret. */

const LONGEST_WORD = 20;

/** The first line of a message without what it quotes and without long words. */
export function withoutContent(message: string): string {
  const [first = ''] = message.split('\n', 1);
  return first
    .replace(/(["'`]).*\1/g, '$1...$1')
    .split(' ')
    .map((word) => (word.length > LONGEST_WORD ? '...' : word))
    .join(' ');
}
