import { createHash } from 'node:crypto';
import type { Timetable } from './timetable.ts';

/** What runs by itself for each set. */
export const WHATS = ['backup', 'verify', 'drill'] as const;
export type What = (typeof WHATS)[number];

/**
 * How its last time went. `nothing`: there was no backup to look at; `asked`: somebody was reminded; `skipped` and
 * `missed`: a restore test that did not happen.
 */
export const RESULTS = [
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'interrupted',
  'nothing',
  'asked',
  'skipped',
  'missed',
] as const;
export type JobResult = (typeof RESULTS)[number];

export interface Job {
  /** "backup:shop". */
  readonly id: string;
  readonly what: What;
  readonly set: string;
  /** What `dueAt` was counted with: the cron pattern and the zone. */
  readonly pattern: string;
  readonly madeAt: number;
  /** Its set is not there at present. */
  readonly goneAt: number | null;
  readonly paused: { readonly at: number; readonly by: number } | null;
  /** When it is due next, UTC milliseconds, without its jitter; null: never. */
  readonly dueAt: number | null;
  /** The due time of its last run. */
  readonly lastDueAt: number | null;
  readonly lastRunAt: number | null;
  readonly operation: string | null;
  readonly result: JobResult | null;
}

export function jobId(what: What, set: string): string {
  return `${what}:${set}`;
}

/** A job that is seen for the first time, or whose times have changed: what lies before now was never promised. */
export function newJob(what: What, set: string, pattern: string, dueAt: number | null, now: number): Job {
  return {
    id: jobId(what, set),
    what,
    set,
    pattern,
    madeAt: now,
    goneAt: null,
    paused: null,
    dueAt,
    lastDueAt: null,
    lastRunAt: null,
    operation: null,
    result: null,
  };
}

export type Decision =
  | { readonly kind: 'wait' }
  /** Run it for `dueAt`: the last of those that were missed. `next`: when it is due after that. */
  | { readonly kind: 'run'; readonly dueAt: number; readonly next: number | null }
  /** It is due and paused: only its next time moves on. */
  | { readonly kind: 'pass'; readonly next: number | null };

/**
 * Whether a job is to run now. However many times passed while nobody was there, it runs once: not at all for a missed
 * one when the next one's jitter is running already.
 * @param jitterMs how long after its due time it begins; less than the time between two of them
 */
export function decide(
  job: Pick<Job, 'dueAt' | 'paused' | 'goneAt'>,
  timetable: Timetable,
  jitterMs: number,
  now: number,
): Decision {
  if (job.dueAt === null || job.goneAt !== null || job.dueAt + jitterMs > now) return { kind: 'wait' };
  const dueAt = timetable.last(job.dueAt, now) ?? job.dueAt;
  if (dueAt + jitterMs > now) return { kind: 'wait' };
  const next = timetable.next(dueAt);
  return job.paused === null ? { kind: 'run', dueAt, next } : { kind: 'pass', next };
}

/** The same for one job of one installation for ever, below `withinMs`: hosts with the same settings do not begin together. */
export function jitterOf(job: string, installation: string, withinMs: number): number {
  if (withinMs < 1) return 0;
  const hash = createHash('sha256').update(`${installation} ${job}`).digest();
  return Math.floor((hash.readUInt32BE(0) / 2 ** 32) * withinMs);
}
