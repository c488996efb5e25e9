/** Names for a secret that had none, and what a shell puts in its place in a command. */

/** The name that a value is given to, or what it is a part of: `DB_URL` before `DB_URL="postgres://shop:`. */
export function assignedName(text: string): string | undefined {
  const assigned = /(?:^|\s)([A-Za-z_]\w*)=(?:"[^"]*|'[^']*|[^\s"']*)$/.exec(text.slice(-200))?.[1];
  return assigned ?? /([A-Za-z_]\w*)["']?\s*[=:]\s*["']?$/.exec(text.slice(-200))?.[1];
}

/** `github-classic-pat` to `GITHUB_CLASSIC_PAT`. */
export function nameOfDetector(id: string): string {
  return id.toUpperCase().replaceAll(/\W+/g, '_');
}

/** `BUILD_TOKEN` to `build_token`, `.npmrc` to `npmrc`. */
export function idOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
}

/** A command in which a shell puts `expansion` (`$NAME`, `$(command)`) in the place of `value`, whatever quotes are there. */
export function withExpansion(command: string, value: string, expansion: string): string {
  const at = command.indexOf(value);
  if (at < 0) return command;
  const quote = quoteAt(command, at);
  const quoted = quote === '"' ? expansion : `"${expansion}"`;
  const instead = quote === "'" ? `'${quoted}'` : quoted;
  return `${command.slice(0, at)}${instead}${command.slice(at + value.length)}`;
}

/** The quote that is open at a place, as a shell reads the text. */
function quoteAt(text: string, end: number): string | undefined {
  let open: string | undefined;
  for (let at = 0; at < end; at++) {
    const character = text[at];
    if (character === '\\' && open !== "'") at++;
    else if (character === open) open = undefined;
    else if (open === undefined && (character === '"' || character === "'")) open = character;
  }
  return open;
}
