import { waitMsFor } from '../../actions/index.ts';
import type { ContainerDetail } from '../../docker/index.ts';
import type { Reason } from '../../operations/index.ts';
import type { Participant } from './held.ts';

/** Without a health check it counts as well once it has run this long: services stand still meanwhile, so not longer. */
const RUNS_WELL_AFTER_MS = 3000;
/** Where its restart policy would start it again, it may fall this often: what it needs may come up more slowly than it does. */
const FALLS_ALLOWED = 3;

/** One container that was started after its data was put back. */
export interface Rise {
  readonly name: string;
  readonly startsAgain: boolean;
  readonly begunAt: number;
  /** Since when this run is seen, by our clock; null: it does not run. */
  readonly run: { readonly startedAt: number | null; readonly seenAt: number } | null;
  readonly falls: number;
}

export type RiseVerdict =
  | { readonly kind: 'wait' }
  /** `at`: since when it can serve. */
  | { readonly kind: 'well'; readonly at: number }
  | { readonly kind: 'start-again' }
  | { readonly kind: 'bad'; readonly reason: Reason };

export function beginRise(participant: Pick<Participant, 'name' | 'policy'>, now: number): Rise {
  const { name, policy } = participant;
  return { name, startsAgain: policy.name !== 'no' && policy.name !== '', begunAt: now, run: null, falls: 0 };
}

/** One look at it. Its restart policy is `no` while it is being looked at: what the policy would do is done here. */
export function judgeRise(
  rise: Rise,
  detail: ContainerDetail | null,
  now: number,
): { readonly rise: Rise; readonly verdict: RiseVerdict } {
  if (detail === null) return { rise, verdict: bad('gone', { name: rise.name }) };
  const isLate = now - rise.begunAt >= waitMsFor(detail.healthcheck);
  if (detail.state === 'running') return judgeRunning(rise, detail, now, isLate);
  if (detail.state === 'exited' || detail.state === 'dead') return judgeFallen(rise, detail, isLate);
  return { rise, verdict: late(rise, isLate) };
}

function judgeRunning(rise: Rise, { startedAt, healthcheck, health }: ContainerDetail, now: number, isLate: boolean) {
  const run = rise.run?.startedAt === startedAt && rise.run !== null ? rise.run : { startedAt, seenAt: now };
  const next = { ...rise, run };
  const verdict = (): RiseVerdict => {
    if (healthcheck === null && now - run.seenAt >= RUNS_WELL_AFTER_MS) return { kind: 'well', at: run.seenAt };
    if (healthcheck !== null && health?.status === 'healthy') return { kind: 'well', at: now };
    if (healthcheck !== null && health?.status === 'unhealthy') return bad('unhealthy', { name: rise.name });
    return late(rise, isLate);
  };
  return { rise: next, verdict: verdict() };
}

function judgeFallen(rise: Rise, { exitCode }: ContainerDetail, isLate: boolean) {
  const falls = rise.falls + 1;
  if (rise.startsAgain && falls < FALLS_ALLOWED && !isLate) {
    return { rise: { ...rise, falls, run: null }, verdict: { kind: 'start-again' } as const };
  }
  return { rise, verdict: bad('exited', { name: rise.name, code: exitCode ?? -1 }) };
}

function late({ name }: Rise, isLate: boolean): RiseVerdict {
  return isLate ? bad('not-in-time', { name }) : { kind: 'wait' };
}

function bad(what: string, params: Reason['params']): RiseVerdict {
  return { kind: 'bad', reason: { key: `backups-restore-why-${what}`, params } };
}
