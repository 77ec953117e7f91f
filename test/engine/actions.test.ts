import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { containerKinds, type Target, type VerbName } from '../../src/actions/index.ts';
import { planAction } from '../../src/actions/plan.ts';
import { systemClock } from '../../src/clock.ts';
import { openDatabase } from '../../src/database/index.ts';
import type { ContainerDetail, Docker } from '../../src/docker/index.ts';
import { silentLog } from '../../src/log.ts';
import { createMasker } from '../../src/masking/index.ts';
import { createOperations, type Operation, type OperationChange } from '../../src/operations/index.ts';
import { NODE_IMAGE } from './support/images.ts';
import { crashLooping, gateway, hanging, leaking, worker } from './support/samples.ts';
import type { RunningService, ServiceSpec } from './support/services.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

const LONG = 60_000;
const MIB = 1024 * 1024;

let shared: SharedEngine;
let docker: Docker;
const closers: (() => unknown)[] = [];

beforeAll(() => {
  shared = sharedEngine();
  docker = shared.docker();
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await shared.services.removeAll();
});

afterAll(() => docker.close());

/** Does one thing to one container, and waits for what comes of it. */
async function act(verb: VerbName, running: RunningService, spec: ServiceSpec, more: object = {}): Promise<Operation> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vakhta-actions-'));
  closers.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const database = openDatabase(':memory:');
  const changes: OperationChange[] = [];
  const operations = createOperations({
    database,
    clock: systemClock,
    log: silentLog,
    kinds: containerKinds({ docker, clock: systemClock, masking: createMasker({ known: [] }), dataDir }),
    announce: (change) => changes.push(change),
  });
  operations.start();
  closers.push(async () => {
    await operations.stop(0);
    database.close();
  });
  const params = { ...targetFor(spec, running), ...more };
  const result = operations.submit({ key: crypto.randomUUID(), kind: verb, params, requestedBy: 1 });
  if (!result.ok) throw new Error('busy');
  return vi.waitFor(
    () => {
      const ended = changes.find((change) => change.kind === 'finished');
      if (ended === undefined) throw new Error(`told so far: ${changes.map((each) => each.kind).join(' ')}`);
      return ended.operation;
    },
    { timeout: LONG, interval: 50 },
  );
}

function targetFor({ project, service }: ServiceSpec, { id }: RunningService): Target {
  return { engine: 'local', project, service, number: null, containerIdAtRequest: id, reason: null };
}

async function run(
  spec: ServiceSpec,
  isSo: (detail: ContainerDetail) => boolean = () => true,
): Promise<RunningService> {
  const running = await shared.services.run(spec);
  await untilSo(running, isSo);
  return running;
}

function untilSo({ id }: RunningService, isSo: (detail: ContainerDetail) => boolean): Promise<void> {
  return vi.waitFor(
    async () => {
      const detail = await docker.inspect(id);
      if (detail === null || !isSo(detail)) throw new Error(`not so: ${detail?.state} ${detail?.health?.status}`);
    },
    { timeout: 30_000, interval: 50 },
  );
}

const stateOf = async ({ id }: RunningService) => (await docker.inspect(id))?.state;

/** Hears no SIGTERM. */
function deaf(project: string): ServiceSpec {
  const cmd = ['sh', '-c', "trap '' TERM; while :; do sleep 1; done"];
  return { ...worker(project), service: 'deaf', cmd, stopTimeoutS: 1 };
}

describe('a stop', () => {
  it('says how it ended: in order, or killed because it heard no SIGTERM', async () => {
    const obedient = worker('stop');
    const first = await act('stop', await run(obedient), obedient);
    expect(first).toMatchObject({
      state: 'succeeded',
      outcome: { ok: true, down: true, exitCode: 0, reason: { key: 'operations-stop-stands', params: { code: 0 } } },
    });
    expect(first.outcome?.evidence).toHaveLength(2);
    const spec = deaf('stop');
    expect(await act('stop', await run(spec), spec)).toMatchObject({ outcome: { down: true, exitCode: 137 } });
  });

  it('ends a crash loop, whose policy does not bring it back', async () => {
    const spec = crashLooping('stop');
    const running = await run(spec, (detail) => detail.restartCount > 1);
    expect(await act('stop', running, spec)).toMatchObject({ outcome: { ok: true, down: true } });
    expect(await stateOf(running)).toBe('exited');
  });

  it('does not claim that it stands when somebody starts it again at once', async () => {
    const spec = worker('stop');
    const running = await run(spec);
    const stream = docker.events((event) => {
      if (event.kind === 'container' && event.id === running.id && event.action === 'die')
        void docker.start(running.id);
    });
    closers.push(() => stream.stop());
    expect(await act('stop', running, spec)).toMatchObject({
      state: 'failed',
      outcome: { ok: false, reason: { key: 'operations-stop-came-back' } },
    });
  });

  it('does nothing to one that stands already', async () => {
    const spec = { ...worker('stop'), start: false };
    expect(await act('stop', await run(spec), spec)).toMatchObject({
      state: 'interrupted',
      outcome: { ok: null, reason: { key: 'operations-action-unfit', params: { state: 'created' } } },
    });
  });
});

describe('a start', () => {
  it('brings back what was stopped, and waits until it is healthy', async () => {
    const spec = gateway('start');
    const running = await run(spec);
    await docker.stop(running.id);
    expect(await act('start', running, spec)).toMatchObject({
      state: 'watching',
      outcome: { ok: true, reason: { key: 'operations-restart-healthy' } },
    });
  });

  it('says what Docker says when the program is not there', async () => {
    const spec: ServiceSpec = { project: 'start', service: 'typo', cmd: ['/bin/no-such-program'], start: false };
    expect(await act('start', await run(spec), spec)).toMatchObject({
      state: 'failed',
      outcome: { reason: { key: 'operations-action-refused', params: { reason: expect.stringContaining('no-such') } } },
    });
  });

  it('does not call a start good whose service falls at once, and says with what', async () => {
    const spec = { ...crashLooping('start'), restart: 'no' as const, start: false };
    expect(await act('start', await run(spec), spec)).toMatchObject({
      state: 'failed',
      outcome: { ok: false, exitCode: 1, reason: { key: 'operations-restart-exited' }, nextStep: 'logs' },
    });
  });
});

describe('a pause', () => {
  it('freezes; an unpause wakes, and believes only the health that comes after it', async () => {
    const spec = gateway('pause');
    const running = await run(spec, (detail) => detail.health?.status === 'healthy');
    expect(await act('pause', running, spec)).toMatchObject({
      state: 'succeeded',
      outcome: { ok: true, down: true, reason: { key: 'operations-pause-stands' } },
    });
    expect(await stateOf(running)).toBe('paused');
    expect(await act('unpause', running, spec)).toMatchObject({
      state: 'watching',
      outcome: { ok: true, reason: { key: 'operations-restart-healthy' } },
    });
  });

  it('does not hide that what woke is as sick as before', async () => {
    const spec = hanging('pause');
    const running = await run(spec, (detail) => detail.health?.status === 'unhealthy');
    await docker.pause(running.id);
    expect(await act('unpause', running, spec)).toMatchObject({
      state: 'failed',
      outcome: { ok: false, reason: { key: 'operations-restart-unhealthy' }, nextStep: 'recreate' },
    });
  });
});

describe('a kill', () => {
  it('leaves it dead, whatever its policy, also when it was frozen', async () => {
    const spec = deaf('kill');
    const running = await run(spec);
    await docker.pause(running.id);
    expect(await act('kill', running, spec)).toMatchObject({
      outcome: {
        ok: true,
        down: true,
        exitCode: 137,
        reason: { key: 'operations-kill-stands', params: { policy: 'always' } },
      },
    });
    expect(await stateOf(running)).toBe('exited');
  });

  it('says so when it came up anew', async () => {
    const spec = gateway('kill');
    const running = await run(spec);
    const stream = docker.events((event) => {
      if (event.kind === 'container' && event.id === running.id && event.action === 'die')
        void docker.start(running.id);
    });
    closers.push(() => stream.stop());
    const ended = await act('kill', running, spec);
    expect(ended).toMatchObject({ state: 'succeeded', outcome: { ok: true, reason: { key: 'operations-kill-anew' } } });
    expect(ended.outcome?.down).toBeUndefined();
  });
});

describe('more memory', () => {
  it('is there at once, and the service that ran out of it runs', async () => {
    // Fills 24 MiB at once and stays there: killed under 16, well under 64.
    const fill = 'm=$(head -c 25165824 /dev/zero | tr "\\\\0" x); while :; do sleep 1; done';
    const spec: ServiceSpec = {
      project: 'memory',
      service: 'cache',
      cmd: ['sh', '-c', fill],
      restart: 'always',
      memoryBytes: 16 * MIB,
    };
    const running = await run(spec, (detail) => detail.restartCount > 0);
    const ended = await act('memory', running, spec, { bytes: 256 * MIB });
    expect(ended).toMatchObject({
      state: 'watching',
      outcome: { ok: true, reason: { key: 'operations-memory-well', params: { size: 256 * MIB } } },
    });
    expect((await docker.inspect(running.id))?.memoryLimitBytes).toBe(256 * MIB);
  });

  it('that is not enough is called so: killed again for want of memory', async () => {
    const spec = leaking('memory', 32);
    const running = await run(spec);
    expect(await act('memory', running, spec, { bytes: 48 * MIB })).toMatchObject({
      state: 'failed',
      outcome: { ok: false, oom: true, reason: { key: 'operations-restart-out-of-memory' } },
    });
  });

  it('for one that stands counts from its next start on, and is no recovery', async () => {
    const spec = { ...worker('memory'), start: false };
    expect(await act('memory', await run(spec), spec, { bytes: 64 * MIB })).toMatchObject({
      state: 'succeeded',
      outcome: { ok: true, down: true, reason: { key: 'operations-memory-stands' } },
    });
  });
});

describe('the plan', () => {
  it('names the containers that are connected, and counts who comes from outside', async () => {
    const listen = "require('net').createServer((one) => one.resume()).listen(9000, () => console.log('open'))";
    const spec: ServiceSpec = {
      project: 'crowd',
      service: 'door',
      image: NODE_IMAGE,
      cmd: ['node', '-e', listen],
      ports: [9000],
    };
    const door = await run(spec);
    await vi.waitFor(async () => expect(await docker.logs(door.id, { maxBytes: 1000 })).toHaveLength(1), LONG);
    const address = (await docker.describe(door.id))?.networkAddresses[0]?.ipAddress;
    const nobody = await planAction({ docker, root: '/' }, 'stop', targetFor(spec, door));
    expect(nobody.connected).toEqual({ containers: [], outside: 0 });
    const call = `require('net').connect(9000, '${address}')`;
    const guest = await run({ project: 'crowd', service: 'guest', image: NODE_IMAGE, cmd: ['node', '-e', call] });
    const socket: Socket = createConnection({ host: '127.0.0.1', port: await door.hostPort(9000) });
    closers.push(() => socket.destroy());
    await vi.waitFor(
      async () => {
        const { connected } = await planAction({ docker, root: '/' }, 'stop', targetFor(spec, door));
        expect(connected).toEqual({ containers: [{ name: guest.name, count: 1 }], outside: 1 });
      },
      { timeout: 20_000, interval: 100 },
    );
    const blind = await planAction({ docker, root: '/nowhere' }, 'stop', targetFor(spec, door));
    expect(blind.connected).toBeNull();
  });
});
