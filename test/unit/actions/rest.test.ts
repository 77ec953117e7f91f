import { describe, expect, it } from 'vitest';
import { untilRest } from '../../../src/actions/verb.ts';
import { memory } from '../../../src/actions/verbs.ts';
import type { Sight, WaitOptions } from '../../../src/actions/well.ts';
import type { ContainerDetail } from '../../../src/docker/index.ts';
import { container } from './fake-docker.ts';

const NOW = 100_000;
const OPTIONS: WaitOptions = {
  before: { containerId: 'aaaa', startedAt: 1000, restartCount: 0 },
  intentAt: NOW,
  now: NOW,
  stopTimeoutS: 2,
  waitMs: 60_000,
  certain: true,
  lookedAway: false,
};
const LOST = { ...OPTIONS, certain: false };

function seen(over: Partial<ContainerDetail>): Sight {
  return { kind: 'seen', detail: container(over), lastExit: { code: null, oom: false } };
}

const exited = seen({ state: 'exited', exitCode: 143 });
const running = seen({});
const anew = seen({ startedAt: 5000 });
const gone: Sight = { kind: 'gone' };
const away: Sight = { kind: 'away', sinceAt: NOW };

/** The last verdict of a series of looks. */
function last(goal: 'stop' | 'kill' | 'pause', options: WaitOptions, ...looks: [atMs: number, sight: Sight][]) {
  const judge = untilRest(goal)(options);
  return looks.map(([atMs, sight]) => judge(sight, NOW + atMs, {})).at(-1);
}

describe('a stop', () => {
  it('is good once it has stood for three seconds in a row', () => {
    expect(last('stop', OPTIONS, [0, exited], [2999, exited])).toMatchObject({ kind: 'wait' });
    expect(last('stop', OPTIONS, [0, exited], [3000, exited])).toMatchObject({ kind: 'down', exitCode: 143 });
  });

  it('is not good when it runs again', () => {
    expect(last('stop', OPTIONS, [0, exited], [1000, anew])).toMatchObject({
      kind: 'bad',
      reason: { key: 'operations-stop-came-back' },
    });
  });

  it('waits for the Engine while its answer is lost, also when the service fell and came up right before', () => {
    expect(last('stop', LOST, [16_999, anew])).toMatchObject({ kind: 'wait' });
    expect(last('stop', LOST, [17_000, anew])).toMatchObject({ kind: 'bad' });
    expect(last('stop', LOST, [17_000, running])).toMatchObject({ reason: { key: 'operations-stop-still-runs' } });
  });

  it('of a container that was removed meanwhile ends honestly', () => {
    expect(last('stop', OPTIONS, [0, gone], [4999, gone])).toMatchObject({ kind: 'wait' });
    expect(last('stop', OPTIONS, [0, gone], [5000, gone])).toMatchObject({
      reason: { key: 'operations-restart-gone' },
    });
  });

  it('is not known when the Engine stays away', () => {
    expect(last('stop', OPTIONS, [64_999, away])).toMatchObject({ kind: 'wait' });
    expect(last('stop', OPTIONS, [65_000, away])).toMatchObject({ kind: 'unknown', nextStep: 'escalate' });
  });
});

describe('a kill', () => {
  it('that its policy follows with a new run is judged as a start from there on', () => {
    expect(last('kill', OPTIONS, [0, anew])).toMatchObject({ kind: 'wait' });
    expect(last('kill', OPTIONS, [0, anew], [10_000, anew])).toMatchObject({ kind: 'well' });
    expect(
      last('kill', OPTIONS, [0, anew], [1000, seen({ state: 'exited', exitCode: 1, startedAt: 5000 })]),
    ).toMatchObject({
      kind: 'bad',
      reason: { key: 'operations-restart-exited' },
    });
  });
});

describe('a pause', () => {
  it('is good as soon as it is frozen, and bad when it never is', () => {
    expect(last('pause', OPTIONS, [0, seen({ state: 'paused' })])).toMatchObject({ kind: 'down' });
    expect(last('pause', OPTIONS, [4999, running])).toMatchObject({ kind: 'wait' });
    expect(last('pause', OPTIONS, [5000, running])).toMatchObject({ kind: 'bad' });
    expect(last('pause', OPTIONS, [0, exited])).toMatchObject({ kind: 'bad' });
  });
});

describe('a memory limit', () => {
  const params = memory.parse({
    engine: 'local',
    project: 'shop',
    service: 'web',
    containerIdAtRequest: 'aaaa',
    bytes: 64,
  });
  const look = (sight: Sight, atMs: number) => memory.judge(OPTIONS)(sight, NOW + atMs, params);

  it('that did not take is called so, but not before the Engine can have done it', () => {
    expect(look(running, 4999)).toMatchObject({ kind: 'wait' });
    expect(look(running, 5000)).toMatchObject({ kind: 'bad', reason: { key: 'operations-memory-not-set' } });
  });

  it('of one that stands is good at once; one that falls under it is not', () => {
    expect(look(seen({ state: 'exited', memoryLimitBytes: 64 }), 0)).toMatchObject({ kind: 'down' });
    expect(look(seen({ state: 'exited', memoryLimitBytes: 64, startedAt: 5000, exitCode: 1 }), 0)).toMatchObject({
      kind: 'bad',
    });
  });
});
