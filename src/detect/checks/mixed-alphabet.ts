/** Values that only a name tells: a long random one has letters of both cases and digits; a word, a digest, a number has not. */

export function hasMixedAlphabet(secret: string): boolean {
  return /[a-z]/.test(secret) && /[A-Z]/.test(secret) && /\d/.test(secret);
}
