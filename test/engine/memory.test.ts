import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Docker } from '../../src/docker/index.ts';
import { worker } from './support/samples.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

const MIB = 1024 * 1024;
const inspected = z.looseObject({ HostConfig: z.looseObject({ Memory: z.number(), MemorySwap: z.number() }) });

let shared: SharedEngine;
let docker: Docker;

beforeAll(() => {
  shared = sharedEngine();
  docker = shared.docker();
});

afterEach(() => shared.services.removeAll());

afterAll(() => docker.close());

/** Memory, and memory with swap, in MiB, as the Engine has them. */
async function limitsOf(id: string): Promise<[number, number]> {
  const { HostConfig } = inspected.parse(await shared.api.ask('GET', `/containers/${id}/json`));
  return [HostConfig.Memory / MIB, HostConfig.MemorySwap < 0 ? -1 : HostConfig.MemorySwap / MIB];
}

describe('a new memory limit', () => {
  it.each([
    ['none: as much swap as a limit alone gives, and it stays', null, [64, 128], [16, 80]],
    ['no swap: none either', { Memory: 32 * MIB, MemorySwap: 32 * MIB }, [64, 64], [16, 16]],
    ['some swap: the same', { Memory: 32 * MIB, MemorySwap: 48 * MIB }, [64, 80], [16, 32]],
    ['endless swap: endless', { Memory: 32 * MIB, MemorySwap: -1 }, [64, -1], [16, -1]],
  ] as const)('of a container that had %s', async (_name, before, raised, lowered) => {
    const { id } = await shared.services.run(worker('memory'));
    if (before !== null) await shared.api.ask('POST', `/containers/${id}/update`, before);
    await docker.updateMemory(id, 64 * MIB);
    expect(await limitsOf(id)).toEqual(raised);
    await docker.updateMemory(id, 16 * MIB);
    expect(await limitsOf(id)).toEqual(lowered);
    expect((await docker.inspect(id))?.state).toBe('running');
  });

  it('can be given to one that does not run', async () => {
    const { id } = await shared.services.run({ ...worker('memory'), start: false });
    await docker.updateMemory(id, 64 * MIB);
    expect(await limitsOf(id)).toEqual([64, 128]);
  });
});
