// How other scanners are called for the same work: everything they have by default, all files, nothing verified over the
// network, no report that costs them more than ours costs us. Each is run where it is installed.
//
// They differ in what they do by default, which a ratio does not show: gitleaks and betterleaks read the patches of
// `git log`, trufflehog patches too, kingfisher blobs; detect-secrets and secretlint know no history; a decoder, an
// archive reader or a limit on file sizes is in some of them and not in others.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Exit codes that say that something was found are as good as 0. */
const PEERS = {
  gitleaks: {
    version: ['version'],
    directory: (tree) => ['dir', tree, '--no-banner', '--exit-code=0'],
    history: (repository) => ['git', repository, '--log-opts=--all', '--no-banner', '--exit-code=0'],
    staged: (repository) => ['git', repository, '--staged', '--no-banner', '--exit-code=0'],
  },
  betterleaks: {
    version: ['version'],
    directory: (tree) => ['dir', tree, '--no-banner', '--exit-code=0'],
    history: (repository) => ['git', repository, '--log-opts=--all', '--no-banner', '--exit-code=0'],
    staged: (repository) => ['git', repository, '--staged', '--no-banner', '--exit-code=0'],
  },
  trufflehog: {
    version: ['--version'],
    directory: (tree) => ['filesystem', tree, ...TRUFFLEHOG],
    history: (repository) => [
      'git',
      `file://${repository}`,
      ...(existsSync(join(repository, '.git')) ? [] : ['--bare']),
      ...TRUFFLEHOG,
    ],
  },
  kingfisher: {
    version: ['--version'],
    good: [0, 200, 205],
    directory: (tree) => ['scan', tree, '--git-history=none', ...KINGFISHER],
    history: (repository) => ['scan', repository, '--git-history=full', ...KINGFISHER],
    staged: (repository) => ['scan', repository, '--staged', ...KINGFISHER],
  },
  'detect-secrets': {
    version: ['--version'],
    directory: () => ['scan', '--all-files', '--no-verify', '.'],
  },
  secretlint: {
    version: ['--version'],
    good: [0, 1],
    // It looks for its rules beside its configuration, or else beside itself; `.git` is not among what it reads.
    directory: () => ['**/*', '--secretlintrcJSON', SECRETLINT, '--format=json', '--secretlintignore=/dev/null'],
  },
};

const TRUFFLEHOG = ['--no-verification', '--no-update', '--json', '--concurrency=2'];
const KINGFISHER = ['--no-validate', '--no-update-check', '--no-ignore', '--format=jsonl', '--quiet'];
const SECRETLINT = JSON.stringify({ rules: [{ id: '@secretlint/secretlint-rule-preset-recommend' }] });

export const PEER_NAMES = Object.keys(PEERS);

/** Commands for `compare`, of those peers among `names` that know the task: 'directory', 'history' or 'staged'. */
export function peersFor(task, input, names) {
  return names.flatMap((name) => {
    const peer = PEERS[name];
    const args = peer[task]?.(input);
    return args === undefined ? [] : [{ name, program: name, args, cwd: input, good: peer.good ?? [0] }];
  });
}

/** The arguments that make the peer print its version. */
export function versionArguments(name) {
  return PEERS[name]?.version;
}
