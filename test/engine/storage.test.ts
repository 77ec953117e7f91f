import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../src/clock.ts';
import { createClient } from '../../src/docker/client.ts';
import { tarOf } from '../../src/docker/image-tar.ts';
import {
  type Docker,
  type EngineEvent,
  type EngineStorage,
  HELPER_LABEL,
  type HelperMount,
} from '../../src/docker/index.ts';
import { createHelperImages } from '../../src/docker/storage-images.ts';
import { silentLog } from '../../src/log.ts';
import { BUSYBOX_IMAGE } from './support/images.ts';
import { worker } from './support/samples.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

const LIVE = 'op-live';
const OVER = 'op-over';

let shared: SharedEngine;
let docker: Docker;
let storage: EngineStorage;
let bridges = 0;
const closers: (() => unknown)[] = [];

beforeAll(() => {
  shared = sharedEngine();
  docker = shared.docker({ onlyLabel: shared.label });
  storage = docker.storage;
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await shared.services.removeAll();
  await storage.reap(() => false);
});

afterAll(() => docker.close());

const scratch = (name: string, operation = LIVE) =>
  storage.createVolume({ name, driver: 'local', options: {}, labels: {}, operation });

const vol = (source: string, readOnly = false): HelperMount => ({ type: 'volume', source, target: '/vol', readOnly });

const emptyOn = (source: string, operation = LIVE) =>
  storage.createHelper({ operation, image: 'empty', mounts: [vol(source)] });

/** A bridge that the reaper of a killed run finds. */
function network(name: string, operation: string): Promise<string> {
  bridges += 1;
  const options = { 'com.docker.network.bridge.name': `vt${shared.label.split('=')[1]}s${bridges}` };
  return storage.createNetwork({ name, driver: 'bridge', internal: true, options, labels: {}, operation });
}

const tarOfFile = (path: string, text: string) =>
  Buffer.concat([...tarOf([{ kind: 'file', path, mode: 0o640, bytes: Buffer.from(text) }])]);

/** A volume as a person or compose makes it. */
async function volume(name: string, labels: Record<string, string> = {}): Promise<void> {
  await shared.api.ask('POST', '/volumes/create', { Name: name, Labels: labels });
  closers.push(() => shared.api.ask('DELETE', `/volumes/${name}?force=true`));
}

/** A container as a person makes it, with what no helper of ours sets. */
async function container(
  name: string,
  body: { readonly HostConfig: object; readonly [key: string]: unknown },
  isStarted = true,
) {
  const [key = '', value = ''] = shared.label.split('=');
  const made = await shared.api.ask('POST', `/containers/create?name=${name}`, {
    ...{ Image: BUSYBOX_IMAGE, Cmd: ['sleep', '300'], StopTimeout: 0, Labels: { [key]: value }, ...body },
    HostConfig: { NetworkMode: 'none', ...body.HostConfig },
  });
  const { Id: id } = z.object({ Id: z.string() }).parse(made);
  closers.push(() => shared.api.ask('DELETE', `/containers/${id}?force=true&v=true`));
  if (isStarted) await shared.api.ask('POST', `/containers/${id}/start`);
  return id;
}

const inspectRaw = (id: string) => shared.api.ask('GET', `/containers/${id}/json`);

describe('a helper that is never started', () => {
  it('reads and writes a volume', async () => {
    await scratch('storage-tree');
    const id = await emptyOn('storage-tree');
    await storage.writeSmall(id, '/', tarOfFile('vol/data', 'kept'));
    const back = await storage.readSmall(id, '/vol', 1e6);
    expect(back?.includes('vol/data')).toBe(true);
    expect(back?.includes('kept')).toBe(true);
    expect(await storage.readSmall(id, '/vol/none', 1e6)).toBeNull();
    await expect(storage.readSmall(id, '/vol', 600)).rejects.toThrow('larger than 600 bytes');
    expect(await storage.helperState(id)).toMatchObject({ state: 'created', health: null, address: null });
  });

  it('is refused a volume that does not exist, and none is made of it', async () => {
    await expect(emptyOn('storage-mistyped')).rejects.toThrow('No such volume: storage-mistyped');
    expect(await storage.volume('storage-mistyped')).toBeNull();
    const mounts: HelperMount[] = [{ type: 'bind', source: '/no/such/path', target: '/vol', readOnly: true }];
    await expect(storage.createHelper({ operation: LIVE, image: 'empty', mounts })).rejects.toThrow('/no/such/path');
  });

  it('cannot write a volume that it only may read', async () => {
    await scratch('storage-ro');
    const id = await storage.createHelper({ operation: LIVE, image: 'empty', mounts: [vol('storage-ro', true)] });
    await expect(storage.writeSmall(id, '/vol', tarOfFile('data', 'no'))).rejects.toThrow(/read-only/);
  });
});

describe('a helper with tools', () => {
  it('empties a volume, says how it ended, and is gone', async () => {
    await scratch('storage-emptied');
    const id = await emptyOn('storage-emptied');
    await storage.writeSmall(id, '/', tarOfFile('vol/..odd', 'x'));
    await storage.writeSmall(id, '/', tarOfFile('vol/.hidden', 'x'));
    const end = await storage.runHelper({
      operation: LIVE,
      image: 'tool',
      mounts: [vol('storage-emptied')],
      argv: ['sh', '-c', 'cd /vol && rm -rf -- ..?* .[!.]* * && ls -A; cat /proc/net/dev; echo end >&2; exit 3'],
      capabilities: ['DAC_OVERRIDE', 'FOWNER'],
      env: { WHAT: 'nothing' },
    });
    expect(end.exitCode).toBe(3);
    expect(end.output).toMatch(/end/);
    // No network but its own loopback.
    expect(end.output).toMatch(/lo:/);
    expect(end.output).not.toMatch(/eth0|\.hidden|\.\.odd/);
    await storage.removeHelper(id);
    await storage.removeScratchVolume('storage-emptied');
    expect(await storage.volume('storage-emptied')).toBeNull();
  });

  it('has no more rights than it was given, writes nowhere else, and takes nothing from its image along', async () => {
    await scratch('storage-narrow');
    const spec = { operation: LIVE, image: 'tool', mounts: [{ ...vol('storage-narrow'), target: '/etc' }] } as const;
    const script = 'grep CapEff /proc/self/status; touch /tmp/ok && echo wrote; touch /refused; ls -A /etc | wc -l';
    const { output } = await storage.runHelper({
      ...{ ...spec, argv: ['sh', '-c', script], capabilities: ['DAC_OVERRIDE', 'FOWNER'] },
    });
    expect(output).toMatch(/CapEff:\s0{15}a$/m);
    expect(output).toMatch(/^wrote$/m);
    expect(output).toMatch(/refused: Read-only file system/);
    // Three that the Engine mounts into each container; the image's own passwd would be the fourth.
    expect(output).toMatch(/^3$/m);
    const id = await emptyOn('storage-narrow');
    expect(await inspectRaw(id)).toMatchObject({ HostConfig: { LogConfig: { Type: 'none' }, NetworkMode: 'none' } });
  });

  it.runIf(existsSync('/usr/bin/getfattr'))('can look for extended attributes where this machine can', async () => {
    const spec = { operation: LIVE, image: 'tool', mounts: [], argv: ['getfattr', '--version'] } as const;
    expect(await storage.runHelper(spec)).toEqual({ exitCode: 0, output: expect.stringMatching(/^getfattr \d/) });
  });

  it('is removed also when its program does not exist, or nobody waits any more', async () => {
    const spec = { operation: LIVE, image: 'tool', mounts: [] } as const;
    await expect(storage.runHelper({ ...spec, argv: ['no-such-program'] })).rejects.toThrow(/no-such-program/);
    const impatient = new AbortController();
    const waiting = storage.runHelper({ ...spec, argv: ['sleep', '300'] }, { signal: impatient.signal });
    await vi.waitFor(async () => expect(await helpersThatRun()).toHaveLength(1), { timeout: 20_000 });
    impatient.abort(new Error('not any more'));
    await expect(waiting).rejects.toThrow('not any more');
    expect(await helpersThatRun()).toEqual([]);
  });

  it('takes the image that HELPER_IMAGE names, and says when the Engine does not have it', async () => {
    const named = shared.docker({ helperImage: BUSYBOX_IMAGE });
    const absent = shared.docker({ helperImage: 'no/such:image' });
    closers.push(() => [named.close(), absent.close()]);
    const spec = { operation: LIVE, image: 'tool', mounts: [] } as const;
    const id = await named.storage.createHelper({ ...spec, argv: ['true'] });
    closers.push(() => named.storage.removeHelper(id));
    expect(await inspectRaw(id)).toMatchObject({ Image: await storage.imageId(BUSYBOX_IMAGE) });
    await expect(absent.storage.createHelper(spec)).rejects.toMatchObject({
      key: 'docker-helper-image-missing',
      params: { image: 'no/such:image' },
    });
  });

  it('takes the image of our own container where this machine has no busybox, if it has a shell', async () => {
    await scratch('storage-own');
    const withShell = await shared.services.run(worker('own'));
    const without = await emptyOn('storage-own');
    const images = async (self: string | null) => {
      const client = createClient({ host: shared.host, clock: systemClock, log: silentLog, probeIntervalMs: 3_000 });
      const deps = { client, scope: {}, log: silentLog, inspectAny: docker.inspect, selfContainerId: async () => self };
      const inspectAny = async (id: string) =>
        ({ ...(await docker.inspect(withShell.id)), imageId: `image of ${id}` }) as never;
      closers.push(() => client.close());
      return createHelperImages({ ...deps, inspectAny }, ['/no/busybox', '/etc/passwd']).resolve('tool', {});
    };
    expect(await images(withShell.id)).toBe(`image of ${withShell.id}`);
    await expect(images(without)).rejects.toMatchObject({ key: 'docker-helper-none' });
    await expect(images(null)).rejects.toMatchObject({ key: 'docker-helper-none', params: { arch: 'x86_64' } });
  });
});

async function helpersThatRun(): Promise<unknown[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [HELPER_LABEL], status: ['running'] }));
  return z.array(z.unknown()).parse(await shared.api.ask('GET', `/containers/json?filters=${filters}`));
}

describe('what an operation has left', () => {
  it('is removed when it is over; what lives, what is another bot’s, and what has to stay is left alone', async () => {
    const mine = shared.docker({ onlyLabel: shared.label, owner: 'one' });
    const other = shared.docker({ onlyLabel: shared.label, owner: 'two' });
    closers.push(() => [mine.close(), other.close()]);
    const volumeOf = (of: Docker, name: string, operation: string | null) =>
      of.storage.createVolume({ name, driver: 'local', options: {}, labels: {}, operation });
    await volumeOf(mine, 'storage-over', OVER);
    await volumeOf(mine, 'storage-live', LIVE);
    await volumeOf(mine, 'storage-kept', null);
    closers.push(
      () => docker.storage.reap(() => false),
      () => shared.api.ask('DELETE', '/volumes/storage-kept'),
    );
    await volumeOf(other, 'storage-other', OVER);
    const over = await mine.storage.createHelper({ operation: OVER, image: 'empty', mounts: [vol('storage-over')] });
    const live = await mine.storage.createHelper({ operation: LIVE, image: 'empty', mounts: [vol('storage-live')] });
    await network('storage-over-net', OVER);
    await mine.storage.reap((operation) => operation === LIVE);
    expect(await storage.helperState(over)).toBeNull();
    expect(await storage.volume('storage-over')).toBeNull();
    expect(await namesOfNetworks()).not.toContain('storage-over-net');
    expect(await storage.helperState(live)).not.toBeNull();
    for (const name of ['storage-live', 'storage-kept', 'storage-other']) {
      expect(await storage.volume(name), name).not.toBeNull();
    }
    expect(await storage.imageId('vakhta/empty:1')).not.toBeNull();
  });

  it('is the only thing that is ever removed', async () => {
    await volume('storage-theirs');
    const id = await container('storage-theirs', { HostConfig: {} });
    await expect(storage.removeHelper(id)).rejects.toThrow(HELPER_LABEL);
    await expect(storage.startHelper(id)).rejects.toThrow(HELPER_LABEL);
    await expect(storage.removeScratchVolume('storage-theirs')).rejects.toThrow(HELPER_LABEL);
    await expect(scratch('storage-theirs')).rejects.toMatchObject({ statusCode: 409 });
    await storage.removeHelper('no-such-container');
    await storage.removeScratchVolume('no-such-volume');
    await storage.removeNetwork('no-such-network');
  });
});

async function namesOfNetworks(): Promise<string[]> {
  const all = z.array(z.object({ Name: z.string() })).parse(await shared.api.ask('GET', '/networks'));
  return all.map(({ Name }) => Name);
}

describe('helpers, scratch volumes and networks', () => {
  it('do not exist for the rest of the bot', async () => {
    const events: EngineEvent[] = [];
    const unscoped = shared.docker();
    const following = unscoped.events((event) => events.push(event));
    closers.push(() => [following.stop(), unscoped.close()]);
    await scratch('storage-hidden');
    await network('storage-hidden', LIVE);
    const id = await storage.createHelper({
      ...{ operation: LIVE, image: 'tool', mounts: [vol('storage-hidden')], argv: ['sleep', '300'] },
    });
    await storage.startHelper(id);
    expect(await storage.helperState(id)).toMatchObject({ state: 'running' });
    for (const each of [docker, unscoped]) {
      expect((await each.list()).map((one) => one.id)).not.toContain(id);
      expect((await each.listDetails()).map((one) => one.id)).not.toContain(id);
      expect(await each.inspect(id)).toBeNull();
      await expect(each.stop(id)).rejects.toMatchObject({ statusCode: 404 });
      expect((await each.storage.listVolumes()).map(({ name }) => name)).not.toContain('storage-hidden');
      expect((await each.storage.networks()).map(({ name }) => name)).not.toContain('storage-hidden');
      expect(await each.storage.usersOf('storage-hidden')).toEqual([]);
    }
    const usage = await unscoped.diskUsage();
    expect(usage.containers.map((one) => one.id)).not.toContain(id);
    expect(usage.volumes.map(({ name }) => name)).not.toContain('storage-hidden');
    await storage.removeHelper(id);
    const seen = await shared.services.run(worker('seen'));
    await vi.waitFor(() => expect(JSON.stringify(events)).toContain(seen.id), { timeout: 20_000 });
    expect(JSON.stringify(events)).not.toContain(id);
  });
});

describe('volumes', () => {
  it('are in scope by their label, their project, or a container that mounts them', async () => {
    const [key = '', value = ''] = shared.label.split('=');
    await volume('storage-labelled', { [key]: value });
    await volume('storage-mounted');
    await volume('storage-foreign');
    await volume('storage-project', { 'com.docker.compose.project': 'shop' });
    await container('storage-user', { HostConfig: { Binds: ['storage-mounted:/data:ro'] } });
    await container('storage-stranger', { Labels: { [key]: 'other' }, HostConfig: { Binds: ['storage-mounted:/in'] } });
    await container('storage-elsewhere', { HostConfig: { Binds: ['storage-labelled:/storage-mounted'] } });
    const names = async (of: Docker) =>
      (await of.storage.listVolumes()).map(({ name }) => name).filter((name) => name.startsWith('storage-'));
    const [all, project] = [shared.docker(), shared.docker({ projects: ['shop'] })];
    closers.push(() => [all.close(), project.close()]);
    expect(await names(docker)).toEqual(['storage-labelled', 'storage-mounted']);
    expect(await names(project)).toEqual(['storage-project']);
    expect(await names(all)).toEqual(['storage-foreign', 'storage-labelled', 'storage-mounted', 'storage-project']);
    const users = await storage.usersOf('storage-mounted');
    expect(users.map(({ name, inScope, readOnly, destination }) => [name, inScope, readOnly, destination])).toEqual(
      expect.arrayContaining([
        ['storage-user', true, true, '/data'],
        ['storage-stranger', false, false, '/in'],
      ]),
    );
    expect(users).toHaveLength(2);
    expect(await storage.volume('storage-project')).toMatchObject({
      ...{ driver: 'local', options: {}, labels: { 'com.docker.compose.project': 'shop' } },
    });
  });

  it('are made with their options, for good; a scratch one is nothing of compose’s', async () => {
    const spec = {
      ...{ driver: 'local', options: { type: 'tmpfs', device: 'tmpfs', o: 'size=1m' } },
      labels: { 'com.docker.compose.project': 'shop', mine: 'yes' },
    };
    closers.push(() => shared.api.ask('DELETE', '/volumes/storage-made'));
    const made = await storage.createVolume({ ...spec, name: 'storage-made', operation: null });
    expect(made).toMatchObject({ name: 'storage-made', options: spec.options, labels: spec.labels });
    const rough = await storage.createVolume({ ...spec, name: 'storage-rough', operation: LIVE });
    expect(rough.labels).toMatchObject({ mine: 'yes', [HELPER_LABEL]: LIVE });
    expect(rough.labels).not.toHaveProperty('com.docker.compose.project');
  });
});

describe('a copy', () => {
  it('runs as the original on other volumes, alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vakhta-copied-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'sub', 'secret'), 'of the host');
    await volume('storage-original');
    const spec = {
      ...{ Hostname: 'keeper', Env: ['MODE=full'], ExposedPorts: { '80/tcp': {} }, StopSignal: 'SIGINT' },
      Cmd: ['sh', '-c', 'exec 2>&1; cat /data/what; ls /host; echo "$(hostname) $MODE"; exec sleep 300'],
      Healthcheck: { Test: ['CMD-SHELL', 'grep -q restored /data/what'], Interval: 500_000_000, Retries: 1 },
      Labels: { 'com.docker.compose.project': 'shop' },
      HostConfig: {
        Binds: ['storage-original:/data', `${folder}:/host`, `${folder}/sub/secret:/var/run/docker.sock`],
        ...{ RestartPolicy: { Name: 'always' }, PortBindings: { '80/tcp': [{ HostPort: '' }] } },
        ...{ Privileged: true, PidMode: 'host', CapAdd: ['SYS_ADMIN', 'IPC_LOCK'], Memory: 64 * 1024 * 1024 },
        ...{ Tmpfs: { '/scratch': 'size=1m' }, ExtraHosts: ['db:10.0.0.1'] },
      },
    };
    const id = await container('storage-original', spec, false);
    await scratch('storage-copied');
    const writer = await emptyOn('storage-copied');
    await storage.writeSmall(writer, '/', tarOfFile('vol/what', 'restored\n'));
    await network('storage-copies', LIVE);
    const copy = await storage.createCopy({
      ...{ operation: LIVE, raw: await inspectRaw(id), name: 'storage-copy', network: 'storage-copies' },
      ...{ volumes: { 'storage-original': 'storage-copied' }, aliases: ['keeper-of-data'], binds: {} },
    });
    expect(await inspectRaw(copy)).toMatchObject({
      Config: {
        Env: expect.arrayContaining(['MODE=full']),
        Hostname: 'keeper',
        StopSignal: 'SIGINT',
        Labels: { 'com.docker.compose.project': '' },
      },
      HostConfig: {
        ...{ Binds: null, PortBindings: {}, PublishAllPorts: false, Privileged: false, PidMode: '', ExtraHosts: null },
        ...{ RestartPolicy: { Name: 'no' }, CapAdd: ['IPC_LOCK'], Memory: 64 * 1024 * 1024 },
        ...{ NetworkMode: 'storage-copies', Tmpfs: { '/scratch': 'size=1m' } },
      },
      Mounts: [{ Type: 'volume', Name: 'storage-copied', Destination: '/data' }],
    });
    await storage.startHelper(copy);
    await vi.waitFor(
      async () => expect(await storage.helperState(copy)).toMatchObject({ state: 'running', health: 'healthy' }),
      { timeout: 30_000, interval: 100 },
    );
    expect((await storage.helperState(copy))?.address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    expect(await storage.helperLogs(copy, 10)).toMatch(/^restored\n.*\nkeeper full$/s);
    expect(await storage.helperLogs(copy, 1)).toBe('keeper full');
    const pinged = await storage.runHelper({
      ...{ operation: LIVE, image: 'tool', mounts: [], network: { name: 'storage-copies' } },
      argv: ['nslookup', 'keeper-of-data'],
    });
    expect(pinged.output).toContain((await storage.helperState(copy))?.address ?? 'no address');
    await storage.removeHelper(copy);
    expect(await storage.helperState(copy)).toBeNull();
    expect(await shared.api.ask('GET', '/volumes/storage-original')).not.toBeNull();
  });
});

describe('a program in a container', () => {
  const every = (onStdout: (chunk: Buffer) => void | Promise<void>) => ({ timeoutMs: 60_000, onStdout });

  it('gives its bytes as they are, no faster than they are taken', async () => {
    const { id } = await shared.services.run(worker('exec'));
    const bytes = randomBytes(3 * 1024 * 1024);
    const put = Buffer.concat([...tarOf([{ kind: 'file', path: 'tmp/blob', mode: 0o644, bytes }])]);
    await storage.writeSmall(id, '/', put);
    const hash = createHash('sha256');
    let atOnce = 0;
    let most = 0;
    const end = await storage.exec(id, {
      argv: ['cat', '/tmp/blob'],
      ...every(async (chunk) => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        hash.update(chunk);
        await new Promise((resolve) => setImmediate(resolve));
        atOnce -= 1;
      }),
    });
    expect(end).toEqual({ exitCode: 0, stderr: '' });
    expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(most).toBe(1);
  });

  it('tells how it ended, the end of what it complained of, and runs as whom it was told', async () => {
    const { id } = await shared.services.run(worker('exec-end'));
    const printed: string[] = [];
    const script = 'id -u; i=0; while [ $i -lt 3000 ]; do echo "line $i" >&2; i=$((i+1)); done; exit 41';
    const end = await storage.exec(id, {
      ...{ argv: ['sh', '-c', script], user: '1234' },
      ...every((chunk) => void printed.push(chunk.toString())),
    });
    expect(end.exitCode).toBe(41);
    expect(end.stderr).toMatch(/line 2999\n$/);
    expect(Buffer.byteLength(end.stderr)).toBe(16 * 1024);
    expect(printed.join('')).toBe('1234\n');
    const absent = await storage.exec(id, { argv: ['no-such-program'], timeoutMs: 60_000 });
    expect([126, 127]).toContain(absent.exitCode);
  });

  it('is left when its time is over, nobody waits any more, or its output cannot be taken', async () => {
    const { id } = await shared.services.run(worker('exec-late'));
    const argv = ['sh', '-c', 'echo begun >&2; exec sleep 300'];
    const late = await storage.exec(id, { argv, timeoutMs: 1_000 });
    expect(late).toEqual({ exitCode: null, stderr: 'begun\n' });
    const impatient = AbortSignal.timeout(300);
    await expect(storage.exec(id, { argv, timeoutMs: 60_000, signal: impatient })).rejects.toThrow(/timeout/);
    const full = every(() => Promise.reject(new Error('no space left')));
    await expect(storage.exec(id, { argv: ['yes'], ...full })).rejects.toThrow('no space left');
    await storage.exec(id, { argv: ['killall', 'sleep'], timeoutMs: 60_000 });
  });

  it('is refused in what does not run, and in what is out of scope', async () => {
    const foreign = shared.docker({ onlyLabel: 'no.such=label' });
    closers.push(() => foreign.close());
    const { id } = await shared.services.run({ ...worker('exec-not'), start: false });
    const options = { argv: ['true'], timeoutMs: 60_000 };
    await expect(storage.exec(id, options)).rejects.toMatchObject({ statusCode: 409 });
    await expect(foreign.storage.exec(id, options)).rejects.toMatchObject({ statusCode: 404 });
    await expect(foreign.storage.readSmall(id, '/etc/passwd', 1e6)).rejects.toMatchObject({ statusCode: 404 });
    await expect(foreign.storage.setRestartPolicy(id, { name: 'no', maximumRetryCount: 0 })).rejects.toThrow('404');
  });
});

it('changes a restart policy and puts it back', async () => {
  const { id } = await shared.services.run(worker('policy'));
  const policy = async () => (await docker.describe(id))?.restartPolicy;
  await storage.setRestartPolicy(id, { name: 'no', maximumRetryCount: 0 });
  expect(await policy()).toBe('no');
  await storage.setRestartPolicy(id, { name: 'on-failure', maximumRetryCount: 3 });
  expect(await docker.describe(id)).toMatchObject({ restartPolicy: 'on-failure', restartMaxRetries: 3 });
  await storage.setRestartPolicy(id, { name: 'always', maximumRetryCount: 3 });
  expect(await policy()).toBe('always');
});

it('says what the Engine is, and which images it has', async () => {
  const info = await storage.info();
  expect(info).toMatchObject({ usernsRemap: false, arch: expect.any(String), rootDir: expect.stringMatching(/^\//) });
  expect(info.version).toMatch(/^\d+\.\d+/);
  expect(info.apiVersion).toMatch(/^1\.\d+$/);
  expect(info.engineId.length).toBeGreaterThan(10);
  const id = await storage.imageId(BUSYBOX_IMAGE);
  expect(id).toMatch(/^sha256:/);
  expect(await storage.imageId(id ?? '')).toBe(id);
  expect(await storage.imageId('no/such:image')).toBeNull();
});
