import type { Recovery } from '../incidents/index.ts';
import type { Operation, OperationKind, Reason } from '../operations/index.ts';
import type { TreeDiff } from './archive/types.ts';
import type { Imported } from './legacy/import-archive.ts';
import type { Importable } from './legacy/importable.ts';
import type { Consistency, Manifest } from './manifest.ts';
import type { Proof } from './proof/proof.ts';
import type { FetchedManifest } from './restic/fetch.ts';
import type { BackupSet, During, Sets } from './sets/types.ts';
import type { OpenedManifest } from './store/types.ts';
import type { Entry } from './tar/entry.ts';
import type { BackupSummary, PruneParams, RestoreChoice, SetTarget } from './types.ts';

/** What a backup of a set will hold and cost: shown before it is asked for. */
export interface BackupPlan {
  readonly set: BackupSet;
  readonly trees: readonly {
    readonly name: string;
    readonly kind: 'volume' | 'path';
    readonly bytes: number | null;
    readonly consistency: Consistency;
  }[];
  readonly configFiles: number;
  /** Null: not known (the Engine does not say how large a volume is). */
  readonly dataBytes: number | null;
  /** Services that will stand still, and for how long by the last backup's rate; 0: none. */
  readonly standing: readonly { readonly service: string; readonly during: During }[];
  readonly standstillMs: number | null;
  readonly tookMs: number | null;
  readonly freeBytes: number;
  /** Why it cannot be made now: too little space. */
  readonly refused: { readonly key: string; readonly params: Readonly<Record<string, string | number>> } | null;
  readonly warnings: readonly { readonly key: string; readonly params: Readonly<Record<string, string | number>> }[];
}

/** What a restore would do. Made by an operation of kind `restore-dry-run`; kept until the next one of its set. */
export interface DryRun {
  readonly operation: string;
  readonly backup: string;
  readonly choice: RestoreChoice;
  readonly at: number;
  readonly trees: readonly { readonly name: string; readonly missing: boolean; readonly diff: TreeDiff }[];
  readonly config: readonly { readonly path: string; readonly diff: 'same' | 'changed' | 'missing' }[];
  /** Whoever mounts what is put back, and stands still meanwhile: "shop/db". */
  readonly stops: readonly string[];
  readonly alsoProjects: readonly (string | null)[];
  /** Images that the Engine does not have. */
  readonly missingImages: readonly string[];
  readonly standstillMs: number | null;
  readonly tookMs: number | null;
  /** From the data of the backup until now: what was written since is lost. */
  readonly lossMs: number;
  readonly problems: readonly { readonly key: string; readonly params: Readonly<Record<string, string | number>> }[];
}

export interface RetentionPlan {
  readonly set: string;
  readonly remove: readonly BackupSummary[];
  readonly keep: readonly { readonly backup: BackupSummary; readonly why: RetentionReason }[];
  readonly freedBytes: number;
}
export type RetentionReason =
  | 'daily'
  | 'weekly'
  | 'monthly'
  | 'last-good'
  | 'last-drilled'
  | 'in-use'
  | 'fresh-safety'
  | 'import'
  /** Removed only by hand: somebody may still save something from it. */
  | 'damaged';

/** Something about backups that a person should know; `backups-warning-<kind>` says it. */
export interface BackupWarning {
  readonly kind: 'no-verified' | 'shrank' | 'drill-failed' | 'drill-missed' | 'store-nearly-full' | 'damaged';
  readonly set: string | null;
  readonly backup: string | null;
  readonly at: number;
  readonly params: Readonly<Record<string, string | number>>;
}

/** The room. */
export interface Backups {
  /** `backup`, `backup-verify`, `drill`, `restore-dry-run`, `restore`, `backup-prune`, `backup-import`. */
  readonly kinds: readonly OperationKind<unknown>[];
  readonly sets: Sets;
  /** Newest first, from the index. */
  list(set?: string): BackupSummary[];
  get(id: string): BackupSummary | null;
  /** Names of sets that have backups, also those whose project is gone. */
  setsWithBackups(): string[];
  manifest(id: string): Promise<OpenedManifest | null>;
  /** Newest first. */
  proofs(of: { readonly set?: string; readonly backup?: string; readonly sinceAt?: number }): Proof[];
  /** @throws UserError when there is no such set */
  plan(set: string): Promise<BackupPlan>;
  browse(
    id: string,
    tree: string,
    folder: string,
    offset: number,
    limit: number,
  ): Promise<{ readonly entries: readonly Entry[]; readonly total: number }>;
  /** A small file to be sent to the chat. @throws UserError when it is too large, or holds a secret */
  fileFor(id: string, tree: string, path: string): Promise<{ readonly name: string; readonly bytes: Buffer }>;
  dryRun(operation: string): DryRun | null;
  /** Unified diff of a configuration file as it is against as it was, secrets masked. */
  configDiff(id: string, path: string): Promise<string>;
  prunePlan(set: string): Promise<RetentionPlan>;
  /** What to ask `backup-prune` for, so that exactly this goes. */
  pruneParams(plan: RetentionPlan, target: SetTarget): PruneParams;
  warnings(now: number): BackupWarning[];
  /** Archives of another script that lie in DATA_DIR/import or a folder of `backups.importFrom`, newest first. */
  importables(): Promise<readonly Importable[]>;
  /** Reads such an archive into the store, for a terminal; in the chat it is an operation. @throws UserError, NoSpaceError */
  importFile(
    path: string,
    set: string | null,
    onProgress?: (doneBytes: number, totalBytes: number) => void,
  ): Promise<Imported>;
  /** What a lost server could not come back with from this backup alone, in words. */
  lacks(manifest: Manifest): readonly Reason[];
  /** Looks at the store again: what was put there by `npm run backup -- import`, or is gone. */
  /** `npm run backup -- fetch`: what the repository knows and this store does not. @throws UserError */
  fetch(): Promise<readonly FetchedManifest[]>;
  rescan(): Promise<void>;
  /** Counted in the pass rate: restores, and drills that were asked for by a schedule or its reminder. */
  passRate(sinceAt: number): {
    readonly passed: number;
    readonly of: number;
    readonly missed: number;
    readonly byHand: { readonly passed: number; readonly of: number };
  };
  /** Restores and drills as the five targets count them. */
  recoveries(): Recovery[];
  /** Of each set that should have backups: from when the data of its newest backup is that was proven to be good; null: it has none. */
  proven(): { readonly set: string; readonly provenAt: number | null; readonly rpoMs: number }[];
  /** A drill that was due and did not happen (unanswered, or skipped with a reason). */
  recordMissed(missed: {
    readonly set: string;
    readonly dueAt: number;
    readonly why: 'unanswered' | 'skipped';
    /** What the person wrote who skipped it. */
    readonly reason?: string;
  }): void;
  /** Helpers, scratch volumes and half-written folders of operations that are over are removed; the index is brought up to date. */
  start(): void;
  stop(): Promise<void>;
}

/** Parameters for `submit`, made from a set as it is now. */
export type ParamsFor = Pick<Operation, 'kind' | 'params'>;
export type { BackupSet, Manifest };
