import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBackupIndex } from '../../../../src/backups/backup-index.ts';
import { createBackupsStore } from '../../../../src/backups/backups-store.ts';
import { createProofs } from '../../../../src/backups/proofs.ts';
import { createPruneKind } from '../../../../src/backups/retention/prune-kind.ts';
import { createPruner } from '../../../../src/backups/retention/pruner.ts';
import { createLocalStore } from '../../../../src/backups/store/local-store.ts';
import type { Store } from '../../../../src/backups/store/types.ts';
import { systemClock } from '../../../../src/clock.ts';
import { settingsSchema } from '../../../../src/config/index.ts';
import { openDatabase } from '../../../../src/database/index.ts';
import { silentLog as log } from '../../../../src/log.ts';
import { createOperations, type Operation } from '../../../../src/operations/index.ts';
import { proof } from '../backup-facts.ts';
import { sealOne, temporaryFolder } from '../store/facts.ts';

const IDS = [0, 1, 2, 3, 4].map((day) => `2026010${day + 1}T023000Z-aaaaaa`);
const [OLDEST = '', SECOND = '', THIRD = '', FOURTH = '', NEWEST = ''] = IDS;

let folder: ReturnType<typeof temporaryFolder>;
const stops: (() => unknown)[] = [];
const { backups: settings } = settingsSchema.parse({ backups: { retention: { daily: 2, weekly: 0, monthly: 0 } } });

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  folder.remove();
});

/** A process over a store of five days. */
async function house(options: { database?: ReturnType<typeof openDatabase>; wrap?: (store: Store) => Store } = {}) {
  const database = options.database ?? openDatabase(':memory:');
  const plain = createLocalStore({ root: folder.path, passphrase: null, log });
  const store = options.wrap?.(plain) ?? plain;
  if (options.database === undefined) {
    for (const [day, id] of IDS.entries()) {
      await sealOne(plain, id, {
        more: { dataAt: Date.UTC(2026, 0, day + 1), finishedAt: Date.UTC(2026, 0, day + 1) },
      });
    }
  }
  const rows = createBackupsStore(database);
  const index = createBackupIndex({ rows, store: plain, log });
  await index.rescan();
  const proofs = createProofs({ rows, store: plain, log });
  const others: Operation[] = [];
  const parts = {
    ...{ store, index, proofs, clock: systemClock, log, settings, timeZone: 'UTC' },
    active: (): readonly Operation[] => [...operations.listActive(), ...others],
  };
  const kind = createPruneKind(parts);
  const operations = createOperations({ database, clock: systemClock, log, kinds: [kind], announce: () => undefined });
  stops.push(() => operations.stop(0));
  const ask = async (ids: readonly string[], named = false) => {
    const target = { engine: 'local', project: 'shop', services: [], name: 'shop', set: 'shop' };
    const params = { ...target, ids, named };
    const result = operations.submit({ key: crypto.randomUUID(), kind: 'backup-prune', params, requestedBy: 1 });
    if (!result.ok) throw new Error('busy');
    await operations.idle();
    return operations.get(result.operation.id);
  };
  return { database, store, index, proofs, operations, others, ask, pruner: createPruner(parts) };
}

const left = () => readdir(join(folder.path, 'shop'));
const using = (params: Operation['params'], more: Partial<Operation> = {}): Operation => ({
  ...{ id: 'other', key: 'other', kind: 'restore', params, state: 'running', step: null, requestedBy: 1, chatId: null },
  ...{
    threadId: null,
    incident: null,
    requestedAt: 0,
    startedAt: 0,
    finishedAt: null,
    watchUntil: null,
    progress: null,
  },
  ...{ outcome: null, ...more },
});

describe('pruning', () => {
  it('shows what would go, and removes exactly that', async () => {
    const { pruner, ask, operations, index, proofs } = await house();
    operations.start();
    await proofs.recordProof(proof(OLDEST, { id: 'v' }));
    const plan = await pruner.plan('shop');
    expect(plan.remove.map(({ id }) => id)).toEqual([THIRD, SECOND]);
    expect(plan.freedBytes).toBeGreaterThan(100);
    const done = await ask(plan.remove.map(({ id }) => id));
    expect(done).toMatchObject({ state: 'succeeded', outcome: { ok: true } });
    expect(done?.outcome?.reason).toEqual({ key: 'backups-prune-done', params: { done: 2, bytes: plan.freedBytes } });
    expect(await left()).toEqual([OLDEST, FOURTH, NEWEST]);
    expect(index.list().map(({ id }) => id)).toEqual([NEWEST, FOURTH, OLDEST]);
  });

  it('keeps what has become protected since it was shown, and says why', async () => {
    const { pruner, ask, operations, others, proofs } = await house();
    operations.start();
    const plan = await pruner.plan('shop');
    expect(plan.remove.map(({ id }) => id)).toEqual([THIRD, SECOND, OLDEST]);
    others.push(using({ set: 'shop', backup: SECOND }));
    await proofs.recordProof(proof(OLDEST, { id: 'd', kind: 'drill', level: 2 }));
    const done = await ask(plan.remove.map(({ id }) => id));
    expect(done?.outcome?.notes?.map(({ key }) => key)).toEqual([
      'backups-prune-kept-in-use',
      'backups-prune-kept-last-good',
    ]);
    expect(done?.outcome?.notes?.[0]?.params).toEqual({ name: '2026-01-02 02:30' });
    expect(await left()).toEqual([OLDEST, SECOND, FOURTH, NEWEST]);
  });

  it('never removes what a running restore has put aside', async () => {
    const { pruner, store, index, others } = await house();
    const safety = '20250101T000000Z-ssssss';
    await sealOne(store, safety, { more: { origin: 'safety', dataAt: 1, finishedAt: 1 } });
    await index.take('shop', safety, 'other');
    expect((await pruner.plan('shop')).remove.map(({ id }) => id)).toContain(safety);
    others.push(using({ set: 'shop', backup: NEWEST }));
    expect((await pruner.plan('shop')).remove.map(({ id }) => id)).not.toContain(safety);
  });

  it('removes by name what the rules keep, but not the last good one', async () => {
    const { ask, operations } = await house();
    operations.start();
    const done = await ask([FOURTH, NEWEST], true);
    expect(done?.outcome?.notes?.map(({ key }) => key)).toEqual(['backups-prune-kept-last-good']);
    expect(await left()).toEqual([OLDEST, SECOND, THIRD, NEWEST]);
  });

  it('does nothing to one that is gone already, and says so', async () => {
    const { ask, operations } = await house();
    operations.start();
    await ask([OLDEST]);
    const again = await ask([OLDEST]);
    expect(again).toMatchObject({ outcome: { ok: null, reason: { key: 'backups-prune-nothing' } } });
  });

  it('after a backup of a schedule goes on with the others when one cannot be removed', async () => {
    const { pruner } = await house({
      wrap: (store) => ({
        ...store,
        remove: (set, id) => (id === SECOND ? Promise.reject(new Error('EIO')) : store.remove(set, id)),
      }),
    });
    const pruned = await pruner.pruneAfter('shop');
    expect(pruned.removed).toEqual([THIRD, OLDEST]);
    expect(pruned.freedBytes).toBeGreaterThan(0);
    expect(await left()).toEqual([SECOND, FOURTH, NEWEST]);
  });

  it.each([
    ['before it was renamed', async () => undefined, 1, [OLDEST, SECOND, FOURTH, NEWEST]],
    [
      'half removed',
      async () => {
        await rename(join(folder.path, 'shop', SECOND), join(folder.path, 'shop', `${SECOND}.removing`));
        await rm(join(folder.path, 'shop', `${SECOND}.removing`, 'manifest.json'));
      },
      2,
      [OLDEST, FOURTH, NEWEST],
    ],
  ])(
    'killed with a backup %s: it is whole or gone, the rest stays, and what was freed is said',
    async (_, kill, done, stays) => {
      const first = await house({
        wrap: (store) => ({
          ...store,
          remove: async (set, id) => {
            if (id !== SECOND) return store.remove(set, id);
            await kill();
            return new Promise<never>(() => undefined);
          },
        }),
      });
      first.operations.start();
      const asking = first.ask([THIRD, SECOND, OLDEST]);
      await until(() => first.operations.listActive()[0]?.step === `remove:${SECOND}`);
      await until(async () => (done === 1 ? true : !(await left()).includes(SECOND)));
      const id = first.operations.listActive()[0]?.id ?? '';
      // The process is gone: nothing of it is heard of again.
      asking.catch(() => undefined);
      const second = await house({ database: first.database });
      second.operations.start();
      await second.operations.idle();
      const { outcome } = second.operations.get(id) ?? {};
      expect(outcome).toMatchObject({
        ok: null,
        reason: { key: 'backups-prune-interrupted', params: { done, of: 3 } },
      });
      expect(outcome?.reason.params.bytes).toBeGreaterThan(0);
      expect(await left()).toEqual(stays);
      expect(second.index.list().map((one) => one.id)).toEqual(stays.toReversed());
    },
  );
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}
