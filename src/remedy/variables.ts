/**
 * How Kubernetes reads `$(NAME)` and `$$` in `env` values, `args` and `command`: a value that moves into a Secret is not
 * expanded any more, so it has to be what it would have become.
 * https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */

/** Whether another variable is read inside. */
export function refersToVariables(text: string): boolean {
  return /(?:^|[^$])(?:\$\$)*\$\([^)]*\)/.test(text);
}

/** The text without references, as the container gets it: `$$` stands for `$`. */
export function expandDollars(text: string): string {
  return text.replaceAll('$$', '$');
}
