/** Image archives made by hand: what no honest tool writes. */

import { createHash } from 'node:crypto';
import { pack, type Header } from 'tar-stream';

export interface TarMember extends Partial<Header> {
  readonly name: string;
  readonly content?: string | Uint8Array;
}

/** A tar archive. */
export async function tarOf(members: readonly TarMember[]): Promise<Buffer> {
  const packing = pack();
  const chunks: Uint8Array[] = [];
  packing.on('data', (chunk) => chunks.push(chunk as Uint8Array));
  const ended = new Promise<void>((resolve) => packing.once('end', () => resolve()));
  for (const { content, ...header } of members) {
    if (content === undefined) packing.entry({ size: 0, ...header }).end(null);
    else packing.entry(header, content);
  }
  packing.finalize();
  await ended;
  return Buffer.concat(chunks);
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export interface MadeImage {
  readonly layers: readonly Uint8Array[];
  /** Of the layers decompressed, where they are compressed. */
  readonly diffIds?: readonly string[];
  readonly config?: object;
  readonly layerType?: string;
}

/** The members of an OCI layout, the digests right. */
export function layoutOf({ layers, diffIds, config = {}, layerType }: MadeImage): Map<string, Uint8Array> {
  const members = new Map<string, Uint8Array>();
  const add = (bytes: Uint8Array): { digest: string; size: number } => {
    const digest = digestOf(bytes);
    members.set(`blobs/${digest.replace(':', '/')}`, bytes);
    return { digest, size: bytes.length };
  };
  const mediaType = layerType ?? 'application/vnd.oci.image.layer.v1.tar';
  const described = layers.map((layer) => ({ mediaType, ...add(layer) }));
  const ids = diffIds ?? described.map(({ digest }) => digest);
  const rootfs = { type: 'layers', diff_ids: ids };
  const configuration = add(Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs, ...config })));
  const manifest = add(
    Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...configuration },
        layers: described,
      }),
    ),
  );
  const root = { mediaType: 'application/vnd.oci.image.manifest.v1+json', ...manifest };
  members.set('oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}'));
  members.set('index.json', Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [root] })));
  return members;
}

/** The archive with these members. */
export function archiveOf(members: ReadonlyMap<string, Uint8Array>): Promise<Buffer> {
  return tarOf([...members].map(([name, content]) => ({ name, content })));
}
