import { chmodSync, existsSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { hullcheck } from '../support/command.js';
import { fill, fixFiles, git } from '../support/fix.js';
import { temporaryDirectory, tree } from '../support/tree.js';

function template(name: string, value: string): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  containers:
    - name: main
      image: i
      env:
        - name: TOKEN
          value: ${value}
`;
}

function pod(name: string, value: string): string {
  return fill(template(name, value));
}

describe('what it tells', () => {
  test('nothing to fix', () => {
    const { code, stdout } = hullcheck(['fix'], { cwd: tree({ 'a.yaml': 'a: 1\n' }) });
    expect([code, stdout]).toEqual([0, 'Nothing to fix: no credential in 1 file.\n']);
  });

  test('the diff masks what goes and what stays, and files are only read', () => {
    const text = pod('web', '<github:a>').replace('name: main', 'name: main # was <github:old>'.replace(/<.*>/, fill));
    const root = tree({ 'web.yaml': text });
    const { code, stdout, stderr } = hullcheck(['fix'], { cwd: root });
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatchInlineSnapshot(`
      "# For reading: secrets are masked, so this diff cannot be applied. hullcheck fix --write makes the real edit.
      --- a/web.yaml
      +++ b/web.yaml
      @@ -8,4 +8,7 @@
             image: i
             env:
               - name: TOKEN
      -          value: ********
      +          valueFrom:
      +            secretKeyRef:
      +              name: web-credentials
      +              key: TOKEN

      Fixed: 1 literal in 1 file
        web.yaml:11:18  GitHub personal access token (classic)
            valueFrom.secretKeyRef: Secret web-credentials, key TOKEN

      Needed before the changed files are deployed
        (--secrets-out DIR/ writes the values there, for you only)
        Secret web-credentials: TOKEN
            kubectl apply -f DIR/web-credentials.yaml

      Not fixed: 1 literal
        it is in a comment: delete it
          web.yaml:7:24  GitHub personal access token (classic)

      Rotate: the old values stay readable in git history and wherever they were deployed, so they are burnt
        1. GitHub personal access token (classic): Revoke it under Settings, Developer settings, Personal access tokens, and create a fine-grained one.

      No file was changed; --write does it.
      "
    `);
    expect(readFileSync(join(root, 'web.yaml'), 'utf8')).toBe(text);
  });

  test('of a Dockerfile it says what to write instead', () => {
    const { code, stdout } = hullcheck(['fix'], {
      cwd: tree({ Dockerfile: fill('FROM scratch\nENV TOKEN=<github:a>\n') }),
    });
    expect(code).toBe(1);
    expect(stdout).toContain('an instruction of an image build');
    expect(stdout).toContain('Take it out of the Dockerfile and set it where the container runs');
    expect(stdout).not.toContain(fill('<github:a>'));
  });

  test('an option of reports is refused', () => {
    const { code, stderr } = hullcheck(['fix', '--format', 'json'], { cwd: tree({ a: 'x' }) });
    expect([code, stderr]).toEqual([2, expect.stringContaining('hullcheck fix takes none of --format')]);
  });

  test('a path that does not exist: incomplete', () => {
    const { code, stderr } = hullcheck(['fix', 'nowhere'], { cwd: tree({ a: 'x' }) });
    expect([code, stderr]).toEqual([3, expect.stringContaining("Cannot scan 'nowhere'")]);
  });

  test.each([
    [['--as', 'external-secret'], '--as external-secret needs --store'],
    [['--store', 'x'], '--store goes with --as external-secret'],
    [['--as', 'external-secret', '--store', 'A/B'], "not 'A/B'"],
    [['--as', 'vault'], 'Choices: "secret", "external-secret"'],
  ])('%j is bad usage', (args, words) => {
    const { code, stderr } = hullcheck(['fix', ...args], { cwd: tree({ a: 'x' }) });
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});

describe('writing', () => {
  test('keeps the mode, follows a link, leaves nothing aside, and says how to undo', () => {
    const root = tree({ 'k8s/web.yaml': pod('web', '<github:a>') });
    chmodSync(join(root, 'k8s/web.yaml'), 0o640);
    symlinkSync('k8s/web.yaml', join(root, 'link.yaml'));
    git(root, 'init', '-q');
    git(root, 'add', '.');
    const { code, stdout } = hullcheck(['fix', '--write', 'link.yaml'], { cwd: root });
    expect(code).toBe(0);
    expect(stdout).toContain('Changed link.yaml. To undo: git restore -- link.yaml\n'.trimEnd());
    expect(statSync(join(root, 'k8s/web.yaml')).mode & 0o777).toBe(0o640);
    expect(readFileSync(join(root, 'k8s/web.yaml'), 'utf8')).toContain('secretKeyRef');
    expect(readdirSync(join(root, 'k8s'))).toEqual(['web.yaml']);
    git(root, 'restore', '--', 'k8s/web.yaml');
    expect(readFileSync(join(root, 'k8s/web.yaml'), 'utf8')).toBe(pod('web', '<github:a>'));
  });

  test('is refused where the values would be lost', () => {
    const root = tree({ 'web.yaml': pod('web', '<github:a>') });
    const { code, stderr } = hullcheck(['fix', '--write'], { cwd: root });
    expect([code, stderr]).toEqual([2, expect.stringContaining('--write would lose the old values')]);
    expect(readFileSync(join(root, 'web.yaml'), 'utf8')).toContain(fill('<github:a>'));
  });

  test('changes no file where one of them cannot be written', () => {
    const root = tree({ 'a/web.yaml': pod('web', '<github:a>'), 'b/bot.yaml': pod('bot', '<github:b>') });
    chmodSync(join(root, 'b'), 0o500);
    const asRoot = process.getuid?.() === 0;
    const { code } = hullcheck(['fix', '--write', '--secrets-out', join(temporaryDirectory(), 's.yaml')], {
      cwd: root,
    });
    chmodSync(join(root, 'b'), 0o700);
    // The superuser may write anywhere: then both are changed.
    expect(code).toBe(asRoot ? 0 : 2);
    expect(readFileSync(join(root, 'a/web.yaml'), 'utf8').includes('secretKeyRef')).toBe(asRoot);
  });

  test('a second run has nothing to do', () => {
    const { root } = fixFiles({ 'web.yaml': template('web', '<github:a>') });
    expect(hullcheck(['fix', '--write'], { cwd: root })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing to fix'),
    });
  });
});

describe('where the values go', () => {
  const files = { 'a.yaml': pod('a', '<github:a>'), 'b.yaml': pod('b', '<github:b>') };

  test('a pipe gets manifests and nothing else', () => {
    const { code, stdout, stderr } = hullcheck(['fix', '--secrets-out', '-'], { cwd: tree(files) });
    expect(code).toBe(0);
    const values = parseAllDocuments(stdout).map((document) => document.toJS() as { stringData: unknown });
    expect(values.map(({ stringData }) => stringData)).toEqual([
      { TOKEN: fill('<github:a>') },
      { TOKEN: fill('<github:b>') },
    ]);
    expect(stderr).toContain('secretKeyRef');
    expect(stderr).not.toContain(fill('<github:a>'));
  });

  test('a file, for its owner only, that is not there yet', () => {
    const root = tree(files);
    const out = join(temporaryDirectory(), 'new/secrets.yaml');
    expect(hullcheck(['fix', '--secrets-out', out], { cwd: root }).code).toBe(0);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(statSync(join(out, '..')).mode & 0o777).toBe(0o700);
    const again = hullcheck(['fix', '--secrets-out', out], { cwd: root });
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('exists and is not overwritten')]);
  });

  test('not into a git worktree, unless git ignores the place', () => {
    const root = tree({ ...files, '.gitignore': '/private/\n' });
    git(root, 'init', '-q');
    const refused = hullcheck(['fix', '--secrets-out', 'secrets.yaml'], { cwd: root });
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining('is in a git worktree and not ignored there'),
    ]);
    const inside = hullcheck(['fix', '--write', '--secrets-out', 'sub/'], { cwd: root });
    expect([inside.code, inside.stderr]).toEqual([2, expect.stringContaining('is in a git worktree')]);
    expect(existsSync(join(root, 'sub'))).toBe(false);
    expect(readFileSync(join(root, 'a.yaml'), 'utf8')).toBe(files['a.yaml']);
    expect(hullcheck(['fix', '--secrets-out', 'private/secrets.yaml'], { cwd: root }).code).toBe(0);
  });

  test('two Secrets of one name do not share a file', () => {
    const root = tree({ 'dev/a.yaml': pod('web', '<github:a>'), 'prod/a.yaml': pod('web', '<github:b>') });
    const refused = hullcheck(['fix', '--secrets-out', '-'], { cwd: root });
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain("Two Secrets of different directories are called 'web-credentials'");
    const out = join(temporaryDirectory(), 'out');
    expect(hullcheck(['fix', '--secrets-out', `${out}/`], { cwd: root }).code).toBe(0);
    expect(readdirSync(out)).toEqual(['dev', 'prod']);
  });
});

describe('forms', () => {
  test('kubectl: a file a key, which kubectl makes the Secret of', () => {
    const { run, secrets } = fixFiles({ 'web.yaml': template('web', '<github:a>') }, { args: ['--as', 'kubectl'] });
    expect(secrets).toBe('# web-credentials/TOKEN\n<github:a>');
    expect(run.stdout).toMatch(/kubectl create secret generic web-credentials --from-file=\S+\/web-credentials\n/);
  });

  test('env-file', () => {
    const { run, secrets } = fixFiles({ 'web.yaml': template('web', '<github:a>') }, { args: ['--as', 'env-file'] });
    expect(secrets).toBe('# web-credentials.env\nTOKEN=<github:a>\n');
    expect(run.stdout).toContain('--from-env-file=');
  });

  test('kustomize and external-secret add to the kustomization', () => {
    const files = { 'kustomization.yaml': 'resources:\n  - web.yaml\n', 'web.yaml': template('web', '<github:a>') };
    expect(fixFiles(files, { args: ['--as', 'kustomize'] }).changes).toMatchInlineSnapshot(`
      "kustomization.yaml
      +secretGenerator:
      +  - name: web-credentials
      +    envs:
      +      - web-credentials.env
      web.yaml
      -          value: <github:a>
      +          valueFrom:
      +            secretKeyRef:
      +              name: web-credentials
      +              key: TOKEN
      "
    `);
    const external = fixFiles(files, { args: ['--as', 'external-secret', '--store', 'SecretStore/vault'] });
    expect(external.changes).toMatchInlineSnapshot(`
      "kustomization.yaml
      +  - web-credentials.external-secret.yaml
      web-credentials.external-secret.yaml
      +apiVersion: external-secrets.io/v1
      +kind: ExternalSecret
      +metadata:
      +  name: web-credentials
      +spec:
      +  refreshInterval: "1h"
      +  secretStoreRef:
      +    kind: SecretStore
      +    name: vault
      +  target:
      +    name: web-credentials
      +  data:
      +    - secretKey: TOKEN
      +      remoteRef:
      +        key: web-credentials
      +        property: TOKEN
      web.yaml
      -          value: <github:a>
      +          valueFrom:
      +            secretKeyRef:
      +              name: web-credentials
      +              key: TOKEN
      "
    `);
  });

  test.each([
    ['sealed-secret', /kubeseal --format yaml < \S+web-credentials.yaml > web-credentials.sealed.yaml/],
    [
      'sops',
      /sops encrypt --encrypted-regex '\^\(data\|stringData\)\$' \S+web-credentials.yaml > web-credentials.enc.yaml/,
    ],
  ])('%s names the command', (as, command) => {
    const { run } = fixFiles({ 'web.yaml': template('web', '<github:a>') }, { args: ['--as', as] });
    expect(run.stdout).toMatch(command);
  });
});

test('a file that is no UTF-8 is left alone', () => {
  const root = tree({});
  writeFileSync(
    join(root, 'web.yaml'),
    Buffer.concat([Buffer.from(pod('web', '<github:a>')), Buffer.from([0x23, 0xff, 0x0a])]),
  );
  const { code, stdout } = hullcheck(['fix'], { cwd: root });
  expect([code, stdout]).toEqual([1, expect.stringContaining('not UTF-8')]);
});
