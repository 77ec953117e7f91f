import { type ContainerDetail, type HealthcheckSettings, isLive } from '../docker/index.ts';
import type { NextStep, Outcome, Reason } from '../operations/index.ts';

/** With no health check, a service counts as well once it has run this long without an exit. */
const RUNS_WELL_AFTER_MS = 10_000;
const MARGIN_MS = 15_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** Between `rm` and `create` of a recreate there is no container at all for a moment. */
export const GONE_FOR_GOOD_AFTER_MS = 5000;
/** A service with a health check may fall this often while it comes up (a database that is not there yet) before it counts as a loop. */
const FALLS_ALLOWED = 2;
/** After the Engine said "restarted", its next inspect must show it. */
const SETTLE_MS = 5000;
/** The Engine keeps the last five. */
const KEPT_PROBES = 5;

/** What the Engine shows at one moment. */
export type Sight =
  | { readonly kind: 'away'; readonly sinceAt: number }
  | { readonly kind: 'gone' }
  | { readonly kind: 'seen'; readonly detail: ContainerDetail; readonly lastExit: LastExit };

/** From events since the restart; inspect forgets an exit code as soon as the container runs again. */
export interface LastExit {
  readonly code: number | null;
  readonly oom: boolean;
}

/** What the container was before the effect, as the journal keeps it. */
export interface Before {
  readonly containerId: string;
  readonly startedAt: number | null;
  /** By its restart policy, until then. */
  readonly restartCount: number;
}

export interface WaitState {
  readonly before: Before;
  /** Whether it has to start anew; else the run that there was goes on (after a pause, under another limit). */
  readonly anew: boolean;
  /** Until then the Engine may still be at it: the call was lost, or its answer is newer than its books. */
  readonly settleBy: number;
  readonly deadlineAt: number;
  /** Falls that do not count, because they happened while nobody was looking. Null: taken from the first sight. */
  readonly fallsBefore: number | null;
  readonly run: CountedRun | null;
  readonly goneSinceAt: number | null;
}

/** The run that is being counted, and since when it has been seen. */
interface CountedRun {
  readonly startedAt: number | null;
  readonly seenSinceAt: number;
  /** Probes up to this one say nothing of it: they are from before the effect. Null: its health has not been seen yet. */
  readonly probedAt: number | null;
}

export type Bad = Required<Pick<Outcome, 'reason' | 'nextStep'>> & Pick<Outcome, 'exitCode' | 'oom'>;

export type WaitVerdict =
  | { readonly kind: 'wait'; readonly doing: Reason }
  | { readonly kind: 'well'; readonly detail: ContainerDetail }
  | ({ readonly kind: 'bad' | 'unknown' } & Bad);

/**
 * How long a service may take to become healthy: docker calls it unhealthy after `retries` failed probes that follow
 * the start period, one more round for the one under way, and a margin. At most five minutes.
 */
export function waitMsFor(healthcheck: HealthcheckSettings | null): number {
  if (healthcheck === null) return RUNS_WELL_AFTER_MS + MARGIN_MS;
  const { startPeriodMs, intervalMs, timeoutMs, retries } = healthcheck;
  return Math.min(startPeriodMs + (intervalMs + timeoutMs) * (retries + 1) + MARGIN_MS, LONGEST_WAIT_MS);
}

/** From what a judge begins: the effect, and what is known of it. */
export interface WaitOptions {
  readonly before: Before;
  readonly intentAt: number;
  readonly now: number;
  /** How long the effect itself may take: the stop time-out where there is a stop in it. -1: for ever. */
  readonly stopTimeoutS: number;
  readonly waitMs: number;
  /** The Engine answered that it is done. */
  readonly certain: boolean;
  /** Another process may have slept in between: falls until now are not held against this run. */
  readonly lookedAway: boolean;
}

export function beginWait(options: WaitOptions, anew = true): WaitState {
  const { before, now } = options;
  const settleBy = settledBy(options);
  return {
    before,
    anew,
    settleBy,
    deadlineAt: (options.certain ? now : Math.max(now, settleBy)) + options.waitMs,
    fallsBefore: options.lookedAway ? null : anew ? 0 : before.restartCount,
    run: null,
    goneSinceAt: null,
  };
}

/** When an effect that was asked for must show: soon after the Engine's answer; without one, when the Engine must be through. */
export function settledBy({ certain, now, intentAt, stopTimeoutS }: WaitOptions): number {
  const stopMs = stopTimeoutS < 0 ? LONGEST_WAIT_MS : stopTimeoutS * 1000;
  return certain ? now + SETTLE_MS : intentAt + stopMs + MARGIN_MS;
}

/** One look at the world while waiting for it to be well: what to make of it. */
export function judgeWait(state: WaitState, sight: Sight, now: number): { state: WaitState; verdict: WaitVerdict } {
  const late = now >= state.deadlineAt;
  if (sight.kind === 'away') {
    if (late) return { state, verdict: { kind: 'unknown', ...say('engine-away'), nextStep: 'escalate' } };
    return { state, verdict: wait('waiting-engine', { seconds: seconds(now - sight.sinceAt) }) };
  }
  if (sight.kind === 'gone') {
    const goneSinceAt = state.goneSinceAt ?? now;
    if (now - goneSinceAt < GONE_FOR_GOOD_AFTER_MS) {
      return { state: { ...state, goneSinceAt }, verdict: wait('waiting-container') };
    }
    return { state, verdict: { kind: 'bad', ...say('gone'), nextStep: 'recreate' } };
  }
  const { detail, lastExit } = sight;
  const here: WaitState = { ...state, goneSinceAt: null };
  if (state.anew && isSameRun(state.before, detail)) {
    return { state: here, verdict: judgeUntouched(here, detail, now) };
  }
  return judgeRestarted(here, detail, lastExit, now);
}

/** The container runs (or stands) as it did before the effect. */
export function isSameRun(before: Pick<Before, 'containerId' | 'startedAt'>, detail: ContainerDetail): boolean {
  return detail.id === before.containerId && detail.startedAt === before.startedAt;
}

/** It has not started anew (yet). */
function judgeUntouched(state: WaitState, detail: ContainerDetail, now: number): WaitVerdict {
  if (now < state.settleBy) return wait('stopping');
  if (isLive(detail)) {
    return { kind: 'unknown', ...say('did-not-happen'), nextStep: 'recreate' };
  }
  const exit = exitOf(detail, { code: null, oom: false });
  return {
    kind: 'bad',
    ...say('stopped-not-started', { code: exit.exitCode ?? 'unknown' }),
    ...exit,
    nextStep: 'recreate',
  };
}

function judgeRestarted(
  state: WaitState,
  detail: ContainerDetail,
  lastExit: LastExit,
  now: number,
): { state: WaitState; verdict: WaitVerdict } {
  if (!state.anew && state.run === null && detail.state === 'restarting' && isSameRun(state.before, detail)) {
    // It lay between two runs when the effect came: the next run is the first that can tell.
    const next: WaitState = { ...state, fallsBefore: detail.restartCount };
    if (now < state.deadlineAt) return { state: next, verdict: wait('fell-comes-back') };
  }
  const fallsBefore = state.fallsBefore ?? detail.restartCount;
  const counted = state.run !== null && state.run.startedAt === detail.startedAt ? state.run : null;
  const begun: CountedRun = { startedAt: detail.startedAt, seenSinceAt: now, probedAt: null };
  const run = withOldProbes(state.before, counted ?? begun, detail);
  const next: WaitState = { ...state, fallsBefore, run };
  const fall = judgeFall(detail, lastExit, fallsBefore);
  if (fall !== null) return { state: next, verdict: fall };
  const verdict = judgeRunning(next, run, detail, now);
  if (verdict.kind !== 'wait' || now < state.deadlineAt) return { state: next, verdict };
  const what = detail.state === 'paused' ? 'still-paused' : 'not-well-in-time';
  return { state: next, verdict: { kind: 'bad', ...say(what), nextStep: 'recreate' } };
}

/** An exit since the restart: at once the end without a health check or without a policy that starts it again. */
function judgeFall(detail: ContainerDetail, lastExit: LastExit, fallsBefore: number): WaitVerdict | null {
  const falls =
    detail.restartCount - fallsBefore + (detail.state === 'restarting' && detail.restartCount === 0 ? 1 : 0);
  const stands = detail.state === 'exited' || detail.state === 'dead';
  const loops =
    falls > (detail.healthcheck === null ? 0 : FALLS_ALLOWED) || (detail.state === 'restarting' && fallsBefore > 0);
  if (!stands && !loops) return null;
  const exit = exitOf(detail, lastExit);
  const nextStep: NextStep = exit.oom ? 'recreate' : 'logs';
  const params = { code: exit.exitCode ?? 'unknown' };
  const what = exit.oom ? 'out-of-memory' : stands ? 'exited' : 'crash-loop';
  return { kind: 'bad', ...say(what, params), ...exit, nextStep };
}

function judgeRunning(state: WaitState, run: CountedRun, detail: ContainerDetail, now: number): WaitVerdict {
  if (detail.state === 'restarting') return wait('fell-comes-back');
  if (detail.state === 'paused') return wait('paused');
  if (detail.state !== 'running') return wait('waiting-container');
  if (detail.healthcheck === null) {
    const ranMs = now - run.seenSinceAt;
    if (ranMs >= RUNS_WELL_AFTER_MS) return { kind: 'well', detail };
    return wait('running', { seconds: seconds(ranMs), needed: seconds(RUNS_WELL_AFTER_MS) });
  }
  const left = seconds(state.deadlineAt - now);
  const probes = probesOf(run, detail);
  if (detail.health?.status === 'healthy' && probes > 0) return { kind: 'well', detail };
  const isProven = probes >= Math.min(detail.healthcheck.retries, KEPT_PROBES);
  if (detail.health?.status === 'unhealthy' && isProven)
    return { kind: 'bad', ...say('unhealthy'), nextStep: 'recreate' };
  if (run.probedAt !== 0) return { kind: 'wait', doing: { key: 'operations-restart-health-again', params: { left } } };
  const failed = detail.health?.failingStreak ?? 0;
  return { kind: 'wait', doing: { key: 'operations-restart-health-starting', params: { failed, left } } };
}

/**
 * A run that goes on shows the health it had (and while it was frozen, every probe failed): only what is tried from now
 * on counts. All probes of a new run are its own.
 */
function withOldProbes(before: Before, run: CountedRun, detail: ContainerDetail): CountedRun {
  if (run.probedAt !== null) return run;
  if (!isSameRun(before, detail)) return { ...run, probedAt: 0 };
  return detail.health === null ? run : { ...run, probedAt: detail.health.log.at(-1)?.at ?? 1 };
}

/** How often its health was tried in this run; all that the Engine keeps where they are all its own. */
function probesOf({ probedAt }: CountedRun, { health }: ContainerDetail): number {
  if (probedAt === null) return 0;
  if (probedAt === 0) return KEPT_PROBES;
  return health?.log.filter((probe) => probe.at > probedAt).length ?? 0;
}

/** How the run that earned the ✓ looked: what the watch compares with. */
export interface Baseline {
  readonly containerId: string;
  readonly startedAt: number | null;
  readonly restartCount: number;
}

export function exitOf(detail: ContainerDetail, lastExit: LastExit): Pick<Outcome, 'exitCode' | 'oom'> {
  const code = detail.exitCode ?? lastExit.code;
  // The event is the proof; inspect's flag is left over from earlier runs on some Engines, so it counts only with 137.
  const oom = lastExit.oom || (detail.oomKilled && code === 137);
  return { ...(code === null ? {} : { exitCode: code }), ...(oom ? { oom } : {}) };
}

/** `operations-restart-…`: the restart was first, and rows outlive the code. */
export function say(what: string, params: Reason['params'] = {}): { reason: Reason } {
  return { reason: { key: `operations-restart-${what}`, params } };
}

export function wait(what: string, params: Reason['params'] = {}): WaitVerdict {
  return { kind: 'wait', doing: say(what, params).reason };
}

export function seconds(ms: number): number {
  return Math.max(0, Math.round(ms / 1000));
}
