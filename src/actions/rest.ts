import type { ContainerDetail } from '../docker/index.ts';
import type { Reason } from '../operations/index.ts';
import {
  exitOf,
  GONE_FOR_GOOD_AFTER_MS,
  isSameRun,
  type Sight,
  say,
  settledBy,
  type WaitOptions,
  type WaitVerdict,
  wait,
} from './well.ts';

/** A policy that starts a container again does so within a tenth of a second, a person's script soon after. */
const RESTS_AFTER_MS = 3000;

/** A service that is as it was asked to be and does not run: stopped, frozen, dead. */
export type RestVerdict = WaitVerdict | { readonly kind: 'down'; readonly reason: Reason; readonly exitCode?: number };

export interface RestState {
  readonly options: WaitOptions;
  readonly goal: 'stop' | 'kill' | 'pause';
  readonly restsSinceAt: number | null;
  readonly goneSinceAt: number | null;
}

export function beginRest(goal: RestState['goal'], options: WaitOptions): RestState {
  return { goal, options, restsSinceAt: null, goneSinceAt: null };
}

/**
 * One look at the world after a stop, a kill or a pause. A kill whose container runs anew gives `anew`: from there on
 * it is judged as a start.
 */
export function judgeRest(
  state: RestState,
  sight: Sight,
  now: number,
): { state: RestState; verdict: RestVerdict | { readonly kind: 'anew' } } {
  const settleBy = settledBy(state.options);
  if (sight.kind === 'away') {
    if (now >= settleBy + state.options.waitMs) {
      return { state, verdict: { kind: 'unknown', ...say('engine-away'), nextStep: 'escalate' } };
    }
    return { state, verdict: wait('waiting-engine', { seconds: Math.round((now - sight.sinceAt) / 1000) }) };
  }
  if (sight.kind === 'gone') return judgeGone(state, now);
  const { detail } = sight;
  const here = { ...state, goneSinceAt: null };
  if (state.goal === 'pause') return { state: here, verdict: judgeFrozen(here, sight.detail, now >= settleBy) };
  const stands = detail.state === 'exited' || detail.state === 'dead' || detail.state === 'created';
  if (!stands) return { state: { ...here, restsSinceAt: null }, verdict: judgeRunning(here, detail, now < settleBy) };
  const restsSinceAt = here.restsSinceAt ?? now;
  const next = { ...here, restsSinceAt };
  if (now - restsSinceAt < RESTS_AFTER_MS) return { state: next, verdict: wait('waiting-rest') };
  return { state: next, verdict: standsVerdict(state.goal, detail) };
}

function standsVerdict(goal: RestState['goal'], detail: ContainerDetail): RestVerdict {
  const { exitCode } = exitOf(detail, { code: null, oom: false });
  const reason = {
    key: `operations-${goal}-stands`,
    params: { code: exitCode ?? 'unknown', policy: detail.restartPolicy },
  };
  return { kind: 'down', reason, ...(exitCode === undefined ? {} : { exitCode }) };
}

/** `docker compose rm` in the middle: what is away does not run either. */
function judgeGone(state: RestState, now: number): { state: RestState; verdict: RestVerdict } {
  const goneSinceAt = state.goneSinceAt ?? now;
  const next = { ...state, goneSinceAt };
  if (now - goneSinceAt < GONE_FOR_GOOD_AFTER_MS) return { state: next, verdict: wait('waiting-container') };
  return { state: next, verdict: { kind: 'bad', ...say('gone'), nextStep: 'recreate' } };
}

function judgeRunning(
  { goal, options }: RestState,
  detail: ContainerDetail,
  early: boolean,
): RestVerdict | { kind: 'anew' } {
  const same = isSameRun(options.before, detail);
  if (goal === 'kill' && !same) return { kind: 'anew' };
  // A service that falls all the time may have run anew right before the stop.
  if (early && (same || !options.certain))
    return { kind: 'wait', doing: { key: `operations-${goal}-acting`, params: {} } };
  if (same) return { kind: 'bad', reason: { key: `operations-${goal}-still-runs`, params: {} }, nextStep: 'escalate' };
  const params = { policy: detail.restartPolicy };
  return { kind: 'bad', reason: { key: 'operations-stop-came-back', params }, nextStep: 'logs' };
}

function judgeFrozen(state: RestState, detail: ContainerDetail, late: boolean): RestVerdict {
  if (detail.state === 'paused') return { kind: 'down', reason: { key: 'operations-pause-stands', params: {} } };
  if (!late && isSameRun(state.options.before, detail) && detail.state === 'running') {
    return { kind: 'wait', doing: { key: 'operations-pause-acting', params: {} } };
  }
  return { kind: 'bad', reason: { key: 'operations-pause-still-runs', params: {} }, nextStep: 'logs' };
}
