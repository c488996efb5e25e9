/** The shapes that the Secrets of a fix can take. */

export const FORMS = [
  'secret',
  'external-secret',
  'sealed-secret',
  'sops',
  'kubectl',
  'kustomize',
  'env-file',
] as const;
export type Form = (typeof FORMS)[number];

export interface FixOptions {
  readonly as: Form;
  /** Of an ExternalSecret: where its values are. */
  readonly store?: { readonly name: string; readonly kind: string };
}
