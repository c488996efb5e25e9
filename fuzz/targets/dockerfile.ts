/** A Dockerfile and a history held against it, any text. */

import { attributeHistory, explains, lineOf } from '../../src/sources/image/dockerfile/attribute.js';
import { execForm, parseDockerfile } from '../../src/sources/image/dockerfile/parse.js';
import type { Target } from '../engine/target.js';

/** The text is the Dockerfile and, a line a step, its history: taken apart at a zero byte. */
function run(input: Uint8Array): void {
  const [text = '', steps = ''] = Buffer.from(input).toString('utf8').split('\0');
  const dockerfile = parseDockerfile(text, 'Dockerfile');
  for (const { startLine, endLine, text: rest } of dockerfile.instructions) {
    if (startLine < 1 || endLine < startLine || endLine > dockerfile.lines.length + 1)
      throw new Error(`lines ${startLine} to ${endLine}`);
    execForm(rest);
  }
  const history = steps
    .split('\n')
    .slice(0, 20)
    .map((createdBy) => ({ createdBy }));
  const made = attributeHistory(history, dockerfile);
  if (made.length !== history.length) throw new Error('a step was lost');
  for (const one of made) if (one !== undefined) lineOf(one, 'app/a', dockerfile);
  explains(history, dockerfile);
}

export const target: Target = {
  most: 32_768,
  words: [
    'FROM ',
    'RUN ',
    'COPY --from=a ',
    'ONBUILD ',
    '<<EOF\n',
    '\nEOF\n',
    '\\\n',
    '# escape=`\n',
    'ENV A=b',
    '["a","b"]',
    '\0',
    '/bin/sh -c #(nop) ',
    '|1 A=b ',
  ],
  seeds: () => [
    Buffer.from(
      '# syntax=docker/dockerfile:1\nFROM a AS b\nENV A=b C="d e"\nRUN x \\\n  && y\nCOPY . /app\nFROM b\nCMD ["a"]\n\0/bin/sh -c #(nop) ENV A=b\nRUN /bin/sh -c x && y # buildkit\n',
    ),
    Buffer.from('FROM a\nRUN <<EOF\nset -e\nEOF\nCOPY <<"X" <<Y /d/\nx\nX\ny\nY\n'),
  ],
  run,
};
