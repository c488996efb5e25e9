/** Made-up credentials of real formats, put together at run time so that none stands in the repository. */

import { expandExample } from '../../src/catalog/examples/expand.js';

function make(template: string, seed: string): string {
  return expandExample(template, seed).text;
}

/** The same seed gives the same secret. */
export const secrets = {
  github: (seed: string): string => make(['ghp', '_<base62:30>'].join(''), `github ${seed}`) + checksumOf(seed),
  stripe: (seed: string): string => make(['sk', '_live_<base62:32>'].join(''), `stripe ${seed}`),
  slack: (seed: string): string => make(['xoxb', '-<digits:12>-<digits:12>-<base62:24>'].join(''), `slack ${seed}`),
  privateKey: (seed: string): string => make('<pem:RSA PRIVATE KEY>', `pem ${seed}`),
  password: (seed: string): string => make('k7<base62:14>#', `password ${seed}`),
};

function checksumOf(seed: string): string {
  const whole = make(['~{ghp', '_<base62:30><github-crc32>}~'].join(''), `github ${seed}`);
  return whole.slice(-6);
}
