import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createManualClock } from '../../../src/clock.ts';
import { type Database, openDatabase } from '../../../src/database/index.ts';
import type { Availability, ContainerDetail, ContainerEvent, EngineEvent } from '../../../src/docker/index.ts';
import { silentLog } from '../../../src/log.ts';
import { createRecorder } from '../../../src/recorder/index.ts';
import { container, hostWith } from '../triage/world.ts';

const DAY = 86_400_000;
const START = 100 * DAY;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** An Engine that the test plays. */
function world(database: Database = openDatabase(':memory:')) {
  const clock = createManualClock(START);
  const engine = {
    containers: [container({ service: 'api', startedAt: START - DAY, createdAt: START - DAY })] as ContainerDetail[],
    availability: { reachable: true } as Availability,
    say: (_event: EngineEvent) => {},
    turn: (_availability: Availability) => {},
    lists: 0,
  };
  const host = hostWith({ uptimeS: 60 });
  const docker = {
    availability: () => engine.availability,
    onAvailability: (listener: (availability: Availability) => void) => {
      engine.turn = (availability) => {
        engine.availability = availability;
        listener(availability);
      };
      return () => undefined;
    },
    events: (listener: (event: EngineEvent) => void) => {
      engine.say = listener;
      return { stop: () => undefined };
    },
    listDetails: async () => {
      engine.lists += 1;
      if (!engine.availability.reachable) throw new Error('silent');
      return engine.containers;
    },
    stats: async () => {
      const figures = { at: 0, onlineCpus: 1, networkRxBytes: 0, networkTxBytes: 0, pids: 1 };
      return {
        ...figures,
        cpuPercent: 12,
        memoryBytes: 5,
        memoryLimitBytes: 10,
        memoryPercent: 50,
        hostMemoryBytes: null,
      };
    },
  };
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (_data: object, message: string) => warnings.push(message) };
  const make = () => createRecorder({ database, docker, host, clock, log });
  const pass = async (ms: number) => {
    clock.advance(ms);
    await vi.advanceTimersByTimeAsync(ms);
  };
  return { clock, database, engine, host, make, pass, warnings };
}

function event(action: ContainerEvent['action'], at: number, parts: Partial<ContainerEvent> = {}): ContainerEvent {
  return {
    ...{ kind: 'container', engine: 'local', project: 'shop', service: 'api', number: 1, name: 'shop-api-1' },
    ...{ key: 'local/shop/api', id: 'id-shop-api-1', image: 'api', labels: {} },
    ...{ exitCode: null, signal: null, health: null, action, at, timeNano: `${at}000000` },
    ...parts,
  };
}

const silent = (sinceAt: number): Availability => ({ reachable: false, sinceAt, cause: 'refused', reason: 'refused' });

test('samples at once, every 15 seconds, and soon after an event', async () => {
  const { engine, make, pass } = world();
  const recorder = make();
  recorder.start();
  await pass(0);
  expect(engine.lists).toBe(1);
  await pass(15_000);
  expect(engine.lists).toBe(2);
  engine.say(event('start', START));
  engine.say(event('start', START + 1));
  await pass(600);
  expect(engine.lists).toBe(3);
  expect(recorder.lastSamples('local/shop/api')).toMatchObject([
    { at: START, cpuPercent: 12, memoryBytes: 5, memoryLimitBytes: 10, state: 'running' },
    { at: START + 15_000 },
    {},
  ]);
  expect(recorder.latestSamples()).toMatchObject([{ at: START + 15_600, memoryBytes: 5 }]);
  recorder.stop();
  await pass(60_000);
  expect(engine.lists).toBe(3);
});

test('the last picture survives a restart of the bot, without secrets', async () => {
  const { engine, make } = world();
  engine.containers = [
    container({
      service: 'api',
      labels: { 'com.docker.compose.project': 'shop', 'traefik.auth.users': 'admin:$apr1$x' },
      health: { status: 'unhealthy', failingStreak: 1, log: [{ at: 1, exitCode: 1, output: 'password=hunter2' }] },
      raw: { Env: ['DB_PASSWORD=hunter2'] },
    }),
  ];
  await make().sampleNow();
  engine.availability = silent(START);
  const after = make();
  await after.sampleNow();
  const picture = after.lastInventory();
  expect(picture).toMatchObject({
    at: START,
    containers: [{ service: 'api', health: { status: 'unhealthy' }, raw: null }],
  });
  expect(JSON.stringify(picture)).not.toMatch(/hunter2|apr1/);
});

describe('changes', () => {
  const kinds = (recorder: ReturnType<ReturnType<typeof world>['make']>) =>
    recorder.changesSince(START - DAY, START + DAY).map(({ kind }) => kind);

  test('the first picture is no change; a restart by hand is told once, by its event and its picture', async () => {
    const { engine, make, pass } = world();
    const recorder = make();
    recorder.start();
    await pass(0);
    expect(kinds(recorder)).toEqual([]);
    const [api] = engine.containers;
    engine.containers = api === undefined ? [] : [{ ...api, startedAt: START + 900 }];
    for (const one of [event('kill', START + 100, { signal: 15 }), event('die', START + 500, { exitCode: 0 })])
      engine.say(one);
    for (const one of [event('stop', START + 600), event('start', START + 910), event('restart', START + 920)])
      engine.say(one);
    await pass(1_000);
    expect(recorder.changesSince(START, START + DAY)).toMatchObject([
      { kind: 'restarted-by-hand', key: 'local/shop/api' },
    ]);
    expect(recorder.badEventsSince(0)).toEqual([]);
    recorder.stop();
  });

  test('a container that compose recreates is one change, also when a picture falls in between', async () => {
    const { engine, make, pass } = world();
    const recorder = make();
    recorder.start();
    await pass(0);
    const [api] = engine.containers;
    engine.containers = [];
    await pass(15_000);
    expect(kinds(recorder)).toEqual(['removed']);
    if (api !== undefined) engine.containers = [{ ...api, id: 'new', createdAt: START + 20_000, configHash: 'hash-2' }];
    await pass(15_000);
    expect(kinds(recorder)).toEqual(['config']);
    recorder.stop();
  });

  test('a crash is no change, and is told once however often its event comes', async () => {
    const { engine, make, pass } = world();
    const recorder = make();
    recorder.start();
    await pass(0);
    for (let n = 0; n < 2; n += 1) engine.say(event('die', START + 10, { exitCode: 1 }));
    const [api] = engine.containers;
    if (api !== undefined) engine.containers = [{ ...api, startedAt: START + 500, restartCount: 1 }];
    await pass(1_000);
    expect(kinds(recorder)).toEqual([]);
    expect(recorder.badEventsSince(0)).toMatchObject([{ kind: 'crash', at: START + 10, exitCode: 1 }]);
    expect(recorder.detectedAt(['local/shop/api'])).toBe(START + 10);
    expect(recorder.detectedAt(['local/shop/other'])).toBeNull();
    recorder.stop();
  });

  test('a reboot of the host is told as such, and nobody is blamed for the new starts', async () => {
    const { engine, host, make, clock } = world();
    await make().sampleNow();
    clock.advance(600_000);
    host.bootId = 'boot-2';
    engine.containers = engine.containers.map((one) => ({ ...one, startedAt: START + 580_000 }));
    const recorder = make();
    await recorder.sampleNow();
    expect(recorder.changesSince(START, START + DAY)).toMatchObject([
      { kind: 'host-reboot', key: null, at: START + 540_000 },
    ]);
  });
});

describe('gaps', () => {
  test('an Engine that goes away: since when, until when, that it was restarted; the picture stays', async () => {
    const { engine, make, pass, clock } = world();
    const recorder = make();
    recorder.start();
    await pass(0);
    engine.turn(silent(START + 1_000));
    await pass(30_000);
    expect(recorder.lastInventory()?.at).toBe(START);
    expect(recorder.gapsSince(START)).toEqual([{ fromAt: START + 1_000, toAt: null, reason: 'engine-down' }]);
    engine.containers = engine.containers.map((one) => ({ ...one, startedAt: clock.now() }));
    engine.turn({ reachable: true });
    engine.say({ kind: 'gap', fromAt: START + 900, toAt: clock.now(), engineWasDown: true });
    await pass(600);
    expect(recorder.gapsSince(START)).toEqual([{ fromAt: START + 900, toAt: START + 30_000, reason: 'engine-down' }]);
    expect(recorder.changesSince(START, START + DAY).map(({ kind }) => kind)).toEqual(['engine-restart']);
    recorder.stop();
  });

  test('a crash that was missed while the stream was cut is found by comparing', async () => {
    const { engine, make, pass, clock } = world();
    const recorder = make();
    recorder.start();
    await pass(0);
    engine.containers = engine.containers.map((one) => ({
      ...one,
      restartCount: 2,
      startedAt: START + 3_000,
      finishedAt: START + 2_000,
    }));
    engine.say({ kind: 'gap', fromAt: START, toAt: clock.now() + 5_000, engineWasDown: false });
    await pass(5_000);
    expect(recorder.badEventsSince(0)).toMatchObject([{ kind: 'crash', at: START + 2_000 }]);
    expect(recorder.gapsSince(0)).toMatchObject([{ reason: 'stream-cut' }]);
    recorder.stop();
  });

  test('the time in which the bot itself was off is a gap', async () => {
    const { make, clock, pass } = world();
    await make().sampleNow();
    clock.advance(600_000);
    const recorder = make();
    recorder.start();
    await pass(0);
    expect(recorder.gapsSince(START)).toEqual([{ fromAt: START, toAt: START + 600_000, reason: 'bot-off' }]);
    recorder.stop();
  });
});

test('the tables stay bounded: a day of samples, a week of events', async () => {
  const { database, engine, make, pass } = world();
  const recorder = make();
  recorder.start();
  await pass(0);
  engine.say(event('start', START));
  const count = (table: string) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get();
  expect([count('recorder_samples'), count('recorder_events')]).toEqual([{ n: 1 }, { n: 1 }]);
  await pass(600);
  recorder.stop();
  const later = world(database);
  later.clock.set(START + 8 * DAY);
  await later.make().sampleNow();
  expect([count('recorder_samples'), count('recorder_events'), count('recorder_inventory')]).toEqual([
    { n: 1 },
    { n: 0 },
    { n: 1 },
  ]);
});

test('who asks while a sample is under way gets one that begins after it; several of them share it', async () => {
  const { engine, make } = world();
  const recorder = make();
  const first = recorder.sampleNow();
  engine.containers = [container({ service: 'web' })];
  await Promise.all([first, recorder.sampleNow(), recorder.sampleNow()]);
  expect(engine.lists).toBe(2);
  expect(recorder.lastInventory()?.containers.map(({ service }) => service)).toEqual(['web']);
});

test('after its stop nothing is written any more', async () => {
  const { database, make, warnings } = world();
  const recorder = make();
  const sampling = recorder.sampleNow();
  recorder.stop();
  database.close();
  await sampling;
  expect(warnings).toEqual([]);
});

test('an event that is heard again after a reconnect says nothing new', async () => {
  const { engine, make, pass } = world();
  const recorder = make();
  recorder.start();
  await pass(0);
  const kill = event('kill', START + 1, { signal: 15 });
  for (const one of [kill, event('die', START + 2, { exitCode: 0 }), event('stop', START + 3)]) engine.say(one);
  engine.say(event('start', START + 4));
  engine.say(kill);
  engine.say(event('die', START + 9, { exitCode: 1 }));
  expect(recorder.badEventsSince(0)).toMatchObject([{ kind: 'crash', at: START + 9 }]);
  recorder.stop();
});
