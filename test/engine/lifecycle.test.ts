import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createDocker, type Docker } from '../../src/docker/index.ts';
import { silentLog } from '../../src/log.ts';
import { type PrivateEngine, startEngine } from './support/engine.ts';
import { crashLooping, hanging } from './support/samples.ts';
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

test('a restart cures what hangs, and is over when it returns', async () => {
  const { id } = await engine.services.run(hanging('cure'));
  await vi.waitFor(async () => expect((await docker.inspect(id))?.health?.status).toBe('unhealthy'), 20_000);
  const before = await docker.inspect(id);
  await docker.restart(id);
  const after = await docker.inspect(id);
  expect(after?.state).toBe('running');
  expect(after?.startedAt).toBeGreaterThan(before?.startedAt ?? Number.POSITIVE_INFINITY);
  await vi.waitFor(async () => expect((await docker.inspect(id))?.health?.status).toBe('healthy'), 20_000);
});

test('what ignores SIGTERM gets the whole stop time-out, also when it is longer than an ordinary call may last', async () => {
  const stubborn = {
    project: 'stubborn',
    service: 'mule',
    cmd: ['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'],
  };
  const { id } = await engine.services.run({ ...stubborn, stopTimeoutS: 12 });
  await docker.stop(id);
  expect(await docker.inspect(id)).toMatchObject({ state: 'exited', exitCode: 137, oomKilled: false });
  const stopped = await docker.inspect(id);
  await docker.stop(id);
  await docker.start(id);
  await docker.start(id);
  expect(await docker.inspect(id)).toMatchObject({ state: 'running', exitCode: null, finishedAt: null });
  expect((stopped?.finishedAt ?? 0) - (stopped?.startedAt ?? 0)).toBeGreaterThanOrEqual(12_000);
  await docker.stop(id, { stopTimeoutS: 0 });
});

test('a crash loop shows as restarting with its code, counts, and counts anew after a restart by hand', async () => {
  const { id } = await engine.services.run(crashLooping('loop'));
  await vi.waitFor(async () => {
    expect(await docker.inspect(id)).toMatchObject({ state: 'restarting', exitCode: 1 });
    expect((await docker.inspect(id))?.restartCount).toBeGreaterThanOrEqual(3);
  }, 30_000);
  expect((await docker.list()).find((each) => each.id === id)?.statusText).toMatch(/^Restarting \(1\)/);
  await docker.restart(id);
  expect((await docker.inspect(id))?.restartCount).toBeLessThan(3);
  const said = await docker.logs(id, { maxBytes: 10_000, tail: 2 });
  expect(said.map((line) => line.text)).toContain('FATAL: cannot connect to database at db:5432: connection refused');
  await docker.stop(id);
  expect(await docker.inspect(id)).toMatchObject({ state: 'exited', exitCode: 1, health: null });
});

test('waiting for a stop can be given up', async () => {
  const cmd = ['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'];
  const { id } = await engine.services.run({ project: 'stubborn', service: 'ox', cmd, stopTimeoutS: 60 });
  const events: string[] = [];
  const subscription = docker.events(
    (event) => event.kind === 'container' && event.id === id && events.push(event.action),
  );
  const reason = new Error('enough');
  const giveUp = new AbortController();
  const stopping = docker.stop(id, { signal: giveUp.signal });
  await vi.waitFor(() => expect(events).toContain('kill'), 10_000);
  giveUp.abort(reason);
  await expect(stopping).rejects.toBe(reason);
  subscription.stop();
});

let own: PrivateEngine | null = null;

afterEach(async () => {
  await own?.remove();
  own = null;
});

test('an Engine that dies is noticed by the next call, and back by itself', async () => {
  own = await startEngine();
  const client = createDocker({ host: own.host, clock: systemClock, log: silentLog, probeIntervalMs: 100 });
  const heard: boolean[] = [];
  client.onAvailability((now) => heard.push(now.reachable));
  await client.list();
  expect(heard).toEqual([]);
  await own.kill();
  await expect(client.list()).rejects.toMatchObject({ statusCode: null, unreachable: 'refused' });
  await expect(client.list()).rejects.toMatchObject({ statusCode: null });
  expect(client.availability()).toMatchObject({ reachable: false, cause: 'refused' });
  await own.start();
  await vi.waitFor(() => expect(heard).toEqual([false, true]), 20_000);
  expect(await client.list()).toEqual([]);
  await own.stop();
  await expect(client.ping()).rejects.toMatchObject({ unreachable: 'no-socket' });
  client.close();
});

test('an Engine that hangs costs one deadline, then fails at once, until it answers again', async () => {
  own = await startEngine();
  const client = createDocker({ host: own.host, clock: systemClock, log: silentLog, probeIntervalMs: 100 });
  await client.list();
  own.freeze();
  await expect(client.ping({ deadlineMs: 300 })).rejects.toMatchObject({ statusCode: null, unreachable: 'timeout' });
  // What was found out before is said again, without a ping of its own and its five seconds.
  await expect(client.list()).rejects.toMatchObject({ unreachable: 'timeout', reason: 'no answer within 0.3 s' });
  own.thaw();
  await vi.waitFor(() => expect(client.availability()).toEqual({ reachable: true }), 20_000);
  client.close();
});
