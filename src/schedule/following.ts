import type { BackupSet, Backups } from '../backups/index.ts';
import type { SchedulesConfig } from '../config/index.ts';
import { type Job, jobId, newJob, WHATS, type What } from './jobs.ts';
import type { ScheduleStore } from './schedule-store.ts';
import { createTimetable, type Timetable } from './timetable.ts';

/** The jobs as the sets are: found, gone, come back, and at other times. */
export interface Following {
  /** The times of a job; null: it is switched off. */
  timetable(what: What): Timetable | null;
  /** Brings the rows up to date with the sets that are there. Callers bring the transaction. */
  follow(live: readonly BackupSet[], now: number): void;
}

export function createFollowing(options: {
  readonly store: ScheduleStore;
  readonly settings: SchedulesConfig;
  readonly timeZone: string;
  readonly setsWithBackups: Backups['setsWithBackups'];
}): Following {
  const { store, settings, timeZone } = options;
  const timetables = new Map(
    WHATS.flatMap((what) => {
      const pattern = settings[what];
      return pattern === null ? [] : [[what, createTimetable(pattern, timeZone)] as const];
    }),
  );

  /** Backups whose project is gone are still verified: they are what it could come back from. */
  function wanted(live: readonly BackupSet[]): Map<string, { what: What; set: string; timetable: Timetable }> {
    const names = live.map(({ name }) => name);
    const all = new Set([...names, ...options.setsWithBackups()]);
    return new Map(
      [...timetables].flatMap(([what, timetable]) =>
        [...(what === 'verify' ? all : names)].map((set) => [jobId(what, set), { what, set, timetable }] as const),
      ),
    );
  }

  function upToDate(known: Job | undefined, what: What, set: string, timetable: Timetable, now: number): Job {
    const pattern = `${settings[what]} ${timeZone}`;
    if (known === undefined) return newJob(what, set, pattern, timetable.next(now), now);
    const isSame = known.goneAt === null && known.pattern === pattern;
    return isSame ? known : { ...known, goneAt: null, pattern, dueAt: timetable.next(now) };
  }

  return {
    timetable: (what) => timetables.get(what) ?? null,
    follow: (live, now) => {
      const known = new Map(store.jobs().map((job) => [job.id, job]));
      const jobs = wanted(live);
      for (const [id, { what, set, timetable }] of jobs) {
        const before = known.get(id);
        const job = upToDate(before, what, set, timetable, now);
        if (job !== before) store.saveJob(job);
      }
      for (const job of known.values()) {
        if (!jobs.has(job.id) && job.goneAt === null) store.saveJob({ ...job, goneAt: now });
      }
    },
  };
}
