import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { NoSpaceError } from '../../src/backups/archive/types.ts';
import type { BackupParts } from '../../src/backups/parts.ts';
import type { Docker } from '../../src/docker/index.ts';
import { addWhatIsLost, fillNastily, look } from './support/nasty-tree.ts';
import { createScene, NEW, OLD, type Scene, treeAt } from './support/restore-scene.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

let shared: SharedEngine;
let docker: Docker;
let made = 0;
const scenes: Scene[] = [];

beforeAll(() => {
  shared = sharedEngine();
  docker = shared.docker();
});

afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.close();
});

afterAll(() => docker.close());

function scene(): Scene {
  made += 1;
  const { host, api, services } = shared;
  const created = createScene({ host, run: inject('engineRun'), api, services, docker, project: `restored${made}` });
  scenes.push(created);
  return created;
}

type Works = BackupParts['works'];

/** What is said to the workers goes through here. */
const withWorks = (change: (works: Works) => Partial<Works>) => (parts: BackupParts) => ({
  ...parts,
  works: { ...parts.works, ...change(parts.works) },
});

describe('a restore', () => {
  it('is looked at first, is exact, and can be taken back with its safety copy', async () => {
    const on = scene();
    const { service, root, backup, newTree, oldTree } = await on.prepare();
    const rooms = on.open();

    const looked = await rooms.told(rooms.dryRun(on.params(backup)));
    expect(looked.outcome).toMatchObject({ ok: true, reason: { params: { added: 0, changed: 1, deleted: 1 } } });
    expect(rooms.stage.dryRuns.get(looked.id)).toMatchObject({
      ...{ backup, stops: ['app'], alsoProjects: [], missingImages: [], problems: [] },
      trees: [{ name: on.volume, missing: false, diff: { changed: 1, deleted: 1 } }],
    });
    expect(treeAt(root)).toEqual(oldTree);

    const id = rooms.restore(on.params(backup));
    const ended = await rooms.told(id);
    expect(ended.outcome).toMatchObject({ ok: true, reason: { key: 'backups-restore-done' } });
    expect(treeAt(root)).toEqual(newTree);
    expect(await docker.inspect(service.id)).toMatchObject({ state: 'running', restartPolicy: 'always' });
    expect(await on.leftovers(id)).toEqual([]);
    expect(rooms.steps(id)).toEqual([
      ...['verify', 'stage', 'hold', 'stop', 'safety', 'apply', 'compare', 'start', 'commit', 'release', 'clean-up'],
    ]);
    const proof = rooms.stage.parts.proofs.list({ backup }).find(({ kind }) => kind === 'restore');
    expect(proof).toMatchObject({ id, result: 'passed', scheduled: false, level: 3 });
    expect(proof?.recoveryTimeMs).toBeGreaterThan(0);
    expect(proof?.recoveryPointMs).toBeGreaterThan(0);

    const safety = rooms.stage.parts.index.list(on.project).find(({ origin }) => origin === 'safety');
    expect(ended.outcome?.reason.params).toMatchObject({ safety: safety?.id, when: expect.stringMatching(/UTC$/) });
    await rooms.told(rooms.restore(on.params(safety?.id ?? '')));
    expect(treeAt(root)).toEqual(oldTree);
  });

  it('brings back everything that a tar keeps, by whatever name; what it does not keep was said before', async () => {
    const on = scene();
    const service = await on.start();
    await on.healthy(service.id);
    const root = await on.mountpoint();
    writeFileSync(join(root, 'state'), NEW);
    fillNastily(root);
    const wanted = look(root);
    addWhatIsLost(root);
    const rooms = on.open();
    const made = await rooms.told(await on.beginBackUp(rooms));
    const [summary] = rooms.stage.parts.index.list(on.project);
    const opened = await rooms.stage.parts.store.open(on.project, summary?.id ?? '');
    if (!opened.ok) throw new Error(opened.why);
    const ofAttributes = existsSync('/usr/bin/getfattr')
      ? [
          { kind: 'xattr', count: 1, paths: ['attributed'] },
          { kind: 'acl', count: 1, paths: ['listed'] },
        ]
      : [{ kind: 'not-looked-at', count: 2, paths: ['xattr', 'acl'] }];
    const lost = [
      { kind: 'socket', count: 1, paths: ['app.sock'] },
      { kind: 'sparse', count: 1, paths: ['sparse'] },
      ...ofAttributes,
    ];
    expect(opened.manifest.trees[0]?.warnings).toEqual(expect.arrayContaining(lost));
    expect(made.outcome?.notes?.map(({ key }) => key)).toEqual(
      expect.arrayContaining(lost.map(({ kind }) => `backups-warn-${kind}`)),
    );
    for (const name of readdirSync(root, { encoding: 'buffer' })) {
      rmSync(Buffer.concat([Buffer.from(`${root}/`), name]), { recursive: true });
    }
    writeFileSync(join(root, 'state'), OLD);
    const id = rooms.restore(on.params(opened.manifest.id));
    expect((await rooms.told(id)).outcome).toMatchObject({ ok: true, reason: { key: 'backups-restore-done' } });
    // What is kept of them is their content.
    expect(readFileSync(join(root, 'attributed'), 'utf8')).toBe('x');
    for (const name of ['sparse', 'attributed', 'listed']) rmSync(join(root, name));
    expect(look(root)).toBe(wanted);
    expect(execFileSync('getcap', ['capable'], { cwd: root, encoding: 'utf8' })).toContain('cap_net_raw=ep');
    expect(await on.leftovers(id)).toEqual([]);
  });

  it('of chosen files touches no other', async () => {
    const on = scene();
    const { root, backup } = await on.prepare();
    writeFileSync(join(root, 'kept'), 'changed since, and not chosen');
    const rooms = on.open();
    const ended = await rooms.told(rooms.restore(on.params(backup, { trees: [on.volume], files: ['state'] })));
    expect(ended.outcome).toMatchObject({ ok: true, reason: { key: 'backups-restore-done-files' } });
    expect(readFileSync(join(root, 'state'), 'utf8')).toBe(NEW);
    expect(readFileSync(join(root, 'kept'), 'utf8')).toBe('changed since, and not chosen');
    expect(readFileSync(join(root, 'extra'), 'utf8')).toBe('written since');
  });

  it('of data that the application rejects goes back by itself, and the service is well', async () => {
    const on = scene();
    const { service, root, backup, oldTree } = await on.prepare({ later: 'reject' });
    const rooms = on.open();
    const id = rooms.restore(on.params(backup));
    const ended = await rooms.told(id);
    expect(ended.outcome).toMatchObject({
      ...{ ok: false, reason: { key: 'backups-restore-back' } },
      notes: [{ key: 'backups-restore-why-exited', params: { code: 7 } }],
    });
    expect(treeAt(root)).toEqual(oldTree);
    const detail = await docker.inspect(service.id);
    expect(detail).toMatchObject({ state: 'running', restartPolicy: 'always', health: { status: 'healthy' } });
    expect(await on.leftovers(id)).toEqual([]);
    expect(rooms.stage.parts.proofs.list({ backup }).find(({ kind }) => kind === 'restore')).toMatchObject({
      ...{ result: 'failed', recoveryTimeMs: null },
    });
  });

  it('makes a volume anew that is gone, with its labels', async () => {
    const on = scene();
    const { service, backup, newTree } = await on.prepare();
    await service.remove();
    await shared.api.ask('DELETE', `/volumes/${on.volume}`);
    const rooms = on.open();
    const ended = await rooms.told(rooms.restore(on.params(backup)));
    // Its container is gone too, and there is no compose here: it says what to do.
    expect(ended.outcome).toMatchObject({
      ...{ ok: true, down: true, reason: { key: 'backups-restore-done-not-up' } },
      notes: [{ key: 'backups-restore-no-compose' }],
    });
    expect(treeAt(await on.mountpoint())).toEqual(newTree);
  });

  it('that finds no space where the data lies ends in the old data; one that finds none in the store touches nothing', async () => {
    const on = scene();
    const { service, root, backup, oldTree } = await on.prepare();
    let writes = 0;
    const full = on.open(
      withWorks((works) => ({
        // The first is the trial beside the data.
        writeTree: (job, options) => {
          writes += 1;
          if (writes === 2)
            return works
              .writeTree({ ...job, only: ['kept'] }, options)
              .then(() => Promise.reject(new NoSpaceError('volume')));
          return works.writeTree(job, options);
        },
      })),
    );
    const first = await full.told(full.restore(on.params(backup)));
    expect(first.outcome).toMatchObject({
      ...{ ok: false, reason: { key: 'backups-restore-back' } },
      notes: [{ key: 'backups-restore-why-no-space-volume' }],
    });
    expect(treeAt(root)).toEqual(oldTree);
    await full.close();

    const noRoom = on.open(withWorks(() => ({ readTree: () => Promise.reject(new NoSpaceError('store')) })));
    const id = noRoom.restore(on.params(backup));
    const second = await noRoom.told(id);
    expect(second.outcome).toMatchObject({
      ...{ ok: false, reason: { key: 'backups-restore-not-begun' } },
      notes: [{ key: 'backups-restore-why-no-space-store' }],
    });
    expect(treeAt(root)).toEqual(oldTree);
    expect(await docker.inspect(service.id)).toMatchObject({ state: 'running', restartPolicy: 'always' });
    expect(await on.leftovers(id)).toEqual([]);
    await noRoom.close();

    const startedAt = (await docker.inspect(service.id))?.startedAt;
    const space = async () => ({ freeBytes: 0, totalBytes: 1, usedByBackups: 1 });
    const seen = on.open((parts) => ({ ...parts, store: { ...parts.store, space } }));
    const third = await seen.told(seen.restore(on.params(backup)));
    expect(third.outcome).toMatchObject({ ok: false, reason: { key: 'backups-restore-untouched' } });
    expect((await docker.inspect(service.id))?.startedAt).toBe(startedAt);
  });

  it('is refused to the second of two people, and called off in the middle of the writing it goes back', async () => {
    const on = scene();
    const { service, root, backup, oldTree } = await on.prepare();
    const writing = Promise.withResolvers<void>();
    let writes = 0;
    const rooms = on.open(
      withWorks((works) => ({
        async writeTree(job, options) {
          writes += 1;
          if (writes === 2) {
            writing.resolve();
            await new Promise((_, reject) =>
              options?.signal?.addEventListener('abort', () => reject(new Error('off'))),
            );
          }
          return works.writeTree(job, options);
        },
      })),
    );
    const id = rooms.restore(on.params(backup));
    await writing.promise;
    expect(() => rooms.restore(on.params(backup))).toThrow(/busy: restore/);
    expect(treeAt(root)).not.toEqual(oldTree);
    expect(rooms.stage.operations.cancel(id)).toBe('requested');
    const ended = await rooms.told(id);
    expect(ended).toMatchObject({ state: 'cancelled', outcome: { reason: { key: 'backups-restore-cancelled-back' } } });
    expect(treeAt(root)).toEqual(oldTree);
    expect(await docker.inspect(service.id)).toMatchObject({ state: 'running', restartPolicy: 'always' });
  });

  it('of a damaged archive stops nothing, and names what is damaged', async () => {
    const on = scene();
    const { service, root, backup, oldTree } = await on.prepare();
    const startedAt = (await docker.inspect(service.id))?.startedAt;
    const rooms = on.open();
    const opened = await rooms.stage.parts.store.open(on.project, backup);
    if (!opened.ok) throw new Error(opened.why);
    const file = opened.manifest.trees[0]?.archive?.file ?? '';
    const path = join(opened.folder, file);
    const bytes = readFileSync(path);
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
    rmSync(path);
    writeFileSync(path, bytes);
    const ended = await rooms.told(rooms.restore(on.params(backup)));
    expect(ended.outcome).toMatchObject({
      ...{ ok: false, reason: { key: 'backups-restore-untouched' } },
      notes: [{ key: expect.stringMatching(/^archive-problem-/), params: { name: file } }],
    });
    expect(treeAt(root)).toEqual(oldTree);
    expect((await docker.inspect(service.id))?.startedAt).toBe(startedAt);
  });

  it('stands still where neither the new nor the old data could be put in place, and calls a person', async () => {
    const on = scene();
    const { service, backup } = await on.prepare();
    let writes = 0;
    const rooms = on.open(
      withWorks((works) => ({
        writeTree(job, options) {
          writes += 1;
          return writes === 1 ? works.writeTree(job, options) : Promise.reject(new Error('the disk is gone'));
        },
      })),
    );
    const id = rooms.restore(on.params(backup));
    const ended = await rooms.told(id);
    expect(ended.outcome).toMatchObject({
      ...{ ok: false, nextStep: 'escalate', reason: { key: 'backups-restore-stuck' } },
      notes: [{ key: 'backups-restore-why-broke' }, { key: 'backups-restore-why-broke' }],
    });
    expect(await docker.inspect(service.id)).toMatchObject({ state: 'exited', restartPolicy: 'no' });
    expect(await on.leftovers(id)).not.toEqual([]);
    await rooms.close();
    // By hand, later: the safety copy is a backup like any other.
    const after = on.open();
    const safety = after.stage.parts.index.list(on.project).find(({ origin }) => origin === 'safety');
    await after.told(after.restore(on.params(safety?.id ?? '')));
    expect(readFileSync(join(await on.mountpoint(), 'state'), 'utf8')).toBe(OLD);
    await docker.storage.reap(() => false);
  });
});
