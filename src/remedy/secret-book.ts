/** The Secrets that a fix makes: who gets which name and key, and which values are one. */

import { Secret } from '../model/secret.js';
import { firstFree, secretKeyFor, secretNameFor } from './names.js';

/** Where a value can be read from once the Secret exists. */
export interface SecretRef {
  readonly name: string;
  readonly key: string;
}

/** A Secret to create, or an env file where Kubernetes reads the value from one. */
export interface PlannedSecret {
  /** `env-file`: next to a kustomization (`raw` lines) or a compose file (`quoted`). */
  readonly form: 'secret' | 'env-raw' | 'env-quoted';
  readonly name: string;
  readonly namespace?: string;
  /** The directory of the files that refer to it, as the user names it; `` for the current one. */
  readonly directory: string;
  readonly entries: ReadonlyMap<string, Secret>;
}

export interface Claim {
  readonly form?: PlannedSecret['form'];
  /** The name to derive from; two claims of one owner get the same Secret. */
  readonly owner: string;
  readonly namespace: string | undefined;
  readonly directory: string;
  readonly key: string;
  readonly value: string;
  /** What the Secret must be called, whatever else there is. */
  readonly exactName?: string;
  /** The key must be this one and the Secret the owner's own: its keys become variables or files. */
  readonly own?: boolean;
  /** Tells keys of one name apart, such as the container's name. */
  readonly qualifier?: string;
}

export interface SecretBook {
  /** The name that this owner's Secret will have; nothing is planned before something is claimed. */
  nameFor(owner: Omit<Claim, 'key' | 'value'>): string;
  claim(claim: Claim): SecretRef;
  /** Whether the reference leads to this value. */
  holds(ref: SecretRef, value: string): boolean;
  readonly planned: readonly PlannedSecret[];
}

interface Page extends PlannedSecret {
  readonly id: string;
  readonly entries: Map<string, Secret>;
}

/** `isTaken`: whether a name stands in one of the files already; such a Secret is nobody's to overwrite. */
export function createSecretBook(isTaken: (name: string) => boolean): SecretBook {
  const pages: Page[] = [];

  function pageOf(claim: Omit<Claim, 'key' | 'value'>): Page {
    const { form = 'secret', owner, namespace, directory, own = false, exactName } = claim;
    const id = JSON.stringify([form, owner, namespace ?? '', directory, own, exactName]);
    const known = pages.find((page) => page.id === id);
    if (known !== undefined) return known;
    const near = (name: string): boolean =>
      pages.some((page) => page.name === name && page.directory === directory && page.namespace === namespace);
    const name = exactName ?? firstFree(secretNameFor(owner), (free) => isTaken(free) || near(free), '-');
    const page: Page = {
      id,
      form,
      name,
      directory,
      entries: new Map(),
      ...(namespace === undefined ? {} : { namespace }),
    };
    pages.push(page);
    return page;
  }

  function shared({ form = 'secret', namespace, directory, value }: Claim): SecretRef | undefined {
    for (const page of pages) {
      if (page.form !== form || page.namespace !== namespace || page.directory !== directory) continue;
      for (const [key, secret] of page.entries) if (secret.reveal() === value) return { name: page.name, key };
    }
    return undefined;
  }

  return {
    get planned() {
      return pages.filter(({ entries }) => entries.size > 0);
    },
    nameFor: (owner) => pageOf(owner).name,
    holds: ({ name, key }, value) =>
      pages.some((page) => page.name === name && page.entries.get(key)?.reveal() === value),
    claim(claim) {
      const known = claim.own === true || claim.exactName !== undefined ? undefined : shared(claim);
      if (known !== undefined) return known;
      const page = pageOf(claim);
      const differs = (key: string): boolean => {
        const there = page.entries.get(key);
        return there !== undefined && there.reveal() !== claim.value;
      };
      const key = keyFor(claim, differs);
      page.entries.set(key, new Secret(claim.value));
      return { name: page.name, key };
    },
  };
}

function keyFor({ key, own, qualifier }: Claim, differs: (key: string) => boolean): string {
  if (own === true) return key;
  const plain = secretKeyFor(key);
  if (!differs(plain) || qualifier === undefined) return firstFree(plain, differs, '_');
  return firstFree(secretKeyFor(`${plain}_${qualifier.toUpperCase().replaceAll('-', '_')}`), differs, '_');
}
