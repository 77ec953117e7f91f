import {
  type BackupSet,
  type BackupSummary,
  type Backups,
  backupParams,
  type DrillParams,
  type ProofParams,
  type SetTarget,
} from '../backups/index.ts';
import { ENGINE } from '../docker/index.ts';
import type { Json } from '../operations/index.ts';
import type { What } from './jobs.ts';

/** The kind of operation that each job submits. */
export const KINDS = { backup: 'backup', verify: 'backup-verify', drill: 'drill' } as const satisfies Record<
  What,
  string
>;

/** An operation to be submitted. */
export interface Wanted {
  readonly kind: (typeof KINDS)[What];
  readonly params: { readonly [key: string]: Json };
}

/** One that proves a backup. */
export interface WantedProof extends Wanted {
  readonly kind: 'backup-verify' | 'drill';
  readonly target: SetTarget;
}

/** The newest backup of a set that can be proven: neither damaged nor what a restore put aside. */
export function newestOf(backups: Pick<Backups, 'list'>, set: string): BackupSummary | null {
  return backups.list(set).find(({ origin, state }) => origin !== 'safety' && state === 'whole') ?? null;
}

/** What a backup of it is asked for with: it holds up nobody whose services do not stand still for it. */
export function backupOf(set: BackupSet): Wanted {
  return { kind: KINDS.backup, params: { ...backupParams(set) } };
}

/** `live` null: its project is gone, its backups are there. */
export function verifyOf(live: BackupSet | null, backup: BackupSummary, scheduled: boolean): WantedProof {
  const target = targetOr(live, backup);
  const params: ProofParams = { ...target, backup: backup.id, scheduled };
  return { kind: KINDS.verify, params: { ...params }, target };
}

/** A set without services has nothing that could be started: its data is compared. */
export function drillOf(live: BackupSet | null, backup: BackupSummary, scheduled: boolean): WantedProof {
  const level = live !== null && live.services.length > 0 ? 3 : 2;
  const target = targetOr(live, backup);
  const params: DrillParams = { ...target, backup: backup.id, scheduled, level };
  return { kind: KINDS.drill, params: { ...params }, target };
}

function targetOf(set: BackupSet): SetTarget {
  const services = set.services.map(({ record }) => record.name);
  return { engine: set.engine, project: set.project, services, name: set.name, set: set.name };
}

function targetOr(live: BackupSet | null, { set }: BackupSummary): SetTarget {
  return live === null ? { engine: ENGINE, project: null, services: [], name: set, set } : targetOf(live);
}
