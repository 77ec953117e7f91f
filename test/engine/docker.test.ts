import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import type { Docker } from '../../src/docker/index.ts';
import { BUSYBOX_IMAGE } from './support/images.ts';
import { gateway, hanging, leaking, worker } from './support/samples.ts';
import type { RunningService } from './support/services.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

let engine: SharedEngine;
let docker: Docker;
let shop: { gateway: RunningService; worker: RunningService; queue: RunningService };
let alone: RunningService;

beforeAll(async () => {
  engine = sharedEngine();
  docker = engine.docker();
  shop = {
    gateway: await engine.services.run({ ...gateway('shop'), env: { DB_PASSWORD: 'hunter2' } }),
    worker: await engine.services.run({ ...worker('shop'), compose: 1, number: 2 }),
    queue: await engine.services.run({ ...hanging('shop'), dependsOn: ['gateway', 'worker'] }),
  };
  alone = await engine.services.run({ project: null, service: 'alone', cmd: ['true'] });
});

afterAll(async () => {
  docker.close();
  await engine.services.removeAll();
});

test('speaks the newest API version that the Engine knows', async () => {
  const version = await engine.api.ask('GET', '/version');
  expect(version).toMatchObject(await docker.ping().then((pong) => ({ ApiVersion: pong.apiVersion })));
  expect(docker.availability()).toEqual({ reachable: true });
});

describe('inventory', () => {
  test('knows containers by the labels of both composes, and others by their name', async () => {
    const known = (await docker.list()).map(({ key, name, number, project, service }) => ({
      key,
      name,
      number,
      project,
      service,
    }));
    expect(known).toContainEqual({
      key: 'local/shop/gateway',
      name: 'shop-gateway-1',
      number: 1,
      project: 'shop',
      service: 'gateway',
    });
    expect(known).toContainEqual({
      key: 'local/shop/worker',
      name: 'shop_worker_2',
      number: 2,
      project: 'shop',
      service: 'worker',
    });
    expect(known).toContainEqual({ key: 'local/-/alone', name: 'alone', number: 1, project: null, service: 'alone' });
    expect((await docker.find('local/shop/queue')).map((each) => each.id)).toEqual([shop.queue.id]);
    expect(await docker.find('local/shop/nothing')).toEqual([]);
  });

  test('reads dependents from the label of Compose 2, published ports, and names of variables without their values', async () => {
    const queue = await docker.inspect(shop.queue.id);
    expect(queue?.dependsOn).toEqual(['gateway', 'worker']);
    expect((await docker.inspect(shop.worker.id))?.dependsOn).toEqual([]);
    const seen = await docker.inspect(shop.gateway.id.slice(0, 12));
    const hostPort = await shop.gateway.hostPort(8080);
    expect(seen?.ports).toEqual([{ containerPort: 8080, protocol: 'tcp', hostIp: '127.0.0.1', hostPort }]);
    expect(seen?.envNames).toContain('DB_PASSWORD');
    expect(JSON.stringify({ ...seen, raw: null })).not.toContain('hunter2');
    expect(seen).toMatchObject({
      restartPolicy: 'always',
      stopTimeoutS: 2,
      tty: false,
      exitCode: null,
      configHash: 'hash-gateway',
    });
    expect(seen?.networks).toEqual(['shop_default']);
    expect(await (await fetch(`http://127.0.0.1:${hostPort}/health`)).text()).toBe('ok\n');
  });

  test('tells health with the output of the failing probe', async () => {
    await vi.waitFor(
      async () => expect((await docker.inspect(shop.queue.id))?.health?.status).toBe('unhealthy'),
      20_000,
    );
    const queue = await docker.inspect(shop.queue.id);
    expect(queue?.health?.failingStreak).toBeGreaterThanOrEqual(2);
    expect(queue?.health?.log.at(-1)).toMatchObject({ exitCode: 1, output: 'queue does not answer\n' });
    expect(queue?.healthcheck).toEqual({ intervalMs: 1000, timeoutMs: 1000, retries: 2, startPeriodMs: 0 });
  });

  test('says no health of a container that was stopped in good health, though the Engine then calls it unhealthy', async () => {
    const service = await engine.services.run(gateway('quiet'));
    await vi.waitFor(async () => expect((await docker.inspect(service.id))?.health?.status).toBe('healthy'), 20_000);
    await docker.stop(service.id);
    const stopped = await docker.inspect(service.id);
    expect(stopped?.health).toBeNull();
    expect(stopped).toMatchObject({ state: 'exited', exitCode: 0 });
    expect(stopped?.finishedAt).toBeGreaterThan(stopped?.startedAt ?? Number.POSITIVE_INFINITY);
  });

  test('knows an ended container’s exit code, and nothing of one that does not exist', async () => {
    await vi.waitFor(async () => expect((await docker.inspect(alone.id))?.state).toBe('exited'));
    expect(await docker.inspect('alone')).toMatchObject({ id: alone.id, exitCode: 0, restartCount: 0, health: null });
    expect(await docker.inspect('no-such-thing')).toBeNull();
    await expect(docker.restart('no-such-thing')).rejects.toMatchObject({ statusCode: 404 });
  });

  test('lists details of all at once, with the Engine’s own words for each', async () => {
    const details = await docker.listDetails();
    expect(new Set(details.map((each) => each.id))).toEqual(new Set((await docker.list()).map((each) => each.id)));
    expect(details.find((each) => each.id === shop.gateway.id)?.statusText).toMatch(/^Up /);
  });
});

test('finds what the real docker-compose has brought up, restarted service by service under the same name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vakhta-compose-'));
  const service = { image: BUSYBOX_IMAGE, command: ['sleep', '1000'], labels: [engine.label], stop_grace_period: '0s' };
  const file = join(folder, 'docker-compose.yml');
  writeFileSync(
    file,
    JSON.stringify({ version: '2.4', services: { api: { ...service, depends_on: ['db'] }, db: service } }),
  );
  const env = { ...process.env, DOCKER_HOST: `unix://${inject('engineSocket')}` };
  const compose = (...args: string[]) =>
    promisify(execFile)('docker-compose', ['-p', 'real', '-f', file, ...args], { env });
  await compose('up', '-d');
  const before = await docker.find('local/real/api');
  expect(before).toMatchObject([{ project: 'real', service: 'api', number: 1, state: 'running', oneOff: false }]);
  expect((await docker.inspect(before[0]?.id ?? ''))?.configHash).toMatch(/^[0-9a-f]{64}$/);
  await compose('up', '-d', '--force-recreate', '--no-deps', 'api');
  const after = await docker.find('local/real/api');
  expect(after).toHaveLength(1);
  expect(after[0]?.id).not.toBe(before[0]?.id);
  await compose('down');
  rmSync(folder, { recursive: true });
});

describe('onlyLabel', () => {
  test('hides what does not carry the label, and refuses to act on it whatever id is given', async () => {
    const marked = await engine.services.run({ ...worker('marked'), labels: { demo: 'yes' } });
    const narrow = engine.docker({ onlyLabel: 'demo=yes' });
    expect((await narrow.list()).map((each) => each.id)).toEqual([marked.id]);
    expect(await narrow.inspect(shop.worker.id)).toBeNull();
    expect(await narrow.find('local/shop/worker')).toEqual([]);
    expect(await narrow.stats(shop.worker.id)).toBeNull();
    const before = await docker.inspect(shop.worker.id);
    const actions = [narrow.restart, narrow.stop, narrow.start];
    for (const act of actions) await expect(act(shop.worker.id)).rejects.toMatchObject({ statusCode: 404 });
    await expect(narrow.logs(shop.worker.id, { maxBytes: 100 })).rejects.toMatchObject({ statusCode: 404 });
    expect((await docker.inspect(shop.worker.id))?.startedAt).toBe(before?.startedAt);
    await narrow.restart(marked.id);
    narrow.close();
  });
});

describe('stats', () => {
  test('measures memory against the container’s own limit, and processor time from the second sample on', async () => {
    const service = await engine.services.run({ ...leaking('measured', 1), restart: 'no' });
    expect(await docker.stats(service.id)).toMatchObject({ cpuPercent: null, memoryLimitBytes: 32 * 1024 * 1024 });
    const second = await vi.waitFor(async () => {
      const sample = await docker.stats(service.id);
      expect(sample?.memoryPercent).toBeGreaterThan(3);
      return sample;
    }, 20_000);
    expect(second?.cpuPercent).toBeGreaterThan(0);
    expect(second?.memoryPercent).toBeLessThanOrEqual(100);
  });

  test('knows no limit where there is none, although the Engine names the host’s memory', async () => {
    expect(await docker.stats(shop.worker.id)).toMatchObject({ memoryLimitBytes: null, memoryPercent: null });
  });

  test('are null for a container that stands still or is gone', async () => {
    expect(await docker.stats(alone.id)).toBeNull();
    expect(await docker.stats('no-such-thing')).toBeNull();
  });
});

describe('selfContainerId', () => {
  test('is the container whose files are mounted over ours, if this Engine has it', async () => {
    const procRoot = mkdtempSync(join(tmpdir(), 'vakhta-proc-'));
    mkdirSync(join(procRoot, 'self'));
    const mountsOf = (id: string) =>
      `700 690 254:0 /var/lib/docker/containers/${id}/hostname /etc/hostname rw - ext4 /dev/vda rw\n`;
    writeFileSync(join(procRoot, 'self', 'cgroup'), '0::/\n');
    writeFileSync(join(procRoot, 'self', 'mountinfo'), mountsOf(shop.worker.id));
    const inside = engine.docker({ procRoot });
    expect(await inside.selfContainerId()).toBe(shop.worker.id);
    // Of another Engine on the same machine: not one of ours.
    writeFileSync(join(procRoot, 'self', 'mountinfo'), mountsOf('f'.repeat(64)));
    expect(await inside.selfContainerId()).toBeNull();
    inside.close();
    rmSync(procRoot, { recursive: true });
  });
});
