import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type Cleanup, createCleanup, itemReference, paramsFor, planCleanup } from '../../src/cleanup/index.ts';
import type { Inventory, Item } from '../../src/cleanup/types.ts';
import { systemClock } from '../../src/clock.ts';
import { type Database, openDatabase } from '../../src/database/index.ts';
import { createDocker, type Docker } from '../../src/docker/index.ts';
import { createHost } from '../../src/host/index.ts';
import { silentLog } from '../../src/log.ts';
import { createMasker } from '../../src/masking/index.ts';
import { createOperations, type Operation, type Operations } from '../../src/operations/index.ts';
import { createDiskThings, type DiskThings } from './support/disk-things.ts';
import { type PrivateEngine, startEngine } from './support/engine.ts';

const DAY_MS = 86_400_000;
const dfRow = z.object({
  Type: z.string(),
  TotalCount: z.string(),
  Active: z.string(),
  Size: z.string(),
  Reclaimable: z.string(),
});

let engine: PrivateEngine;
let docker: Docker;
let things: DiskThings;
let database: Database;
let cleanup: Cleanup;
let operations: Operations;
const dataDir = mkdtempSync(join(tmpdir(), 'vakhta-cleanup-'));
const needed = new Set<string>();

function cleanupOn(on: Docker, rows: Database, hostRoot: string | null): Cleanup {
  return createCleanup({
    database: rows,
    docker: on,
    dockerHost: engine.host,
    host: createHost({ hostRoot, clock: systemClock, log: silentLog, isOnEngine: async () => false }),
    clock: systemClock,
    log: silentLog,
    dataDir,
    hostRoot,
    onlyLabel: null,
    projects: [],
    retentionMs: 90 * DAY_MS,
    maskText: createMasker({ known: ['hunter2secret'] }).text,
    isNeeded: (path) => needed.has(path),
  });
}

beforeAll(async () => {
  engine = await startEngine();
  docker = createDocker({ host: engine.host, clock: systemClock, log: silentLog });
  things = createDiskThings(engine.api, `vakhta.test=${engine.run}`);
  database = openDatabase(':memory:');
  cleanup = cleanupOn(docker, database, null);
  operations = createOperations({
    database,
    clock: systemClock,
    log: silentLog,
    kinds: [cleanup.kind],
    announce: () => undefined,
  });
  operations.start();
  await things.image('base:1', 1);
  await things.image('live/api:1', 2);
  await things.image('stood/web:1', 3);
  await things.volume('live_data', 1, 'base:1', 'live');
  await things.volume('live_spare', 1, 'base:1', 'live');
  await things.volume('stood_data', 2, 'base:1', 'stood');
  await things.container({
    name: 'live-api-1',
    image: 'live/api:1',
    project: 'live',
    service: 'api',
    binds: ['live_data:/data'],
    state: 'running',
  });
  await things.container({ name: 'live-job', image: 'base:1', project: 'live', service: 'job', state: 'exited' });
}, 120_000);

afterAll(async () => {
  await operations?.stop(0);
  docker?.close();
  if (engine) await engine.remove();
  rmSync(dataDir, { recursive: true, force: true });
}, 60_000);

let inventory: Inventory;
beforeEach(async () => {
  inventory = await cleanup.look();
});

function item(kind: Item['kind'], name: string, within: Inventory = inventory): Item {
  const found = within.items.find((each) => each.kind === kind && each.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
}

function submit(items: readonly Item[], typed: readonly string[] = []): string {
  const params = paramsFor({ items }, typed);
  const result = operations.submit({ key: crypto.randomUUID(), kind: 'cleanup', params, requestedBy: 1 });
  if (!result.ok) throw new Error('busy');
  return result.operation.id;
}

function ended(id: string): Promise<Operation> {
  return vi.waitFor(
    () => {
      const found = operations.get(id);
      if (!found?.outcome) throw new Error('it has not ended');
      return found;
    },
    { timeout: 60_000, interval: 50 },
  );
}

/** As the docker command writes sizes: four digits, powers of a thousand (docker/go-units). */
function humanSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1000) {
    value /= 1000;
    unit += 1;
  }
  return `${Number(value.toPrecision(4))}${units[unit]}`;
}

const cli = (...args: string[]) =>
  execFileSync('docker', ['-H', `unix://${engine.socketPath}`, ...args], { encoding: 'utf8' });

function expectSameAsCli({ df }: Inventory): void {
  const rows = cli('system', 'df', '--format', '{{json .}}')
    .trim()
    .split('\n')
    .map((line) => dfRow.parse(JSON.parse(line)));
  const ours = { Images: df.image, Containers: df.container, 'Local Volumes': df.volume, 'Build Cache': df.cache };
  for (const [type, row] of Object.entries(ours)) {
    const theirs = rows.find((each) => each.Type === type);
    expect({ type, ...row, bytes: humanSize(row.bytes), reclaimableBytes: humanSize(row.reclaimableBytes) }).toEqual({
      type,
      count: Number(theirs?.TotalCount),
      active: Number(theirs?.Active),
      bytes: theirs?.Size,
      reclaimableBytes: theirs?.Reclaimable.replace(/ \(.*\)$/, ''),
    });
  }
}

describe('what takes the space', () => {
  it('has the numbers of docker system df, with images that share layers and a build cache', async () => {
    await things.build('built:1', 'base:1');
    const now = await cleanup.look();
    expectSameAsCli(now);
    expect(now.df.cache.reclaimableBytes).toBeGreaterThan(0);
    expect(item('image', 'base:1', now)).toMatchObject({ verdict: { free: false, why: 'stopped-containers' } });
    const built = item('image', 'built:1', now);
    expect(built.bytes).toBeLessThan(built.takesBytes);
    expect(built.bytes).toBeGreaterThanOrEqual(1024 * 1024);
  });

  it('never offers what a running project has', () => {
    expect(item('container', 'live-api-1').verdict).toEqual({ free: false, why: 'running' });
    expect(item('container', 'live-job').verdict).toEqual({ free: false, why: 'project-runs' });
    expect(item('image', 'live/api:1').verdict).toEqual({ free: false, why: 'in-use' });
    expect(item('volume', 'live_data').verdict).toEqual({ free: false, why: 'in-use' });
    expect(item('volume', 'live_spare').verdict).toEqual({ free: false, why: 'project-runs' });
  });

  it('says that the last images of a project which stands are its last, also when its containers are gone', async () => {
    const id = await things.container({ name: 'stood-web-1', image: 'stood/web:1', project: 'stood', state: 'exited' });
    const standing = await cleanup.look();
    expect(item('image', 'stood/web:1', standing).verdict).toEqual({ free: false, why: 'stopped-containers' });
    expect(item('container', 'stood-web-1', standing).verdict).toMatchObject({ warning: 'stopped-project' });
    await things.remove(id);
    const gone = await cleanup.look();
    expect(item('image', 'stood/web:1', gone)).toMatchObject({
      project: 'stood',
      verdict: { free: true, safe: false, warning: 'last-images' },
    });
    expect(planCleanup(gone, { what: 'safe' }).items.map(({ name }) => name)).not.toContain('stood/web:1');
  });
});

describe('a clean-up', () => {
  it('frees the bytes that it showed, names the disk after it, and leaves everything else', async () => {
    await things.image('loose:1', 5);
    await things.image('loose:2', 4);
    await things.tag('loose:2', 'loose:1');
    await things.build('cached:1', 'loose:2');
    const before = await cleanup.look();
    const plan = planCleanup(before, { what: 'safe' });
    expect(plan.items.map(({ kind }) => kind).sort()).toEqual(['cache', 'image']);
    const image = plan.items.find(({ kind }) => kind === 'image');
    expect(image?.bytes).toBeGreaterThanOrEqual(5 * 1024 * 1024);
    const { outcome, state } = await ended(submit(plan.items));
    expect({ state, key: outcome?.reason.key }).toEqual({ state: 'succeeded', key: 'cleanup-freed-disk' });
    expect(outcome?.reason.params).toMatchObject({ bytes: plan.bytes, done: 2, of: 2 });
    expect(outcome?.notes).toBeUndefined();
    const after = await cleanup.look();
    expectSameAsCli(after);
    expect(before.df.image.bytes - after.df.image.bytes).toBe(image?.bytes);
    expect(after.df.cache.reclaimableBytes).toBe(0);
    const names = (of: Inventory) =>
      of.items.filter(({ kind }) => kind !== 'cache' && kind !== 'live-log').map(({ id }) => id);
    expect(names(before).filter((id) => !names(after).includes(id))).toEqual([image?.id]);
  });

  it('counts layers that images shared when the last of them goes', async () => {
    await things.image('parent:1', 6);
    await things.build('child:1', 'parent:1');
    const before = await cleanup.look();
    const refs = [item('image', 'parent:1', before), item('image', 'child:1', before)].map(itemReference);
    const plan = planCleanup(before, { what: 'items', refs });
    expect(plan.atLeast).toBe(true);
    const { outcome } = await ended(submit(plan.items));
    const after = await cleanup.look();
    const freed = before.df.image.bytes - after.df.image.bytes;
    expect(freed).toBeGreaterThan(plan.bytes);
    expect(outcome?.reason.params.bytes).toBe(freed);
  });

  it('keeps what came into use after it was chosen, and names it', async () => {
    await things.image('later:1', 1);
    const other = await things.container({ name: 'idle', image: 'base:1', state: 'exited' });
    await things.volume('wanted', 1, 'base:1');
    const seen = await cleanup.look();
    const chosen = [item('container', 'idle', seen), item('image', 'later:1', seen), item('volume', 'wanted', seen)];
    await things.container({ name: 'later', image: 'later:1', binds: ['wanted:/w'], state: 'exited' });
    await engine.api.ask('POST', `/containers/${other}/start`);
    const { outcome, state } = await ended(submit(chosen, ['wanted']));
    expect({ state, key: outcome?.reason.key }).toEqual({ state: 'interrupted', key: 'cleanup-nothing' });
    expect(outcome?.notes).toEqual([
      { key: 'cleanup-kept-running', params: { name: 'idle' } },
      { key: 'cleanup-kept-in-use', params: { name: 'later:1' } },
      { key: 'cleanup-kept-in-use', params: { name: 'wanted' } },
    ]);
    expect(item('volume', 'wanted', await cleanup.look()).takesBytes).toBe(1024 * 1024);
  });

  it('keeps what belongs to a project that was started meanwhile, and what was given another name', async () => {
    await things.image('renamed:1', 1);
    const seen = await cleanup.look();
    await things.tag('renamed:1', 'precious:1');
    await things.container({ name: 'stood-db-1', image: 'base:1', project: 'stood', service: 'db', state: 'running' });
    const chosen = [
      item('image', 'renamed:1', seen),
      item('image', 'stood/web:1', seen),
      item('volume', 'stood_data', seen),
    ];
    const { outcome } = await ended(submit(chosen, ['stood_data']));
    expect(outcome?.notes?.map(({ key, params }) => [key, params.name])).toEqual([
      ['cleanup-kept-changed', 'renamed:1'],
      ['cleanup-kept-project-runs', 'stood/web:1'],
      ['cleanup-kept-project-runs', 'stood_data'],
    ]);
    await things.remove('stood-db-1');
  });

  it('takes a volume only with its name typed', async () => {
    const volume = item('volume', 'stood_data');
    expect(volume.verdict).toEqual({ free: true, safe: false, warning: 'stopped-project' });
    expect(() => submit([volume], ['stood_dat'])).toThrow('a volume is removed only when its name was typed');
    const { outcome } = await ended(submit([volume], ['stood_data']));
    expect(outcome).toMatchObject({ ok: true, reason: { params: { bytes: volume.bytes, done: 1, of: 1 } } });
    expect((await cleanup.look()).items.filter(({ name }) => name === 'stood_data')).toEqual([]);
  });

  it('does nothing twice: what somebody else has removed is gone, and no failure', async () => {
    const [one, two] = await Promise.all([
      things.container({ name: 'one', image: 'base:1', state: 'exited' }),
      things.container({ name: 'two', image: 'base:1', state: 'exited' }),
    ]);
    const seen = await cleanup.look();
    const chosen = [item('container', 'one', seen), item('container', 'two', seen)];
    const id = submit([...chosen]);
    await ended(id);
    await expect(docker.inspect(one)).resolves.toBeNull();
    await expect(docker.inspect(two)).resolves.toBeNull();
    const again = await ended(submit(chosen));
    expect(again.outcome?.reason.key).toBe('cleanup-nothing');
  });
});

describe('whatever it was handed', () => {
  const forged = (of: Item): Item => ({ ...of, verdict: { free: true, safe: true, warning: null } });

  it('it touches nothing that a running project has', async () => {
    const wanted = [
      item('container', 'live-api-1'),
      item('container', 'live-job'),
      item('image', 'live/api:1'),
      item('volume', 'live_data'),
      item('volume', 'live_spare'),
    ];
    const { outcome } = await ended(submit(wanted.map(forged), ['live_data', 'live_spare']));
    expect(outcome?.notes?.map(({ key, params }) => [params.name, key])).toEqual([
      ['live-api-1', 'cleanup-kept-running'],
      ['live-job', 'cleanup-kept-project-runs'],
      ['live/api:1', 'cleanup-kept-in-use'],
      ['live_data', 'cleanup-kept-project-runs'],
      ['live_spare', 'cleanup-kept-project-runs'],
    ]);
    const names = (await cleanup.look()).items.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(wanted.map(({ name }) => name)));
  });

  it('it touches nothing of the bot’s own', async () => {
    await things.image('vakhta:1', 1);
    const binds = ['vakhta_data:/data'];
    const id = await things.container({
      name: 'vakhta',
      image: 'vakhta:1',
      binds,
      cmd: ['echo', 'hello'],
      state: 'exited',
    });
    // What /proc of a process in that container says.
    mkdirSync(join(dataDir, 'proc', 'self'), { recursive: true });
    writeFileSync(join(dataDir, 'proc', 'self', 'cgroup'), `0::/docker/${id}\n`);
    const inside = createDocker({
      ...{ host: engine.host, clock: systemClock, log: silentLog },
      procRoot: join(dataDir, 'proc'),
    });
    const ownDatabase = openDatabase(':memory:');
    const own = cleanupOn(inside, ownDatabase, '/');
    const mine = await own.look();
    const kinds = [
      ['container', 'vakhta'],
      ['image', 'vakhta:1'],
      ['volume', 'vakhta_data'],
      ['live-log', 'vakhta'],
    ] as const;
    const items = kinds.map(([kind, name]) => item(kind, name, mine));
    expect(items.map(({ verdict }) => verdict)).toEqual(items.map(() => ({ free: false, why: 'own' })));
    const runs = createOperations({
      ...{ database: ownDatabase, clock: systemClock, log: silentLog, announce: () => undefined },
      kinds: [own.kind],
    });
    runs.start();
    const params = paramsFor({ items: items.map(forged) }, ['vakhta_data']);
    const result = runs.submit({ key: 'forged', kind: 'cleanup', params, requestedBy: 1 });
    await runs.idle();
    const { outcome } = (result.ok ? runs.get(result.operation.id) : null) ?? {};
    expect(outcome?.notes?.map(({ key }) => key)).toEqual([
      'cleanup-kept-own',
      'cleanup-kept-in-use',
      'cleanup-kept-own',
      'cleanup-kept-own',
    ]);
    await runs.stop(0);
    inside.close();
    ownDatabase.close();
    await things.remove(id);
  });
});

describe('log files', () => {
  const chatter = (mebibytes: number) => [
    'sh',
    '-c',
    `i=0; while [ $i -lt ${mebibytes * 8} ]; do head -c 98304 /dev/zero | tr '\\0' x; echo; i=$((i+1)); done; echo password=hunter2secret last line`,
  ];

  it('are measured with what was rotated, which goes; the one that is written is cut and goes on', async () => {
    const id = await things.container({
      name: 'chatter',
      image: 'base:1',
      cmd: chatter(4),
      logOptions: { 'max-size': '1m', 'max-file': '3' },
      state: 'exited',
    });
    const seen = await cleanup.look();
    const log = seen.logs.find((each) => each.containerId === id);
    expect(log).toMatchObject({ files: 'read', writable: true, hasMaxSize: true });
    expect(log?.rotated.length).toBe(2);
    const rotated = item('rotated-log', 'chatter', seen);
    expect(rotated.bytes).toBe(log?.rotated.reduce((total, { path }) => total + statSync(path).size, 0));
    const { outcome } = await ended(submit([rotated]));
    expect(outcome?.reason.params.bytes).toBe(rotated.bytes);
    const left = (await cleanup.look()).logs.find((each) => each.containerId === id);
    expect(left?.rotated).toEqual([]);
    expect(left?.liveBytes).toBe(log?.liveBytes);
  });

  it('are emptied in place while the container writes: its last lines are kept masked, docker logs goes on', async () => {
    const id = await things.container({
      name: 'talker',
      image: 'base:1',
      cmd: [
        'sh',
        '-c',
        "trap 'exit 0' TERM; echo password=hunter2secret; i=0; while :; do echo line $i; i=$((i+1)); sleep 0.1; done",
      ],
      state: 'running',
    });
    await vi.waitFor(async () => expect(cli('logs', id)).toContain('line 3'), { timeout: 20_000 });
    const live = item('live-log', 'talker', await cleanup.look());
    expect(live.verdict).toEqual({ free: true, safe: false, warning: 'live-log' });
    const { outcome } = await ended(submit([live]));
    expect(outcome?.reason.params.bytes).toBeGreaterThanOrEqual(live.bytes);
    const [file] = outcome?.evidence ?? [];
    const kept = readFileSync(join(dataDir, file?.path ?? ''), 'utf8');
    expect(kept).toContain('line 3');
    expect(kept).not.toContain('hunter2secret');
    const lastKept = Number(/line (\d+)\n$/.exec(kept)?.[1]);
    const next = await vi.waitFor(
      () => {
        const lines = cli('logs', id).trim().split('\n');
        expect(lines.length).toBeGreaterThan(2);
        return lines;
      },
      { timeout: 20_000 },
    );
    expect(next.every((line) => /^line \d+$/.test(line))).toBe(true);
    expect(Number(/\d+/.exec(next[0] ?? '')?.[0])).toBeGreaterThanOrEqual(lastKept);
    await things.remove(id);
  });
});

describe('what Vakhta itself has saved', () => {
  it('goes when it is old and no open incident needs it', async () => {
    const old = new Date(Date.now() - 91 * DAY_MS);
    for (const name of ['old', 'needed', 'young']) {
      mkdirSync(join(dataDir, 'evidence', name), { recursive: true });
      writeFileSync(join(dataDir, 'evidence', name, 'logs.txt'), 'x'.repeat(1000));
      if (name === 'young') continue;
      utimesSync(join(dataDir, 'evidence', name, 'logs.txt'), old, old);
      utimesSync(join(dataDir, 'evidence', name), old, old);
    }
    needed.add('evidence/needed');
    const now = await cleanup.look();
    expect(item('own', 'evidence/old', now).verdict).toEqual({ free: true, safe: true, warning: null });
    expect(item('own', 'evidence/needed', now).verdict).toEqual({ free: false, why: 'incident-open' });
    expect(item('own', 'evidence/young', now).verdict).toEqual({ free: false, why: 'young' });
    expect(await cleanup.tidy()).toEqual(['evidence/old']);
  });
});
