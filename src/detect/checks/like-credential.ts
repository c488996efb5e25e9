/** Whether a value would be taken for a credential if it was given to a name for a password or a token. */

import { judge } from '../generic/judge.js';
import { valueInData } from '../generic/value.js';

export function isLikeCredential(secret: string): boolean {
  const value = valueInData(secret);
  return (['password', 'key'] as const).some(
    (kind) => judge(value, { name: kind, kind, path: '' }).confidence !== undefined,
  );
}
