/** Histories as builders of 2023 to 2026 leave them, taken from real builds of this Dockerfile. */

import { expect, test } from 'vitest';
import { attributeHistory, lineOf } from '../../../../src/sources/image/dockerfile/attribute.js';
import { parseDockerfile } from '../../../../src/sources/image/dockerfile/parse.js';

const FILE = parseDockerfile(
  `# a comment
ARG BASE=base:1
FROM scratch AS base
COPY busybox /bin/sh
COPY busybox /bin/busybox
ENV PATH=/bin
ONBUILD RUN echo trigger > /trigger

FROM base AS build
ARG BUILD_TOKEN
ARG VERSION=1.2
ENV DB_URL=db.example.org \\
    # comment in between
    OTHER="two words" \\

    THIRD=$VERSION
LABEL com.example.a="x y" \\
      com.example.b=2
WORKDIR /app
RUN echo "$BUILD_TOKEN" > /made.conf && \\
    # comment
    echo second   && \\
    true
RUN ["/bin/busybox", "mkdir", "/x"]
COPY --chown=1:1 busybox Dockerfile $PATH/dest/
ADD busybox /added
SHELL ["/bin/busybox", "sh", "-c"]
RUN echo with shell
EXPOSE 80 443/udp
VOLUME /data
USER 1000:1000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s CMD wget localhost || exit 1
ENTRYPOINT ["/bin/sh", "-c"]
CMD echo hi

FROM build
MAINTAINER me <me@example.org>
COPY --from=build /added /final
ENV LAST one two
onbuild COPY . /src
CMD ["serve", "--port", "80"]
`,
  'Dockerfile',
);

const HASH = '7027c77992f5b5a06465828d75ae4ff9adcec5f94bc05d3f683eb205e0ec1ac0';

/** Line and text; 0 where there is none. */
type Expected = readonly [line: number, createdBy: string];

const CLASSIC: readonly Expected[] = [
  [4, `/bin/sh -c #(nop) COPY file:${HASH} in /bin/sh `],
  [5, `/bin/sh -c #(nop) COPY file:${HASH} in /bin/busybox `],
  [6, '/bin/sh -c #(nop)  ENV PATH=/bin'],
  [7, '/bin/sh -c #(nop)  ONBUILD RUN echo trigger > /trigger'],
  [7, '/bin/sh -c echo trigger > /trigger'],
  [10, '/bin/sh -c #(nop)  ARG BUILD_TOKEN'],
  [11, '/bin/sh -c #(nop)  ARG VERSION=1.2'],
  [12, '/bin/sh -c #(nop)  ENV DB_URL=db.example.org OTHER=two words THIRD=1.2'],
  [17, '/bin/sh -c #(nop)  LABEL com.example.a=x y com.example.b=2'],
  [19, '/bin/sh -c #(nop) WORKDIR /app'],
  [
    20,
    '|2 BUILD_TOKEN=tok en VERSION=1.2 /bin/sh -c echo "$BUILD_TOKEN" > /made.conf &&     echo second   &&     true',
  ],
  [24, '|2 BUILD_TOKEN=tok en VERSION=1.2 /bin/busybox mkdir /x'],
  [25, `/bin/sh -c #(nop) COPY --chown=1:1multi:${HASH} in /bin/dest/ `],
  [26, `/bin/sh -c #(nop) ADD file:${HASH} in /added `],
  [27, '/bin/busybox sh -c #(nop)  SHELL [/bin/busybox sh -c]'],
  [28, '|2 BUILD_TOKEN=tok en VERSION=1.2 /bin/busybox sh -c echo with shell'],
  [29, '/bin/busybox sh -c #(nop)  EXPOSE 443/udp 80'],
  [30, '/bin/busybox sh -c #(nop)  VOLUME [/data]'],
  [31, '/bin/busybox sh -c #(nop)  USER 1000:1000'],
  [32, '/bin/busybox sh -c #(nop)  STOPSIGNAL SIGTERM'],
  [33, `/bin/busybox sh -c #(nop)  HEALTHCHECK &{["CMD-SHELL" "wget localhost || exit 1"] "5s" "0s" "0s" '\\x00'}`],
  [34, '/bin/busybox sh -c #(nop)  ENTRYPOINT ["/bin/sh" "-c"]'],
  [35, '/bin/busybox sh -c #(nop)  CMD ["/bin/busybox" "sh" "-c" "echo hi"]'],
  [38, '/bin/busybox sh -c #(nop)  MAINTAINER me <me@example.org>'],
  [39, `/bin/busybox sh -c #(nop) COPY file:${HASH} in /final `],
  [40, '/bin/busybox sh -c #(nop)  ENV LAST=one two'],
  [41, '/bin/busybox sh -c #(nop)  ONBUILD COPY . /src'],
  [42, '/bin/busybox sh -c #(nop)  CMD ["serve" "--port" "80"]'],
  [0, '/bin/busybox sh -c #(nop)  LABEL extra=1'],
];

const BUILDKIT: readonly Expected[] = [
  [4, 'COPY busybox /bin/sh # buildkit'],
  [5, 'COPY busybox /bin/busybox # buildkit'],
  [6, 'ENV PATH=/bin'],
  [7, 'RUN /bin/sh -c echo trigger > /trigger # buildkit'],
  [10, 'ARG BUILD_TOKEN'],
  [11, 'ARG VERSION=1.2'],
  [12, 'ENV DB_URL=db.example.org OTHER=two words THIRD=1.2'],
  [17, 'LABEL com.example.a=x y com.example.b=2'],
  [19, 'WORKDIR /app'],
  [
    20,
    'RUN |2 BUILD_TOKEN=tok en VERSION=1.2 /bin/sh -c echo "$BUILD_TOKEN" > /made.conf &&     echo second   &&     true # buildkit',
  ],
  [24, 'RUN |2 BUILD_TOKEN=tok en VERSION=1.2 /bin/busybox mkdir /x # buildkit'],
  [25, 'COPY busybox Dockerfile /bin/dest/ # buildkit'],
  [26, 'ADD busybox /added # buildkit'],
  [27, 'SHELL [/bin/busybox sh -c]'],
  [28, 'RUN |2 BUILD_TOKEN=tok en VERSION=1.2 /bin/busybox sh -c echo with shell # buildkit'],
  [29, 'EXPOSE map[443/udp:{} 80/tcp:{}]'],
  [30, 'VOLUME [/data]'],
  [31, 'USER 1000:1000'],
  [32, 'STOPSIGNAL SIGTERM'],
  [33, `HEALTHCHECK &{["CMD-SHELL" "wget localhost || exit 1"] "5s" "0s" "0s" '\\x00'}`],
  [34, 'ENTRYPOINT ["/bin/sh" "-c"]'],
  [35, 'CMD ["/bin/busybox" "sh" "-c" "echo hi"]'],
  [38, 'MAINTAINER me <me@example.org>'],
  [39, 'COPY /added /final # buildkit'],
  [40, 'ENV LAST=one two'],
  [42, 'CMD ["serve" "--port" "80"]'],
];

/** With `--layers`, and with `--layers=false` but for which steps made a layer. */
const BUILDAH: readonly Expected[] = [
  [4, `/bin/sh -c #(nop) COPY file:${HASH} in /bin/sh `],
  [5, `/bin/sh -c #(nop) COPY file:${HASH} in /bin/busybox `],
  [6, '/bin/sh -c #(nop) ENV PATH=/bin'],
  [7, '/bin/sh -c #(nop) ONBUILD RUN echo trigger > /trigger'],
  [10, '/bin/sh -c #(nop) ARG BUILD_TOKEN'],
  [11, '/bin/sh -c #(nop) ARG BUILD_TOKEN VERSION'],
  [12, '/bin/sh -c #(nop) ENV DB_URL=db.example.org     OTHER="two words"     THIRD=$VERSION'],
  [17, '/bin/sh -c #(nop) LABEL com.example.a="x y"       com.example.b=2'],
  [19, '/bin/sh -c #(nop) WORKDIR /app'],
  [
    20,
    '|3 BUILD_TOKEN=tok en VERSION=1.2 /bin/sh -c echo "$BUILD_TOKEN" > /made.conf &&     echo second   &&     true',
  ],
  [24, '|3 BUILD_TOKEN=tok en VERSION=1.2 /bin/sh -c ["/bin/busybox", "mkdir", "/x"]'],
  [25, `/bin/sh -c #(nop) COPY multi:${HASH} in $PATH/dest/ `],
  [26, `/bin/sh -c #(nop) ADD file:${HASH} in /added `],
  [27, '/bin/sh -c #(nop) SHELL ["/bin/busybox", "sh", "-c"]'],
  [28, '|3 BUILD_TOKEN=tok en VERSION=1.2 /bin/sh -c echo with shell'],
  [29, '/bin/sh -c #(nop) EXPOSE 80 443/udp'],
  [30, '/bin/sh -c #(nop) VOLUME /data'],
  [31, '/bin/sh -c #(nop) USER 1000:1000'],
  [32, '/bin/sh -c #(nop) STOPSIGNAL SIGTERM'],
  [33, '/bin/sh -c #(nop) HEALTHCHECK --interval=5s CMD wget localhost || exit 1'],
  [34, '/bin/sh -c #(nop) ENTRYPOINT ["/bin/sh", "-c"]'],
  [35, '/bin/sh -c #(nop) CMD echo hi'],
  [38, '/bin/sh -c #(nop) MAINTAINER me <me@example.org>'],
  [39, `/bin/sh -c #(nop) COPY file:${HASH} in /final `],
  [40, '/bin/sh -c #(nop) ENV LAST one two'],
  [41, '/bin/sh -c #(nop) onbuild COPY . /src'],
  [42, '/bin/sh -c #(nop) CMD ["serve", "--port", "80"]'],
  [0, '/bin/sh -c #(nop) LABEL "extra"="1"'],
];

/** What stands below when the base is an image from elsewhere. */
const FOREIGN: readonly Expected[] = [
  [0, `/bin/sh -c #(nop) ADD file:${HASH} in / `],
  [0, '/bin/sh -c #(nop)  CMD ["bash"]'],
  [0, 'ENV NODE_VERSION=22.1.0'],
  [0, 'RUN /bin/sh -c groupadd --gid 1000 node && useradd --uid 1000 node # buildkit'],
  [0, 'ENTRYPOINT ["docker-entrypoint.sh"]'],
];

function attributed(expected: readonly Expected[], file = FILE): Expected[] {
  const history = expected.map(([, createdBy]) => ({ createdBy }));
  const found = attributeHistory(history, file);
  return expected.map(([, createdBy], index) => [found[index]?.startLine ?? 0, createdBy]);
}

test.each([
  ['the old builder of Docker', CLASSIC],
  ['BuildKit', BUILDKIT],
  ['Buildah', BUILDAH],
])('%s, three stages one on the other', (_, expected) => {
  expect(attributed(expected)).toEqual(expected);
});

test('on a base that this file does not make', () => {
  const expected = [...FOREIGN, ...BUILDKIT];
  expect(attributed(expected)).toEqual(expected);
});

test('a stage that is not the last one, as --target builds it', () => {
  const expected = BUILDKIT.slice(0, 22);
  expect(attributed(expected)).toEqual(expected);
});

test('here-documents, as BuildKit writes them', () => {
  const file = parseDockerfile(
    `FROM scratch
ARG IN=in
RUN <<EOF
echo one > /one
  echo two $IN
EOF
COPY <<EOT /conf.ini
key=val $IN
EOT
RUN sh <<A
echo first
A
RUN cat <<A > /a
first
A
RUN --mount=type=secret,id=tok cat /run/secrets/tok || true
COPY --link --chmod=600 <<one <<-"two" /dir/
a
one
	b $X
	two
ENV A=b\\
  C=d
# last
RUN echo x \\
# comment inside

  && echo "y # z"
copy --from=x:new /added /dir2/
`,
    'Dockerfile',
  );
  const expected: readonly Expected[] = [
    [2, 'ARG IN=in'],
    [3, 'RUN |1 IN=in /bin/sh -c echo one > /one\n  echo two $IN\n # buildkit'],
    [7, 'COPY <<EOT /conf.ini # buildkit'],
    [10, 'RUN |1 IN=in /bin/sh -c sh <<A\necho first\nA # buildkit'],
    [13, 'RUN |1 IN=in /bin/sh -c cat <<A > /a\nfirst\nA # buildkit'],
    [16, 'RUN |1 IN=in /bin/sh -c cat /run/secrets/tok || true # buildkit'],
    [17, 'COPY --chmod=600 <<one <<two /dir/ # buildkit'],
    [22, 'ENV A=b C=d'],
    [25, 'RUN |1 IN=in /bin/sh -c echo x   && echo "y # z" # buildkit'],
    [29, 'COPY /added /dir2/ # buildkit'],
  ];
  expect(attributed(expected, file)).toEqual(expected);
});

test('another Dockerfile explains nothing', () => {
  const file = parseDockerfile('FROM x\nRUN make\nCOPY a /b\nENV X=1\n', 'Dockerfile');
  expect(
    attributeHistory(
      BUILDKIT.map(([, createdBy]) => ({ createdBy })),
      file,
    ).filter(Boolean),
  ).toEqual([]);
});

test('the line of a name in an instruction over many lines', () => {
  const env = FILE.instructions.find(({ startLine }) => startLine === 12);
  const label = FILE.instructions.find(({ startLine }) => startLine === 17);
  if (env === undefined || label === undefined) throw new Error('not parsed');
  const at = (path: string): number => lineOf(path.startsWith('LABEL') ? label : env, path, FILE);
  expect(['ENV DB_URL', 'ENV OTHER', 'ENV THIRD', 'ENV ELSE', 'history 3'].map(at)).toEqual([12, 14, 16, 12, 12]);
  expect(['LABEL com.example.a', 'LABEL com.example.b'].map(at)).toEqual([17, 18]);
});
