/**
 * Helm templates, read around their actions: each `{{ ... }}` becomes filler of the same length, so that the rest parses
 * as YAML and every offset stays true. https://helm.sh/docs/chart_template_guide/
 */

const ACTION = /\{\{[\s\S]*?\}\}/g;

export function hasActions(text: string): boolean {
  return text.includes('{{');
}

/** Lines of nothing but actions become comments; an action inside a line becomes a word. */
export function maskActions(text: string): string {
  const words = text.replace(ACTION, (action) => action.replace(/[^\n\r]/g, FILLER));
  return words.replace(ONLY_FILLER, (line, indent: string, filler: string) =>
    line.includes(FILLER) ? `${indent}#${filler.slice(1)}` : line,
  );
}

/** A letter that no manifest has a line of. */
const FILLER = '\u00AA';
const ONLY_FILLER = /^([ \t]*)([\u00AA \t]+)(?=\r?$)/gm;

export interface ValueUse {
  /** Of the whole action, braces included. */
  readonly start: number;
  readonly end: number;
  /** What stands between the braces, without trim marks and blanks. */
  readonly expression: string;
}

/** The actions that name `.Values.<path>`, with or without the `$` of the root context. */
export function usesOf(text: string, path: string): ValueUse[] {
  const name = `.Values.${path}`;
  return [...text.matchAll(ACTION)]
    .filter(([action]) => !action.startsWith('{{/*') && !action.startsWith('{{- /*') && mentions(action, name))
    .map(({ 0: action, index }) => ({
      start: index,
      end: index + action.length,
      expression: action.replace(/^\{\{-?\s*/, '').replace(/\s*-?\}\}$/, ''),
    }));
}

/** Whether the name stands in the text as a whole: not as part of a longer one. */
export function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const before = name.startsWith('.') ? /[\w.)]/ : /[\w.-]/;
    if (!before.test(text[at - 1] ?? '') && !/^(?:[\w-]|\.\w)/.test(text.slice(at + name.length, at + name.length + 2)))
      return true;
  }
  return false;
}
