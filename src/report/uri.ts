/** Paths as URI references. https://www.rfc-editor.org/rfc/rfc3986 */

/** An absolute path becomes a `file:` URI, any other a relative reference; nothing in a name is taken for syntax. */
export function uriOf(path: string): string {
  // A lone surrogate cannot be encoded; a colon in the first part would be read as the end of a scheme.
  const encoded = path.replace(LONE_SURROGATE, '\ufffd').split('/').map(encodePart).join('/');
  return path.startsWith('/') ? `file://${encoded}` : encoded;
}

const LONE_SURROGATE = /\p{Surrogate}/gu;

function encodePart(part: string): string {
  return encodeURIComponent(part).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
