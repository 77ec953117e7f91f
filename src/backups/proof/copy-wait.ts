import { waitMsFor } from '../../actions/index.ts';
import type { ContainerState, HealthcheckSettings } from '../../docker/index.ts';
import type { Reason } from '../../operations/index.ts';

/** Without a health check a copy counts as well once it has run this long without an exit. */
const RUNS_WELL_AFTER_MS = 5000;
/** A job may take its time: migrations of a large database. */
const JOB_MS = 5 * 60_000;
/** Where its restart policy would start it again, it may fall this often: what it needs may come up more slowly than it does. */
const FALLS_ALLOWED = 3;

/** As the Engine shows a copy; null when it is gone. */
export type CopySeen = {
  readonly state: ContainerState;
  readonly health: 'starting' | 'healthy' | 'unhealthy' | null;
  readonly exitCode: number;
} | null;

export interface CopyWait {
  readonly service: string;
  readonly hasHealthcheck: boolean;
  readonly isJob: boolean;
  readonly startsAgain: boolean;
  readonly deadlineAt: number;
  readonly runningSinceAt: number | null;
  readonly falls: number;
}

export type CopyVerdict =
  | { readonly kind: 'wait' | 'well' | 'start-again' }
  | { readonly kind: 'bad'; readonly reason: Reason };

export function beginCopyWait(copy: {
  readonly service: string;
  readonly healthcheck: HealthcheckSettings | null;
  readonly isJob: boolean;
  /** The restart policy of the original. */
  readonly restartPolicy: string;
  readonly now: number;
}): CopyWait {
  const { service, healthcheck, isJob, restartPolicy, now } = copy;
  return {
    service,
    hasHealthcheck: healthcheck !== null,
    isJob,
    startsAgain: !isJob && restartPolicy !== 'no' && restartPolicy !== '',
    deadlineAt: now + (isJob ? JOB_MS : waitMsFor(healthcheck)),
    runningSinceAt: null,
    falls: 0,
  };
}

/** One look at a copy that was started: what to make of it. */
export function judgeCopy(
  wait: CopyWait,
  seen: CopySeen,
  now: number,
): { readonly wait: CopyWait; readonly verdict: CopyVerdict } {
  const { service } = wait;
  if (seen === null) return { wait, verdict: bad('backups-copy-gone', { service }) };
  const { state, health, exitCode } = seen;
  if (state === 'exited' || state === 'dead') {
    if (wait.isJob && exitCode === 0) return { wait, verdict: { kind: 'well' } };
    const falls = wait.falls + 1;
    if (!wait.startsAgain || falls >= FALLS_ALLOWED || now >= wait.deadlineAt)
      return { wait, verdict: bad('backups-copy-exited', { service, code: exitCode }) };
    return { wait: { ...wait, falls, runningSinceAt: null }, verdict: { kind: 'start-again' } };
  }
  if (state === 'running') {
    const runningSinceAt = wait.runningSinceAt ?? now;
    const next = { ...wait, runningSinceAt };
    if (wait.hasHealthcheck && health === 'healthy') return { wait: next, verdict: { kind: 'well' } };
    if (wait.hasHealthcheck && health === 'unhealthy')
      return { wait: next, verdict: bad('backups-copy-unhealthy', { service }) };
    const hasRun = now - runningSinceAt >= RUNS_WELL_AFTER_MS;
    if (!wait.hasHealthcheck && !wait.isJob && hasRun) return { wait: next, verdict: { kind: 'well' } };
    return { wait: next, verdict: late(next, now) };
  }
  return { wait, verdict: late(wait, now) };
}

function late({ service, deadlineAt }: CopyWait, now: number): CopyVerdict {
  return now < deadlineAt ? { kind: 'wait' } : bad('backups-copy-not-in-time', { service });
}

function bad(key: string, params: Reason['params']): CopyVerdict {
  return { kind: 'bad', reason: { key, params } };
}
