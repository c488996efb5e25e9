/** Characters that do something to whoever looks at a text instead of being seen in it. */

/**
 * Controls (escape sequences begin with one), format characters (bidirectional overrides, invisible letters) and the
 * line ends of Unicode. The joiners stay: scripts and emoji are written with them.
 */
export const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The escape of JSON and of most languages for a UTF-16 unit. */
export function codeEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
