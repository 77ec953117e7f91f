import type { Key, StoredAt } from '../archive/types.ts';
import type { Manifest, StoredFile } from '../manifest.ts';

/** Where a backup is being written. Nothing of it is a backup until `seal`. */
export interface Draft {
  readonly id: string;
  /** `<store>/<set>/<id>.partial`; mode 0700. */
  readonly folder: string;
  readonly key: Key;
  readonly encryption: Manifest['encryption'];
  pathOf(file: string): string;
  /** fsync of all files and the folder, manifest.json and its sha256 last, fsync, rename, fsync of the parent. */
  seal(manifest: Manifest): Promise<void>;
  /** Removes it; nothing happens when it is sealed. */
  abandon(): Promise<void>;
}

export type OpenedManifest =
  | { readonly ok: true; readonly manifest: Manifest; readonly sha256: string; readonly folder: string }
  /** Its manifest is damaged or missing: named, listed, never restored. */
  | {
      readonly ok: false;
      readonly id: string;
      readonly set: string;
      readonly folder: string;
      readonly why: ManifestDamage;
    };
/** Which of the two files is wrong, and how; `backups-damage-<…>` says it in words. */
export const MANIFEST_DAMAGES = [
  'manifest-missing',
  'checksum-missing',
  'checksum-damaged',
  'manifest-differs',
  'manifest-unreadable',
  'manifest-elsewhere',
] as const;
export type ManifestDamage = (typeof MANIFEST_DAMAGES)[number];

/** The embedded store: `DATA_DIR/backups`. The folders are the truth; SQLite is an index that can be made again from them. */
export interface Store {
  readonly root: string;
  begin(set: string, id: string): Promise<Draft>;
  /** Reads and checks manifest.json. */
  open(set: string, id: string): Promise<OpenedManifest>;
  /** All sealed backups, damaged ones too. */
  scan(): AsyncIterable<OpenedManifest>;
  pathOf(manifest: Pick<Manifest, 'set' | 'id'>, file: StoredFile): StoredAt;
  /** The key for a backup. @throws UserError `backups-passphrase-missing` or `backups-passphrase-wrong` */
  keyFor(manifest: Pick<Manifest, 'encryption' | 'id'>): Promise<Key>;
  /** Renamed first, then removed: a kill leaves no half of a backup that looks whole. @returns bytes that are free now */
  remove(set: string, id: string): Promise<number>;
  /** What removing these would free: files that others link to stay. */
  wouldFree(backups: readonly { readonly set: string; readonly id: string }[]): Promise<number>;
  /**
   * Puts the same file of an earlier backup in the place of one that was just written, so that it is stored once. False,
   * and nothing changed, when that file is no longer right, is encrypted with another key, or is shared by many already:
   * a bit that falls over in it would hurt all of them.
   */
  linkUnchanged(draft: Draft, file: string, from: Manifest, stored: StoredFile): Promise<boolean>;
  /** Partial folders and half-removed ones of operations that are over. */
  sweep(isLive: (id: string) => boolean): Promise<void>;
  space(): Promise<{ readonly freeBytes: number; readonly totalBytes: number; readonly usedByBackups: number }>;
  /** Appends one line to `proofs.jsonl` of a backup, fsynced: results survive the loss of SQLite. */
  appendProof(set: string, id: string, proof: unknown): Promise<void>;
  readProofs(set: string, id: string): Promise<unknown[]>;
}
