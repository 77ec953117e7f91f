import { join } from 'node:path';
import type { Database } from '../database/index.ts';
import { EngineError } from '../docker/index.ts';
import { messageOf } from '../errors.ts';
import { createBackupIndex } from './backup-index.ts';
import { createBackupsStore } from './backups-store.ts';
import { createBackupKind } from './create/backup-kind.ts';
import { planBackup } from './create/plan.ts';
import { importArchive } from './legacy/import-archive.ts';
import { createImportKind, lacks } from './legacy/import-kind.ts';
import { importables, importFolders } from './legacy/importable.ts';
import { createLooking } from './looking.ts';
import type { BackupParts } from './parts.ts';
import { createDrillKind, createVerifyKind } from './proof/index.ts';
import { createProofs } from './proofs.ts';
import { passRateOf, recoveriesOf } from './recoveries.ts';
import { fetchManifests } from './restic/fetch.ts';
import { findingMaterialised, materialise } from './restic/reading.ts';
import { createDryRunKind, createDryRuns, createRestoreKind } from './restore/index.ts';
import { createPruneKind } from './retention/prune-kind.ts';
import { createPruner } from './retention/pruner.ts';
import type { Backups } from './room.ts';
import { sweepScratch } from './scratch-folder.ts';
import { provenAt, warningsOf } from './warnings.ts';

/** How often the store is looked at, and what is left behind is taken away where the Engine was away before. */
const LOOK_EVERY_MS = 10 * 60_000;

export type BackupsDeps = Omit<BackupParts, 'index' | 'proofs' | 'pruneAfter' | 'materialise'> & {
  readonly database: Database;
  /** A restore that could bring neither the new nor the old data to stand: a person is at it. */
  readonly isStuck: (operation: string) => boolean;
};

/** The room: what others made, put together, and what is known of all backups. */
export function createBackups(deps: BackupsDeps): Backups {
  const { database, sets, storage, works, settings, targets, active } = deps;
  const store = findingMaterialised(deps.store);
  const log = deps.log.child({ room: 'backups' });
  const rows = createBackupsStore(database);
  const index = createBackupIndex({ rows, store, log });
  const proofs = createProofs({ rows, store, log });
  const pruner = createPruner({ ...deps, index, proofs, log });
  const parts: BackupParts = {
    ...{ ...deps, store, log, index, proofs, pruneAfter: pruner.pruneAfter },
    materialise: (job) => materialise({ ...deps, log }, job),
  };
  const dryRuns = createDryRuns(database);
  const looking = createLooking(parts);
  let known: readonly { readonly name: string; readonly rpoMs: number }[] | null = null;
  let space: { readonly freeBytes: number; readonly totalBytes: number } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isTidy = false;
  let looks: Promise<void> = Promise.resolve();

  const rpoOf = (set: string): number => settings.sets[set]?.rpo ?? targets.rpo;

  /** What a restore that calls for a person has left is evidence, and may be the only way back. */
  const isLive = (id: string): boolean => active().some((operation) => operation.id === id) || deps.isStuck(id);

  /** As the Engine was last seen; before that, what has backups and what is configured. */
  function expected(): readonly { readonly name: string; readonly rpoMs: number }[] {
    if (known !== null) return known;
    const configured = Object.entries(settings.sets).flatMap(([name, { enabled }]) => (enabled ? [name] : []));
    return [...new Set([...index.sets(), ...configured])].map((name) => ({ name, rpoMs: rpoOf(name) }));
  }

  async function rescan(): Promise<void> {
    await index.rescan();
    space = await store.space();
    known = await sets.list().catch(unlessEngine(known));
  }

  /** What a process that was killed has left in the store and on the Engine; then what there is. */
  async function look(): Promise<void> {
    if (!isTidy) {
      // Drafts of this process are its own affair; of another one none can be gone on with.
      await store.sweep(() => false);
      await sweepScratch(join(deps.dataDir, 'scratch'), isLive);
      isTidy = await storage.reap(isLive).then(() => true, unlessEngine(false));
    }
    await rescan();
  }

  function lookSoon(): void {
    looks = looks.then(look).catch((error: unknown) => {
      log.error({ reason: messageOf(error) }, 'the store of backups could not be looked at');
    });
  }

  return {
    kinds: [
      createBackupKind(parts),
      createVerifyKind(parts),
      createDrillKind(parts),
      createDryRunKind({ ...parts, dryRuns }),
      createRestoreKind(parts),
      createPruneKind(parts),
      createImportKind({ ...parts, importFrom: settings.importFrom }),
    ],
    sets,
    list: index.list,
    get: index.get,
    setsWithBackups: index.sets,
    ...looking,
    proofs: proofs.list,
    plan: (set) => planBackup(parts, set),
    dryRun: dryRuns.get,
    prunePlan: pruner.plan,
    pruneParams: ({ remove }, target) => ({ ...target, ids: remove.map(({ id }) => id), named: false }),
    warnings: (now) =>
      warningsOf({
        ...{ now, space, sets: expected(), backups: index.list(), proofs: rows.proofs({}) },
        sinceAt: database.createdAt(),
      }),
    proven: () => {
      const all = rows.proofs({});
      return expected().map(({ name, rpoMs }) => ({ set: name, provenAt: provenAt(index.list(name), all), rpoMs }));
    },
    importables: () => importables(importFolders(deps.dataDir, settings.importFrom), deps.timeZone, index),
    importFile: (path, set, onProgress) =>
      importArchive(parts, { path, set, operation: null }, onProgress === undefined ? {} : { onProgress }),
    lacks,
    fetch: () => fetchManifests(parts),
    rescan,
    passRate: (sinceAt) => passRateOf(rows.proofs({ sinceAt })),
    recoveries: () => recoveriesOf(rows.proofs({})),
    recordMissed: ({ set, dueAt, why, reason }) =>
      rows.addProof({
        ...{ id: `missed:${set}:${dueAt}`, backup: null, set, kind: 'drill', level: 2, result: 'missed', at: dueAt },
        ...{ scheduled: true, tookMs: null, recoveryTimeMs: null, recoveryPointMs: null, bytes: null },
        reason: { key: `backups-missed-${why}`, params: { reason: reason ?? '' } },
      }),
    start: () => {
      lookSoon();
      timer = setInterval(lookSoon, LOOK_EVERY_MS);
      timer.unref();
    },
    stop: async () => {
      if (timer !== null) clearInterval(timer);
      await looks;
      await works.close();
    },
  };
}

/** The Engine being away is told elsewhere; here what was known before goes on. */
function unlessEngine<T>(otherwise: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof EngineError) return otherwise;
    throw error;
  };
}
