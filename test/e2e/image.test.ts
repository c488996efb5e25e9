/** Images as real builders, daemons, registries and tools make them. */

import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { hullcheck, hullcheckJson, type JsonFinding, type JsonReport } from '../support/command.js';
import { digestOf, layoutOf, tarOf } from '../support/image-archive.js';
import { buildShop, canRun, hidden } from '../support/image-fixture.js';
import { fileDirectory, isInstalled, skopeo, startDocker, startPodman, startRegistry } from '../support/services.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory, tree, writeTree } from '../support/tree.js';

const docker = canRun ? await startDocker() : undefined;
const registry = await startRegistry();
const podman = await startPodman();
const hasSkopeo = isInstalled('skopeo');

const directory = fileDirectory();
const saved = join(directory, 'shop.tar');

beforeAll(() => {
  if (docker === undefined) return;
  buildShop(docker);
  docker.docker(['save', '--output', saved, 'shop:1']);
}, 120_000);

/** No daemon of the machine that runs the tests is asked. */
const nowhere = { DOCKER_HOST: `unix://${directory}/none.sock`, CONTAINER_HOST: `unix://${directory}/none.sock` };

function scan(args: readonly string[], env: NodeJS.ProcessEnv = nowhere): { code: number | null; report: JsonReport } {
  const { code, report } = hullcheckJson(['image', ...args, '--show-secrets'], { env: { ...nowhere, ...env } });
  return { code, report };
}

/** Where each secret was found and what became of it. */
function placesOf(findings: readonly JsonFinding[], secret: string): string[] {
  return findings.filter((finding) => finding.secret === secret).map(placeOf);
}

function placeOf({ location, provenance }: JsonFinding): string {
  const { layer, verdict, owner, instruction } = provenance;
  const became = verdict?.layer === undefined ? verdict?.state : `${verdict.state} in ${verdict.layer}`;
  const where = layer === undefined ? location.path : `${location.path} in layer ${layer.index}`;
  return `${where}: ${became}, ${owner?.image}, ${instruction?.text.split(' ')[0]}`;
}

const EXPECTED: Readonly<Record<keyof typeof hidden, readonly string[]>> = {
  base: ['etc/base.env in layer 3: present, base, COPY'],
  env: ['ENV DEPLOY_TOKEN: present, own, ENV'],
  label: ['LABEL deploy.token: present, own, LABEL'],
  argument: ['made.conf in layer 5: present, own, RUN', 'history 9: present, own, RUN'],
  present: ['app/present.env in layer 4: present, own, COPY'],
  overwritten: ['app/overwritten.env in layer 4: overwritten in 7, own, COPY'],
  replacing: ['app/overwritten.env in layer 7: present, own, COPY'],
  deleted: ['app/deleted.env in layer 4: deleted in 6, own, COPY'],
  opaque: ['app/opaque/old.env in layer 4: deleted in 8, own, COPY'],
  linked: [
    'app/linked.env in layer 4: present, own, COPY',
    'links/one in layer 9: present, own, RUN',
    'links/two in layer 9: present, own, RUN',
  ],
  copied: ['app/main.js in layer 4: present, own, COPY'],
  npm: ['app/.npmrc in layer 4: present, own, COPY'],
  command: ['HEALTHCHECK: present, own, HEALTHCHECK'],
};

/** Health checks are Docker's own: converting an image to OCI drops them from the configuration. */
const IN_OCI = { ...EXPECTED, command: ['history 14: present, own, HEALTHCHECK'] };

function expectAll(
  { code, report }: { code: number | null; report: JsonReport },
  expected: Readonly<Record<string, readonly string[]>> = EXPECTED,
): void {
  expect(report.problems).toEqual([]);
  const found = Object.fromEntries(
    Object.entries(hidden).map(([name, secret]) => [name, placesOf(report.findings, secret)]),
  );
  expect(found).toEqual(expected);
  expect(new Set(report.findings.map(({ secret }) => secret)).size).toBe(Object.keys(hidden).length);
  expect(code).toBe(1);
}

describe.skipIf(docker === undefined)('an image with a secret in every place', () => {
  test('as docker save writes it: each is found, with its layer, verdict, owner and instruction', () => {
    expectAll(scan([saved]));
  });

  test('in the daemon', () => {
    expectAll(scan(['shop:1'], { DOCKER_HOST: docker?.host }));
    expectAll(scan(['docker:shop:1'], { DOCKER_HOST: docker?.host }));
  });

  test('by the daemon of a context', () => {
    const client = join(directory, 'client');
    docker?.docker(['context', 'create', 'test', '--docker', `host=${docker.host}`], {
      env: { DOCKER_CONFIG: client, DOCKER_HOST: '' },
    });
    expectAll(scan(['shop:1'], { DOCKER_HOST: '', DOCKER_CONFIG: client, DOCKER_CONTEXT: 'test' }));
  });

  test('as a compressed archive', () => {
    const compressed = join(directory, 'shop.tar.gz');
    writeFileSync(compressed, gzipSync(readFileSync(saved), { level: 1 }));
    expectAll(scan([compressed]));
    execFileSync('xz', ['--keep', '-0', saved]);
    expectAll(scan([`docker-archive:${saved}.xz`]));
  });

  test.skipIf(!hasSkopeo)('as an OCI layout and as an OCI archive', () => {
    const layout = join(directory, 'layout');
    skopeo('copy', `docker-archive:${saved}`, `oci:${layout}:1`);
    skopeo('copy', `docker-archive:${saved}`, `oci-archive:${layout}.tar:1`);
    expectAll(scan([layout]), IN_OCI);
    expectAll(scan([`oci:${layout}`]), IN_OCI);
    expectAll(scan([`oci-archive:${layout}.tar`]), IN_OCI);
  });

  test.skipIf(!hasSkopeo)('with zstd layers', () => {
    const layout = join(directory, 'zstd');
    skopeo('copy', '--dest-compress', '--dest-compress-format', 'zstd', `docker-archive:${saved}`, `oci:${layout}:1`);
    const { report } = scan([layout]);
    const digest = report.findings.find(({ location }) => location.path === 'app/present.env')?.provenance.layer
      ?.digest;
    const blob = readFileSync(join(layout, 'blobs', digest?.replace(':', '/') ?? ''));
    expect(blob.subarray(0, 4).toString('hex')).toBe('28b52ffd');
    expectAll(scan([layout]), IN_OCI);
  });

  test.skipIf(!hasSkopeo || registry === undefined)('in a registry that wants a login', () => {
    const name = `${registry?.address}/team/shop:1`;
    const login = ['--dest-creds', `${registry?.user}:${registry?.password}`, '--dest-tls-verify=false'];
    skopeo('copy', ...login, `docker-archive:${saved}`, `docker://${name}`);
    expectAll(scan([name], { DOCKER_CONFIG: registry?.config }));
    expectAll(scan([`registry:${name}`], { DOCKER_CONFIG: registry?.config }));
    const refused = scan([`registry:${name}`]);
    expect(refused.code).toBe(3);
    expect(refused.report.problems[0]?.message).toContain('answered 401: no login for it was found; use docker login');
    const absent = scan([`registry:${registry?.address}/team/other:1`], { DOCKER_CONFIG: registry?.config });
    expect(absent.code).toBe(3);
    expect(absent.report.problems[0]?.code).toBe('registry-failed');
  });

  test.skipIf(podman === undefined)('in Podman', () => {
    podman?.podman('load', '--quiet', '--input', saved);
    expectAll(scan(['podman:shop:1'], { CONTAINER_HOST: podman?.host }));
  });

  test('made by the old builder of Docker', () => {
    if (docker !== undefined) buildShop(docker, { buildkit: false });
    const old = join(directory, 'old.tar');
    docker?.docker(['save', '--output', old, 'shop:1']);
    const { report } = scan([old]);
    expect(report.problems).toEqual([]);
    const found = Object.fromEntries(
      Object.entries(hidden).map(([name, secret]) => [name, placesOf(report.findings, secret)]),
    );
    // It writes the arguments of a build before the first step that runs, and numbers the same steps otherwise.
    expect(found).toEqual({
      ...EXPECTED,
      argument: [EXPECTED.argument[0], expect.stringMatching(/^history \d+: present, own, RUN$/)],
    });
  });

  test.skipIf(!isInstalled('umoci'))('unpacked, changed and packed again by umoci', () => {
    const layout = join(directory, 'umoci');
    skopeo('copy', `docker-archive:${saved}`, `oci:${layout}:1`);
    const bundle = join(directory, 'bundle');
    const umoci = (...args: string[]): void => void execFileSync('umoci', args, { stdio: 'ignore' });
    umoci('unpack', '--rootless', '--image', `${layout}:1`, bundle);
    rmSync(join(bundle, 'rootfs/app/present.env'));
    rmSync(join(bundle, 'rootfs/app/main.js'));
    writeFileSync(join(bundle, 'rootfs/app/main.js'), 'nothing\n');
    umoci('repack', '--image', `${layout}:2`, bundle);
    umoci('rm', '--image', `${layout}:1`);
    const { report } = scan([layout]);
    expect(report.problems).toEqual([]);
    // What it was packed on top of is the base image now: its command ends the history before.
    expect(placesOf(report.findings, hidden.present)).toEqual([
      'app/present.env in layer 4: deleted in 10, base, COPY',
    ]);
    expect(placesOf(report.findings, hidden.copied)).toEqual(['app/main.js in layer 4: overwritten in 10, base, COPY']);
  });

  test('knows its base image by name', () => {
    const { report } = scan(['shop:1', '--base', 'base:1'], { DOCKER_HOST: docker?.host });
    const owners = report.findings.map(({ provenance }) => provenance.owner?.by);
    expect(new Set(owners)).toEqual(new Set(['given']));
  });
});

describe.skipIf(docker === undefined || registry === undefined)('push', () => {
  const name = `${registry?.address}/team/gate:1`;
  const env = { ...nowhere, DOCKER_HOST: docker?.host, DOCKER_CONFIG: registry?.config };

  function tags(): string {
    const login = ['--creds', `${registry?.user}:${registry?.password}`, '--tls-verify=false'];
    try {
      return skopeo('inspect', ...login, '--format', '{{.Digest}}', `docker://${name}`).trim();
    } catch {
      return 'none';
    }
  }

  test('keeps an image with a secret out of the registry, and lets a clean one in', () => {
    docker?.docker(['tag', 'shop:1', name]);
    const stopped = hullcheck(['push', name], { env });
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toContain(`'${name}' was not pushed`);
    expect(tags()).toBe('none');
    const context = tree({ Dockerfile: 'FROM scratch\nCOPY a /a\n', a: 'nothing here\n' });
    docker?.docker(['build', '--quiet', '--tag', name, context]);
    const pushed = hullcheck(['push', name], { env });
    expect(pushed.code).toBe(0);
    expect(pushed.stderr).toContain(`pushed '${name}', ${tags()}`);
    expect(tags()).toMatch(/^sha256:/);
  });

  test('pushes nothing that is not in a daemon', () => {
    const { code, stdout } = hullcheck(['push', saved], { env });
    expect(code).toBe(3);
    expect(stdout).toContain('No image');
  });
});

describe('an index for two platforms', () => {
  const token = { amd64: secrets.stripe('amd64'), arm64: secrets.stripe('arm64') };

  /** As `docker buildx build --platform` makes it: an index in the index, and an attestation beside each image. */
  async function layout(): Promise<string> {
    const path = temporaryDirectory();
    const members = new Map<string, Uint8Array>();
    const blob = (text: string): { digest: string; size: number } => {
      const digest = digestOf(Buffer.from(text));
      members.set(`blobs/${digest.replace(':', '/')}`, Buffer.from(text));
      return { digest, size: text.length };
    };
    const manifests: object[] = [];
    for (const [architecture, secret] of Object.entries(token)) {
      const layer = await tarOf([{ name: 'app/.env', content: `KEY=${secret}\n` }]);
      const made = layoutOf({ layers: [layer], config: { architecture } });
      for (const [name, bytes] of made) if (name.startsWith('blobs/')) members.set(name, bytes);
      const [root] = (
        JSON.parse(Buffer.from(made.get('index.json') ?? '').toString()) as { manifests: { digest: string }[] }
      ).manifests;
      manifests.push({ ...root, platform: { os: 'linux', architecture } });
      const statement = blob(
        JSON.stringify({
          predicate: { invocation: { arguments: `TOKEN=${secrets.stripe(`build ${architecture}`)}` } },
        }),
      );
      const inToto = {
        mediaType: 'application/vnd.in-toto+json',
        ...statement,
        annotations: { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v0.2' },
      };
      const config = blob(JSON.stringify({ os: 'unknown', architecture: 'unknown', rootfs: { diff_ids: [] } }));
      manifests.push({
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        ...blob(JSON.stringify({ schemaVersion: 2, config, layers: [inToto] })),
        platform: { os: 'unknown', architecture: 'unknown' },
        annotations: {
          'vnd.docker.reference.type': 'attestation-manifest',
          'vnd.docker.reference.digest': root?.digest,
        },
      });
    }
    const inner = blob(JSON.stringify({ schemaVersion: 2, manifests }));
    const index = { schemaVersion: 2, manifests: [{ mediaType: 'application/vnd.oci.image.index.v1+json', ...inner }] };
    members.set('index.json', Buffer.from(JSON.stringify(index)));
    return writeTree(path, Object.fromEntries(members));
  }

  test('is scanned for the platform that is asked for, with what was attested of it', async () => {
    const path = await layout();
    const found = (platform: string): string[] => {
      const { report } = scan([path, '--platform', platform]);
      expect(report.problems).toEqual([]);
      return report.findings.map(
        ({ location, provenance, secret }) =>
          `${location.path} ${provenance.platform} ${secret === token.amd64 || secret === token.arm64}`,
      );
    };
    expect(found('linux/arm64')).toEqual([
      'app/.env linux/arm64 true',
      'attestation https://slsa.dev/provenance/v0.2 linux/arm64 false',
    ]);
    expect(found('all')).toHaveLength(4);
    const { code, report } = scan([path, '--platform', 'linux/s390x']);
    expect(code).toBe(3);
    expect(report.problems[0]?.message).toContain('for linux/amd64, linux/arm64; name one with --platform');
  });
});
