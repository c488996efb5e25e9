/** The text that a builder leaves in the history of an image for an instruction (`created_by`), taken apart. */

export interface Step {
  /** In upper case. */
  readonly keyword: string;
  /** Of RUN with what comes before the command: build arguments and the shell. */
  readonly text: string;
}

/** Of a longer text the end, where the command is. */
const LONGEST = 16_384;

const KEYWORDS =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)\s+(.*)$/is;

/**
 * Docker's old builder and Buildah write `/bin/sh -c #(nop) ENV A=b`, and of RUN only the command, after `|2 A=b C=d` for two
 * build arguments. BuildKit writes `ENV A=b` and `RUN /bin/sh -c command # buildkit`.
 */
export function parseStep(createdBy: string): Step {
  const text = createdBy.slice(-LONGEST).replace(/ # buildkit$/, '');
  const mark = text.indexOf('#(nop)');
  const plain = mark >= 0 && !/^(RUN|\|)/.test(text) ? text.slice(mark + '#(nop)'.length).trim() : text.trim();
  const [, keyword, rest = ''] = KEYWORDS.exec(plain) ?? [];
  return keyword === undefined
    ? { keyword: 'RUN', text: plain }
    : { keyword: keyword.toUpperCase(), text: rest.trim() };
}
