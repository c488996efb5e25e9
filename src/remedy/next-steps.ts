/** What is left to do with the Secrets, as command lines. None of them holds a value: they read it from where it is. */

import { joinPath } from './draft.js';
import type { FixOptions } from './options.js';
import type { PlannedSecret } from './secret-book.js';

/** `out`: the directory that has the values. */
export function nextSteps(secret: PlannedSecret, { options, out }: { options: FixOptions; out: string }): string {
  const { name, namespace, directory, form } = secret;
  const scope = namespace === undefined ? '' : ` --namespace ${shellWord(namespace)}`;
  const kept = (ending: string): string => shellWord(joinPath(out, joinPath(directory, `${name}${ending}`)));
  const beside = (ending: string): string => shellWord(joinPath(directory, `${name}${ending}`));
  if (form !== 'secret') return `cp ${kept('')} ${beside('')}`;
  switch (options.as) {
    case 'secret':
      return `kubectl apply -f ${kept('.yaml')}`;
    case 'kubectl':
      return `kubectl create secret generic ${name}${scope} --from-file=${kept('')}`;
    case 'env-file':
      return `kubectl create secret generic ${name}${scope} --from-env-file=${kept('.env')}`;
    case 'kustomize':
      return `cp ${kept('.')}* ${shellWord(directory === '' ? '.' : directory)}`;
    case 'sealed-secret':
      return `kubeseal --format yaml < ${kept('.yaml')} > ${beside('.sealed.yaml')}`;
    case 'sops':
      return `sops encrypt --encrypted-regex '^(data|stringData)$' ${kept('.yaml')} > ${beside('.enc.yaml')}`;
    case 'external-secret':
      return `put ${[...secret.entries.keys()].join(', ')} into ${options.store?.name ?? 'the store'}, under the key ${name}`;
  }
}

export function shellWord(text: string): string {
  return /^[\w./~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
