import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
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

function sceneOn(on: PrivateEngine, over: Docker, dataDir?: string): Scene {
  const services = createServices(on.api, `vakhta.test=${on.run}`);
  const where = dataDir === undefined ? {} : { dataDir };
  return createScene({ host: on.host, run: on.run, api: on.api, services, docker: over, project: 'moved', ...where });
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
