import { expect, test } from 'vitest';
import { execForm, parseDockerfile } from '../../../../src/sources/image/dockerfile/parse.js';

function shown(text: string): string[] {
  return parseDockerfile(text, 'Dockerfile').instructions.map(
    ({ keyword, flags, text: rest, startLine, endLine }) =>
      `${startLine}-${endLine} ${[keyword, ...flags, rest].join(' ')}`,
  );
}

test('continued lines, with comments and empty lines between them', () => {
  expect(
    shown(`# syntax=docker/dockerfile:1
from scratch

RUN one && \\
    # not part of it
    two \\

    three   \\   \nfour
CMD ["a"]`),
  ).toEqual(['2-2 FROM scratch', '4-9 RUN one &&     two     three   four', '10-10 CMD ["a"]']);
});

test('another escape character, by directive, and only before anything else', () => {
  expect(shown('# escape=`\nFROM a\nRUN dir C:\\ `\n  && x\n')).toEqual(['2-2 FROM a', '3-4 RUN dir C:\\   && x']);
  expect(shown('# a comment\n# escape=`\nFROM a\nRUN x \\\n y')).toEqual(['3-3 FROM a', '4-5 RUN x  y']);
});

test('here-documents: where they end, and what looks like one', () => {
  const { instructions } = parseDockerfile(
    'FROM a\nRUN <<EOF cat > /x && cat <<-"END"\n# kept\nFROM b\nEOF\n\tindented\n\tEND\nCOPY <<a <<b /d/\n1\na\n2\nb\nRUN cat <<< word\nENV A=<<EOF\nCMD x\n',
    'Dockerfile',
  );
  expect(
    instructions.map(({ keyword, startLine, endLine, heredocs }) => [keyword, startLine, endLine, heredocs]),
  ).toEqual([
    ['FROM', 1, 1, []],
    [
      'RUN',
      2,
      7,
      [
        { name: 'EOF', content: '# kept\nFROM b\n' },
        { name: 'END', content: 'indented\n' },
      ],
    ],
    [
      'COPY',
      8,
      12,
      [
        { name: 'a', content: '1\n' },
        { name: 'b', content: '2\n' },
      ],
    ],
    ['RUN', 13, 13, []],
    ['ENV', 14, 14, []],
    ['CMD', 15, 15, []],
  ]);
});

test('flags, lists, stages and their names', () => {
  const file = parseDockerfile(
    'ARG BASE=node:22\nARG TAG\nFROM --platform=$BUILDPLATFORM ${BASE} AS build\nCOPY --from=x --chown=1:1 a b /c/\nFROM build as Final\nFROM x:${TAG:-1}\r\nCMD ["a", "b c"]\r\n',
    'Dockerfile',
  );
  expect(file.stages.map(({ name, from, instructions }) => [name, from, instructions.length])).toEqual([
    ['build', 'node:22', 1],
    ['Final', 'build', 0],
    [undefined, 'x:1', 1],
  ]);
  expect(file.stages[0]?.instructions[0]).toMatchObject({ flags: ['--from=x', '--chown=1:1'], text: 'a b /c/' });
  expect(execForm(file.stages[2]?.instructions[0]?.text ?? '')).toEqual(['a', 'b c']);
  expect(execForm('[ -f x ] && y')).toBeUndefined();
});

test('anything else is passed over', () => {
  for (const text of ['', '\n\n', '#', '\\', 'RUN <<EOF', '=== \u0000', 'RUN \\\n\\\n\\']) {
    expect(parseDockerfile(text, 'x').stages).toEqual([]);
  }
});
