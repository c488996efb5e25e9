/** Places that say where a secret is kept, or hold it encrypted: what stands there is none. */

import { kindOfObject } from './objects.js';
import { upward, type Visit } from './tree.js';

/** Below these keys there are names of Secrets and of keys in them. */
const POINTERS =
  /^(valueFrom|secretKeyRef|configMapKeyRef|secretRef|configMapRef|secretName|existingSecret|envFrom|remoteRef|secretStoreRef|fieldRef|resourceFieldRef|imagePullSecrets?|encryptedData)$|((tls|password|pull|ingress)Secret|SecretRef|SecretKeyRef|KeySelector|SecretSelector|SecretName|SecretKey|SecretRefs)$/;

/** Objects that only point: nothing in them but their metadata is written out. */
const POINTING =
  /^(SealedSecret|ExternalSecret|ClusterExternalSecret|PushSecret|SecretProviderClass|VaultStaticSecret|VaultDynamicSecret|VaultAuth|OnePasswordItem|InfisicalSecret|DopplerSecret|CustomResourceDefinition)$/;

/** A Vault agent reads the secret itself; its annotations are paths and templates. */
const AGENT = /^vault\.hashicorp\.com\//;

export function isReference(visit: Visit): boolean {
  for (const { key } of upward(visit)) {
    if (typeof key === 'string' && (POINTERS.test(key) || AGENT.test(key))) return true;
  }
  return POINTING.test(kindOfObject(visit)) && visit.parent?.key !== 'annotations';
}
