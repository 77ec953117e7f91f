import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { openDatabase } from '../../src/database/index.ts';
import { createDocker, type Docker } from '../../src/docker/index.ts';
import { silentLog } from '../../src/log.ts';
import { createRecorder, type Recorder } from '../../src/recorder/index.ts';
import { hostWith } from '../unit/triage/world.ts';
import { type PrivateEngine, startEngine } from './support/engine.ts';
import { importImages } from './support/images.ts';
import { crashLooping, hanging, outOfMemory, worker } from './support/samples.ts';
import { createServices } from './support/services.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

let engine: SharedEngine;
let docker: Docker;
let recorder: Recorder;
const database = openDatabase(':memory:');
const begun = Date.now() - 1000;

const patience = { timeout: 30_000, interval: 100 };

function record(from: Docker): Recorder {
  return createRecorder({ database, docker: from, host: hostWith({}), clock: systemClock, log: silentLog });
}

beforeAll(async () => {
  engine = sharedEngine();
  docker = engine.docker();
  recorder = record(docker);
  recorder.start();
  await recorder.sampleNow();
});

afterAll(async () => {
  recorder.stop();
  docker.close();
  await engine.services.removeAll();
});

const changesOf = (key: string) => recorder.changesSince(begun, Date.now()).filter((change) => change.key === key);

test('a crash loop is crashes since its first, and no restart by hand', async () => {
  const billing = await engine.services.run(crashLooping('recloop'));
  await vi.waitFor(
    () => expect(recorder.badEventsSince(begun, billing.key).length).toBeGreaterThanOrEqual(3),
    patience,
  );
  await recorder.sampleNow();
  const crashes = recorder.badEventsSince(begun, billing.key);
  expect(crashes[0]).toMatchObject({ kind: 'crash', exitCode: 1, containerId: billing.id });
  expect(recorder.detectedAt([billing.key])).toBe(crashes[0]?.at);
  expect(changesOf(billing.key).map((change) => change.kind)).toEqual(['created']);
  // A restart by hand in the middle of its back-off comes without kill and die.
  await docker.restart(billing.id);
  await vi.waitFor(
    () => expect(changesOf(billing.key).map((change) => change.kind)).toEqual(['restarted-by-hand', 'created']),
    patience,
  );
  await billing.remove();
});

test('restarts by hand, in both ways, are told once each and are no crashes', async () => {
  const calm = await engine.services.run(worker('reccalm'));
  const idle = await engine.services.run(worker('recidle'));
  await docker.restart(calm.id);
  await docker.stop(idle.id);
  await docker.start(idle.id);
  for (const { key } of [calm, idle]) {
    await vi.waitFor(
      () => expect(changesOf(key).map((change) => change.kind)).toContain('restarted-by-hand'),
      patience,
    );
    // A picture sees the new start as well: it must not be told a second time.
    await recorder.sampleNow();
    expect(
      changesOf(key)
        .map((change) => change.kind)
        .filter((kind) => kind !== 'created'),
    ).toEqual(['restarted-by-hand']);
    expect(recorder.badEventsSince(begun, key)).toEqual([]);
  }
  await Promise.all([calm.remove(), idle.remove()]);
});

test('a container recreated with another configuration is a change of configuration, with the names of its variables', async () => {
  const before = await engine.services.run({ ...worker('recnew'), env: { OLD_TOKEN: 'secret-1' } });
  await vi.waitFor(() => expect(changesOf(before.key)).toHaveLength(1), patience);
  await recorder.sampleNow();
  await before.remove();
  const after = await engine.services.run({
    ...worker('recnew'),
    env: { NEW_TOKEN: 'secret-2' },
    labels: { 'com.docker.compose.config-hash': 'another' },
  });
  await vi.waitFor(() => expect(changesOf(after.key).at(0)?.kind).toBe('config'), patience);
  expect(changesOf(after.key).map((change) => change.kind)).toEqual(['config', 'created']);
  expect(changesOf(after.key)[0]?.detail).toMatchObject({
    to: 'another',
    envAdded: ['NEW_TOKEN'],
    envRemoved: ['OLD_TOKEN'],
  });
  expect(JSON.stringify([recorder.lastInventory(), recorder.changesSince(0, Date.now())])).not.toMatch(/secret-[12]/);
  await after.remove();
});

test('an OOM kill and failing health are bad events', async () => {
  const glutton = await engine.services.run(outOfMemory('recoom'));
  const queue = await engine.services.run(hanging('recsick'));
  await vi.waitFor(() => {
    expect(recorder.badEventsSince(begun, glutton.key).map((event) => event.kind)).toContain('oom');
    expect(recorder.badEventsSince(begun, queue.key)).toMatchObject([{ kind: 'unhealthy' }]);
  }, patience);
  await recorder.sampleNow();
  expect(recorder.lastSamples(queue.key).at(-1)).toMatchObject({ state: 'running', health: 'unhealthy' });
  expect(recorder.lastSamples(queue.key).at(-1)?.memoryBytes).toBeGreaterThan(0);
  await Promise.all([glutton.remove(), queue.remove()]);
});

test('an Engine that is restarted: one gap, one change for the whole, nobody blamed', async () => {
  const own: PrivateEngine = await startEngine();
  const client = createDocker({ host: own.host, clock: systemClock, log: silentLog });
  const apart = createRecorder({
    database: openDatabase(':memory:'),
    docker: client,
    host: hostWith({}),
    clock: systemClock,
    log: silentLog,
  });
  try {
    await importImages(own.api, `vakhta.test=${own.run}`);
    const services = createServices(own.api, `vakhta.test=${own.run}`);
    const calm = await services.run(worker('recdown'));
    apart.start();
    await apart.sampleNow();
    await own.stop();
    await vi.waitFor(
      () => expect(apart.gapsSince(begun)).toMatchObject([{ toAt: null, reason: 'engine-down' }]),
      patience,
    );
    const picture = apart.lastInventory();
    expect(picture?.containers).toMatchObject([{ key: calm.key, state: 'running' }]);
    await apart.sampleNow();
    expect(apart.lastInventory()?.at).toBe(picture?.at);
    await own.start();
    await vi.waitFor(() => expect(apart.gapsSince(begun).at(-1)?.toAt).not.toBeNull(), {
      ...patience,
      timeout: 60_000,
    });
    await vi.waitFor(() => {
      expect(apart.changesSince(begun, Date.now()).map((change) => change.kind)).toContain('engine-restart');
    }, patience);
    expect(apart.changesSince(begun, Date.now()).filter((change) => change.kind === 'restarted-by-hand')).toEqual([]);
  } finally {
    apart.stop();
    client.close();
    await own.remove();
  }
});
