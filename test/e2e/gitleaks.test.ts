/** What a repository has for gitleaks and its kin, through the command. */

import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hullcheck, hullcheckJson, type JsonReport } from '../support/command.js';
import { repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { tree, writeTree } from '../support/tree.js';

function scan(files: Record<string, string>, ...args: string[]): JsonReport & { readonly code: number | null } {
  const { report, code } = hullcheckJson(['scan', '.', ...args], { cwd: tree(files) });
  return { ...report, code };
}

function found({ findings }: JsonReport): string[] {
  return findings.map(
    ({ detector, location }) => `${detector} ${location.path}:${location.startLine}:${location.startColumn}`,
  );
}

const digits = '0123456789';

describe('.gitleaks.toml', () => {
  test('its rules alone count where it does not extend the default ones', () => {
    const config = `
      [[rules]]
      id = "acme-token"
      description = "Acme token"
      regex = '''(?i)acme[_-]?token\\s*=\\s*"([a-z0-9]{10})"'''
      keywords = ["Acme"]
      [[rules]]
      id = "two-groups"
      regex = '''(?:left-([0-9]{4})|right-([0-9]{6}))'''
      keywords = ["left-", "right-"]
      [[rules]]
      id = "third-group"
      regex = '''(grp)-([A-Z]{4})-([0-9]{6})'''
      secretGroup = 3
      [[rules]]
      id = "yaml-only"
      regex = '''pass:\\s*(\\S{8,})'''
      path = '''\\.ya?ml$'''
      keywords = ["pass"]
      [[rules]]
      id = "random-only"
      regex = '''rnd_(\\w+)'''
      entropy = 2.0
      keywords = ["rnd_"]
    `;
    const report = scan({
      '.gitleaks.toml': config,
      'a.txt': `ACME-TOKEN = "${digits}"\nleft-1234 right-123456\n\ngrp-ABCD-123456\npass: not a yaml\nrnd_aaaabbbbccccdddd rnd_aaaabbbbccccddddee\n`,
      'b.yml': `pass: ${digits}\ngithub: ${secrets.github('own rules')}\n`,
    });
    expect(found(report)).toEqual([
      'acme-token a.txt:1:15',
      'two-groups a.txt:2:6',
      'two-groups a.txt:2:17',
      'third-group a.txt:4:10',
      'random-only a.txt:6:26',
      'yaml-only b.yml:1:7',
    ]);
    expect(report.problems).toEqual([]);
  });

  test('useDefault keeps the detectors of hullcheck, less the disabled ones', () => {
    const files = {
      'a.js': `github = "${secrets.github('default')}"\nstripe = "${secrets.stripe('default')}"\nacme_${digits}\n`,
    };
    const config = (...disabled: string[]): string => `
      [extend]
      useDefault = true
      disabledRules = [${disabled.map((id) => `"${id}"`).join(', ')}]
      [[rules]]
      id = "acme"
      regex = '''acme_[0-9]{10}'''
      keywords = ["acme_"]
    `;
    expect(found(scan({ ...files, '.gitleaks.toml': config() }))).toEqual([
      'github-classic-pat a.js:1:11',
      'stripe-live-secret-key a.js:2:11',
      'acme a.js:3:1',
    ]);
    expect(found(scan({ ...files, '.gitleaks.toml': config('stripe-access-token') }))).toEqual([
      'github-classic-pat a.js:1:11',
      'acme a.js:3:1',
    ]);
  });

  test.each([
    ['a path', "paths = ['''^test/''']"],
    ['a secret', "regexes = ['''^acme_0''']"],
    ['the match', `regexTarget = "match"\nregexes = ['''^key=acme_0''']`],
    ['the line', `regexTarget = "line"\nregexes = ['''# an example$''']`],
    ['a stop word', "stopwords = ['ACME_012']"],
    ['every criterion', `condition = "AND"\npaths = ['''^test/''']\nregexes = ['''_0123''']\nstopwords = ['acme']`],
  ])('allows by %s', (_, list) => {
    const rules = `
      [[rules]]
      id = "acme"
      regex = '''key=(acme_[0-9]{10})'''
    `;
    const files = { 'test/a.txt': `key=acme_${digits} # an example\n`, 'src/b.txt': 'key=acme_9876543210\n' };
    for (const config of [
      `${rules}[allowlist]\ndescription = "examples"\n${list}`,
      `[[allowlists]]\ndescription = "examples"\n${list}\n${rules}`,
      `${rules}[[rules.allowlists]]\ndescription = "examples"\n${list}`,
      `${rules}[rules.allowlist]\ndescription = "examples"\n${list}`,
      `[[allowlists]]\ntargetRules = ["acme"]\ndescription = "examples"\n${list}\n${rules}`,
    ]) {
      const report = scan({ ...files, '.gitleaks.toml': config });
      expect(found(report)).toEqual(['acme src/b.txt:1:5']);
      expect(report.suppressed.map(({ verdict }) => [verdict.by, verdict.reason])).toEqual([
        ['config', '.gitleaks.toml: examples'],
      ]);
    }
    const other = `${rules}\n[[rules]]\nid = "other"\nregex = '''xyz'''\n[[rules.allowlists]]\n${list}`;
    expect(found(scan({ ...files, '.gitleaks.toml': other }))).toHaveLength(2);
  });

  test('AND asks for every criterion', () => {
    const config = `
      [[rules]]
      id = "acme"
      regex = '''acme_[0-9]{10}'''
      [[allowlists]]
      condition = "AND"
      paths = ['''^test/''']
      stopwords = ['0123']
    `;
    const report = scan({
      '.gitleaks.toml': config,
      'test/a': 'acme_9876543210',
      'src/a': `acme_${digits}`,
      'test/b': `acme_${digits}`,
    });
    expect(found(report)).toEqual(['acme src/a:1:1', 'acme test/a:1:1']);
  });

  test('allows by commit', () => {
    const repo = repository();
    const first = repo.commit('first', { 'a.txt': `acme_${digits}\n` });
    repo.commit('second', { 'b.txt': 'acme_9876543210\n' });
    const config = `[[rules]]\nid = "acme"\nregex = '''acme_[0-9]{10}'''\n[allowlist]\ncommits = ["${first.toUpperCase()}"]`;
    writeTree(repo.directory, { '.gitleaks.toml': config });
    expect(found(hullcheckJson(['git', '.'], { cwd: repo.directory }).report)).toEqual(['acme b.txt:1:1']);
  });

  test('a rule in parts needs them near, and a part is not reported', () => {
    const config = `
      [[rules]]
      id = "secret"
      regex = '''secretvalue=([a-z0-9]{10})'''
      [[rules.required]]
      id = "account"
      withinLines = 2
      [[rules]]
      id = "account"
      regex = '''account=([0-9]{6})'''
      skipReport = true
    `;
    const secret = `secretvalue=${digits}\n`;
    const report = scan({
      '.gitleaks.toml': config,
      a: secret,
      b: `account=123456\n\n${secret}`,
      c: `account=123456\n\n\n${secret}`,
    });
    expect(found(report)).toEqual(['secret b:3:13']);
  });

  test('extends another file', () => {
    const files = {
      'base.toml': `[[rules]]\nid = "acme"\nregex = '''acme_[0-9]{10}'''\n[[rules]]\nid = "beta"\nregex = '''beta_[0-9]{10}'''`,
      'a.txt': `acme_${digits} beta_${digits} beta_x\n`,
    };
    const config = `[extend]\npath = "base.toml"\ndisabledRules = ["acme"]\n[[rules]]\nid = "beta"\nregex = '''beta_x'''`;
    expect(found(scan({ ...files, '.gitleaks.toml': config }))).toEqual(['beta a.txt:1:33']);
    expect(found(scan({ ...files, 'my.toml': '[extend]\npath = "base.toml"' }, '--config', 'my.toml'))).toEqual([
      'acme a.txt:1:1',
      'beta a.txt:1:17',
    ]);
  });

  test('says what it does not apply', () => {
    const allowOnly = scan({
      '.gitleaks.toml': "[allowlist]\npaths = ['''x''']",
      'a.js': `k = "${secrets.github('allow only')}"\n`,
    });
    expect(found(allowOnly)).toEqual(['github-classic-pat a.js:1:6']);
    expect(allowOnly.problems).toMatchObject([{ code: 'foreign-rule' }]);
    expect(scan({ '.gitleaks.toml': "[[rules]]\nid = 'p12'" }).problems[0]?.message).toContain(
      "rule 'p12': has neither regex nor path",
    );
  });

  test('says what it does not apply of many rules in one sentence', () => {
    const rules = ['a', 'b', 'c', 'd', 'e'].map((id) => `[[rules]]\nid = "${id}"\nregex = "${id}{9}"\nfilter = "x"`);
    expect(scan({ '.gitleaks.toml': rules.join('\n') }).problems.map(({ message }) => message)).toEqual([
      "'.gitleaks.toml': rules 'a', 'b', 'c' and 2 more: the filter is not applied",
    ]);
  });

  test.each([
    ['[[rules]]\nid = "a"\nregex = """(?=x)"""', "rule 'a': not an expression of RE2"],
    ['[scan]\ntimeout = 5m', '.gitleaks.toml:2: not valid TOML'],
    ['[[rules]]\nregex = "x"', 'rules.0.id'],
  ])('%j is bad configuration', (config, complaint) => {
    const { code, stderr } = hullcheck(['scan', '.'], { cwd: tree({ '.gitleaks.toml': config }) });
    expect(code).toBe(2);
    expect(stderr).toContain(complaint);
  });
});

test('.gitleaksignore: by file, rule and line, and by commit', () => {
  const repo = repository();
  const commit = repo.commit('all', {
    'a.js': `\n\ngithub = "${secrets.github('ignored')}"\n`,
    'b.js': `github = "${secrets.github('reported')}"\n`,
  });
  writeTree(repo.directory, {
    '.gitleaksignore': `# known\na.js:github-pat:3\n${commit}:b.js:github-pat:1\nnonsense\n`,
  });
  const { report } = hullcheckJson(['scan', '.'], { cwd: repo.directory });
  expect(found(report)).toEqual(['github-classic-pat b.js:1:11']);
  expect(report.problems).toMatchObject([{ code: 'foreign-rule' }]);
  expect(hullcheckJson(['git', '.'], { cwd: repo.directory }).report.findings).toEqual([]);
});

describe('--baseline', () => {
  const secret = secrets.github('baseline of gitleaks');
  const entry = {
    RuleID: 'github-pat',
    Description: '',
    StartLine: 1,
    EndLine: 1,
    StartColumn: 2,
    EndColumn: 9,
    Match: '',
    Secret: secret,
    File: 'a.js',
    Commit: '',
    Fingerprint: 'a.js:github-pat:1',
  };
  const files = { 'moved/a.js': `\n\ngithub = "${secret}"\n`, 'b.js': `github = "${secrets.github('another')}"\n` };

  test('takes a report of gitleaks, wherever the secret is now', () => {
    // Outside of the tree: the report itself holds the secret.
    const report = join(tree({ 'report.json': JSON.stringify([entry]) }), 'report.json');
    expect(found(scan(files, '--baseline', report))).toEqual(['github-classic-pat b.js:1:11']);
  });

  test('takes a redacted one by its places', () => {
    const redacted = JSON.stringify([{ ...entry, Secret: 'REDACTED', File: 'b.js' }]);
    expect(found(scan({ ...files, 'report.json': redacted }, '--baseline', 'report.json'))).toEqual([
      'github-classic-pat moved/a.js:3:11',
    ]);
  });

  test('takes one of detect-secrets', () => {
    const hashed = createHash('sha1').update(secret).digest('hex');
    const baseline = {
      version: '1.5.0',
      results: {
        'a.js': [{ type: 'GitHub Token', filename: 'a.js', hashed_secret: hashed, is_verified: false, line_number: 7 }],
      },
    };
    expect(
      found(scan({ ...files, '.secrets.baseline': JSON.stringify(baseline) }, '--baseline', '.secrets.baseline')),
    ).toEqual(['github-classic-pat b.js:1:11']);
  });

  test('refuses other JSON', () => {
    const { code, stderr } = hullcheck(['scan', '.', '--baseline', 'x.json'], { cwd: tree({ 'x.json': '{"a": 1}' }) });
    expect(code).toBe(2);
    expect(stderr).toContain('x.json: neither a JSON report of gitleaks nor a baseline of detect-secrets');
  });
});

describe('hullcheck migrate', () => {
  const KEY = { HULLCHECK_KEY: 'a key of the whole team' };

  test('turns places into secrets, and says what names none any more', () => {
    const repo = repository();
    const [listed, removed, based] = ['listed', 'removed', 'based'].map((seed) => secrets.github(`migrate ${seed}`));
    const commit = repo.commit('first', { 'a.js': `k = "${listed}"\n`, 'old.js': `k = "${removed}"\n` });
    repo.commit('second', {
      'old.js': null,
      'b.js': `\nk = "${based}"\n`,
      '.gitleaks.toml': '[extend]\nuseDefault = true\n',
    });
    const { directory: cwd } = repo;
    const ignored = ['a.js:github-pat:1', `${commit}:old.js:github-pat:1`, 'gone.js:github-pat:7'];
    writeTree(cwd, { '.gitleaksignore': `${ignored.join('\n')}\n` });
    const entry = { RuleID: 'github-pat', StartLine: 9, EndLine: 9, File: 'b.js' };
    const entries = [
      { ...entry, Secret: based },
      { ...entry, Secret: secrets.github('migrate never') },
    ];
    const report = join(tree({ 'report.json': JSON.stringify(entries) }), 'report.json');

    const run = hullcheck(['migrate', '--baseline', report], { cwd, env: KEY });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain("Wrote '.hullcheck-baseline' with 1 secrets.");
    expect(run.stdout).toContain("Added 2 entries to '.hullcheck-ignore.yaml'");
    expect(run.stdout).toContain("Wrote '.hullcheck.yaml'");
    expect(run.stdout).toContain('.gitleaksignore:3 matches nothing any more: gone.js github-pat');
    expect(run.stdout).toContain('report.json: 1 of 2 entries carried over');
    for (const text of [
      run.stdout,
      ...['.hullcheck-baseline', '.hullcheck-ignore.yaml'].map((name) => readFileSync(join(cwd, name), 'utf8')),
    ]) {
      expect(text).not.toContain(listed);
      expect(text).not.toContain(based);
    }

    rmSync(join(cwd, '.gitleaksignore'));
    writeTree(cwd, { 'moved.js': `\n\n\nk = "${listed}"\nk = "${based}"\n` });
    repo.commit('third', { 'a.js': null, 'b.js': null });
    for (const command of ['scan', 'git']) {
      const { report: after } = hullcheckJson([command, '.'], { cwd, env: KEY });
      expect([command, found(after)]).toEqual([command, []]);
      expect(after.problems).toEqual([]);
    }
    expect(hullcheck(['migrate', '--baseline', report], { cwd, env: KEY })).toMatchObject({ code: 2 });
  });

  test('has nothing to do where there is nothing', () => {
    expect(hullcheck(['migrate', '--no-history'], { cwd: tree({ 'a.js': '' }), env: KEY })).toMatchObject({ code: 2 });
  });
});

describe('a rule with a path and no expression', () => {
  const config = `
    [[rules]]
    id = "key-store"
    description = "A key store"
    path = '''(?i)(^|/)[\\w-]+\\.(p12|jks)$'''
    [[rules.allowlists]]
    paths = ['''^test/''']
  `;
  const files = { '.gitleaks.toml': config, 'a/Store.P12': '\0\x01binary', 'test/b.jks': 'x', 'c.txt': 'x' };

  test('finds the file', () => {
    const report = scan(files);
    expect(report.code).toBe(1);
    expect(found(report)).toEqual(['key-store a/Store.P12:1:1']);
    expect(report.findings[0]).toMatchObject({ class: 'file', secret: '', excerpt: '', severity: 'medium' });
    expect(report.suppressed.map(({ location }) => location.path)).toEqual(['test/b.jks']);
    expect(report.problems).toEqual([]);
    const { stdout } = hullcheck(['scan', '.'], { cwd: tree(files) });
    expect(stdout).toContain('a/Store.P12\n  file  medium  key-store [key-store] (medium confidence)\n    why: ');
  });

  test('finds it in history once, whatever becomes of its content, and a baseline knows it by its path', () => {
    const repo = repository();
    const env = { HULLCHECK_KEY: '0123456789'.repeat(4) };
    for (const content of ['one', 'two', 'three']) repo.commit(content, { ...files, 'a/Store.P12': content });
    const git = (): string[] => found(hullcheckJson(['git', '.'], { cwd: repo.directory, env }).report);
    expect(new Set(git())).toEqual(new Set(['key-store a/Store.P12:1:1']));
    const create = hullcheck(['baseline', 'create', '--history'], { cwd: repo.directory, env });
    expect(create.stdout).toContain('with 1 secret.');
    expect(git()).toEqual([]);
    writeTree(repo.directory, { 'a/Store.P12': 'four', 'other.p12': 'x' });
    expect(found(hullcheckJson(['scan', '.'], { cwd: repo.directory, env }).report)).toEqual([
      'key-store other.p12:1:1',
    ]);
  });

  test('changes nothing where it is about a rule of the default configuration', () => {
    const extended = `[extend]\nuseDefault = true\n[[rules]]\nid = "generic-api-key"\npath = '''\\.txt$'''\n${config}`;
    const report = scan({ ...files, '.gitleaks.toml': extended });
    expect(found(report)).toEqual(['key-store a/Store.P12:1:1']);
    expect(report.problems).toMatchObject([{ code: 'foreign-rule' }]);
  });

  test('is in every report', () => {
    const cwd = tree(files);
    for (const format of ['text', 'json', 'jsonl', 'sarif', 'gitlab', 'junit', 'csv', 'github', 'html']) {
      const { stdout, code } = hullcheck(['scan', '.', '--format', format], { cwd });
      expect([format, code, stdout.includes('Store.P12')]).toEqual([format, 1, true]);
    }
  });
});
