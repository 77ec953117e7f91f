import { describe, expect, test } from 'vitest';
import { exitCodeMeaning } from '../../../src/docker/index.ts';
import { lastEnding, type RecordedEvent } from '../../../src/recorder/index.ts';
import { container } from '../triage/world.ts';

const T = 1_000_000;
const api = (parts: Parameters<typeof container>[0] | object = {}) => container({ service: 'api', ...parts });
const { id, key } = api();

function event(action: RecordedEvent['action'], at: number, parts: Partial<RecordedEvent> = {}): RecordedEvent {
  return { action, at, key, containerId: id, exitCode: null, signal: null, health: null, ...parts };
}

const died = (exitCode: number, at = T) => event('die', at, { exitCode });
const ended = (exitCode: number, parts: object = {}) =>
  api({ state: 'exited', startedAt: 1, finishedAt: T, exitCode, ...parts });

const meaning = (one: ReturnType<typeof api>, events: readonly RecordedEvent[]) => {
  const ending = lastEnding(one, events);
  return ending === null ? null : exitCodeMeaning(ending.exitCode, ending);
};

describe('the last end, in words', () => {
  test.each<[string, ReturnType<typeof api>, RecordedEvent[]]>([
    ['docker-exit-oom', ended(137), [event('oom', T + 70), died(137)]],
    ['docker-exit-oom', ended(137), [died(137), event('oom', T - 100)]],
    ['docker-exit-oom', ended(137, { oomKilled: true }), []],
    [
      'docker-exit-killed-on-stop',
      ended(137),
      [
        event('stop', T + 10),
        died(137),
        event('kill', T - 20, { signal: 9 }),
        event('kill', T - 10_000, { signal: 15 }),
      ],
    ],
    ['docker-exit-killed', ended(137), [died(137), event('kill', T - 20, { signal: 9 })]],
    ['docker-exit-killed', ended(137), [died(137), event('oom', T - 60_000)]],
    ['docker-exit-stopped', ended(143), [event('stop', T + 5), died(143), event('kill', T - 900, { signal: 15 })]],
    ['docker-exit-terminated', ended(143), [died(143)]],
    ['docker-exit-terminated', ended(143), [died(143), event('kill', T - 100, { signal: 1 })]],
    ['docker-exit-segfault', ended(139), [died(139)]],
    ['docker-exit-not-found', ended(127), [died(127)]],
    ['docker-exit-done', ended(0), []],
  ])('%s', (key, one, events) => {
    expect(meaning(one, events)).toBe(key);
  });

  test('of one that runs again it is the end before this start', () => {
    const again = api({ state: 'running', startedAt: T + 100, restartCount: 2, oomKilled: true });
    expect(lastEnding(again, [event('start', T + 100), died(137), died(1, T - 500)])).toEqual({
      ...{ exitCode: 137, at: T, stopped: false },
      // Some Engines leave the flag of an earlier run: the event is the proof.
      oom: false,
    });
    expect(meaning(again, [event('start', T + 100), event('oom', T - 3), died(137)])).toBe('docker-exit-oom');
  });

  test('nothing is said of one that has never ended, nor by the events of another container', () => {
    expect(lastEnding(api(), [])).toBeNull();
    const other = { ...event('oom', T), containerId: 'another' };
    expect(meaning(ended(137), [other, { ...died(137), containerId: 'another' }])).toBe('docker-exit-killed');
  });
});
