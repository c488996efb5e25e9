/** Here-documents of RUN, COPY and ADD: `<<EOF`, `<<-EOF`, `<<"EOF"`, several in one instruction. */

export interface Heredoc {
  readonly name: string;
  /** Its lines, without leading tabs after `<<-`. Ends with a line end unless it is empty. */
  readonly content: string;
}

const WITH_HEREDOCS = ['RUN', 'COPY', 'ADD', 'ONBUILD'];

/** As a shell has it: after a space, and before a name that may be quoted. `<<<` is something else. */
const MARK = /(?:^|\s)\d*<<(-?)(?:"([\w.-]+)"|'([\w.-]+)'|([\w.-]+))(?=\s|$|[;&|>)])/g;

export interface HeredocPlace {
  readonly keyword: string;
  readonly text: string;
  readonly lines: readonly string[];
  /** Index of the line after the instruction. */
  readonly next: number;
}

/** The documents in their order, and the index of the line after them. One without an end takes the rest of the file. */
export function readHeredocs({ keyword, text, lines, next }: HeredocPlace): [documents: Heredoc[], next: number] {
  const documents: Heredoc[] = [];
  let at = next;
  if (!WITH_HEREDOCS.includes(keyword) || text.startsWith('[')) return [documents, at];
  for (const [, dash, double, single, plain] of text.matchAll(MARK)) {
    const name = double ?? single ?? plain ?? '';
    const bare = (line: string): string => (dash === '-' ? line.replace(/^\t+/, '') : line);
    let content = '';
    while (at < lines.length) {
      const line = bare(lines[at++] ?? '');
      if (line === name) break;
      content += `${line}\n`;
    }
    documents.push({ name, content });
  }
  return [documents, at];
}
