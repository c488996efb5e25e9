/** What git tells the hooks of a push on standard input. https://git-scm.com/docs/githooks#_pre_push, #pre-receive */

const NO_OBJECT = /^0+$/;

export interface PushedRefs {
  /** What the refs are to point at. */
  readonly to: readonly string[];
  /** What they point at now, on the other side. */
  readonly from: readonly string[];
}

/** `<local ref> <local id> <remote ref> <remote id>` a line. */
export function parsePrePush(text: string): PushedRefs {
  return pushed(fieldsOf(text).map(([, to = '', , from = '']) => ({ from, to })));
}

/** `<old id> <new id> <ref>` a line. */
export function parsePreReceive(text: string): PushedRefs {
  return pushed(fieldsOf(text).map(([from = '', to = '']) => ({ from, to })));
}

function fieldsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(' '));
}

/** A deleted ref brings nothing, a new one has nothing on the other side. */
function pushed(lines: readonly { from: string; to: string }[]): PushedRefs {
  const present = (id: string): boolean => id !== '' && !NO_OBJECT.test(id);
  return { to: lines.map(({ to }) => to).filter(present), from: lines.map(({ from }) => from).filter(present) };
}
