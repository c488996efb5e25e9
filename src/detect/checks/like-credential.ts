/** Whether a value would be taken for a credential if it was given to a name for a password or a token. */

import { judge } from '../generic/judge.js';
import type { Value } from '../generic/value.js';

export function isLikeCredential(secret: string): boolean {
  const value: Value = {
    start: 0,
    end: secret.length,
    text: secret,
    quoted: true,
    wrapped: false,
    open: false,
    inString: false,
    inComment: false,
    operator: 'assign',
    syntax: 'data',
  };
  return (['password', 'key'] as const).some(
    (kind) => judge(value, { name: kind, kind, path: '' }).confidence !== undefined,
  );
}
