import type { BackupSet, Backups } from '../backups/index.ts';
import type { Clock } from '../clock.ts';
import type { SchedulesConfig } from '../config/index.ts';
import type { Database } from '../database/index.ts';
import { EngineError } from '../docker/index.ts';
import { messageOf, UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Outbox, Posted, Timers } from '../notify/index.ts';
import type { OperationChange, Operations } from '../operations/index.ts';
import { createBeginning } from './beginning.ts';
import { createFollowing } from './following.ts';
import { createHearing } from './hearing.ts';
import { type Job, WHATS } from './jobs.ts';
import type { Answer, Reminder } from './reminders.ts';
import { createReminding } from './reminding.ts';
import { createScheduleStore } from './schedule-store.ts';
import { drillOf, newestOf, verifyOf, type WantedProof } from './targets.ts';
import { tomorrowAt } from './timetable.ts';
import { createWarningWatch } from './warning-watch.ts';

export interface ScheduleOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly timers: Timers;
  /** TZ. */
  readonly timeZone: string;
  readonly settings: SchedulesConfig;
  readonly backups: Pick<Backups, 'sets' | 'list' | 'setsWithBackups' | 'warnings' | 'recordMissed'>;
  readonly operations: Pick<Operations, 'submit' | 'get'>;
  readonly outbox: Pick<Outbox, 'enqueue'>;
  readonly posted: Pick<Posted, 'findBySubject'>;
  /** The person who is asked about restore tests; null: the on-call chat is. */
  readonly primaryOnCall: () => number | null;
}

/** What hangs on the clock: backups, verifications and restore tests, and what a person should know of backups. */
export interface Schedule {
  /** Those whose set is there, by set, in the order backup, verify, drill. From rows. */
  jobs(): Job[];
  /** When it begins next, with its jitter, UTC milliseconds; null: paused, or never. */
  beginsAt(job: Job): number | null;
  /** Looks which sets there are. @throws EngineError */
  look(): Promise<void>;
  /** @throws UserError schedule-job-gone */
  pause(id: string, by: number): Job;
  /** What was due meanwhile is not caught up. @throws UserError schedule-job-gone */
  resume(id: string): Job;
  /** What proving its newest backup now would ask for. @throws UserError schedule-no-backup · EngineError */
  wanted(what: 'verify' | 'drill', set: string, scheduled: boolean): Promise<WantedProof>;
  reminder(id: number): Reminder | null;
  /** The one that waits for an answer. */
  openReminder(set: string): Reminder | null;
  /** @throws UserError schedule-reminder-over, schedule-reminder-unknown */
  postpone(id: number, by: number): Reminder;
  /** @throws UserError schedule-reminder-over, schedule-reminder-unknown */
  skip(id: number, by: number, reason: string): Reminder;
  /** Every change of an operation, told within its transaction. */
  heard(change: OperationChange): void;
  /** Catches up what was missed, then follows the clock until `stop`. */
  start(): void;
  stop(): void;
  /** For tests: resolves when nothing is being looked at. */
  idle(): Promise<void>;
}

/** The clock of a machine may be set, and conditions come and end while nothing is due. */
const LOOK_AGAIN_MS = 60_000;
/** New sets are seen this late at the latest. */
const SETS_AGAIN_MS = 5 * 60_000;
/** How old a list of sets may be for a run. */
const SETS_FRESH_MS = 10_000;

export function createSchedule(options: ScheduleOptions): Schedule {
  const { database, clock, log, timers, timeZone, settings, backups, operations } = options;
  const store = createScheduleStore(database);
  const following = createFollowing({ store, settings, timeZone, setsWithBackups: backups.setsWithBackups });
  const reminding = createReminding({ ...options, store, recordMissed: backups.recordMissed, settings });
  const isStopped = () => stopped;
  const beginning = createBeginning({ ...options, store, following, reminding, operations, isStopped });
  const watchWarnings = createWarningWatch({ store, outbox: options.outbox, warnings: backups.warnings });
  const heard = createHearing({
    store,
    reminding,
    now: clock.now,
    onEnded: () => database.afterCommit(wake),
  });
  let seen: { readonly at: number; readonly sets: ReadonlyMap<string, BackupSet> } | null = null;
  let running: Promise<void> | null = null;
  let isWanted = false;
  let callOff: (() => void) | null = null;
  let stopped = true;
  /** Its rows are about to be closed. */
  let ended = false;

  async function look(): Promise<void> {
    const found = await backups.sets.list();
    if (ended) return;
    const now = clock.now();
    seen = { at: now, sets: new Map(found.map((set) => [set.name, set])) };
    database.transaction(() => following.follow(found, now));
  }

  const seenWithin = (ms: number) => seen !== null && clock.now() - seen.at <= ms;

  /** The set as it is now. @throws EngineError */
  async function liveSet(name: string): Promise<BackupSet | null> {
    if (!seenWithin(SETS_FRESH_MS)) await look();
    return seen?.sets.get(name) ?? null;
  }

  async function beginDue(): Promise<void> {
    try {
      if (!seenWithin(SETS_AGAIN_MS) || beginning.isDue()) await look();
      if (!stopped) await beginning.beginDue(liveSet);
    } catch (error) {
      if (ended) return;
      const reason = messageOf(error);
      if (error instanceof EngineError) log.info({ reason }, 'what is scheduled waits until the Engine answers');
      else log.error({ err: error }, 'what is scheduled could not be begun');
    }
  }

  function remindAndWarn(): void {
    try {
      database.transaction(() => {
        const now = clock.now();
        reminding.tick(now);
        watchWarnings(now);
      });
    } catch (error) {
      log.error({ err: error }, 'reminders and warnings of backups could not be written');
    }
  }

  /** One round at a time; what is wanted during one is done after it. */
  function wake(): void {
    callOff?.();
    callOff = null;
    isWanted = !stopped;
    running ??= rounds().finally(() => {
      running = null;
      if (!stopped) callOff = timers.after(untilNext(), wake);
    });
  }

  async function rounds(): Promise<void> {
    while (isWanted && !stopped) {
      isWanted = false;
      await beginDue();
      if (!stopped) remindAndWarn();
    }
  }

  function untilNext(): number {
    const now = clock.now();
    const moments = [...jobs().map((job) => beginning.beginsAt(job)), reminding.nextAt()];
    const next = moments.filter((at) => at !== null && at > now);
    return Math.min(...next.map(Number), now + LOOK_AGAIN_MS) - now;
  }

  function jobs(): Job[] {
    const order = (job: Job) => WHATS.indexOf(job.what);
    const there = store.jobs().filter(({ goneAt }) => goneAt === null);
    return there.sort((one, other) => one.set.localeCompare(other.set) || order(one) - order(other));
  }

  function existing(id: string): Job {
    const job = store.job(id);
    if (job === null || job.goneAt !== null) throw new UserError('schedule-job-gone');
    return job;
  }

  function answer(id: number, given: Answer, by: number): Reminder {
    return database.transaction(() => {
      const reminder = reminding.answer(id, given, by);
      database.afterCommit(wake);
      return reminder;
    });
  }

  async function wanted(what: 'verify' | 'drill', set: string, scheduled: boolean): Promise<WantedProof> {
    const live = await liveSet(set);
    const newest = newestOf(backups, set);
    if (newest === null) throw new UserError('schedule-no-backup', { set });
    return what === 'verify' ? verifyOf(live, newest, scheduled) : drillOf(live, newest, scheduled);
  }

  return {
    jobs,
    beginsAt: beginning.beginsAt,
    look,
    pause: (id, by) =>
      database.transaction(() => {
        const before = existing(id);
        const job = before.paused === null ? { ...before, paused: { at: clock.now(), by } } : before;
        store.saveJob(job);
        return job;
      }),
    resume: (id) =>
      database.transaction(() => {
        const before = existing(id);
        if (before.paused === null) return before;
        const job = { ...before, paused: null, dueAt: following.timetable(before.what)?.next(clock.now()) ?? null };
        store.saveJob(job);
        database.afterCommit(wake);
        return job;
      }),
    wanted,
    reminder: store.reminder,
    openReminder: (set) => store.openReminders().find((reminder) => reminder.set === set) ?? null,
    postpone: (id, by) => {
      const dueAt = store.reminder(id)?.dueAt ?? clock.now();
      return answer(id, { kind: 'tomorrow', until: tomorrowAt(dueAt, clock.now(), timeZone) }, by);
    },
    skip: (id, by, reason) => answer(id, { kind: 'skip', reason }, by),
    heard,
    start: () => {
      stopped = false;
      wake();
    },
    stop: () => {
      stopped = true;
      ended = true;
      callOff?.();
      callOff = null;
    },
    idle: async () => {
      while (running !== null) await running;
    },
  };
}
