/** Addresses of repositories. https://git-scm.com/docs/git-clone#_git_urls */

/** `git@host:path`, as ssh takes it. */
const SCP_LIKE = /^[\w.-]+@[\w.-]+:(?!\/\/)/;

/** Whether `target` names a repository to clone, not one on this disk. */
export function isRemote(target: string): boolean {
  return /^(https?|ssh|git):\/\//i.test(target) || SCP_LIKE.test(target);
}
