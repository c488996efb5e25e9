/** Names of what a fix makes: Secrets, their keys, environment variables. */

/** Longest DNS-1123 subdomain. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const LONGEST = 253;
const ENDING = '-credentials';

/** A DNS-1123 name for the Secret of a workload or ConfigMap. */
export function secretNameFor(owner: string): string {
  return `${dnsName(owner, LONGEST - ENDING.length - 4)}${ENDING}`;
}

export function dnsName(text: string, longest = LONGEST): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .slice(0, longest)
    .replace(/(^[.-]+|[.-]+$)/g, '')
    .replace(/[.-]*\.[.-]*/g, '.');
  return name === '' ? 'app' : name;
}

/** A key that both a Secret and an env file take. */
export function secretKeyFor(text: string): string {
  const key = text.replace(/[^-._A-Za-z0-9]+/g, '_').slice(0, LONGEST);
  return /^[A-Za-z_]/.test(key) ? key : `_${key}`;
}

/** Variables that mean something to every program. */
const RESERVED = new Set(
  'PATH HOME USER LOGNAME HOSTNAME PWD SHELL TERM LANG TZ IFS HTTP_PROXY HTTPS_PROXY NO_PROXY'.split(' '),
);

/** `--db-password` and `dbPassword` become `DB_PASSWORD`; what says too little or too much gets a word behind it. */
export function variableFor(text: string): string {
  const name = text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  if (!/^[A-Z]/.test(name)) return `SECRET${name === '' ? '' : `_${name}`}`;
  return RESERVED.has(name) || name.length < 3 ? `${name}_SECRET` : name;
}

/** The name itself, or with the first free number behind it. */
export function firstFree(name: string, isTaken: (name: string) => boolean, separator: string): string {
  if (!isTaken(name)) return name;
  let number = 2;
  while (isTaken(`${name}${separator}${number}`)) number++;
  return `${name}${separator}${number}`;
}

/** What the text before a literal calls it: the flag, variable or key. Undefined when nothing does. */
export function nameBefore(text: string): string | undefined {
  // In an address stands the name of a user.
  if (/:\/\/[^\s/@]*$/.test(text)) return undefined;
  return /([A-Za-z][\w.-]*)["']?(?:\s*[=:]\s*|\s+)["']?$/.exec(text)?.[1];
}
