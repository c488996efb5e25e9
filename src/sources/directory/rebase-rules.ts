/** Rules of a `.gitignore` further down, written as the top of the worktree would write them. */

/**
 * More `**` parts than this in one rule are not applied, so that more is scanned: matching tries every way of laying
 * them over a path, and the path may be hostile too.
 */
const MOST_GLOBSTARS = 4;

/** `prefix` is the directory of the file, empty or with `/` at its end. */
export function rebaseRules(text: string, prefix: string): string[] {
  const anchor = `/${prefix.replace(/[\\*?[\]]/g, '\\$&')}`;
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line) => {
      const negated = line.startsWith('!');
      const body = negated ? line.slice(1) : line;
      if (line.startsWith('#') || !/[^/ ]/.test(body)) return [];
      if (body.split('**').length - 1 > MOST_GLOBSTARS) return [];
      return [`${negated ? '!' : ''}${rebase(body, anchor)}`];
    });
}

/** A rule with a `/` that is not its last character counts from its directory, any other one at every depth below. */
function rebase(body: string, anchor: string): string {
  const anchored = /\/(?! *$)/.test(body);
  if (anchored) return anchor + body.replace(/^\//, '');
  return anchor === '/' ? body : `${anchor}**/${body}`;
}
