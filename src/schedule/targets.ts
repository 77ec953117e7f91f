import type { BackupSet, BackupSummary, Backups, DrillParams, ProofParams, SetTarget } from '../backups/index.ts';
import { ENGINE } from '../docker/index.ts';
import type { Json } from '../operations/index.ts';
import type { What } from './jobs.ts';

/** An operation to be submitted. */
export interface Wanted {
  readonly kind: string;
  readonly params: Json;
}

/** The kind of operation that each job submits. */
export const KINDS = { backup: 'backup', verify: 'backup-verify', drill: 'drill' } as const satisfies Record<
  What,
  string
>;

/** The newest backup of a set that can be proven: neither damaged nor what a restore put aside. */
export function newestOf(backups: Pick<Backups, 'list'>, set: string): BackupSummary | null {
  return backups.list(set).find(({ origin, state }) => origin !== 'safety' && state === 'whole') ?? null;
}

/** What a backup of it is asked for with. */
export function backupOf(set: BackupSet): Wanted {
  return { kind: KINDS.backup, params: { ...targetOf(set) } };
}

/** `live` null: its project is gone, its backups are there. */
export function verifyOf(live: BackupSet | null, backup: BackupSummary, scheduled: boolean): Wanted {
  const params: ProofParams = { ...targetOr(live, backup), backup: backup.id, scheduled };
  return { kind: KINDS.verify, params: { ...params } };
}

/** A set without services has nothing that could be started: its data is compared. */
export function drillOf(live: BackupSet | null, backup: BackupSummary, scheduled: boolean): Wanted {
  const level = live !== null && live.services.length > 0 ? 3 : 2;
  const params: DrillParams = { ...targetOr(live, backup), backup: backup.id, scheduled, level };
  return { kind: KINDS.drill, params: { ...params } };
}

function targetOf(set: BackupSet): SetTarget {
  const services = set.services.map(({ record }) => record.name);
  return { engine: set.engine, project: set.project, services, name: set.name, set: set.name };
}

function targetOr(live: BackupSet | null, { set }: BackupSummary): SetTarget {
  return live === null ? { engine: ENGINE, project: null, services: [], name: set, set } : targetOf(live);
}
