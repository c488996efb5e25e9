/** Single values of a git configuration file. https://git-scm.com/docs/git-config#_syntax; `include` is not followed. */

/** The last value of `section.key` (both in lower case); undefined where the text does not set it. */
export function configValue(text: string, { section, key }: { section: string; key: string }): string | undefined {
  let current = '';
  let value: string | undefined;
  for (const line of text.split('\n')) {
    const header = /^\s*\[\s*([\w.-]+)\s*\](.*)$/.exec(line);
    // A section with a subsection, such as `[remote "origin"]`, is none that is asked for.
    if (header === null && /^\s*\[/.test(line)) current = '';
    if (header !== null) current = header[1]?.toLowerCase() ?? '';
    if (current !== section) continue;
    const setting = /^\s*([A-Za-z][\w-]*)\s*=(.*)$/.exec(header?.[2] ?? line);
    if (setting?.[1]?.toLowerCase() === key) value = unquote((setting[2] ?? '').trim());
  }
  return value;
}

/** Drops quotes, escapes and a comment at the end. */
function unquote(text: string): string {
  let value = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '"') quoted = !quoted;
    else if (char === '\\') value += text[++at] ?? '';
    else if (!quoted && (char === '#' || char === ';')) return value.trimEnd();
    else value += char;
  }
  return value;
}
