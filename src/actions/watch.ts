import type { ContainerDetail } from '../docker/index.ts';
import { type Bad, type Baseline, exitOf, GONE_FOR_GOOD_AFTER_MS, type LastExit, type Sight, say } from './well.ts';

/** When the Engine is away at the end of the watch, it gets this much longer to come back. */
const BLIND_AFTER_MS = 10 * 60_000;

export interface WatchState {
  readonly baseline: Baseline;
  readonly watchUntil: number;
  readonly goneSinceAt: number | null;
}

export type Watched =
  | { readonly kind: 'watch' }
  | { readonly kind: 'held' }
  | ({ readonly kind: 'fell' | 'blind' } & Bad);

export function beginWatch(baseline: Baseline, watchUntil: number): WatchState {
  return { baseline, watchUntil, goneSinceAt: null };
}

/**
 * One look at the world after a ✓. The same container in another run has fallen, and the ✓ is taken back; a container
 * that was replaced meanwhile (a deployment) is watched on as it is. At least one look is taken, also when the time
 * was over before (the process was away).
 */
export function judgeWatch(state: WatchState, sight: Sight, now: number): { state: WatchState; verdict: Watched } {
  if (sight.kind === 'away') {
    if (now < state.watchUntil + BLIND_AFTER_MS) return { state, verdict: { kind: 'watch' } };
    return { state, verdict: { kind: 'blind', ...say('watch-blind'), nextStep: 'escalate' } };
  }
  if (sight.kind === 'gone') {
    const goneSinceAt = state.goneSinceAt ?? now;
    if (now - goneSinceAt < GONE_FOR_GOOD_AFTER_MS)
      return { state: { ...state, goneSinceAt }, verdict: { kind: 'watch' } };
    return { state, verdict: { kind: 'fell', ...say('gone'), nextStep: 'recreate' } };
  }
  const { detail, lastExit } = sight;
  const fall = fallOf(state.baseline, detail, lastExit);
  if (fall !== null) return { state, verdict: { kind: 'fell', ...fall } };
  const baseline = { containerId: detail.id, startedAt: detail.startedAt, restartCount: detail.restartCount };
  const verdict: Watched = now >= state.watchUntil ? { kind: 'held' } : { kind: 'watch' };
  return { state: { ...state, goneSinceAt: null, baseline }, verdict };
}

function fallOf(baseline: Baseline, detail: ContainerDetail, lastExit: LastExit): Bad | null {
  const isSame = detail.id === baseline.containerId;
  const stands = detail.state === 'exited' || detail.state === 'dead' || detail.state === 'restarting';
  if (stands || (isSame && detail.restartCount > baseline.restartCount)) return fellAgain(detail, lastExit);
  if (isSame && detail.startedAt !== baseline.startedAt) return { ...say('restarted-elsewhere'), nextStep: 'logs' };
  if (detail.health?.status === 'unhealthy') return { ...say('unhealthy-again'), nextStep: 'recreate' };
  return null;
}

function fellAgain(detail: ContainerDetail, lastExit: LastExit): Bad {
  const exit = exitOf(detail, lastExit);
  const what = exit.oom === true ? 'out-of-memory' : 'fell-again';
  return {
    ...say(what, { code: exit.exitCode ?? 'unknown' }),
    ...exit,
    nextStep: exit.oom === true ? 'recreate' : 'logs',
  };
}
