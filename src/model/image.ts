/** What crosses between the threads of an image scan: plain data. */

/** Where bytes of an image are stored by themselves. */
export type BlobPlace = FilePlace | RegistryPlace;

/** A part of a file: of an archive, or all of a blob in a layout directory. */
export interface FilePlace {
  readonly kind: 'file';
  readonly path: string;
  readonly start: number;
  readonly size: number;
}

/** A blob in a registry. */
export interface RegistryPlace {
  readonly kind: 'registry';
  readonly access: RegistryAccess;
}

/** How to talk to one repository of a registry. */
export interface RegistryAccess {
  /** Scheme and authority, such as `https://ghcr.io`. */
  readonly origin: string;
  /** Such as `acme/shop`. */
  readonly repository: string;
  /** What to log in with. Absent: nothing is known, anonymous access. */
  readonly login?: { readonly user: string; readonly password: string } | { readonly identityToken: string };
}

/** A layer, or a document beside the image, and what it claims to be. */
export interface ImageBlob {
  /** Tells it from others of the same image: its digest, or its name in an archive that has no digests. */
  readonly key: string;
  /** Of the bytes as they are stored, such as `sha256:...`. */
  readonly digest?: string;
  /** Of the bytes decompressed. */
  readonly diffId?: string;
  /** Of the bytes as they are stored. */
  readonly size?: number;
  readonly place: BlobPlace;
}

/** A text made from the configuration. */
export interface ImageText {
  /** Its name, such as `ENV DB_URL`. */
  readonly path: string;
  readonly text: string;
  /** A file name to judge it by. */
  readonly inside: string;
  /** Digest of the configuration. */
  readonly blob: string;
}

/** An archive of an image that can only be read once, from its start to its end. */
export type ArchiveStream =
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'daemon';
      readonly daemon: DaemonAddress;
      /** Name or id, as the daemon knows it. */
      readonly reference: string;
    };

/** Where Docker or Podman listens. */
export interface DaemonAddress {
  /** For people: `Docker`, or `Podman`. */
  readonly name: string;
  /** `unix:///var/run/docker.sock`, `tcp://127.0.0.1:2375`, `ssh://user@host`. */
  readonly host: string;
  /** Directory with `ca.pem`, `cert.pem` and `key.pem`. */
  readonly certificates?: string;
}

export type ImageTask =
  | { readonly kind: 'layer'; readonly blob: ImageBlob }
  | { readonly kind: 'document'; readonly path: string; readonly blob: ImageBlob }
  | { readonly kind: 'texts'; readonly texts: readonly ImageText[] }
  | { readonly kind: 'archive'; readonly stream: ArchiveStream; readonly platform: string };

/** What a layer does to the files below it, and what it turned out to be. */
export interface LayerNote {
  readonly kind: 'layer';
  readonly key: string;
  /** Of the bytes decompressed, as they were. Absent where the layer could not be read to its end. */
  readonly diffId?: string;
  /** Sorted hashes of what it holds and hides: see `sources/image/layer-paths.ts`. */
  readonly paths: Float64Array;
  /** Hard links: the path of each, and of what it is a link to. */
  readonly links: readonly (readonly [path: string, target: string])[];
}

/** Images that were found while an archive was read: of a stream nobody knows them before. */
export interface ImagesNote {
  readonly kind: 'images';
  readonly images: readonly Image[];
}

export type ImageNote = LayerNote | ImagesNote;

/** One image for one platform, from whatever supplier: what is needed to place a finding in it. */
export interface Image {
  /** As the user named it; of an archive with several images the name that is written in it. */
  readonly name: string;
  /** Such as `linux/amd64`. Absent: its configuration does not say. */
  readonly platform?: string;
  /** Digest of the configuration: what Docker calls the id of the image. */
  readonly id: string;
  /** The lowest first. */
  readonly layers: readonly Layer[];
  readonly history: readonly HistoryEntry[];
  readonly labels: Readonly<Record<string, string>>;
  /** Keys of documents beside it: attestations and the like. */
  readonly documents: readonly string[];
}

export interface Layer {
  /** As in `ImageBlob.key`. */
  readonly key: string;
  readonly diffId: string;
  readonly digest?: string;
}

/** One step of the build. */
export interface HistoryEntry {
  readonly createdBy: string;
  readonly comment: string;
  /** Whether it made no layer. */
  readonly empty: boolean;
}
