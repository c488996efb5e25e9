/** JSON that somebody else wrote: looked at field by field, wrong types taken for absent. */

export type Json = Readonly<Record<string, unknown>>;

/** Throws an Error in words unless the bytes are a JSON object. */
export function parseObject(bytes: Uint8Array): Json {
  const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  if (!isObject(value)) throw new Error('it is no JSON object');
  return value;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `{}` where it is none. */
export function objectOf(value: unknown): Json {
  return isObject(value) ? value : {};
}

export function objectsOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** The members of an object that are text. */
export function textMembersOf(value: unknown): Readonly<Record<string, string>> {
  const members = Object.entries(objectOf(value));
  return Object.fromEntries(members.filter((member): member is [string, string] => typeof member[1] === 'string'));
}
