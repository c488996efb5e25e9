/** What a file's name says of how values are written in it. */

/** `code`: an unquoted value is an expression. `data`: an unquoted value is the value. `prose`: either, said in words. */
export type Syntax = 'code' | 'data' | 'prose';

const CODE = new Set(
  (
    'js mjs cjs jsx ts mts cts tsx vue svelte py pyi pyx rb go java kt kts scala groovy gradle cs vb fs c h cc cpp cxx hpp hh m mm ' +
    'swift rs php pl pm lua r jl dart ex exs erl hrl hs ml clj cljs elm zig nim sql psql tf hcl tfvars jsonnet libsonnet ' +
    'proto graphql css scss less html htm xhtml jsp erb ejs hbs json json5 jsonc ipynb lock toml ps1 psm1 rego cue bicep sol'
  ).split(' '),
);

const PROSE = new Set('md markdown rst adoc txt text log csv tsv eml'.split(' '));

/** Files that are made by tools or minified: long lines of everything, nothing that a person wrote. */
const GENERATED =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|cargo\.lock|poetry\.lock|gemfile\.lock|composer\.lock|go\.sum|uv\.lock|pipfile\.lock|flake\.lock)$|[.-]min\.(js|css)$|(^|\/)\.yarn\/(releases|plugins)\/|\.(map|svg|snap|po|pot|xlf|xliff)$/i;

/** Directories and names of tests and examples: passwords in them are made up. */
const TEST =
  /(^|[/_.-])(tests?|specs?|__tests__|testing|testdata|test-?data|fixtures?|mocks?|__mocks__|e2e|examples?|samples?|demos?|stubs?|fakes?|testutils?|integration-?tests?)([/_.-]|$)|[a-z]Tests?\/|(Tests?|Spec|IT|TestCase|Fixtures?)\.\w+$/;

/** Files that are there to hold credentials: what a name for a password is given in them is one, however weak. */
const CREDENTIALS =
  /(^|\/)(\.env(\.(?!example|sample|template|dist|defaults)[\w-]+)?|[\w-]+\.env|\.?netrc|_netrc|\.pgpass|\.my\.cnf|\.(esmtp|msmtp|mutt|fetchmail|mailcheck)rc|\.ftpconfig|\.remote-sync\.json|s?ftp-config\.json|\.s3cfg|\.boto|\.credentials|credentials|wp-config\.php|(filezilla|recentservers|sitemanager|webservers)\.xml|dbeaver-data-sources\.xml|robomongo\.json|kubeconfig|htpasswd)$/i;

export function isCredentialFile(path: string): boolean {
  return CREDENTIALS.test(path);
}

export function syntaxOf(path: string): Syntax {
  const ending = /\.([A-Za-z0-9]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  if (CODE.has(ending)) return 'code';
  return PROSE.has(ending) ? 'prose' : 'data';
}

export function isGenerated(path: string): boolean {
  return GENERATED.test(path);
}

export function isTestPath(path: string): boolean {
  return TEST.test(path);
}

/** All that judgement takes from a file's name, as one word: what is found in a text is the same for equal ones. */
export function classOf(path: string): string {
  const marks = [isGenerated(path) && 'generated', isTestPath(path) && 'test', isCredentialFile(path) && 'credentials'];
  return [syntaxOf(path), ...marks.filter(Boolean)].join(' ');
}
