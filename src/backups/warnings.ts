import { isProven } from './damage.ts';
import type { Proof } from './proof/proof.ts';
import type { BackupWarning } from './room.ts';
import type { BackupSummary } from './types.ts';

const NEARLY_FULL = 0.1;
const ROOM_FOR = 2;

export interface WarningInput {
  /** Sets that should have backups: `rpoMs` is how old the data of their newest proven one may be. */
  readonly sets: readonly { readonly name: string; readonly rpoMs: number }[];
  readonly backups: readonly BackupSummary[];
  readonly proofs: readonly Proof[];
  /** Null: not known yet. */
  readonly space: { readonly freeBytes: number; readonly totalBytes: number } | null;
  /** From when on backups could be expected, UTC milliseconds: the day of installation. */
  readonly sinceAt: number;
  readonly now: number;
}

/** Everything about backups that a person should know, worst first. */
export function warningsOf(input: WarningInput): BackupWarning[] {
  const names = [...new Set([...input.sets.map(({ name }) => name), ...input.backups.map(({ set }) => set)])].sort();
  const bySet = names.map((set) => {
    const backups = input.backups.filter((backup) => backup.set === set).sort((a, b) => b.dataAt - a.dataAt);
    return { set, backups, proofs: input.proofs.filter((proof) => proof.set === set) };
  });
  return [
    // Of a set that is no more nothing is expected, and nobody can drill it any better.
    ...bySet.filter(({ set }) => input.sets.some(({ name }) => name === set)).flatMap((one) => drillWarnings(one)),
    ...bySet.flatMap((one) => damageWarnings(one)),
    ...bySet.flatMap((one) => stalenessOf(one, input)),
    ...bySet.flatMap((one) => shrinkageOf(one)),
    ...spaceWarnings(input),
  ];
}

interface OfSet {
  readonly set: string;
  /** Newest first. */
  readonly backups: readonly BackupSummary[];
  readonly proofs: readonly Proof[];
}

/** The data of the newest backup that was proven; null: there is none. */
export function provenAt(backups: readonly BackupSummary[], proofs: readonly Proof[]): number | null {
  const proven = backups.filter((backup) => backup.origin !== 'safety' && isProven(backup, proofs));
  return proven.length === 0 ? null : Math.max(...proven.map(({ dataAt }) => dataAt));
}

function stalenessOf({ set, backups, proofs }: OfSet, { sets, sinceAt, now }: WarningInput): BackupWarning[] {
  const rpoMs = sets.find(({ name }) => name === set)?.rpoMs;
  // Nothing is expected of a set that is no more.
  if (rpoMs === undefined) return [];
  const last = provenAt(backups, proofs);
  const staleAt = (last ?? sinceAt) + rpoMs;
  if (now <= staleAt) return [];
  const params = { rpo: rpoMs, ...(last === null ? { never: 1, age: 0 } : { never: 0, age: now - last }) };
  return [{ kind: 'no-verified', set, backup: null, at: staleAt, params }];
}

function shrinkageOf({ set, backups }: OfSet): BackupWarning[] {
  const [last, before] = backups.filter(({ origin, state }) => origin === 'backup' && state === 'whole');
  if (last === undefined || before === undefined || last.dataBytes * 2 >= before.dataBytes) return [];
  const params = { was: before.dataBytes, is: last.dataBytes };
  return [{ kind: 'shrank', set, backup: last.id, at: last.finishedAt, params }];
}

/** What came after the last drill that passed. One that a person chose to skip is no alarm; it counts in the pass rate. */
function drillWarnings({ set, proofs }: OfSet): BackupWarning[] {
  const drills = proofs.filter(({ kind }) => kind === 'drill').sort((a, b) => b.at - a.at);
  const passed = drills.findIndex(({ result }) => result === 'passed');
  const since = passed === -1 ? drills : drills.slice(0, passed);
  const failed = since.find(({ result }) => result === 'failed' || result === 'interrupted');
  const missed = since.find(({ result, reason }) => result === 'missed' && reason?.key !== SKIPPED);
  return [
    ...(failed === undefined ? [] : [drillWarning('drill-failed', set, failed)]),
    ...(missed === undefined ? [] : [drillWarning('drill-missed', set, missed)]),
  ];
}

/** Why a drill that was due did not happen. */
export const SKIPPED = 'backups-missed-skipped';

function drillWarning(kind: 'drill-failed' | 'drill-missed', set: string, proof: Proof): BackupWarning {
  return { kind, set, backup: proof.backup, at: proof.at, params: {} };
}

function damageWarnings({ set, backups }: OfSet): BackupWarning[] {
  return backups
    .filter(({ state }) => state === 'damaged')
    .map(({ id, dataAt }) => ({ kind: 'damaged', set, backup: id, at: dataAt, params: { backup: id } }));
}

/** Too little for two more backups as large as the largest of the last ones, or less than a tenth. */
function spaceWarnings({ space, backups, now }: WarningInput): BackupWarning[] {
  if (space === null) return [];
  const newest = new Map<string, BackupSummary>();
  for (const backup of backups) {
    if (backup.origin === 'backup' && backup.dataAt > (newest.get(backup.set)?.dataAt ?? 0))
      newest.set(backup.set, backup);
  }
  const largest = Math.max(0, ...[...newest.values()].map(({ storedBytes }) => storedBytes));
  const { freeBytes, totalBytes } = space;
  if (freeBytes >= totalBytes * NEARLY_FULL && freeBytes >= largest * ROOM_FOR) return [];
  const percent = totalBytes === 0 ? 0 : Math.round((freeBytes / totalBytes) * 100);
  const params = { free: freeBytes, percent, last: largest };
  return [{ kind: 'store-nearly-full', set: null, backup: null, at: now, params }];
}
