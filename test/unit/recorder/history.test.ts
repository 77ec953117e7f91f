import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createManualClock } from '../../../src/clock.ts';
import { openDatabase } from '../../../src/database/index.ts';
import type { ContainerEvent, EngineEvent } from '../../../src/docker/index.ts';
import { silentLog } from '../../../src/log.ts';
import { createRecorder } from '../../../src/recorder/index.ts';
import { container, hostWith } from '../triage/world.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const START = 100 * DAY;
const FIGURES = {
  onlineCpus: 1,
  memoryPercent: 50,
  hostMemoryBytes: null,
  networkRxBytes: 0,
  networkTxBytes: 0,
  pids: 1,
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function world(stats: () => Promise<number | null> = async () => 12) {
  const clock = createManualClock(START);
  const database = openDatabase(':memory:');
  const engine = { away: false as boolean, say: (_event: EngineEvent) => {}, asked: 0 };
  const containers = [container({ service: 'api' })];
  const recorder = createRecorder({
    database,
    clock,
    log: silentLog,
    host: hostWith({ disks: [{ mount: '/', usedPercent: 40, inodesUsedPercent: 3 }] }),
    docker: {
      availability: () =>
        engine.away ? { reachable: false, sinceAt: START, cause: 'refused', reason: '' } : { reachable: true },
      onAvailability: () => () => undefined,
      events: (listener) => {
        engine.say = listener;
        return { stop: () => undefined };
      },
      listDetails: async () => {
        if (engine.away) throw new Error('silent');
        return containers;
      },
      stats: async () => {
        engine.asked += 1;
        const cpuPercent = await stats();
        return { ...FIGURES, at: 0, cpuPercent, memoryBytes: 5, memoryLimitBytes: 10 };
      },
    },
  });
  const pass = async (ms: number) => {
    clock.advance(ms);
    await vi.advanceTimersByTimeAsync(ms);
  };
  return { clock, recorder, engine, pass, database };
}

describe('the host’s disks', () => {
  test('are kept once a minute, for a day, also while the Engine is away', async () => {
    const { recorder, engine, pass } = world();
    recorder.start();
    await pass(0);
    engine.away = true;
    for (let step = 0; step < 4 * 10; step += 1) await pass(15_000);
    const kept = recorder.diskSamples(0);
    expect(kept).toHaveLength(11);
    expect(kept[0]).toMatchObject({ mount: '/', at: START, usedBytes: 400 * 2 ** 20, availableBytes: 600 * 2 ** 20 });
    expect(recorder.diskSamples(START + 5 * MINUTE).length).toBe(5);
    engine.away = false;
    await pass(2 * DAY);
    expect(recorder.diskSamples(0).every(({ at }) => at > START + DAY)).toBe(true);
    recorder.stop();
  });
});

describe('a look', () => {
  test('does not wait for the statistics, and knows the host', async () => {
    const { recorder } = world(() => new Promise(() => undefined));
    expect(recorder.lastHost()).toBeNull();
    await recorder.lookNow();
    expect(recorder.lastInventory()).toMatchObject({ at: START, containers: [{ service: 'api' }] });
    expect(recorder.lastHost()?.cores.value).toBe(2);
    expect(recorder.latestSamples()).toEqual([]);
  });

  test('has the figures taken anew behind it when they are older than a few seconds, not at every look', async () => {
    const { recorder, engine, pass } = world();
    recorder.start();
    await pass(0);
    expect(engine.asked).toBe(1);
    await recorder.lookNow();
    await pass(1_000);
    expect(engine.asked).toBe(1);
    await pass(4_000);
    await recorder.lookNow();
    await recorder.lookNow();
    await pass(1_000);
    expect(engine.asked).toBe(2);
    recorder.stop();
  });

  test('while the Engine is silent leaves the last picture', async () => {
    const { recorder, engine, clock } = world();
    await recorder.lookNow();
    engine.away = true;
    clock.advance(MINUTE);
    await recorder.lookNow();
    expect(recorder.lastInventory()?.at).toBe(START);
  });
});

test('what has no share of the CPU yet is sampled once more a second later, and only once', async () => {
  const { recorder, engine, pass } = world(async () => null);
  recorder.start();
  await pass(0);
  expect(engine.asked).toBe(1);
  await pass(1_100);
  expect(engine.asked).toBe(2);
  await pass(5_000);
  expect(engine.asked).toBe(2);
  recorder.stop();
});

test('the events of one container, newest first, as many as are asked for', async () => {
  const { recorder, engine, pass } = world();
  recorder.start();
  await pass(0);
  const event = (action: ContainerEvent['action'], offset: number, id = 'id-shop-api-1'): ContainerEvent => ({
    ...{ kind: 'container', engine: 'local', project: 'shop', service: 'api', number: 1, name: 'shop-api-1' },
    ...{ key: 'local/shop/api', id, image: 'api', labels: {}, signal: null, health: null },
    ...{ exitCode: action === 'die' ? 137 : null, action, at: START + offset, timeNano: `${START + offset}000000` },
  });
  for (const one of [event('oom', 1), event('die', 2), event('start', 3), event('die', 4, 'another')]) engine.say(one);
  const own = recorder.eventsOf(container({ service: 'api' }), 10);
  expect(own.map(({ action, exitCode }) => [action, exitCode])).toEqual([
    ['start', null],
    ['die', 137],
    ['oom', null],
  ]);
  expect(recorder.eventsOf(container({ service: 'api' }), 1)).toHaveLength(1);
  recorder.stop();
});
