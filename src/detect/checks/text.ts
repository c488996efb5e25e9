/** Small helpers of the checks: base64 and JSON of Latin-1 strings. */

/** Decodes either alphabet, with or without padding. */
export function fromBase64(text: string): Buffer {
  return Buffer.from(text, 'base64');
}

/** The object that `text` is as JSON, or undefined. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
