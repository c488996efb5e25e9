/** ExternalSecret objects: which keys of which store make a Secret. They hold no value. */

import type { FixOptions } from './options.js';
import type { Piece } from './yaml-text.js';

/** https://external-secrets.io/latest/api/spec/ */
export const EXTERNAL_SECRET = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret' } as const;

/** https://external-secrets.io/latest/api/externalsecret/ */
export function externalSpec(
  { name, keys, type }: { name: string; keys: readonly string[]; type?: string | undefined },
  { store }: FixOptions,
): Piece {
  return {
    refreshInterval: '1h',
    secretStoreRef: { kind: store?.kind ?? 'ClusterSecretStore', name: store?.name ?? '' },
    target: { name, ...(type === undefined || type === 'Opaque' ? {} : { template: { type } }) },
    data: keys.map((key) => ({ secretKey: key, remoteRef: { key: name, property: key } })),
  };
}
