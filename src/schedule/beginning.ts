import type { BackupSet, Backups } from '../backups/index.ts';
import type { Clock } from '../clock.ts';
import type { SchedulesConfig } from '../config/index.ts';
import type { Database } from '../database/index.ts';
import type { Operations } from '../operations/index.ts';
import type { Following } from './following.ts';
import { type Decision, decide, type Job, jitterOf } from './jobs.ts';
import type { Reminding } from './reminding.ts';
import type { ScheduleStore } from './schedule-store.ts';
import { backupOf, drillOf, newestOf, verifyOf, type Wanted } from './targets.ts';

/** One scheduled run after the other; what waits for somebody else's lock keeps the others waiting no longer than this. */
const WAITED_FOR_MS = 10 * 60_000;

/** What is due, and its beginning. */
export interface Beginning {
  /** When it begins next, with its jitter; null: paused, or never. */
  beginsAt(job: Job): number | null;
  /** Whether anything is due now. */
  isDue(): boolean;
  /**
   * Begins what is due, as far as nothing that the clock began is still being done.
   * @param liveSet the set as it is now; throws while the Engine does not answer, and what is due stays so
   */
  beginDue(liveSet: (name: string) => Promise<BackupSet | null>): Promise<void>;
}

export function createBeginning(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly store: ScheduleStore;
  readonly settings: SchedulesConfig;
  readonly following: Following;
  readonly reminding: Reminding;
  readonly backups: Pick<Backups, 'list'>;
  readonly operations: Pick<Operations, 'submit' | 'get'>;
  readonly isStopped: () => boolean;
}): Beginning {
  const { database, clock, store, settings, following, reminding, backups, operations } = options;
  const installation = String(database.createdAt());

  /** A reminder is no load: it comes at its time, and waits for nothing. */
  const isReminder = ({ what }: Job) => what === 'drill' && settings.drillMode === 'ask';

  function jitter(job: Job): number {
    const { dueAt } = job;
    if (isReminder(job) || dueAt === null) return 0;
    const next = following.timetable(job.what)?.next(dueAt) ?? Number.POSITIVE_INFINITY;
    return jitterOf(job.id, installation, Math.min(settings.jitter, (next - dueAt) / 2));
  }

  function decisionOf(job: Job): Decision {
    const timetable = following.timetable(job.what);
    return timetable === null ? { kind: 'wait' } : decide(job, timetable, jitter(job), clock.now());
  }

  /** What is due, oldest first. */
  function due(): Job[] {
    return store
      .jobs()
      .filter((job) => decisionOf(job).kind !== 'wait')
      .sort((one, other) => (one.dueAt ?? 0) - (other.dueAt ?? 0));
  }

  function isBusy(): boolean {
    return store.jobs().some(({ operation, result }) => {
      const found = result === 'running' && operation !== null ? operations.get(operation) : null;
      if (found === null || found.requestedBy !== null) return false;
      const isWaiting = found.state === 'queued' && clock.now() - found.requestedAt < WAITED_FOR_MS;
      return found.state === 'running' || isWaiting;
    });
  }

  function begin(job: Job, dueAt: number, live: BackupSet | null): void {
    const newest = newestOf(backups, job.set);
    if (job.what === 'backup') {
      if (live !== null) submit(job, dueAt, backupOf(live));
    } else if (newest !== null) {
      if (job.what === 'verify') submit(job, dueAt, verifyOf(live, newest, true));
      else if (isReminder(job)) reminding.ask(job.set, dueAt);
      else submit(job, dueAt, drillOf(live, newest, true));
    }
  }

  function submit(job: Job, dueAt: number, wanted: Wanted): void {
    operations.submit({
      kind: wanted.kind,
      params: wanted.params,
      key: `schedule:${job.id}:${dueAt}`,
      requestedBy: null,
      ifBusy: 'queue',
    });
  }

  /** In the transaction that moves its due time on: after a kill it was begun once, or not at all and is still due. */
  function beginNow(id: string, live: BackupSet | null): void {
    database.transaction(() => {
      const job = store.job(id);
      const decision = job === null ? null : decisionOf(job);
      if (job === null || decision === null || decision.kind === 'wait') return;
      if (decision.kind === 'pass') return store.saveJob({ ...job, dueAt: decision.next });
      const { dueAt, next } = decision;
      store.saveJob({
        ...job,
        dueAt: next,
        lastDueAt: dueAt,
        lastRunAt: clock.now(),
        operation: null,
        result: 'nothing',
      });
      begin(job, dueAt, live);
    });
  }

  return {
    beginsAt: (job) => (job.paused !== null || job.dueAt === null ? null : job.dueAt + jitter(job)),
    isDue: () => due().length > 0,
    beginDue: async (liveSet) => {
      for (const job of due()) {
        if (!isReminder(job) && job.paused === null && isBusy()) continue;
        const live = await liveSet(job.set);
        if (options.isStopped()) return;
        beginNow(job.id, live);
      }
    },
  };
}
