import { UserError } from '../../errors.ts';
import type { Reason } from '../../operations/index.ts';
import type { BackupParts } from '../parts.ts';
import type { BackupPlan } from '../room.ts';
import type { BackupSet } from '../sets/types.ts';
import { phaseOf, standingServices, treeConsistency } from './consistency.ts';
import { lastOf, manifestOf, neededBytes, sizesOf } from './sizes.ts';

/** What a stop, a start and the Engine's work take on top of the reading. */
const PER_SERVICE_MS = 1500;

/** What a backup of a set will hold and cost; changes nothing. @throws UserError `backups-set-gone` · EngineError */
export async function planBackup(parts: BackupParts, name: string): Promise<BackupPlan> {
  const set = await parts.sets.find(name);
  if (set === null) throw new UserError('backups-set-gone', { set: name });
  const last = lastOf(parts.index, name);
  const previous = await manifestOf(parts.store, last);
  const sizes = await sizesOf(parts, set, previous);
  const space = await parts.store.space();
  const standing = standingServices(set);
  const rate = rateOf(last);
  const stillBytes = sum(
    set.trees.filter((tree) => phaseOf(tree, set.services) === 'still').map((tree) => sizes.of.get(tree.name) ?? null),
  );
  const time = (bytes: number | null) => (bytes === null || rate === null ? null : Math.round((bytes * 1000) / rate));
  const reading = time(stillBytes);
  const needed = sizes.total === null ? null : neededBytes(parts.settings.store === 'restic' ? 0 : sizes.total, last);
  return {
    set,
    trees: set.trees.map((tree) => ({
      name: tree.name,
      kind: tree.kind,
      bytes: sizes.of.get(tree.name) ?? null,
      consistency: treeConsistency(tree, set.services),
    })),
    configFiles: set.configPaths.length,
    dataBytes: sizes.total,
    standing,
    standstillMs: standing.length === 0 ? 0 : reading === null ? null : reading + standing.length * PER_SERVICE_MS,
    // Read once, and looked at once more: what is stored is verified.
    tookMs: last === null ? null : time(sizes.total === null ? null : sizes.total * 2),
    freeBytes: space.freeBytes,
    refused: refusal(set, needed, space.freeBytes),
    warnings: warningsOf(set, sizes.total, space.freeBytes),
  };
}

/** Bytes a second of the last one; a small one tells nothing. */
function rateOf(last: { readonly dataBytes: number; readonly startedAt: number; readonly finishedAt: number } | null) {
  if (last === null) return null;
  const tookMs = last.finishedAt - last.startedAt;
  return tookMs < 200 || last.dataBytes < 1024 * 1024 ? null : (last.dataBytes * 2000) / tookMs;
}

function sum(all: readonly (number | null)[]): number | null {
  let total = 0;
  for (const bytes of all) {
    if (bytes === null) return null;
    total += bytes;
  }
  return total;
}

function refusal(set: BackupSet, needed: number | null, free: number): BackupPlan['refused'] {
  if (set.trees.length === 0 && set.configPaths.length === 0) return { key: 'backups-set-empty', params: {} };
  if (needed === null || needed <= free) return null;
  return { key: 'backups-no-space', params: { needed, free } };
}

/** What is read while it is written to, and how that is changed; what nobody protects; what may become tight. */
function warningsOf(set: BackupSet, total: number | null, free: number): Reason[] {
  const live = set.trees.filter(
    (tree) => treeConsistency(tree, set.services) === 'live' && !isDatabase(set, tree.mountedBy),
  );
  const foreign = set.trees.filter(({ foreignUsers }) => foreignUsers.length > 0);
  return [
    ...set.warnings,
    ...live.map(
      (tree): Reason => ({
        key: 'backups-plan-live',
        params: { name: tree.name, services: tree.mountedBy.map(({ service }) => service).join(', ') || '—' },
      }),
    ),
    ...foreign.map(
      (tree): Reason => ({
        key: 'backups-plan-foreign',
        params: { name: tree.name, users: tree.foreignUsers.slice(0, 5).join(', ') },
      }),
    ),
    ...(total !== null && total > free ? [{ key: 'backups-plan-tight', params: { bytes: total, free } }] : []),
  ];
}

/** Of it is warned already, with more reason. */
function isDatabase(set: BackupSet, mountedBy: BackupSet['trees'][number]['mountedBy']): boolean {
  return mountedBy.some(({ service }) =>
    set.services.some(({ record, database }) => record.name === service && database !== null),
  );
}
