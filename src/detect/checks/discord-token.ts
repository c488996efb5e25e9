/**
 * Discord tokens: the account's number in decimal, as base64, then the time of issue, then a signature.
 * https://docs.discord.com/developers/reference#authentication
 */

import { fromBase64 } from './text.js';

/** Whether the first part is the number of an account: 17 to 20 digits. */
export function isDiscordToken(secret: string): boolean {
  const [account = ''] = secret.split('.');
  return /^\d{17,20}$/.test(fromBase64(account).toString('latin1'));
}
