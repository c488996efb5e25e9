/** Where in a Kubernetes object, or in a file that describes one, a finding stands. */

export interface Resource {
  /**
   * `kind` of the object. Files that have none are named by what they are: `HelmValues`, `Compose`, `Kustomization`;
   * a resource of Terraform by its type, such as `kubernetes_secret`.
   */
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
  /** The container of a pod, or the service of a Compose file, that the value belongs to. */
  readonly container?: string;
  /**
   * From the root of the document to the value: `spec.template.spec.containers[0].env[2].value`. A key that is not made
   * of letters, digits, `_`, `-` and `/` is quoted as JSON: `data["app.properties"]`. Goes on into what is encoded in a
   * value, as the JSON of an annotation is.
   */
  readonly keyPath: string;
}

/** Keys of mappings and indexes of sequences, from the root. */
export type KeyPath = readonly (string | number)[];

const PLAIN = /^[A-Za-z_][\w/-]*$/;

/** The text of `Resource.keyPath`; empty for the root. */
export function formatKeyPath(path: KeyPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (PLAIN.test(part)) text += text === '' ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}

/** The path that `formatKeyPath` wrote. Throws a SyntaxError for a quoted key that is no JSON string. */
export function parseKeyPath(text: string): KeyPath {
  const parts = text.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g);
  return Array.from(parts, ([, index, quoted, plain = '']) => {
    if (index !== undefined) return Number(index);
    return quoted === undefined ? plain : String(JSON.parse(quoted));
  });
}
