/**
 * Where a piece of content was seen: a closed union, so that a new kind of source breaks every switch that forgot it.
 */

/** A file on disk. */
export interface FileProvenance {
  readonly kind: 'file';
  /** As the user would type it: relative to the scanned path's parent command line, `/` between the parts. */
  readonly path: string;
}

/** Bytes piped in. */
export interface StdinProvenance {
  readonly kind: 'stdin';
  /** `--name`, or `stdin`. Lets path-sensitive judgement work on piped files. */
  readonly path: string;
}

/** Who made a commit and when; all text as git has it. */
export interface Commit {
  readonly id: string;
  readonly author: string;
  readonly email: string;
  /** ISO 8601 with the author's own offset, such as `2024-03-01T10:20:30+01:00`. */
  readonly date: string;
  /** First line of the message. */
  readonly summary: string;
}

/** A blob of a git repository, or the message of a commit or of a tag. */
export interface GitProvenance {
  readonly kind: 'git';
  /** Of a message, which has none: `COMMIT_MESSAGE` or `TAG_MESSAGE`. */
  readonly path: string;
  /** Hex object id of the blob, the commit or the tag. */
  readonly blob: string;
  /**
   * The commit that introduced the finding. Absent before attribution, which happens once all blobs are read, and for
   * what only a tag of a tree or of a blob holds.
   */
  readonly commit?: Commit;
  /** What became of it. Absent where not all of the history was read. */
  readonly life?: GitLife;
}

/** Stand in brackets, which hardly any file's name does. */
export const COMMIT_MESSAGE = '[commit message]';
export const TAG_MESSAGE = '[tag message]';

/** What became of a secret at a path. */
export interface GitLife {
  /** Whether the commit that HEAD names still has it there. */
  readonly inHead: boolean;
  /** The last commit that took it away from there: its parents had it, it has not. */
  readonly removed?: Commit;
  /**
   * The branches, tags and other refs whose history holds it: the first ten by name, and how many there are in all. None:
   * it is in objects that nothing refers to any more.
   */
  readonly refs: { readonly names: readonly string[]; readonly count: number };
}

/**
 * What became of a file of a layer, or of a setting, by the time the image was done. A secret that is overwritten or
 * deleted is still in the download.
 */
export type ImageVerdict =
  | { readonly state: 'present' }
  | {
      readonly state: 'overwritten' | 'deleted';
      /** The layer that did it, counted from 1. */
      readonly layer: number;
    };

/** The instruction that made a layer or a setting. */
export interface ImageInstruction {
  /** As the history of the image has it, with the builder's marks taken off, such as `COPY . /app`. */
  readonly text: string;
  /** Where it stands in a Dockerfile, once that is known, and how: on one line, as a builder reads it. */
  readonly dockerfile?: { readonly path: string; readonly line: number; readonly text: string };
}

/** One layer of an image. */
export interface ImageLayer {
  /** Counted from 1, the lowest layer first. */
  readonly index: number;
  /** `sha256:` of the layer as a tar archive. */
  readonly diffId: string;
  /** `sha256:` of the layer as it is stored and downloaded, where that is known. */
  readonly digest?: string;
}

/** Whose layer or setting it is, and how that is known. */
export interface ImageOwner {
  readonly image: 'base' | 'own';
  /** `given`: `--base`; `label`: the image names its base; `history`: a guess. */
  readonly by: 'given' | 'label' | 'history';
}

/** A place in a container image. All but `kind` and `path` is known only once the whole image is read. */
export interface ImageProvenance {
  readonly kind: 'image';
  /** Of a file its path in the image; of a setting its name, such as `ENV DB_URL`, `LABEL build.token`, `history 7`. */
  readonly path: string;
  /** A file of a layer, a setting of the configuration, or a document beside the image, such as an attestation. */
  readonly part: 'layer' | 'config' | 'attestation';
  /** Digest of the blob that held it: what readers know before the image is put together. */
  readonly blob: string;
  /** As the user named it. */
  readonly image?: string;
  /** Such as `linux/amd64`. */
  readonly platform?: string;
  readonly layer?: ImageLayer;
  readonly verdict?: ImageVerdict;
  readonly instruction?: ImageInstruction;
  readonly owner?: ImageOwner;
}

/** An object of a live Kubernetes cluster. */
export interface ClusterProvenance {
  readonly kind: 'cluster';
  /**
   * `shop/Deployment/web`; `ClusterRole/reader` of what is in no namespace. A kind that is not Kubernetes' own carries
   * its group: `shop/Rollout.argoproj.io/web`.
   */
  readonly path: string;
  /** The context of the kubeconfig; the server's address where there is none. */
  readonly cluster: string;
  readonly apiVersion: string;
  readonly objectKind: string;
  readonly namespace?: string;
  readonly name: string;
  /** The object that made this one and keeps it up, in the same namespace, such as the ReplicaSet of a Pod. */
  readonly controller?: { readonly kind: string; readonly name: string };
}

export type Provenance = FileProvenance | StdinProvenance | GitProvenance | ImageProvenance | ClusterProvenance;

/**
 * Tells two places apart that have the same path: the same file in two layers, the same layer in images for two
 * platforms. Blobs of git are left out: the same secret at the same path is one place.
 */
export function placeOf(provenance: Provenance): readonly unknown[] {
  if (provenance.kind !== 'image') return [provenance.path];
  const { path, part, blob, platform, layer } = provenance;
  return [path, part, blob, platform, layer?.index];
}
