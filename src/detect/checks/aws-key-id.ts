/**
 * AWS access key ids: four letters, then base32 that holds the account number in bits 1 to 40.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html, and Tal Be'ery, "A short note on AWS KEY ID".
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const MOST_ACCOUNT = 999_999_999_999;

/** Whether the account number has twelve digits at most, and the key is not the one of the documentation. */
export function isAwsKeyId(secret: string): boolean {
  if (secret.endsWith('EXAMPLE')) return false;
  let account = 0;
  for (const character of secret.slice(4, 13)) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return false;
    account = account * 32 + digit;
  }
  // 45 bits were read: one in front of the account number, which has 40, and four behind it.
  return Math.floor(account / 16) % 2 ** 40 <= MOST_ACCOUNT;
}
