import { describe, expect, it } from 'vitest';
import { beginWatch, judgeWatch } from '../../../src/actions/watch.ts';
import { beginWait, judgeWait, type Sight, type WaitState, waitMsFor } from '../../../src/actions/well.ts';
import type { ContainerDetail } from '../../../src/docker/index.ts';
import { container } from './fake-docker.ts';

const NOW = 100_000;
const HEALTHCHECK = { intervalMs: 30_000, timeoutMs: 5_000, retries: 3, startPeriodMs: 20_000 };
const OPTIONS = {
  before: { containerId: 'aaaa', startedAt: 1000, restartCount: 0 },
  intentAt: NOW,
  stopTimeoutS: 0,
  certain: true,
  lookedAway: false,
};
const NO_EXIT = { code: null, oom: false };

function waiting(over: Partial<Parameters<typeof beginWait>[0]> = {}): WaitState {
  const before = { containerId: 'aaaa', startedAt: 1000, restartCount: 0 };
  return beginWait({
    before,
    intentAt: NOW,
    now: NOW,
    stopTimeoutS: 2,
    waitMs: 60_000,
    certain: true,
    lookedAway: false,
    ...over,
  });
}

function seen(over: Partial<ContainerDetail>, lastExit: { code: number | null; oom: boolean } = NO_EXIT): Sight {
  return { kind: 'seen', detail: container({ startedAt: 2000, ...over }), lastExit };
}

/** Judges a series of looks and gives the last verdict. */
function verdictAfter(state: WaitState, ...looks: [atMs: number, sight: Sight][]) {
  let verdict: ReturnType<typeof judgeWait>['verdict'] | null = null;
  let current = state;
  for (const [atMs, sight] of looks) {
    const judged = judgeWait(current, sight, NOW + atMs);
    current = judged.state;
    verdict = judged.verdict;
  }
  return verdict;
}

const health = (status: 'starting' | 'healthy' | 'unhealthy') => ({
  healthcheck: HEALTHCHECK,
  health: { status, failingStreak: 1, log: [] },
});

describe('how long a restart is waited for', () => {
  it('is what the health check needs to give up, with a margin, and at most five minutes', () => {
    expect(waitMsFor(HEALTHCHECK)).toBe(20_000 + 35_000 * 4 + 15_000);
    expect(waitMsFor({ ...HEALTHCHECK, startPeriodMs: 600_000 })).toBe(300_000);
    expect(waitMsFor(null)).toBe(25_000);
  });
});

describe('waiting for a service to be well', () => {
  it('believes a passing health check, and not one that is starting', () => {
    expect(verdictAfter(waiting(), [0, seen(health('starting'))])).toMatchObject({
      kind: 'wait',
      doing: { params: { failed: 1, left: 60 } },
    });
    expect(verdictAfter(waiting(), [0, seen(health('healthy'))])).toMatchObject({ kind: 'well' });
    expect(verdictAfter(waiting(), [0, seen(health('unhealthy'))])).toMatchObject({
      kind: 'bad',
      nextStep: 'recreate',
    });
  });

  it('does not take the health of the run before for the health after', () => {
    expect(verdictAfter(waiting(), [0, seen({ ...health('healthy'), startedAt: 1000 })])).toMatchObject({
      kind: 'wait',
    });
  });

  it('after a pause counts only probes that came since it was first seen', () => {
    const goesOn = beginWait({ ...OPTIONS, now: NOW, waitMs: 60_000 }, false);
    const probed = (status: 'healthy' | 'unhealthy', ...at: number[]) =>
      seen({
        startedAt: 1000,
        healthcheck: { ...HEALTHCHECK, retries: 2 },
        health: { status, failingStreak: 9, log: at.map((each) => ({ at: each, exitCode: 0, output: '' })) },
      });
    const paused = seen({ startedAt: 1000, state: 'paused', healthcheck: HEALTHCHECK, health: null });
    expect(verdictAfter(goesOn, [0, paused], [1, probed('healthy', 10)])).toMatchObject({ kind: 'wait' });
    expect(verdictAfter(goesOn, [0, probed('unhealthy', 10)], [1, probed('healthy', 10, 20)])).toMatchObject({
      kind: 'well',
    });
    expect(verdictAfter(goesOn, [0, probed('unhealthy', 10)], [1, probed('unhealthy', 10, 20)])).toMatchObject({
      kind: 'wait',
    });
    expect(verdictAfter(goesOn, [0, probed('unhealthy', 10)], [1, probed('unhealthy', 20, 30)])).toMatchObject({
      kind: 'bad',
    });
  });

  it('does not hold the fall before it against an effect that came between two runs', () => {
    const goesOn = beginWait({ ...OPTIONS, now: NOW, waitMs: 60_000 }, false);
    const between = seen(
      { startedAt: 1000, state: 'restarting', restartCount: 4, exitCode: 137 },
      { code: 137, oom: true },
    );
    const next = seen({ startedAt: 2000, restartCount: 4 });
    expect(verdictAfter(goesOn, [0, between], [1000, next])).toMatchObject({ kind: 'wait' });
    expect(verdictAfter(goesOn, [0, between], [1000, next], [11_000, next])).toMatchObject({ kind: 'well' });
    const again = seen({ startedAt: 2000, state: 'restarting', restartCount: 5, exitCode: 137 });
    expect(verdictAfter(goesOn, [0, between], [1000, next], [2000, again])).toMatchObject({ kind: 'bad' });
  });

  it('without a health check wants 10 s of one and the same run', () => {
    const run = seen({});
    expect(verdictAfter(waiting(), [0, run], [9_999, run])).toMatchObject({ kind: 'wait' });
    expect(verdictAfter(waiting(), [0, run], [10_000, run])).toMatchObject({ kind: 'well' });
    expect(verdictAfter(waiting(), [0, run], [10_000, seen({ startedAt: 9000 })])).toMatchObject({ kind: 'wait' });
  });

  it.each([
    ['an exit', { state: 'exited', exitCode: 3 }, 'exited', 3],
    ['a policy that starts it again and again', { state: 'restarting', exitCode: 1, restartCount: 1 }, 'crash-loop', 1],
    ['a fall that inspect shows as running again', { state: 'running', restartCount: 1 }, 'crash-loop', 'unknown'],
  ] as const)('without a health check calls %s bad', (_name, over, what, code) => {
    expect(verdictAfter(waiting(), [0, seen(over)])).toMatchObject({
      kind: 'bad',
      nextStep: 'logs',
      reason: { key: `operations-restart-${what}`, params: { code } },
    });
  });

  it('takes the exit code from the event when inspect has forgotten it', () => {
    const sight = seen({ state: 'running', restartCount: 1 }, { code: 42, oom: false });
    expect(verdictAfter(waiting(), [0, sight])).toMatchObject({ kind: 'bad', exitCode: 42 });
  });

  it('knows a kill for want of memory by its event, and not by an old flag', () => {
    const dead = { state: 'exited', exitCode: 137 } as const;
    expect(verdictAfter(waiting(), [0, seen(dead, { code: 137, oom: true })])).toMatchObject({
      oom: true,
      nextStep: 'recreate',
    });
    expect(verdictAfter(waiting(), [0, seen({ ...dead, exitCode: 1, oomKilled: true })])).not.toHaveProperty('oom');
  });

  it('with a health check lets it fall twice while it comes up', () => {
    const fallen = (restartCount: number) => seen({ ...health('starting'), restartCount });
    expect(verdictAfter(waiting(), [0, fallen(2)])).toMatchObject({ kind: 'wait' });
    expect(verdictAfter(waiting(), [0, fallen(3)])).toMatchObject({ kind: 'bad' });
  });

  it('gives up at the deadline, and says so as what it is', () => {
    const away: Sight = { kind: 'away', sinceAt: NOW };
    expect(verdictAfter(waiting(), [59_999, seen(health('starting'))])).toMatchObject({ kind: 'wait' });
    expect(verdictAfter(waiting(), [60_000, seen(health('starting'))])).toMatchObject({ kind: 'bad' });
    expect(verdictAfter(waiting(), [59_000, away])).toMatchObject({ kind: 'wait', doing: { params: { seconds: 59 } } });
    expect(verdictAfter(waiting(), [60_000, away])).toMatchObject({ kind: 'unknown', nextStep: 'escalate' });
  });

  it('gives a container that is being recreated a moment to appear', () => {
    const gone: Sight = { kind: 'gone' };
    expect(verdictAfter(waiting(), [0, gone], [4_999, gone])).toMatchObject({ kind: 'wait' });
    expect(verdictAfter(waiting(), [0, gone], [5_000, gone])).toMatchObject({
      kind: 'bad',
      reason: { key: 'operations-restart-gone' },
    });
    expect(
      verdictAfter(waiting(), [0, gone], [3_000, seen({ id: 'bbbb', startedAt: 1000, ...health('healthy') })]),
    ).toMatchObject({ kind: 'well' });
  });

  it('when the answer was lost, gives the Engine the stop time-out before it says that nothing happened', () => {
    const lost = () => waiting({ certain: false });
    const untouched = { startedAt: 1000 };
    expect(verdictAfter(lost(), [16_999, seen(untouched)])).toMatchObject({ kind: 'wait' });
    expect(verdictAfter(lost(), [17_000, seen(untouched)])).toMatchObject({
      kind: 'unknown',
      reason: { key: 'operations-restart-did-not-happen' },
    });
    expect(verdictAfter(lost(), [17_000, seen({ ...untouched, state: 'exited', exitCode: 137 })])).toMatchObject({
      kind: 'bad',
      exitCode: 137,
      reason: { key: 'operations-restart-stopped-not-started' },
    });
  });

  it('does not hold falls against it that happened while nobody looked', () => {
    const resumed = waiting({ lookedAway: true });
    const run = seen({ restartCount: 4 });
    expect(verdictAfter(resumed, [0, run], [10_000, run])).toMatchObject({ kind: 'well' });
    expect(verdictAfter(resumed, [0, run], [1_000, seen({ restartCount: 5 })])).toMatchObject({ kind: 'bad' });
    expect(verdictAfter(resumed, [0, seen({ restartCount: 4, state: 'restarting', exitCode: 1 })])).toMatchObject({
      kind: 'bad',
      exitCode: 1,
    });
  });
});

describe('watching after a ✓', () => {
  const baseline = { containerId: 'aaaa', startedAt: 2000, restartCount: 0 };
  const watch = beginWatch(baseline, NOW + 120_000);
  const look = (sight: Sight, atMs = 1000) => judgeWatch(watch, sight, NOW + atMs).verdict;

  it('holds until the time is over', () => {
    expect(look(seen({}))).toEqual({ kind: 'watch' });
    expect(look(seen({}), 120_000)).toEqual({ kind: 'held' });
  });

  it.each([
    ['exited', { state: 'exited', exitCode: 3 }, 'fell-again'],
    ['is being started again', { state: 'restarting', exitCode: 3 }, 'fell-again'],
    ['was started again', { startedAt: 3000, restartCount: 1 }, 'fell-again'],
    ['was restarted by somebody', { startedAt: 3000 }, 'restarted-elsewhere'],
    ['became unhealthy', health('unhealthy'), 'unhealthy-again'],
  ] as const)('takes it back when the service %s', (_name, over, what) => {
    expect(look(seen(over))).toMatchObject({ kind: 'fell', reason: { key: `operations-restart-${what}` } });
    expect(look(seen(over), 500_000)).toMatchObject({ kind: 'fell' });
  });

  it('goes on with the container that replaced it, and with nothing after it is gone', () => {
    const moved = judgeWatch(watch, seen({ id: 'bbbb', startedAt: 5000 }), NOW);
    expect(moved).toMatchObject({ verdict: { kind: 'watch' }, state: { baseline: { containerId: 'bbbb' } } });
    const gone = judgeWatch(moved.state, { kind: 'gone' }, NOW);
    expect(gone.verdict).toEqual({ kind: 'watch' });
    expect(judgeWatch(gone.state, { kind: 'gone' }, NOW + 5000).verdict).toMatchObject({ kind: 'fell' });
  });

  it('waits ten minutes for an Engine that is away, then says that it is blind', () => {
    const away: Sight = { kind: 'away', sinceAt: NOW };
    expect(look(away, 719_999)).toEqual({ kind: 'watch' });
    expect(look(away, 720_000)).toMatchObject({ kind: 'blind', nextStep: 'escalate' });
  });
});
