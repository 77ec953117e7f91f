import { lstat } from 'node:fs/promises';
import { ENGINE } from '../docker/index.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { BackupRow, BackupsStore } from './backups-store.ts';
import { isDamagedBy } from './damage.ts';
import type { Manifest } from './manifest.ts';
import { proofSchema } from './proof/proof.ts';
import { startOf } from './store/folder-names.ts';
import { storedFiles } from './store/stored-files.ts';
import type { OpenedManifest, Store } from './store/types.ts';
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
  /** It is listed and never restored, until a later verification passes. A proof that says so keeps it in the store too. */
  markDamaged(id: string): void;
  /** It was removed from the store. Its proofs stay. */
  forget(id: string): void;
  /** Looks at the whole store: new ones, vanished ones, damaged ones, proofs that SQLite does not know. One look at a time. */
  rescan(): Promise<void>;
}

export function createBackupIndex(deps: {
  readonly rows: BackupsStore;
  readonly store: Pick<Store, 'open' | 'scan' | 'pathOf' | 'readProofs'>;
  readonly log: Log;
}): BackupIndex {
  const { rows, store, log } = deps;
  let scanning: Promise<void> | null = null;
  /** Since the look at the store began: it may have seen them before. */
  const forgotten = new Set<string>();

  function withProofs(found: readonly BackupRow[], set?: string): BackupSummary[] {
    const proofs = rows.proofs(set === undefined ? {} : { set });
    return found.map(({ manifestSha256: _, ...row }) => {
      const own = proofs.filter(({ backup }) => backup === row.id);
      const last = (kind: 'verify' | 'drill') => own.find((proof) => proof.kind === kind) ?? null;
      return { ...row, verified: last('verify'), drilled: last('drill') };
    });
  }

  async function look(): Promise<void> {
    forgotten.clear();
    const known = new Set(rows.backups().map(({ id }) => id));
    const seen = new Set<string>();
    for await (const opened of store.scan()) {
      const id = idOf(opened);
      // A copy of it in another set's folder is no backup.
      if (seen.has(id) && !opened.ok) continue;
      seen.add(id);
      await bringIn(opened, null);
    }
    for (const id of known) if (!seen.has(id)) vanished(id);
  }

  function vanished(id: string): void {
    if (rows.backup(id) === null) return;
    rows.removeBackup(id);
    log.warn({ backup: id }, 'a backup is no longer in the store');
  }

  async function bringIn(opened: OpenedManifest, operationId: string | null): Promise<void> {
    const id = idOf(opened);
    const set = opened.ok ? opened.manifest.set : (rows.backup(id)?.set ?? opened.set);
    const proofs = await readProofs(set, id);
    const isGone = opened.ok ? await lacksFiles(opened.manifest) : false;
    if (forgotten.has(id)) return;
    rows.transaction(() => {
      for (const proof of proofs) rows.addProof(proof);
      const before = rows.backup(id);
      const base = opened.ok ? rowOf(opened.manifest, opened.sha256) : (before ?? unreadableRow(set, id));
      const isDamaged = !opened.ok || isGone || isDamagedBy(rows.proofs({ backup: id }));
      rows.saveBackup({
        ...base,
        state: isDamaged ? 'damaged' : 'whole',
        operationId: operationId ?? before?.operationId ?? null,
      });
      if (isDamaged && before?.state !== 'damaged') {
        log.warn({ backup: id, set, why: opened.ok ? 'files' : opened.why }, 'a backup is damaged');
      }
    });
  }

  async function readProofs(set: string, id: string) {
    const read = await store.readProofs(set, id).catch((error: unknown) => {
      log.warn({ backup: id, reason: messageOf(error) }, 'the proofs of a backup cannot be read');
      return [];
    });
    return read.flatMap((line) => {
      const proof = proofSchema.safeParse(line);
      return proof.success && proof.data.backup === id && proof.data.set === set ? [proof.data] : [];
    });
  }

  async function lacksFiles(manifest: Manifest): Promise<boolean> {
    if (manifest.store !== 'local') return false;
    for (const file of storedFiles(manifest)) {
      const stat = await lstat(store.pathOf(manifest, file).path).catch(() => null);
      if (stat === null || !stat.isFile() || stat.size !== file.bytes) return true;
    }
    return false;
  }

  return {
    list: (set) => withProofs(rows.backups(set), set),
    get: (id) => {
      const row = rows.backup(id);
      return row === null ? null : (withProofs([row], row.set)[0] ?? null);
    },
    sets: () => [...new Set(rows.backups().map(({ set }) => set))].sort(),
    take: async (set, id, operationId) => bringIn(await store.open(set, id), operationId),
    markDamaged: (id) => rows.setState(id, 'damaged'),
    forget: (id) => {
      forgotten.add(id);
      rows.removeBackup(id);
    },
    rescan: () => {
      scanning ??= look().finally(() => {
        scanning = null;
      });
      return scanning;
    },
  };
}

function idOf(opened: OpenedManifest): string {
  return opened.ok ? opened.manifest.id : opened.id;
}

function rowOf(manifest: Manifest, manifestSha256: string): Omit<BackupRow, 'state' | 'operationId'> {
  const { id, engine, set, origin, store, startedAt, finishedAt, dataAt, consistency, standstillMs, trees } = manifest;
  const dataBytes = trees.reduce((sum, tree) => sum + tree.dataBytes, 0);
  const storedBytes = storedFiles(manifest).reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    ...{ id, engine, set, origin, store, startedAt, finishedAt, dataAt, consistency, standstillMs },
    ...{ dataBytes, storedBytes, manifestSha256 },
  };
}

/** What can be said of a backup whose manifest was never read: when, by its folder's name. */
function unreadableRow(set: string, id: string): Omit<BackupRow, 'state' | 'operationId'> {
  const at = startOf(id);
  return {
    ...{ id, engine: ENGINE, set, origin: 'backup', store: 'local', consistency: 'live', manifestSha256: '' },
    ...{ startedAt: at, finishedAt: at, dataAt: at, dataBytes: 0, storedBytes: 0, standstillMs: 0 },
  };
}
