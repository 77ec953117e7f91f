import type { BackupSummary } from './types.ts';

/** The rows of all backups: made from the store, never trusted over it. */
export interface BackupIndex {
  /** Newest data first. */
  list(set?: string): BackupSummary[];
  get(id: string): BackupSummary | null;
  /** Names of sets that have backups, in alphabetical order. */
  sets(): string[];
  /** Reads a backup that was just sealed from the store. @param operationId what made it */
  take(set: string, id: string, operationId: string | null): Promise<void>;
  /** It is listed and never restored, until a later verification passes. */
  markDamaged(id: string): void;
  /** It was removed from the store. Its proofs stay. */
  forget(id: string): void;
  /** Looks at the whole store: new ones, vanished ones, damaged ones, proofs that SQLite does not know. */
  rescan(): Promise<void>;
}
