import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { backupParams } from '../../src/backups/create/params.ts';
import { createRestic, type Manifest } from '../../src/backups/index.ts';
import { type Docker, HELPER_LABEL } from '../../src/docker/index.ts';
import { silentLog } from '../../src/log.ts';
import type { OperationChange } from '../../src/operations/index.ts';
import { type BackupStageOptions, createBackupStage } from './support/backup-stage.ts';
import { treeAt } from './support/restore-scene.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

const LONG = 180_000;
const PASSWORD = 'a password of the repository';

let shared: SharedEngine;
let docker: Docker;
let made = 0;
const closers: (() => unknown)[] = [];

beforeAll(() => {
  shared = sharedEngine();
  docker = shared.docker();
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

afterAll(() => docker.close());

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'vakhta-restic-'));
  closers.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A service that stands still while its volume is read, with every kind of entry in it. */
async function project() {
  made += 1;
  const name = `intorestic${made}`;
  const volume = `${name}_data`;
  closers.push(async () => {
    await shared.services.removeAll();
    await shared.api.ask('DELETE', `/volumes/${volume}?force=true`);
  });
  await shared.services.run({
    ...{ project: name, service: 'app', stopTimeoutS: 0, restart: 'always', mounts: { [volume]: '/data' } },
    cmd: ['sh', '-c', "trap 'exit 0' TERM; while :; do sleep 0.2 & wait $!; done"],
    labels: { 'vakhta.backup.during': 'stop' },
  });
  const root = (await docker.storage.volume(volume))?.mountpoint ?? '';
  mkdirSync(join(root, 'in'), { mode: 0o750 });
  writeFileSync(join(root, 'in/state'), 'backed up', { mode: 0o640 });
  chownSync(join(root, 'in/state'), 1234, 4321);
  linkSync(join(root, 'in/state'), join(root, 'linked'));
  symlinkSync('nowhere/at all', join(root, 'symlink'));
  writeFileSync(join(root, 'имя с пробелом'), Buffer.alloc(700_000, 'пример'));
  utimesSync(join(root, 'имя с пробелом'), 1_600_000_000.75, 1_600_000_000.75);
  chmodSync(join(root, 'имя с пробелом'), 0o4755);
  return { name, volume, root };
}

interface StageOptions extends Partial<BackupStageOptions> {
  readonly password?: string;
  /** Called when a helper has started. */
  readonly started?: (id: string) => Promise<void>;
}

function stage(repository: string, more: StageOptions = {}) {
  const changes: OperationChange[] = [];
  const { password = PASSWORD, dataDir = folder(), started, ...others } = more;
  const made = createBackupStage({
    ...{ host: shared.host, dataDir, told: (one) => changes.push(one), settings: { store: 'restic' } },
    change: (deps) => ({
      ...deps,
      restic: createRestic({
        ...{ repository, password, credentials: {}, owner: 'test', log: silentLog },
        storage: {
          ...deps.storage,
          startHelper: async (id, call) => {
            await deps.storage.startHelper(id, call);
            await started?.(id);
          },
        },
        mask: (text) => text,
      }),
    }),
    ...others,
  });
  made.operations.start();
  let isOpen = true;
  const close = async () => {
    if (isOpen) await made.close();
    isOpen = false;
  };
  closers.push(close);

  async function done(id: string) {
    return vi.waitFor(
      () => {
        const found = changes.find(
          ({ kind, operation }) => (kind === 'finished' || kind === 'recovered') && operation.id === id,
        );
        if (found === undefined) throw new Error(changes.map(({ kind }) => kind).join(' '));
        return found.operation;
      },
      { timeout: LONG, interval: 25 },
    );
  }

  const beginBackup = async (set: string) => {
    const found = await made.backups.sets.find(set);
    if (found === null) throw new Error('there is no such set');
    return made.submit('backup', backupParams(found));
  };

  async function manifest(set: string): Promise<Manifest> {
    const [first] = made.backups.list(set).filter(({ origin }) => origin === 'backup');
    const opened = first === undefined ? null : await made.backups.manifest(first.id);
    if (opened?.ok !== true) throw new Error('there is no backup');
    return opened.manifest;
  }

  const about = (set: string, backup: string) => ({
    ...{ engine: 'local', project: set, services: ['app'], name: set, set, backup },
  });
  return {
    ...{ ...made, changes, done, beginBackup, manifest, dataDir, close },
    backUp: async (set: string) => done(await beginBackup(set)),
    async goodBackUp(set: string): Promise<Manifest> {
      const { outcome } = await done(await beginBackup(set));
      if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
      return manifest(set);
    },
    verify: (set: string, backup: string) =>
      done(made.submit('backup-verify', { ...about(set, backup), scheduled: false })),
    drill: (set: string, backup: string) =>
      done(made.submit('drill', { ...about(set, backup), scheduled: false, level: 2 })),
    restore: (set: string, backup: string) =>
      done(
        made.submit('restore', {
          ...about(set, backup),
          ...{ alsoProjects: [], choice: { trees: [], files: [], config: [] } },
        }),
      ),
  };
}

async function ours(): Promise<unknown> {
  const filters = encodeURIComponent(JSON.stringify({ label: [HELPER_LABEL] }));
  return shared.api.ask('GET', `/containers/json?all=true&filters=${filters}`);
}

it(
  'a backup in a repository is verified, drilled, restored exactly, and found again from the repository alone',
  async () => {
    const { name, volume, root } = await project();
    const repository = join(folder(), 'repository');
    const first = stage(repository);
    const before = treeAt(root);
    const manifest = await first.goodBackUp(name);
    expect(manifest).toMatchObject({ store: 'restic', consistency: 'stopped' });
    expect(manifest.trees).toMatchObject([
      { name: volume, archive: null, snapshot: expect.stringMatching(/^[0-9a-f]{8,}$/), counts: { hardlinks: 1 } },
    ]);
    expect(first.backups.list(name)).toMatchObject([
      { state: 'whole', store: 'restic', verified: { result: 'passed' } },
    ]);
    expect(await ours()).toEqual([]);
    expect((await first.backups.fileFor(manifest.id, volume, 'in/state')).bytes.toString()).toBe('backed up');
    await first.close();

    // The server is lost, and with it DATA_DIR.
    const second = stage(repository);
    expect(await second.backups.fetch()).toEqual([{ id: manifest.id, set: name, end: 'fetched' }]);
    expect(await second.backups.fetch()).toEqual([{ id: manifest.id, set: name, end: 'here' }]);
    expect(await second.verify(name, manifest.id)).toMatchObject({ state: 'succeeded', outcome: { ok: true } });
    expect(await second.drill(name, manifest.id)).toMatchObject({ state: 'succeeded', outcome: { ok: true } });
    rmSync(join(root, 'linked'));
    writeFileSync(join(root, 'in/state'), 'lost');
    writeFileSync(join(root, 'since'), 'written since');
    expect(await second.restore(name, manifest.id)).toMatchObject({ state: 'succeeded', outcome: { ok: true } });
    expect(treeAt(root)).toEqual(before);
    expect(statSync(join(root, 'linked')).ino).toBe(statSync(join(root, 'in/state')).ino);
    expect(statSync(join(root, 'имя с пробелом')).mtimeMs).toBe(1_600_000_000_000);
    expect(await ours()).toEqual([]);
    expect(readdirSync(join(second.dataDir, 'scratch'))).toEqual([]);
  },
  LONG,
);

it(
  'a bit that fell over in the repository is found, and such a backup is never restored',
  async () => {
    const { name, root } = await project();
    const repository = join(folder(), 'repository');
    const rooms = stage(repository);
    const { id } = await rooms.goodBackUp(name);
    const packs = readdirSync(join(repository, 'data'), { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    const sized = packs
      .map((one) => join(one.parentPath, one.name))
      .map((path) => ({ path, size: statSync(path).size }));
    for (const { path } of sized) {
      const bytes = readFileSync(path);
      bytes[40] = (bytes[40] ?? 0) ^ 1;
      chmodSync(path, 0o600);
      writeFileSync(path, bytes);
    }
    writeFileSync(join(root, 'in/state'), 'as it is now');
    const now = treeAt(root);
    expect((await rooms.verify(name, id)).outcome).toMatchObject({
      ok: false,
      reason: { key: 'backups-proof-damaged' },
    });
    expect(rooms.backups.get(id)?.state).toBe('damaged');
    expect((await rooms.restore(name, id)).outcome?.ok).toBe(false);
    expect(treeAt(root)).toEqual(now);
  },
  LONG,
);

it(
  'killed in the middle, restic leaves nothing that counts and no lock; nor does a process that ends there',
  async () => {
    const { name, root } = await project();
    const repository = join(folder(), 'repository');
    const names = (what: string) => readdirSync(join(repository, what));
    const dataDir = folder();
    writeFileSync(join(root, 'large'), randomBytes(48 * 1024 * 1024));
    let locks: string[] = [];
    let inspected = '';
    const killing = stage(repository, {
      dataDir,
      started: async (id) => {
        await vi.waitFor(() => expect(names('locks')).not.toEqual([]), { timeout: LONG, interval: 2 });
        inspected = JSON.stringify(await shared.api.ask('GET', `/containers/${id}/json`));
        await shared.api.ask('POST', `/containers/${id}/kill`);
        locks = names('locks');
      },
    });
    expect((await killing.backUp(name)).outcome?.ok).toBe(false);
    expect(locks).toHaveLength(1);
    expect(inspected).toContain('"backup","/vol"');
    expect(inspected).not.toContain(PASSWORD);
    expect(names('snapshots')).toEqual([]);
    await killing.close();

    const ending = stage(repository, { dataDir });
    const { id } = await ending.goodBackUp(name);
    expect(names('snapshots')).toHaveLength(2);
    const begun = await ending.beginBackup(name);
    await vi.waitFor(() => expect(ending.operations.journal(begun).map(({ step }) => step)).toContain('list'), {
      ...{ timeout: LONG, interval: 10 },
    });
    expect(names('snapshots')).toHaveLength(3);
    await ending.close();
    const next = stage(repository, { dataDir });
    expect(await next.done(begun)).toMatchObject({ outcome: { ok: null } });
    expect(names('snapshots')).toHaveLength(2);
    // What was killed first holds the repository no longer.
    await next.goodBackUp(name);
    const target = { engine: 'local', project: name, services: ['app'], name, set: name, named: true, ids: [id] };
    expect((await next.done(next.submit('backup-prune', target))).outcome).toMatchObject({ ok: true });
    expect(next.backups.get(id)).toBeNull();
    expect(existsSync(join(dataDir, 'backups', name, id))).toBe(false);
    expect(names('snapshots')).toHaveLength(2);
    expect(names('locks')).toEqual([]);
    expect(await ours()).toEqual([]);
  },
  LONG,
);

it(
  'what is called off or cannot be opened leaves no snapshot that counts',
  async () => {
    const { name, root } = await project();
    const repository = join(folder(), 'repository');
    const rooms = stage(repository);
    writeFileSync(join(root, 'large'), Buffer.alloc(48 * 1024 * 1024, 1));
    await rooms.goodBackUp(name);
    const snapshots = () => readdirSync(join(repository, 'snapshots')).length;
    expect(snapshots()).toBe(2);

    const again = await rooms.beginBackup(name);
    await vi.waitFor(() => expect(rooms.operations.journal(again).map(({ step }) => step)).toContain('list'), {
      ...{ timeout: LONG, interval: 10 },
    });
    rooms.operations.cancel(again);
    await vi.waitFor(() => expect(rooms.operations.get(again)?.state).toBe('cancelled'), { timeout: LONG });
    expect(snapshots()).toBe(2);
    expect(readdirSync(join(repository, 'locks'))).toEqual([]);
    expect(await ours()).toEqual([]);

    const other = stage(repository, { password: 'another password' });
    expect(await other.backUp(name)).toMatchObject({
      outcome: { ok: false, reason: { key: 'backups-restic-wrong-password' } },
    });
    expect(snapshots()).toBe(2);
  },
  LONG,
);
