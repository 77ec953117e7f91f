import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DamagedArchiveError, NoSpaceError } from '../../../../src/backups/archive/types.ts';
import { type AttemptParts, createAttempt } from '../../../../src/backups/proof/attempt.ts';
import type { ProofEnd } from '../../../../src/backups/proof/ending.ts';
import { parseProofParams } from '../../../../src/backups/proof/params.ts';
import type { Proof } from '../../../../src/backups/proof/proof.ts';
import type { ProofParams } from '../../../../src/backups/types.ts';
import { createManualClock } from '../../../../src/clock.ts';
import { openDatabase } from '../../../../src/database/index.ts';
import { silentLog } from '../../../../src/log.ts';
import {
  createOperations,
  type OperationContext,
  type OperationKind,
  volumeLock,
} from '../../../../src/operations/index.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'vakhta-attempt-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const GOOD: ProofEnd = { passed: true, reason: { key: 'good', params: {} }, notes: [], isDamaged: false };
const PARAMS = {
  engine: 'local',
  project: 'shop',
  services: [],
  name: 'shop',
  set: 'shop',
  backup: 'b',
  scheduled: true,
};

/** A house over one database: closed in the middle it is what a kill leaves. */
function house(
  work: (context: OperationContext<ProofParams>) => Promise<ProofEnd>,
  more: { database?: ReturnType<typeof openDatabase>; tidy?: () => Promise<void>; record?: () => Promise<void> } = {},
) {
  const database = more.database ?? openDatabase(':memory:');
  const proofs: Proof[] = [];
  const damaged: string[] = [];
  const tidied: string[] = [];
  const parts: AttemptParts = {
    proofs: {
      recordProof: async (proof: Proof) => {
        await more.record?.();
        proofs.push(proof);
      },
      list: () => proofs,
    },
    index: { markDamaged: (id: string) => damaged.push(id) },
    clock: createManualClock(1_000),
    log: silentLog,
    dataDir,
  };
  const attempt = createAttempt<ProofParams>(parts, {
    kind: 'drill',
    level: () => 3,
    interrupted: { key: 'interrupted', params: {} },
    work: async (context, folder, measured) => {
      expect(existsSync(folder)).toBe(true);
      measured.at('shop_db');
      measured.set({ level: 2, recoveryTimeMs: 500 });
      return work(context);
    },
    tidy: async (operation) => {
      tidied.push(operation);
      await more.tidy?.();
    },
  });
  const kind: OperationKind<ProofParams> = {
    kind: 'drill',
    parse: parseProofParams,
    locks: ({ engine, set }) => [volumeLock(engine, null, set)],
    ...attempt,
  };
  const operations = createOperations({
    database,
    clock: parts.clock,
    log: silentLog,
    kinds: [kind],
    announce: () => {},
  });
  operations.start();
  const submit = (params = PARAMS) => {
    const result = operations.submit({ key: 'once', kind: 'drill', params, requestedBy: 1 });
    return result.operation.id;
  };
  return { database, operations, proofs, damaged, tidied, submit };
}

async function ended(of: ReturnType<typeof house>) {
  const id = of.submit();
  await of.operations.idle();
  return of.operations.get(id);
}

test('what passes is a proof with its times, and leaves no folder', async () => {
  const room = house(async () => GOOD);
  expect(await ended(room)).toMatchObject({ state: 'succeeded', outcome: { ok: true, reason: GOOD.reason } });
  expect(room.proofs).toMatchObject([
    { result: 'passed', level: 2, scheduled: true, recoveryTimeMs: 500, reason: null },
  ]);
  expect(room.tidied).toHaveLength(1);
  expect(existsSync(join(dataDir, 'scratch', room.tidied[0] ?? ''))).toBe(false);
});

test('what a person asked for is kept as such, and never as scheduled', async () => {
  const room = house(async () => GOOD);
  room.submit({ ...PARAMS, scheduled: false });
  await room.operations.idle();
  expect(room.proofs).toMatchObject([{ result: 'passed', scheduled: false }]);
});

test('damage is a failed proof that names it, and marks the backup', async () => {
  const problem = { kind: 'wrong-sha256', name: 'tree-0.tar.zst' } as const;
  const room = house(() => Promise.reject(new DamagedArchiveError(problem)));
  expect(await ended(room)).toMatchObject({
    state: 'failed',
    outcome: { reason: { key: 'backups-proof-damaged' }, notes: [{ key: 'archive-problem-wrong-sha256' }] },
  });
  expect(room.proofs).toMatchObject([
    { result: 'failed', recoveryTimeMs: null, reason: { key: 'backups-proof-damaged' } },
  ]);
  expect(room.damaged).toEqual(['b']);
});

test('another passphrase and a full disk say nothing against the backup', async () => {
  for (const error of [new DamagedArchiveError({ kind: 'wrong-passphrase', name: 'x' }), new NoSpaceError('volume')]) {
    const room = house(() => Promise.reject(error));
    expect((await ended(room))?.outcome?.ok).toBe(false);
    expect(room.damaged).toEqual([]);
  }
});

test('a bug is a failed proof too, and everything is tidied', async () => {
  const room = house(() => Promise.reject(new TypeError('oops')));
  expect(await ended(room)).toMatchObject({ state: 'failed', outcome: { reason: { key: 'operations-broke' } } });
  expect(room.proofs).toMatchObject([{ result: 'failed' }]);
  expect(room.tidied).toHaveLength(1);
});

test('what could not be taken away is said, and does not change how it ended', async () => {
  const room = house(async () => GOOD, { tidy: () => Promise.reject(new Error('in use')) });
  expect(await ended(room)).toMatchObject({ outcome: { ok: true, notes: [{ key: 'backups-proof-left-behind' }] } });
});

test('cancelled, it counts as interrupted', async () => {
  const room = house(async (context) => {
    room.operations.cancel(context.operation.id);
    await context.sleep(60_000);
    return GOOD;
  });
  expect((await ended(room))?.state).toBe('cancelled');
  expect(room.proofs).toMatchObject([{ result: 'interrupted', reason: { key: 'interrupted' } }]);
  expect(room.tidied).toHaveLength(1);
});

test('a kill in the middle: tidied and interrupted at the next start, and nothing is done again', async () => {
  const begun = Promise.withResolvers<void>();
  const first = house(() => {
    begun.resolve();
    return new Promise(() => {});
  });
  const id = first.submit();
  await begun.promise;
  await first.operations.stop(0);
  expect(first.proofs).toEqual([]);
  const second = house(() => Promise.reject(new Error('done again')), { database: first.database });
  await second.operations.idle();
  expect(second.operations.get(id)).toMatchObject({ state: 'interrupted', outcome: { ok: null } });
  expect(second.proofs).toMatchObject([{ id, result: 'interrupted', level: 3 }]);
  expect(second.tidied).toEqual([id]);
});

test('a kill while the proof is written: what it had come to holds', async () => {
  const writing = Promise.withResolvers<void>();
  const first = house(async () => GOOD, {
    record: () => {
      writing.resolve();
      return new Promise(() => {});
    },
  });
  const id = first.submit();
  await writing.promise;
  await first.operations.stop(0);
  const second = house(() => Promise.reject(new Error('done again')), { database: first.database });
  await second.operations.idle();
  expect(second.operations.get(id)).toMatchObject({ state: 'succeeded', outcome: { ok: true, reason: GOOD.reason } });
  expect(second.proofs).toMatchObject([{ id, result: 'passed', recoveryTimeMs: 500 }]);
});
