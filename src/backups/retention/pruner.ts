import { messageOf, UserError } from '../../errors.ts';
import type { BackupParts, Pruned } from '../parts.ts';
import type { RetentionPlan, RetentionReason } from '../room.ts';
import { usedBy } from './in-use.ts';
import { protection, retain } from './retain.ts';

export type PrunerParts = Pick<
  BackupParts,
  'store' | 'index' | 'proofs' | 'clock' | 'log' | 'settings' | 'timeZone' | 'active' | 'restic'
>;

/** What happened to one that was to be removed. */
export type Removal =
  | { readonly end: 'removed'; readonly bytes: number }
  | { readonly end: 'gone' }
  | { readonly end: 'kept'; readonly why: RetentionReason };

export interface Pruner {
  plan(set: string): Promise<RetentionPlan>;
  /** Looks once more at what protects it, then removes it. @param named it was chosen by a person, and not by the rules */
  remove(set: string, id: string, named: boolean): Promise<Removal>;
  pruneAfter(set: string): Promise<Pruned>;
}

export function createPruner(parts: PrunerParts): Pruner {
  const { store, index, proofs, clock, log, settings, timeZone, active, restic } = parts;

  function judge(set: string): Pick<RetentionPlan, 'remove' | 'keep'> {
    const backups = index.list(set);
    const isUsed = usedBy(active());
    const inUse = new Set(backups.filter(isUsed).map(({ id }) => id));
    return retain({
      ...{ backups, inUse, timeZone },
      proofs: proofs.list({ set }),
      settings: settings.retention,
      now: clock.now(),
    });
  }

  async function remove(set: string, id: string, named: boolean): Promise<Removal> {
    const summary = index.get(id);
    if (summary?.set !== set) return { end: 'gone' };
    const why = protection(judge(set), id, named);
    if (why !== null) return { end: 'kept', why };
    if (summary.store === 'restic') {
      // First what is large: while the manifest is here, it can be tried again.
      if (restic === undefined) throw new UserError('backups-restic-not-set');
      await restic.forget(id, true);
    }
    const bytes = await store.remove(set, id);
    index.forget(id);
    return { end: 'removed', bytes };
  }

  async function pruneAfter(set: string): Promise<Pruned> {
    const removed: string[] = [];
    let freedBytes = 0;
    for (const { id } of judge(set).remove) {
      try {
        const removal = await remove(set, id, false);
        if (removal.end !== 'removed') continue;
        removed.push(id);
        freedBytes += removal.bytes;
      } catch (error) {
        log.warn({ set, backup: id, reason: messageOf(error) }, 'a backup that may go could not be removed');
      }
    }
    if (removed.length > 0) log.info({ set, removed, freedBytes }, 'removed old backups');
    return { removed, freedBytes };
  }

  return {
    plan: async (set) => {
      const judged = judge(set);
      return { set, ...judged, freedBytes: await store.wouldFree(judged.remove) };
    },
    remove,
    pruneAfter,
  };
}
