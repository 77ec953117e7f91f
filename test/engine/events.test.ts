import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type ContainerEvent, createDocker, type Docker, type EngineEvent } from '../../src/docker/index.ts';
import { silentLog } from '../../src/log.ts';
import { type PrivateEngine, startEngine } from './support/engine.ts';
import { importImages } from './support/images.ts';
import { crashLooping, gateway, hanging, outOfMemory, worker } from './support/samples.ts';
import { createServices } from './support/services.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

let engine: SharedEngine;
let docker: Docker;

beforeAll(() => {
  engine = sharedEngine();
  docker = engine.docker();
});

afterAll(async () => {
  docker.close();
  await engine.services.removeAll();
});

const untilEnded = (id: string) =>
  vi.waitFor(async () => expect((await docker.inspect(id))?.state).toBe('exited'), 20_000);

/** Collects the events of a container (all of them without an id) while `run` goes on. */
function collect(from: Docker) {
  const all: EngineEvent[] = [];
  const subscription = from.events((event) => all.push(event));
  const of = (id: string): ContainerEvent[] =>
    all.filter((event) => event.kind === 'container').filter((event) => event.id === id);
  const actions = (id: string) => of(id).map((event) => event.action);
  return { all, of, actions, stop: () => subscription.stop() };
}

test('a stop by hand says kill before die, a crash says die alone, with the code', async () => {
  const heard = collect(docker);
  const calm = await engine.services.run(worker('calm'));
  await docker.stop(calm.id);
  const crasher = await engine.services.run({ ...crashLooping('crash'), restart: 'no' });
  await vi.waitFor(() => expect(heard.actions(crasher.id)).toContain('die'), 10_000);
  expect(heard.actions(calm.id)).toEqual(['create', 'start', 'kill', 'die', 'stop']);
  expect(heard.of(calm.id).find((event) => event.action === 'kill')).toMatchObject({
    signal: 15,
    key: 'local/calm/worker',
  });
  expect(heard.actions(crasher.id)).toEqual(['create', 'start', 'die']);
  expect(heard.of(crasher.id).at(-1)).toMatchObject({
    exitCode: 1,
    project: 'crash',
    service: 'billing',
    signal: null,
  });
  heard.stop();
});

test('lack of memory comes as its own event, and health as its status', async () => {
  const heard = collect(docker);
  const glutton = await engine.services.run(outOfMemory('oom'));
  const queue = await engine.services.run(hanging('sick'));
  await vi.waitFor(() => {
    expect(heard.actions(glutton.id)).toEqual(expect.arrayContaining(['oom', 'die']));
    expect(heard.of(queue.id).find((event) => event.action === 'health_status')?.health).toBe('unhealthy');
  }, 20_000);
  expect(heard.of(glutton.id).find((event) => event.action === 'die')?.exitCode).toBe(137);
  heard.stop();
});

test('a kill for want of memory that nobody heard is told to who asks for it, and nothing else of the past', async () => {
  const glutton = await engine.services.run(outOfMemory('unheard'));
  await untilEnded(glutton.id);
  const calm = collect(docker);
  const late: EngineEvent[] = [];
  const subscription = docker.events((event) => late.push(event), { killsSince: Date.now() - 60_000 });
  await vi.waitFor(
    () => expect(late).toContainEqual(expect.objectContaining({ id: glutton.id, action: 'oom' })),
    10_000,
  );
  const next = await engine.services.run(worker('after-unheard'));
  await vi.waitFor(() => {
    expect(late).toContainEqual(expect.objectContaining({ id: next.id, action: 'start' }));
    expect(calm.actions(next.id)).toContain('start');
  }, 10_000);
  expect(late.filter((event) => event.kind === 'container' && event.id === glutton.id)).toHaveLength(1);
  expect(calm.actions(glutton.id)).toEqual([]);
  subscription.stop();
  calm.stop();
});

test('probes of health checks make no noise, and another label’s containers none either', async () => {
  const narrow = engine.docker({ onlyLabel: 'demo=events' });
  const heard = collect(narrow);
  const other = await engine.services.run(gateway('noise'));
  const marked = await engine.services.run({ ...gateway('marked-events'), labels: { demo: 'events' } });
  await vi.waitFor(() => expect(heard.actions(marked.id)).toContain('health_status'), 20_000);
  expect(heard.actions(marked.id)).toEqual(['create', 'start', 'health_status']);
  expect(heard.actions(other.id)).toEqual([]);
  heard.stop();
  narrow.close();
});

let own: PrivateEngine | null = null;

afterEach(async () => {
  await own?.remove();
  own = null;
});

test('an Engine that goes away and comes back is a gap, then events flow again, none twice', async () => {
  own = await startEngine();
  await importImages(own.api, `vakhta.test=${own.run}`);
  const services = createServices(own.api, `vakhta.test=${own.run}`);
  const client = createDocker({ host: own.host, clock: systemClock, log: silentLog, probeIntervalMs: 100 });
  const heard = collect(client);
  const first = await services.run({ ...worker('gap'), restart: 'no' });
  await vi.waitFor(() => expect(heard.actions(first.id)).toContain('start'), 10_000);

  await own.kill();
  await vi.waitFor(() => expect(client.availability().reachable).toBe(false), 10_000);
  await own.start();
  await vi.waitFor(() => expect(heard.all.some((event) => event.kind === 'gap')).toBe(true), 30_000);
  const gap = heard.all.find((event) => event.kind === 'gap');
  expect(gap).toMatchObject({ kind: 'gap', engineWasDown: true });
  if (gap?.kind === 'gap') expect(gap.toAt).toBeGreaterThan(gap.fromAt);

  await client.start(first.id);
  await vi.waitFor(
    () => expect(heard.actions(first.id).filter((action) => action === 'start')).toHaveLength(2),
    10_000,
  );
  const identities = heard.all.map((event) =>
    event.kind === 'gap' ? 'gap' : `${event.timeNano} ${event.id} ${event.action}`,
  );
  expect(new Set(identities).size).toBe(identities.length);
  heard.stop();
  client.close();
});
