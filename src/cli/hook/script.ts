/** The lines that a git hook gets. Marked, so that they can be found again and other lines are left alone. */

export const CLIENT_HOOKS = ['pre-commit', 'pre-push'] as const;
export type ClientHook = (typeof CLIENT_HOOKS)[number];

const BEGIN = '# >>> hullcheck: finds secrets before they leave; remove with: hullcheck hook uninstall';
const END = '# <<< hullcheck';

/** A marked part with its line end. */
const BLOCK = /# >>> hullcheck[^\n]*\n[\s\S]*?# <<< hullcheck\n/g;

const SHELL = /^#!\s*\S*[/ ](?:ba|da|k|z)?sh\b/;

/** How to run this installation where the command is not on the PATH, as in the graphical clients of git. */
export interface Fallback {
  readonly node: string;
  readonly bin: string;
}

/** The hook with our lines first, so that no `exit` and no `exec` before them passes them by. */
export function withBlock(existing: string | undefined, hook: ClientHook, fallback: Fallback): string {
  const rest = withoutBlock(existing ?? '#!/bin/sh\n');
  const [first = '', ...lines] = rest.split('\n');
  return [first, block(hook, fallback).trimEnd(), ...lines].join('\n');
}

export function withoutBlock(text: string): string {
  return text.replace(BLOCK, '');
}

export function hasBlock(text: string): boolean {
  return text.includes(BEGIN.slice(0, 15)) && text.includes(END);
}

/** Whether nothing would be left of the hook without our lines. */
export function isOnlyBlock(text: string): boolean {
  return hasBlock(text) && /^(#![^\n]*)?\s*$/.test(withoutBlock(text));
}

export function isShellScript(text: string): boolean {
  return SHELL.test(text);
}

function block(hook: ClientHook, { node, bin }: Fallback): string {
  const run = [
    BEGIN,
    'hullcheck_hook() {',
    '  if command -v hullcheck >/dev/null 2>&1; then hullcheck hook "$@"',
    '  elif [ -x ./node_modules/.bin/hullcheck ]; then ./node_modules/.bin/hullcheck hook "$@"',
    `  else ${quoted(node)} ${quoted(bin)} hook "$@"`,
    '  fi',
    '}',
  ];
  return `${[...run, ...CALLS[hook], END].join('\n')}\n`;
}

/** git tells a pre-push hook on standard input what is pushed; whatever comes after must be able to read it too. */
const CALLS: Readonly<Record<ClientHook, readonly string[]>> = {
  'pre-commit': ['hullcheck_hook pre-commit "$@" || exit $?'],
  'pre-push': [
    'hullcheck_refs=$(cat)',
    `printf '%s\\n' "$hullcheck_refs" | hullcheck_hook pre-push "$@" || exit $?`,
    'exec <<HULLCHECK_REFS',
    '$hullcheck_refs',
    'HULLCHECK_REFS',
  ],
};

function quoted(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
