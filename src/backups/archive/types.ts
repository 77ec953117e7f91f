import type { EntryCounts, ManifestWarning } from '../manifest.ts';
import type { Entry } from '../tar/entry.ts';

/** Raw key bytes (32) of an encrypted store; null where it is not encrypted. */
export type Key = Uint8Array | null;

/** Where a stored file lies, and what it must be. */
export interface StoredAt {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Bytes of uncompressed tar that went by. */
export interface ArchiveProgress {
  readonly doneBytes: number;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** At most four times a second. */
  readonly onProgress?: (progress: ArchiveProgress) => void;
}

/** A file as it was written: compressed, encrypted where a key was given, fsynced. */
export interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

export interface TreeRead {
  readonly archive: Written | null;
  readonly list: Written;
  readonly listSha256: string;
  readonly tarBytes: number;
  readonly dataBytes: number;
  readonly counts: EntryCounts;
  readonly warnings: readonly ManifestWarning[];
}

/** Why a tree or an archive cannot be trusted; `archive-problem-<kind>` says it in words. */
export const PROBLEM_KINDS = [
  'missing-file',
  'wrong-size',
  'wrong-sha256',
  'not-decodable',
  'wrong-passphrase',
  'no-tar-end',
  'bad-tar',
  'list-differs',
  'entry-differs',
  'entry-missing',
  'entry-extra',
  'manifest-damaged',
  'config-incomplete',
] as const;

export interface ArchiveProblem {
  readonly kind: (typeof PROBLEM_KINDS)[number];
  /** The stored file, the tree, or the entry's path as people read it. */
  readonly name: string;
}

export interface VerifyResult {
  /** The first hundred. Empty: every stored byte, the whole decode, the tar's end and each file's hash are right. */
  readonly problems: readonly ArchiveProblem[];
  readonly tarBytes: number;
}

/** A difference between two trees. Modification times of folders do not count; those of files do. */
export interface TreeDiff {
  readonly added: number;
  readonly changed: number;
  readonly deleted: number;
  readonly same: number;
  readonly addedBytes: number;
  readonly changedBytes: number;
  readonly deletedBytes: number;
  /** The first hundred of each, in the order of the tree. */
  readonly samples: readonly {
    readonly how: 'added' | 'changed' | 'deleted';
    readonly path: string;
    readonly bytes: number;
  }[];
}

/** The archive API ended early, or what it gave is no whole tar: the read counts for nothing. */
export class TornReadError extends Error {
  override readonly name = 'TornReadError';
  /** The entry it ended in, as people read it; null when between entries. */
  readonly inPath: string | null;
  constructor(inPath: string | null) {
    super(inPath === null ? 'the tar ended without its end marker' : `the tar ended inside ${inPath}`);
    this.inPath = inPath;
  }
}

/** A stored archive or list is not what its manifest says. Nothing of it may be used. */
export class DamagedArchiveError extends Error {
  override readonly name = 'DamagedArchiveError';
  readonly problem: ArchiveProblem;
  constructor(problem: ArchiveProblem) {
    super(`${problem.kind}: ${problem.name}`);
    this.problem = problem;
  }
}

/** No space left where `where` is: the store, or the volume that is written to. */
export class NoSpaceError extends Error {
  override readonly name = 'NoSpaceError';
  readonly where: 'store' | 'volume';
  constructor(where: 'store' | 'volume') {
    super(`no space left on the ${where}`);
    this.where = where;
  }
}

/** It is larger than whoever asked for it would take. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
  readonly bytes: number;
  constructor(bytes: number) {
    super(`it has ${bytes} bytes`);
    this.bytes = bytes;
  }
}

/**
 * Everything that handles the bytes of trees: in worker threads, with their own connection to the Engine, in bounded
 * memory, each until its signal. `path` inside a container is where the tree is mounted: its last segment must be `vol`.
 *
 * All reject with the signal's reason, EngineError (docker/), TornReadError, DamagedArchiveError or NoSpaceError.
 */
export interface ArchiveWorks {
  /** Tree → archive file and list file (both written new, mode 0600). Files that cannot be finished are removed. */
  readTree(
    job: {
      readonly container: string;
      readonly path: string;
      readonly archiveFile: string;
      readonly listFile: string;
      readonly level: number;
      readonly key: Key;
    },
    options?: RunOptions,
  ): Promise<TreeRead>;
  /** Tree → list file only: for comparing. */
  listTree(
    job: { readonly container: string; readonly path: string; readonly listFile: string; readonly key: Key },
    options?: RunOptions,
  ): Promise<TreeRead>;
  /** Every stored byte, whole decode, tar end, each entry against the list. Never rejects for damage: that is its result. */
  verify(
    job: { readonly archive: StoredAt; readonly list: StoredAt; readonly listSha256: string; readonly key: Key },
    options?: RunOptions,
  ): Promise<VerifyResult>;
  /**
   * Archive → tree, through `PUT archive` at the parent of `path`. Checks the archive's sha256 and tar end while it goes;
   * `only`: these paths (as in the list) with the folders above them, nothing else is touched.
   */
  writeTree(
    job: {
      readonly container: string;
      readonly path: string;
      readonly archive: StoredAt;
      readonly key: Key;
      readonly only?: readonly string[];
    },
    options?: RunOptions,
  ): Promise<{ readonly tarBytes: number }>;
  /** What would have to be done to `current` to make it `wanted`. Either may be null: an empty tree. */
  compare(
    job: { readonly current: StoredList | null; readonly wanted: StoredList | null },
    options?: RunOptions,
  ): Promise<TreeDiff>;
  /** Entries below one folder of a list, folders first, then by name; `total` counts all of them. */
  browse(
    job: { readonly list: StoredList; readonly folder: string; readonly offset: number; readonly limit: number },
    options?: RunOptions,
  ): Promise<{ readonly entries: readonly Entry[]; readonly total: number }>;
  /** One regular file out of an archive, whose stored bytes are checked. Rejects with TooLargeError above `maxBytes`. */
  extract(
    job: {
      readonly archive: StoredAt;
      readonly key: Key;
      readonly entry: string;
      readonly maxBytes: number;
    },
    options?: RunOptions,
  ): Promise<Buffer>;
  /** Compresses (and encrypts) one file of the store, fsynced: what hooks print, configuration, logs. */
  packFile(job: {
    readonly from: string;
    readonly to: string;
    readonly level: number;
    readonly key: Key;
  }): Promise<Written>;
  unpackFile(job: { readonly from: StoredAt; readonly to: string; readonly key: Key }): Promise<void>;
  close(): Promise<void>;
}

export interface StoredList {
  readonly path: string;
  /** Null: do not check (a list that was just written). */
  readonly sha256: string | null;
  readonly key: Key;
}
