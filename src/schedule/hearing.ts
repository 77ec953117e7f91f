import { z } from 'zod';
import type { Operation, OperationChange } from '../operations/index.ts';
import { type Job, type JobResult, jobId, WHATS } from './jobs.ts';
import type { Reminding } from './reminding.ts';
import type { ScheduleStore } from './schedule-store.ts';
import { KINDS } from './targets.ts';

const aboutSet = z.looseObject({ set: z.string(), scheduled: z.boolean().optional() });

interface About {
  readonly job: Job | null;
  readonly set: string;
  /** False for a drill by hand: it is practice, answers no reminder, and does not show as the monthly one. */
  readonly counts: boolean;
}

/** What becomes of operations is kept with the jobs and reminders that they are about, whoever asked for them. */
export function createHearing(options: {
  readonly store: ScheduleStore;
  readonly reminding: Reminding;
  readonly now: () => number;
  /** Something is over: what waited for it may begin. Within the transaction. */
  readonly onEnded: () => void;
}): (change: OperationChange) => void {
  const { store, reminding, now } = options;

  function aboutOf({ kind, params }: Operation): About | null {
    const what = WHATS.find((candidate) => KINDS[candidate] === kind);
    const { data } = aboutSet.safeParse(params);
    if (what === undefined || data === undefined) return null;
    const counts = what !== 'drill' || data.scheduled === true;
    return { job: store.job(jobId(what, data.set)), set: data.set, counts };
  }

  function requested({ job, set, counts }: About, operation: Operation): void {
    if (!counts) return;
    if (job !== null) store.saveJob({ ...job, lastRunAt: now(), operation: operation.id, result: 'running' });
    if (operation.kind === KINDS.drill && operation.requestedBy !== null) {
      reminding.begun(set, operation.id, operation.requestedBy);
    }
  }

  function ended({ job }: About, operation: Operation): void {
    if (job?.operation === operation.id) store.saveJob({ ...job, result: resultOf(operation) });
    reminding.ended(operation.id, operation.startedAt !== null);
    options.onEnded();
  }

  return ({ kind, operation }) => {
    const about = aboutOf(operation);
    if (about === null) return;
    if (kind === 'requested') requested(about, operation);
    else if (kind === 'finished' || kind === 'recovered') ended(about, operation);
  };
}

function resultOf({ state }: Operation): JobResult {
  switch (state) {
    case 'watching':
    case 'succeeded':
      return 'succeeded';
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'cancelled';
    case 'queued':
    case 'running':
    case 'interrupted':
      return 'interrupted';
  }
}
