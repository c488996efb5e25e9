/** An image with a secret in every place that one can hide in, built by a real builder. */

import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DockerService } from './services.js';
import { fileDirectory } from './services.js';
import { secrets } from './secrets.js';
import { writeTree } from './tree.js';

/** A shell without libraries, so that an image made from nothing can run something. */
const BUSYBOX = '/bin/busybox';

export const canRun = existsSync(BUSYBOX);

/** One token a place. */
export const hidden = {
  base: secrets.stripe('image base'),
  env: secrets.stripe('image env'),
  label: secrets.stripe('image label'),
  argument: secrets.stripe('image build argument'),
  present: secrets.github('image present'),
  overwritten: secrets.github('image overwritten'),
  replacing: secrets.github('image replacing'),
  deleted: secrets.github('image deleted'),
  opaque: secrets.github('image opaque'),
  linked: secrets.github('image linked'),
  copied: secrets.slack('image copied'),
  npm: secrets.slack('image npm'),
  command: secrets.slack('image command'),
};

const BASE = `FROM scratch
COPY busybox /bin/sh
COPY busybox /bin/busybox
COPY base.env /etc/base.env
CMD ["/bin/sh"]
`;

const SHOP = `FROM base:1
ARG BUILD_TOKEN
ENV DEPLOY_TOKEN=${hidden.env}
LABEL deploy.token="${hidden.label}"
COPY app /app
RUN echo "token = $BUILD_TOKEN" > /made.conf
RUN ["/bin/busybox", "rm", "/app/deleted.env"]
COPY overwriting.env /app/overwritten.env
RUN /bin/busybox rm -r /app/opaque && /bin/busybox mkdir /app/opaque && echo x > /app/opaque/new
RUN /bin/busybox mkdir /links && /bin/busybox cp /app/linked.env /links/one && /bin/busybox ln /links/one /links/two && /bin/busybox ln -s one /links/three
HEALTHCHECK CMD ["/bin/busybox", "wget", "--header", "Authorization: Bearer ${hidden.command}", "localhost"]
CMD ["/bin/sh", "-c", "serve"]
`;

/** Builds `base:1` and `shop:1`; gives the directory of the Dockerfiles. */
export function buildShop({ docker }: DockerService, { buildkit = true } = {}): string {
  const directory = fileDirectory();
  writeTree(directory, {
    'Dockerfile.base': BASE,
    Dockerfile: SHOP,
    'base.env': `STRIPE=${hidden.base}\n`,
    'overwriting.env': `GITHUB=${hidden.replacing}\n`,
    'app/main.js': `const slack = "${hidden.copied}";\n`,
    'app/present.env': `GITHUB=${hidden.present}\n`,
    'app/overwritten.env': `GITHUB=${hidden.overwritten}\n`,
    'app/deleted.env': `GITHUB=${hidden.deleted}\n`,
    'app/opaque/old.env': `GITHUB=${hidden.opaque}\n`,
    'app/linked.env': `GITHUB=${hidden.linked}\n`,
    'app/.npmrc': `//registry.example.org/:_authToken=${hidden.npm}\n`,
  });
  copyFileSync(BUSYBOX, join(directory, 'busybox'));
  writeFileSync(join(directory, '.dockerignore'), 'Dockerfile*\n');
  const options = { cwd: directory, env: { DOCKER_BUILDKIT: buildkit ? '1' : '0' } };
  docker(['build', '--quiet', '--network', 'none', '-f', 'Dockerfile.base', '-t', 'base:1', '.'], options);
  const argument = `BUILD_TOKEN=${hidden.argument}`;
  docker(['build', '--quiet', '--network', 'none', '--build-arg', argument, '-t', 'shop:1', '.'], options);
  return directory;
}
