/**
 * Files that a template engine reads first (Helm, Jinja, gomplate): its actions are covered up byte for byte, so that the
 * rest is YAML and every position stays where it was.
 */

/** Stands for a byte of an action inside a value or a key. */
const COVER = '_';

/** In a name: part of it was covered up. The shortest action is `{{x}}`. */
export const COVERED = COVER.repeat(5);

const ACTION = /\{\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}\}|\{%[^%]*%\}|\{#[^#]*#\}/g;

/** The text with its actions covered: those alone on their lines by blanks, others by letters. */
export function coverActions(text: string): string {
  if (!text.includes('{{') && !text.includes('{%')) return text;
  return text.replace(ACTION, (action, at: number) => {
    const filler = isAlone(text, at, at + action.length) ? ' ' : COVER;
    // Only the first line of an action can be part of a value.
    const [first = '', ...rest] = action.split('\n');
    return [first.replace(/[^\r]/g, filler), ...rest.map((line) => line.replace(/[^\r]/g, ' '))].join('\n');
  });
}

/** Whether a value as it is written holds an action: what it will be, nobody knows. */
export function holdsAction(written: string): boolean {
  return written.includes('{{') || written.includes('{%');
}

/** Nothing else on the line but other actions, a comment and, before it, the dash of a list. */
function isAlone(text: string, start: number, end: number): boolean {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const lineEnd = text.indexOf('\n', end);
  const after = text.slice(end, lineEnd < 0 ? text.length : lineEnd);
  const bare = (part: string): string => part.replace(ACTION, '').trim();
  return bare(before) === '' && /^(#.*)?$/.test(bare(after));
}
