/**
 * Kubernetes bootstrap tokens: six characters of id, a dot, sixteen of secret.
 * https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/
 */

/** The tokens of the documentation, by their ids: whoever copies them has leaked nothing. */
const DOCUMENTED = new Set(['abcdef', '07401b', '123456', 'foobar']);

/** A file name or a version has the shape too, but hardly ever digits and letters in the long half. */
export function isBootstrapToken(secret: string): boolean {
  const [id = '', random = ''] = secret.split('.');
  return !DOCUMENTED.has(id) && /[0-9]/.test(random) && /[a-z]/.test(random);
}
