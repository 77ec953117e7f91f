import type { BackupsConfig } from '../../config/index.ts';
import { isProven } from '../damage.ts';
import type { Proof } from '../proof/proof.ts';
import type { RetentionPlan, RetentionReason } from '../room.ts';
import type { BackupSummary } from '../types.ts';
import { createCalendar } from './calendar.ts';

/** What a restore that did not end well put aside may be the only copy of what was there. */
const TROUBLED_SAFETY_FACTOR = 10;

export interface RetainInput {
  /** Of one set. */
  readonly backups: readonly BackupSummary[];
  /** Of that set. */
  readonly proofs: readonly Proof[];
  readonly settings: BackupsConfig['retention'];
  /** UTC milliseconds. */
  readonly now: number;
  /** Ids that an operation works with. */
  readonly inUse: ReadonlySet<string>;
  readonly timeZone: string;
}

/**
 * What is kept, each with its strongest reason, and what may go. Of each day, week and month its newest whole backup;
 * those without a backup do not count, so that a bot that was away keeps as many as before.
 */
export function retain(input: RetainInput): Pick<RetentionPlan, 'remove' | 'keep'> {
  const { settings, now, inUse, timeZone } = input;
  const backups = [...input.backups].sort((a, b) => b.dataAt - a.dataAt || (a.id < b.id ? 1 : -1));
  const calendar = createCalendar(timeZone);
  const regular = backups.filter(({ origin, state }) => origin === 'backup' && state === 'whole');
  const reasons: readonly (readonly [RetentionReason, (backup: BackupSummary) => boolean])[] = [
    ['in-use', ({ id }) => inUse.has(id)],
    ['last-good', isOneOf([lastGood(backups, input.proofs)])],
    ['last-drilled', isOneOf([lastDrilled(backups, input.proofs)])],
    ['damaged', ({ state }) => state === 'damaged'],
    ['fresh-safety', (backup) => isFreshSafety(backup, input.proofs, settings.safety, now)],
    ['import', ({ origin }) => origin === 'import'],
    ['daily', isOneOf(newestOfEach(regular, calendar.day, settings.daily))],
    ['weekly', isOneOf(newestOfEach(regular, calendar.week, settings.weekly))],
    ['monthly', isOneOf(newestOfEach(regular, calendar.month, settings.monthly))],
  ];
  const judged = backups.map((backup) => ({ backup, why: reasons.find(([, holds]) => holds(backup))?.[0] }));
  return {
    keep: judged.flatMap(({ backup, why }) => (why === undefined ? [] : [{ backup, why }])),
    remove: judged.flatMap(({ backup, why }) => (why === undefined ? [backup] : [])),
  };
}

/** What a person may remove by choosing it; the others only when they no longer hold. */
const BY_HAND: ReadonlySet<RetentionReason> = new Set(['damaged', 'import', 'daily', 'weekly', 'monthly']);

/** Why this one must stay now; null: it may go. @param named it was chosen by a person, and not by the rules */
export function protection(plan: Pick<RetentionPlan, 'keep'>, id: string, named: boolean): RetentionReason | null {
  const why = plan.keep.find(({ backup }) => backup.id === id)?.why ?? null;
  return why !== null && named && BY_HAND.has(why) ? null : why;
}

/** The newest that was proven; where none was, the newest whole one, rather of backups than of what restores put aside. */
function lastGood(newestFirst: readonly BackupSummary[], proofs: readonly Proof[]): BackupSummary | undefined {
  const whole = newestFirst.filter(({ state }) => state === 'whole');
  const regular = whole.filter(({ origin }) => origin === 'backup');
  return (
    regular.find((backup) => isProven(backup, proofs)) ??
    regular[0] ??
    whole.find((backup) => isProven(backup, proofs)) ??
    whole[0]
  );
}

function lastDrilled(backups: readonly BackupSummary[], proofs: readonly Proof[]): BackupSummary | undefined {
  const whole = new Map(backups.flatMap((backup) => (backup.state === 'whole' ? [[backup.id, backup]] : [])));
  const last = proofs
    .filter(({ kind, result, backup }) => kind === 'drill' && result === 'passed' && whole.has(backup ?? ''))
    .reduce<Proof | null>((newest, proof) => (newest === null || proof.at > newest.at ? proof : newest), null);
  return whole.get(last?.backup ?? '');
}

function isFreshSafety(backup: BackupSummary, proofs: readonly Proof[], forMs: number, now: number): boolean {
  if (backup.origin !== 'safety') return false;
  const restored = proofs.some(({ id, result }) => id === backup.operationId && result === 'passed');
  return now - backup.finishedAt < (restored ? forMs : forMs * TROUBLED_SAFETY_FACTOR);
}

function newestOfEach(
  newestFirst: readonly BackupSummary[],
  spanOf: (at: number) => string,
  count: number,
): BackupSummary[] {
  const newest = new Map<string, BackupSummary>();
  for (const backup of newestFirst) {
    const span = spanOf(backup.dataAt);
    if (!newest.has(span)) newest.set(span, backup);
  }
  return [...newest.values()].slice(0, count);
}

function isOneOf(some: readonly (BackupSummary | undefined)[]): (backup: BackupSummary) => boolean {
  const ids = new Set(some.flatMap((one) => (one === undefined ? [] : [one.id])));
  return ({ id }) => ids.has(id);
}
