import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCleanupKind } from '../../../src/cleanup/cleanup-kind.ts';
import type { CleanupItem } from '../../../src/cleanup/params.ts';
import type { Removal } from '../../../src/cleanup/remover.ts';
import { systemClock } from '../../../src/clock.ts';
import { openDatabase } from '../../../src/database/index.ts';
import { EngineError, type ImageUse } from '../../../src/docker/index.ts';
import { silentLog } from '../../../src/log.ts';
import { createOperations, type Operations } from '../../../src/operations/index.ts';
import { facts } from './facts.ts';

const item = (over: Partial<CleanupItem> & { id: string }): CleanupItem => ({
  ...{ kind: 'image', name: over.id, bytes: 100, tags: [], project: null, service: null, notWhileRuns: null },
  ...over,
});
const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A process over rows that outlive it; `remove` says what becomes of each item. */
function house(options: {
  database?: ReturnType<typeof openDatabase>;
  remove: (item: CleanupItem) => Promise<Removal>;
  images?: readonly ImageUse[] | EngineError;
  layers?: number[];
}) {
  const database = options.database ?? openDatabase(':memory:');
  const layers = [...(options.layers ?? [])];
  const kind = createCleanupKind({
    docker: {
      diskUsage: async () => ({ ...facts().usage, layersBytes: layers.shift() ?? 0 }),
      imageUse: async () => {
        if (options.images instanceof EngineError) throw options.images;
        return [...(options.images ?? [])];
      },
      inspect: async () => null,
    },
    remove: options.remove,
    engineDisk: async () => null,
    changed: () => undefined,
  });
  const operations = createOperations({
    database,
    clock: systemClock,
    log: silentLog,
    kinds: [kind],
    announce: () => undefined,
  });
  operations.start();
  stops.push(() => operations.stop(0));
  return { database, operations };
}

function submit(operations: Operations, items: readonly CleanupItem[], typed: string[] = []): string {
  const params = { engine: 'local', name: 'things', items, typed };
  const result = operations.submit({ key: crypto.randomUUID(), kind: 'cleanup', params, requestedBy: 1 });
  if (!result.ok) throw new Error('busy');
  return result.operation.id;
}

const removed = async (): Promise<Removal> => ({ end: 'removed', bytes: 100 });

describe('a clean-up', () => {
  it('goes on when one thing fails, is no success then, and names it', async () => {
    const { operations } = house({
      remove: async ({ id }) => (id === 'b' ? { end: 'failed', reason: 'device is busy', away: false } : removed()),
    });
    const id = submit(operations, [
      item({ id: 'a', kind: 'own' }),
      item({ id: 'b', kind: 'own' }),
      item({ id: 'c', kind: 'own' }),
    ]);
    await operations.idle();
    expect(operations.get(id)).toMatchObject({
      state: 'failed',
      outcome: {
        reason: { key: 'cleanup-freed', params: { bytes: 200, done: 2, of: 3 } },
        notes: [{ key: 'cleanup-failed', params: { name: 'b', reason: 'device is busy' } }],
      },
    });
  });

  it('ends where the Engine goes away: what comes after is not tried', async () => {
    const remove = vi.fn(async (): Promise<Removal> => ({ end: 'failed', reason: 'no socket', away: true }));
    const { operations } = house({ remove });
    submit(operations, [item({ id: 'a' }), item({ id: 'b' })]);
    await operations.idle();
    expect(remove).toHaveBeenCalledTimes(1);
  });

  it('counts images by what the Engine’s layers shrank, and by their own where a pull made them grow', async () => {
    const shrank = house({ remove: removed, layers: [1000, 600] });
    const first = submit(shrank.operations, [item({ id: 'a' }), item({ id: 'b' })]);
    await shrank.operations.idle();
    expect(shrank.operations.get(first)?.outcome?.reason.params.bytes).toBe(400);
    const grew = house({ remove: removed, layers: [1000, 5000] });
    const second = submit(grew.operations, [item({ id: 'a' }), item({ id: 'b' })]);
    await grew.operations.idle();
    expect(grew.operations.get(second)?.outcome?.reason.params.bytes).toBe(200);
  });

  it('says after a kill what was done, looks at what was under way, and removes nothing more', async () => {
    const hangs = Promise.withResolvers<void>();
    const first = house({
      remove: async ({ id }) => {
        if (id === 'a') return removed();
        hangs.resolve();
        return new Promise<never>(() => undefined);
      },
    });
    const id = submit(first.operations, [item({ id: 'a' }), item({ id: 'b' }), item({ id: 'c' })]);
    await hangs.promise;
    await first.operations.stop(0);
    const remove = vi.fn(removed);
    const second = house({ database: first.database, remove, images: [{ id: 'c', tags: [], containers: 0 }] });
    await second.operations.idle();
    expect(remove).not.toHaveBeenCalled();
    expect(second.operations.get(id)).toMatchObject({
      state: 'interrupted',
      outcome: { ok: null, reason: { key: 'cleanup-interrupted', params: { done: 2, of: 3, bytes: 200 } } },
    });
  });

  it('says what was done also where the Engine comes after the bot, as after a restart of the host', async () => {
    const hangs = Promise.withResolvers<void>();
    const first = house({
      remove: async ({ id }) => {
        if (id === 'a') return removed();
        hangs.resolve();
        return new Promise<never>(() => undefined);
      },
    });
    const id = submit(first.operations, [item({ id: 'a' }), item({ id: 'b' })]);
    await hangs.promise;
    await first.operations.stop(0);
    const away = new EngineError(null, 'no socket', 'no-socket');
    const second = house({ database: first.database, remove: removed, images: away });
    await second.operations.idle();
    expect(second.operations.get(id)?.outcome).toMatchObject({
      ok: null,
      reason: { key: 'cleanup-interrupted', params: { done: 1, of: 2, bytes: 100 } },
    });
  });

  it('needs an admin for a volume only, and a lock for each thing', () => {
    const { operations } = house({ remove: removed });
    const params = (items: CleanupItem[]) => ({ engine: 'local', name: 'x', items, typed: ['v'] });
    expect(operations.accessFor('cleanup', params([item({ id: 'a' })]))).toBe('responder');
    expect(operations.accessFor('cleanup', params([item({ id: 'a' }), item({ id: 'v', kind: 'volume' })]))).toBe(
      'admin',
    );
  });
});
