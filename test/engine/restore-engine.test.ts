import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { BackupParts } from '../../src/backups/parts.ts';
import { systemClock } from '../../src/clock.ts';
import { createDocker, type Docker } from '../../src/docker/index.ts';
import { silentLog } from '../../src/log.ts';
import { type PrivateEngine, startEngine } from './support/engine.ts';
import { importImages } from './support/images.ts';
import { createScene, type Scene, treeAt } from './support/restore-scene.ts';
import { createServices } from './support/services.ts';

let engine: PrivateEngine;
let docker: Docker;
let scene: Scene;

const dockerOf = ({ host }: PrivateEngine) => createDocker({ host, clock: systemClock, log: silentLog });

function sceneOn(on: PrivateEngine, over: Docker, dataDir?: string, project = 'moved'): Scene {
  const services = createServices(on.api, `vakhta.test=${on.run}`);
  const where = dataDir === undefined ? {} : { dataDir };
  return createScene({ host: on.host, run: on.run, api: on.api, services, docker: over, project, ...where });
}

beforeAll(async () => {
  engine = await startEngine();
  await importImages(engine.api, `vakhta.test=${engine.run}`);
  docker = dockerOf(engine);
  scene = sceneOn(engine, docker);
});

afterAll(async () => {
  await scene.close();
  docker.close();
  await engine.remove();
});

type Works = BackupParts['works'];

/** The Engine is killed when that job is begun, and is back in a moment; `back` waits for it. */
function killedIn(job: 'readTree' | 'writeTree') {
  let revived: Promise<void> | null = null;
  const kill = async () => {
    if (revived !== null) return;
    await engine.kill();
    revived = wait(1500).then(() => engine.start());
  };
  const works = (real: Works): Works => ({
    ...real,
    readTree: async (...of) => (job === 'readTree' ? kill().then(() => real.readTree(...of)) : real.readTree(...of)),
    writeTree: async (...of) =>
      job === 'writeTree' ? kill().then(() => real.writeTree(...of)) : real.writeTree(...of),
  });
  const change = (parts: BackupParts): BackupParts => ({ ...parts, works: works(parts.works) });
  return { change, back: async () => revived };
}

describe('an Engine that is killed in the middle', () => {
  it('of a backup leaves its services running and no backup; the next one is good', async () => {
    const own = sceneOn(engine, docker, undefined, 'held');
    try {
      const service = await own.start({ labels: { 'vakhta.backup.during': 'stop' } });
      await own.healthy(service.id);
      const killed = killedIn('readTree');
      const rooms = own.open(killed.change);
      const id = await own.beginBackUp(rooms);
      const ended = await rooms.told(id);
      await killed.back();
      expect(ended).toMatchObject({ state: 'failed', outcome: { ok: false } });
      await own.healthy(service.id);
      expect(await own.policyOf(service.id)).toBe('always');
      await docker.storage.reap(() => false);
      expect(await own.leftovers(id)).toEqual([]);
      expect(rooms.stage.parts.index.list('held')).toEqual([]);
      await rooms.close();

      const after = own.open();
      const backup = await own.backUp(after);
      expect(after.stage.parts.index.get(backup)).toMatchObject({ state: 'whole', verified: { result: 'passed' } });
      await own.healthy(service.id);

      const dying = killedIn('writeTree');
      const drilling = own.open(dying.change);
      const drill = drilling.drill(backup);
      const drilled = await drilling.told(drill);
      await dying.back();
      expect(drilled).toMatchObject({ state: 'failed', outcome: { ok: false } });
      const proofs = drilling.stage.parts.proofs.list({ backup });
      expect(proofs.find(({ id: of }) => of === drill)).toMatchObject({ kind: 'drill', result: 'failed' });
      expect(drilling.stage.parts.index.get(backup)?.state).toBe('whole');
      await docker.storage.reap(() => false);
      expect(await own.leftovers(drill)).toEqual([]);
      await own.healthy(service.id);
    } finally {
      await own.close();
    }
  });
});

describe('a restore', () => {
  it('outlasts an Engine that is killed while the data is written, and a server that is lost', async () => {
    const { service, root, backup, newTree } = await scene.prepare();
    let writes = 0;
    let revived: Promise<void> | null = null;
    const rooms = scene.open((parts) => ({
      ...parts,
      works: {
        ...parts.works,
        async writeTree(job, options) {
          writes += 1;
          if (writes === 2) {
            await engine.kill();
            revived = new Promise<void>((resolve) => setTimeout(resolve, 1500)).then(() => engine.start());
          }
          return parts.works.writeTree(job, options);
        },
      },
    }));
    const id = rooms.restore(scene.params(backup));
    const ended = await rooms.told(id);
    await revived;
    expect(ended.outcome).toMatchObject({ ok: true, reason: { key: 'backups-restore-done' } });
    expect(writes).toBeGreaterThan(2);
    expect(treeAt(root)).toEqual(newTree);
    expect(await docker.inspect(service.id)).toMatchObject({ state: 'running', restartPolicy: 'always' });
    expect(await scene.leftovers(id)).toEqual([]);
    expect(rooms.changes.some(({ operation }) => operation.progress?.key === 'backups-restore-waiting-engine')).toBe(
      true,
    );

    await expectOnNewServer(backup, newTree);
  });
});

/** Nothing of the old server is there but the folder of the store. */
async function expectOnNewServer(backup: string, newTree: Record<string, string>): Promise<void> {
  const other = await startEngine();
  const over = dockerOf(other);
  const dataDir = mkdtempSync(join(tmpdir(), 'vakhta-lost-'));
  cpSync(join(scene.dataDir, 'backups'), join(dataDir, 'backups'), { recursive: true });
  const anew = sceneOn(other, over, dataDir);
  try {
    const rooms = anew.open();
    await rooms.stage.parts.index.rescan();
    const ended = await rooms.told(rooms.restore(anew.params(backup)));
    expect(ended.outcome).toMatchObject({
      ...{ ok: true, down: true, reason: { key: 'backups-restore-done-not-up' } },
      notes: [{ key: 'backups-restore-images-missing' }],
    });
    expect(treeAt(await anew.mountpoint())).toEqual(newTree);
    const networks = z.array(z.looseObject({ Name: z.string() })).parse(await other.api.ask('GET', '/networks'));
    expect(networks.map(({ Name }) => Name)).toContain('moved_default');
  } finally {
    await anew.close();
    over.close();
    rmSync(dataDir, { recursive: true, force: true });
    await other.remove();
  }
}
