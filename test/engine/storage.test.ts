import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { tarOf } from '../../src/docker/image-tar.ts';
import type { Docker, EngineStorage } from '../../src/docker/index.ts';
import { HELPER_LABEL } from '../../src/docker/index.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

let shared: SharedEngine;
let docker: Docker;
let storage: EngineStorage;

beforeAll(() => {
  shared = sharedEngine();
  docker = shared.docker({ onlyLabel: shared.label });
  storage = docker.storage;
});

afterEach(async () => {
  await shared.services.removeAll();
  await storage.reap(() => false);
});

afterAll(() => docker.close());

const scratch = (name: string, operation = 'op1') =>
  storage.createVolume({ name, driver: 'local', options: {}, labels: {}, operation });

const vol = (source: string, readOnly = false) => ({ type: 'volume', source, target: '/vol', readOnly }) as const;

describe('helpers', () => {
  it('that are never started read and write a volume', async () => {
    await scratch('storage-one');
    const id = await storage.createHelper({ operation: 'op1', image: 'empty', mounts: [vol('storage-one')] });
    const tar = Buffer.concat([
      ...tarOf([{ kind: 'file', path: 'vol/data', mode: 0o640, bytes: Buffer.from('kept') }]),
    ]);
    await storage.writeSmall(id, '/', tar);
    const back = await storage.readSmall(id, '/vol', 1e6);
    expect(back?.includes('vol/data')).toBe(true);
    expect(back?.includes('kept')).toBe(true);
    expect(await storage.readSmall(id, '/vol/none', 1e6)).toBeNull();
    await expect(storage.readSmall(id, '/vol', 100)).rejects.toThrow('larger than 100 bytes');
    expect((await storage.helperState(id))?.state).toBe('created');
    const end = await storage.runHelper({
      operation: 'op1',
      image: 'tool',
      mounts: [vol('storage-one')],
      argv: ['sh', '-c', 'cd /vol && cat data && getfattr --version && rm -rf -- ..?* .[!.]* * && ls -la; exit 3'],
      capabilities: ['DAC_OVERRIDE', 'FOWNER'],
    });
    console.log(end);
    expect(end.exitCode).toBe(3);
    expect(HELPER_LABEL).toBe('vakhta.helper');
    console.log(await storage.info());
  });
});
