import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { backupParams } from '../../src/backups/create/params.ts';
import { createLocalStore, type Manifest } from '../../src/backups/index.ts';
import { type Docker, HELPER_LABEL } from '../../src/docker/index.ts';
import { silentLog } from '../../src/log.ts';
import type { Operation, OperationChange } from '../../src/operations/index.ts';
import { type BackupStageOptions, createBackupStage } from './support/backup-stage.ts';
import { BUSYBOX_IMAGE, NODE_IMAGE } from './support/images.ts';
import type { RunningService, ServiceSpec } from './support/services.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

const LONG = 60_000;
/** PID 1 has no default action for SIGTERM. */
const OBEY = "trap 'exit 0' TERM; ";
const IDLE = 'while :; do sleep 1 & wait $!; done';

let shared: SharedEngine;
let docker: Docker;
const closers: (() => unknown)[] = [];
const volumes = new Set<string>();

beforeAll(() => {
  shared = sharedEngine();
  docker = shared.docker();
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await shared.services.removeAll();
  for (const name of volumes) await shared.api.ask('DELETE', `/volumes/${name}?force=true`);
  volumes.clear();
});

afterAll(() => docker.close());

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'vakhta-backup-'));
  closers.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Writes once, then idles; with a volume of its own at /data. */
function service(project: string, name: string, more: Partial<ServiceSpec> = {}): ServiceSpec {
  const volume = `${project}_${name}`;
  volumes.add(volume);
  return {
    ...{ project, service: name, stopTimeoutS: 1, restart: 'unless-stopped', mounts: { [volume]: '/data' } },
    cmd: ['sh', '-c', `${OBEY}mkdir -p /data/in && echo "${name} holds this" > /data/in/file; ${IDLE}`],
    ...more,
  };
}

const during = (how: string) => ({ 'vakhta.backup.during': how });

/** A database that stands still, what needs it, and a job that is over. */
async function shop(project: string) {
  const db = await shared.services.run(service(project, 'db', { labels: during('stop') }));
  const api = await shared.services.run(service(project, 'api', { labels: during('stop'), dependsOn: ['db'] }));
  const job = await shared.services.run(
    service(project, 'job', { labels: during('stop'), restart: 'no', cmd: ['sh', '-c', 'echo done > /data/job'] }),
  );
  await vi.waitFor(async () => expect((await docker.inspect(job.id))?.state).toBe('exited'), { timeout: 20_000 });
  return { db, api, job };
}

function stage(more: Partial<BackupStageOptions> = {}) {
  const changes: OperationChange[] = [];
  const made = createBackupStage({ host: shared.host, dataDir: folder(), told: (one) => changes.push(one), ...more });
  made.operations.start();
  closers.push(() => made.close());

  async function ended(id: string): Promise<Operation> {
    return vi.waitFor(
      () => {
        const end = changes.find(({ kind, operation }) => kind === 'finished' && operation.id === id);
        if (end === undefined) throw new Error('it has not ended');
        return end.operation;
      },
      { timeout: LONG, interval: 30 },
    );
  }

  async function begin(set: string): Promise<string> {
    const found = await made.backups.sets.find(set);
    if (found === null) throw new Error(`no set ${set}`);
    return made.submit('backup', backupParams(found));
  }

  async function newest(set: string): Promise<Manifest> {
    const [first] = made.backups.list(set);
    const opened = first === undefined ? null : await made.backups.manifest(first.id);
    if (opened?.ok !== true) throw new Error('there is no backup');
    return opened.manifest;
  }

  return { ...made, changes, begin, ended, newest, backUp: async (set: string) => ended(await begin(set)) };
}

async function statesOf(services: Readonly<Record<string, RunningService>>) {
  const found = await Promise.all(
    Object.entries(services).map(async ([name, { id }]) => [name, (await docker.inspect(id))?.state] as const),
  );
  return Object.fromEntries(found);
}

async function helpers(): Promise<unknown> {
  const filters = JSON.stringify({ label: [HELPER_LABEL] });
  return shared.api.ask('GET', `/containers/json?all=true&filters=${encodeURIComponent(filters)}`);
}

const ASWAS = { db: 'running', api: 'running', job: 'exited' };

describe('services that are stopped', () => {
  it(
    'stand while they are read, dependents first; those that ran run again, and no other',
    async () => {
      const services = await shop('stopped');
      const heard: string[] = [];
      const stream = docker.events((event) => {
        if (event.kind === 'container' && event.project === 'stopped' && ['die', 'start'].includes(event.action))
          heard.push(`${event.action} ${event.service}`);
      });
      closers.push(() => stream.stop());
      const { backUp, newest, backups, changes, operations } = stage();
      const end = await backUp('stopped');

      expect(end).toMatchObject({ state: 'succeeded', outcome: { ok: true, reason: { key: 'backups-create-done' } } });
      await vi.waitFor(() => expect(heard).toEqual(['die api', 'die db', 'start db', 'start api']));
      expect(await statesOf(services)).toEqual(ASWAS);
      const manifest = await newest('stopped');
      expect(manifest).toMatchObject({ consistency: 'stopped', set: 'stopped', project: 'stopped', previous: null });
      expect(manifest.standstillMs).toBeGreaterThan(0);
      expect(manifest.trees.map(({ name, counts }) => [name, counts.files])).toEqual([
        ['stopped_api', 1],
        ['stopped_db', 1],
        ['stopped_job', 1],
      ]);
      // Verified when it was made; nothing is left on the Engine.
      expect(backups.proofs({ backup: manifest.id })).toMatchObject([{ id: end.id, kind: 'verify', result: 'passed' }]);
      expect(await helpers()).toEqual([]);
      expect(operations.journal(end.id).map(({ step }) => step)).toEqual([
        'draft',
        'hold',
        'read-still',
        'release',
        'read-live',
        'look',
        'extras',
        'verify',
        'seal',
        'book',
      ]);
      expect(changes.some(({ operation }) => operation.progress?.key.startsWith('backups-'))).toBe(true);

      // Once more: nothing changed, nothing is stored twice.
      expect((await backUp('stopped')).state).toBe('succeeded');
      const second = await newest('stopped');
      expect(second.previous?.id).toBe(manifest.id);
      expect(second.trees.find(({ name }) => name === 'stopped_job')?.sameAs).toBe(manifest.id);
    },
    LONG,
  );

  it(
    'run again when a person cancels, when the store becomes full and when a volume vanishes',
    async () => {
      const services = await shop('broken');
      const dataDirOfHeld = folder();
      let reading = Promise.withResolvers<void>();
      const held = stage({
        dataDir: dataDirOfHeld,
        change: (deps) => ({
          ...deps,
          works: {
            ...deps.works,
            readTree: (_job, options) =>
              new Promise((_, reject) => {
                options?.signal?.addEventListener('abort', () => reject(options.signal?.reason));
                reading.resolve();
              }),
          },
        }),
      });
      const id = await held.begin('broken');
      await reading.promise;
      expect(await statesOf(services)).toEqual({ db: 'exited', api: 'exited', job: 'exited' });
      held.operations.cancel(id);
      expect(await held.ended(id)).toMatchObject({
        state: 'cancelled',
        outcome: { reason: { key: 'backups-create-cancelled-held' } },
      });
      expect(await statesOf(services)).toEqual(ASWAS);

      // The process is asked to end: nobody is left standing until it is back.
      reading = Promise.withResolvers();
      await held.begin('broken');
      await reading.promise;
      await held.operations.stop(10_000);
      expect(await statesOf(services)).toEqual(ASWAS);
      expect(await recovered(dataDirOfHeld, 'broken')).toMatchObject({
        ...{ backups: [], outcome: { reason: { key: 'backups-create-interrupted' } } },
      });

      await fill('broken_db', 3);
      const dataDir = folder();
      const store = join(dataDir, 'backups');
      mkdirSync(store);
      expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', store]).status).toBe(0);
      closers.push(() => spawnSync('umount', ['-l', store]));
      const full = stage({ dataDir });
      expect((await full.backUp('broken')).outcome?.reason.key).toBe('backups-no-space');
      const tight = stage({ dataDir: folder(), change: (deps) => ({ ...deps, store: roomy(small(deps, dataDir)) }) });
      expect((await tight.backUp('broken')).outcome).toMatchObject({
        ok: false,
        reason: { key: 'backups-create-no-space-at', params: { name: 'broken_db' } },
      });
      expect(foldersIn(store)).toEqual([]);
      expect(await statesOf(services)).toEqual(ASWAS);

      const vanishing = stage({
        settings: { sets: { broken: { volumes: { add: ['vanishing'] } } } },
        change: (deps) => ({
          ...deps,
          storage: {
            ...deps.storage,
            createHelper: async (spec, options) => {
              await shared.api.ask('DELETE', '/volumes/vanishing?force=true');
              return deps.storage.createHelper(spec, options);
            },
          },
        }),
      });
      await shared.api.ask('POST', '/volumes/create', { Name: 'vanishing' });
      expect((await vanishing.backUp('broken')).outcome).toMatchObject({
        ok: false,
        reason: { key: 'backups-create-tree-gone', params: { name: 'vanishing' } },
      });
      expect(await statesOf(services)).toEqual(ASWAS);
      expect(await shared.api.ask('GET', '/volumes/vanishing').catch(() => null)).toBeNull();
      expect(await helpers()).toEqual([]);
    },
    LONG,
  );
});

/** Random data, so that nothing makes it smaller. */
async function fill(volume: string, mebibytes: number): Promise<void> {
  const made = await shared.services.run({
    ...{ project: null, service: `fill-${volume}`, mounts: { [volume]: '/v' }, restart: 'no' },
    cmd: ['sh', '-c', `head -c ${mebibytes * 1024 * 1024} /dev/urandom > /v/random`],
  });
  await shared.api.ask('POST', `/containers/${made.id}/wait`);
  await made.remove();
}

type Deps = Parameters<NonNullable<BackupStageOptions['change']>>[0];

function small(_deps: Deps, dataDir: string): Deps['store'] {
  return createLocalStore({ root: join(dataDir, 'backups'), passphrase: null, log: silentLog });
}

/** Says that there is room enough: what the disk says is met in the middle of the writing. */
function roomy(store: Deps['store']): Deps['store'] {
  return { ...store, space: async () => ({ freeBytes: 1e12, totalBytes: 1e12, usedByBackups: 0 }) };
}

/** Backups, whole or not, in all sets of a store. */
function foldersIn(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((set) => readdirSync(join(root, set.name)));
}

describe('services that run on', () => {
  it(
    'are read live: what changed meanwhile is said, and what an archive does not keep',
    async () => {
      const script = `
      const { appendFileSync, truncateSync, writeFileSync } = require('node:fs');
      writeFileSync('/data/still', 'still');
      writeFileSync('/data/sparse', ''); truncateSync('/data/sparse', 8 << 20);
      require('node:net').createServer().listen('/data/app.sock');
      setInterval(() => appendFileSync('/data/log', 'one more line;'), 20);`;
      const writer = service('live', 'writer', { image: NODE_IMAGE, cmd: ['node', '-e', script] });
      const running = await shared.services.run(writer);
      await vi.waitFor(
        async () => {
          const { exitCode } = await docker.storage.exec(running.id, {
            ...{ argv: ['test', '-e', '/data/log'], timeoutMs: 5000 },
          });
          expect(exitCode).toBe(0);
        },
        { timeout: 20_000, interval: 100 },
      );
      const startedAt = (await docker.inspect(running.id))?.startedAt;
      const { backUp, newest } = stage();
      const end = await backUp('live');
      expect(end).toMatchObject({ state: 'succeeded', outcome: { reason: { params: { consistency: 'live' } } } });
      expect((await docker.inspect(running.id))?.startedAt).toBe(startedAt);
      const { trees, standstillMs } = await newest('live');
      expect(standstillMs).toBe(0);
      expect(trees[0]?.warnings).toEqual(
        expect.arrayContaining([
          { kind: 'changed-while-read', count: 1, paths: ['log'] },
          { kind: 'socket', count: 1, paths: ['app.sock'] },
          { kind: 'sparse', count: 1, paths: ['sparse'] },
        ]),
      );
      expect(end.outcome?.notes?.map(({ key }) => key)).toContain('backups-warn-changed-while-read');
    },
    LONG,
  );

  it(
    'stand frozen, or dump themselves between two commands; a command that fails stores nothing',
    async () => {
      const hooks = {
        'vakhta.backup.before': '["sh","-c","touch /data/held; echo all my rows"]',
        'vakhta.backup.before.output': 'true',
        'vakhta.backup.after': '["rm","/data/held"]',
      };
      const frozen = await shared.services.run(service('mixed', 'frozen', { labels: during('pause') }));
      const hooked = await shared.services.run(service('mixed', 'hooked', { labels: hooks }));
      const startedAt = (await docker.inspect(frozen.id))?.startedAt;
      const first = stage();
      expect((await first.backUp('mixed')).state).toBe('succeeded');
      expect(await docker.inspect(frozen.id)).toMatchObject({ state: 'running', startedAt });
      const manifest = await first.newest('mixed');
      expect(manifest.trees.map(({ name, consistency }) => [name, consistency])).toEqual([
        ['mixed_frozen', 'paused'],
        ['mixed_hooked', 'hook'],
      ]);
      // Read between the two: what the first one made is in it, and gone from the service.
      expect(manifest.trees[1]?.counts.files).toBe(2);
      expect(manifest.hooks.map(({ when, exitCode }) => [when, exitCode])).toEqual([
        ['before', 0],
        ['after', 0],
      ]);
      const held = () => docker.storage.exec(hooked.id, { argv: ['test', '-e', '/data/held'], timeoutMs: 5000 });
      expect((await held()).exitCode).toBe(1);
      const opened = await first.backups.manifest(manifest.id);
      const [dump] = manifest.extras;
      const bytes = readFileSync(join(opened?.folder ?? '', dump?.stored.file ?? ''));
      expect(zstdDecompressSync(bytes).toString()).toBe('all my rows\n');

      const failing = ['sh', '-c', 'touch /data/held; echo no such role >&2; exit 3'];
      const after = { argv: ['rm', '/data/held'] };
      const second = stage({
        settings: { sets: { mixed: { services: { hooked: { before: { argv: failing }, after } } } } },
      });
      expect((await second.backUp('mixed')).outcome).toMatchObject({
        ok: false,
        reason: { key: 'backups-create-hook-failed', params: { service: 'hooked', code: 3 } },
        lastLines: ['no such role'],
      });
      expect((await held()).exitCode).toBe(1);
      expect(second.backups.list('mixed')).toEqual([]);
      expect(await docker.inspect(frozen.id)).toMatchObject({ state: 'running', startedAt });
    },
    LONG,
  );
});

/** Runs the process until it is killed, or has told how the operation ended. */
async function runProcess(orders: object, killAt?: string) {
  const env = { PATH: process.env.PATH ?? '', ...(killAt === undefined ? {} : { VAKHTA_KILL_AT: killAt }) };
  const args = ['test/engine/backup-process.ts', JSON.stringify(orders)];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  closers.push(() => child.kill('SIGKILL'));
  const over = Promise.withResolvers<{ end: string; outcome: Operation['outcome'] }>();
  child.once('exit', (_code, signal) => over.resolve({ end: signal ?? 'exit', outcome: null }));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { kind, outcome }: { kind: string; outcome: Operation['outcome'] } = JSON.parse(line);
    if (kind === 'finished' || kind === 'recovered') over.resolve({ end: kind, outcome });
  });
  const ended = await over.promise;
  child.kill('SIGKILL');
  return ended;
}

/** The next start, in this process: what it makes of what the killed one left. */
async function recovered(dataDir: string, set: string) {
  const end = Promise.withResolvers<{ end: string; outcome: Operation['outcome'] }>();
  const next = createBackupStage({
    ...{ host: shared.host, dataDir },
    told: ({ kind, operation: { outcome } }) => {
      if (kind === 'recovered') end.resolve({ end: kind, outcome });
    },
  });
  next.operations.start();
  try {
    return { ...(await end.promise), backups: next.backups.list(set) };
  } finally {
    await next.close();
  }
}

describe('SIGKILL', () => {
  const points = [
    ...['draft', 'before:db', 'hold', 'read-still', 'release', 'after:db', 'look', 'extras', 'verify'].map((step) => ({
      ...{ at: [`in ${step}`], stored: false },
    })),
    { at: ['after hold'], stored: false },
    { at: ['before release', 'in release-again'], stored: false },
    { at: ['before seal'], stored: false },
    { at: ['in seal'], stored: true },
    { at: ['after seal', 'in book-again'], stored: true },
    { at: ['in book'], stored: true },
  ];

  it('at any step, also twice, leaves the services as they were and a backup that is whole or none', async () => {
    const ends: unknown[] = [];
    const left = [...points];
    async function kills(): Promise<void> {
      for (let point = left.shift(); point !== undefined; point = left.shift()) ends.push(await killed(point));
    }
    await Promise.all([kills(), kills(), kills()]);
    const expected = points.map(({ at, stored }) => ({
      at,
      signals: at.map(() => 'SIGKILL'),
      how: 'recovered',
      reason: stored ? 'backups-create-done' : 'backups-create-interrupted',
      states: { db: 'running', idle: 'exited' },
      held: 1,
      folders: stored ? 1 : 0,
      verified: stored ? 1 : 0,
    }));
    expect(ends).toHaveLength(expected.length);
    expect(ends).toEqual(expect.arrayContaining(expected));
    expect(await helpers()).toEqual([]);
  }, 120_000);

  async function killed({ at }: (typeof points)[number]) {
    const project = `kill-${at.join('-').replaceAll(/[^a-z]/g, '-')}`;
    const hooks = {
      'vakhta.backup.before': '["touch","/data/held"]',
      'vakhta.backup.after': '["rm","-f","/data/held"]',
    };
    const db = await shared.services.run(service(project, 'db', { labels: { ...during('stop'), ...hooks } }));
    const idle = await shared.services.run(
      service(project, 'idle', { labels: during('stop'), start: false, image: BUSYBOX_IMAGE, restart: 'no' }),
    );
    const dataDir = folder();
    const params = { engine: 'local', project, services: ['db'], name: project, set: project };
    const orders = { host: shared.host, dataDir };
    const signals: string[] = [];
    for (const [turn, point] of at.entries()) {
      const submit = turn === 0 ? { submit: { kind: 'backup', params } } : {};
      signals.push((await runProcess({ ...orders, ...submit }, point)).end);
    }
    const { end: how, outcome, backups } = await recovered(dataDir, project);
    const held = await docker.storage.exec(db.id, { argv: ['test', '-e', '/data/held'], timeoutMs: 5000 });
    const folders = foldersIn(join(dataDir, 'backups'));
    const states = await statesOf({ db, idle });
    return {
      ...{ at, signals, how, reason: outcome?.reason.key },
      states: { ...states, idle: states.idle === 'created' ? 'exited' : states.idle },
      ...{ held: held.exitCode, folders: folders.length },
      verified: backups.filter(({ verified }) => verified?.result === 'passed').length,
    };
  }
});
