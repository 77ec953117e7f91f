import { beforeEach, describe, expect, it } from 'vitest';
import { createHistory, type History } from '../../../src/actions/history.ts';
import { type Database, openDatabase } from '../../../src/database/index.ts';
import type { Operation, OperationChange } from '../../../src/operations/index.ts';
import { container } from './fake-docker.ts';

const KEY = 'local/shop/web';
const NOW = 1_000_000;

let database: Database;
let history: History;

beforeEach(() => {
  database = openDatabase(':memory:');
  const sick = container({ health: { status: 'unhealthy', failingStreak: 3, log: [] } });
  const well = container({ service: 'db', key: 'local/shop/db', id: 'bbbb' });
  history = createHistory({
    database,
    recorder: { lastInventory: () => ({ at: NOW, containers: [sick, well] }), badEventsSince: () => [] },
  });
});

function operation(over: Partial<Operation>): Operation {
  return {
    id: 'op',
    key: 'key',
    kind: 'restart',
    params: { engine: 'local', project: 'shop', service: 'web' },
    state: 'queued',
    step: null,
    requestedBy: 1,
    chatId: null,
    threadId: null,
    incident: null,
    requestedAt: NOW,
    startedAt: null,
    finishedAt: null,
    watchUntil: null,
    progress: null,
    outcome: null,
    ...over,
  };
}

function ended(kind: OperationChange['kind'], over: Partial<Operation>): OperationChange {
  const outcome = { ok: true, reason: { key: 'x', params: {} }, tookMs: 7000, ...over.outcome };
  const change = {
    operation: operation({ ...over, outcome }),
    reason: outcome.reason,
    step: null,
    elapsedMs: 0,
    doing: null,
  };
  return { ...change, kind } as OperationChange;
}

describe('the book of what helped', () => {
  it('has nothing of what is under way or watched', () => {
    history.record({ kind: 'requested', operation: operation({}) });
    history.record(ended('finished', { state: 'watching' }));
    expect(history.whatHelped(KEY, NOW)).toEqual({ failure: { kind: 'unhealthy', exitCode: null }, now: [], all: [] });
  });

  it.each([
    ['held', 'confirmed-good', { state: 'succeeded', outcome: { watch: 'held' } }, [1, 1]],
    ['fell again', 'retracted', { state: 'failed', outcome: { ok: false, watch: 'fell' } }, [0, 1]],
    ['failed', 'finished', { state: 'failed', outcome: { ok: false } }, [0, 1]],
    ['was cancelled', 'finished', { state: 'cancelled', outcome: { ok: null } }, null],
    ['was overtaken', 'confirmed-good', { state: 'succeeded', outcome: { watch: 'overtaken' } }, null],
    ['left it down', 'finished', { state: 'succeeded', outcome: { down: true } }, null],
  ] as const)('counts one that %s as it should', (_name, kind, over, counted) => {
    history.record({ kind: 'requested', operation: operation({}) });
    history.record(ended(kind, over as Partial<Operation>));
    const [record] = history.whatHelped(KEY, NOW).now;
    expect(record === undefined ? null : [record.helped, record.of]).toEqual(counted);
  });

  it('takes a failure that was mended since for none, and a later one for one', () => {
    const death = { key: KEY, containerId: 'aaaa', kind: 'crash' } as const;
    const deaths = [{ ...death, at: NOW - 1000, exitCode: 3 }];
    const web = container({ statusText: 'Up 3 seconds' });
    history = createHistory({
      database,
      recorder: {
        lastInventory: () => ({ at: NOW, containers: [web] }),
        badEventsSince: (since) => deaths.filter(({ at }) => at > since),
      },
    });
    expect(history.whatHelped(KEY, NOW).failure).toEqual({ kind: 'crash', exitCode: 3 });
    history.record({ kind: 'requested', operation: operation({ requestedAt: NOW }) });
    history.record(ended('confirmed-good', { state: 'succeeded', outcome: { watch: 'held' } as never }));
    const later = NOW + 60_000;
    expect(history.whatHelped(KEY, later).failure).toEqual({ kind: 'none', exitCode: null });
    deaths.push({ ...death, at: NOW + 30_000, exitCode: 5 });
    expect(history.whatHelped(KEY, later).failure).toEqual({ kind: 'crash', exitCode: 5 });
  });

  it('keeps an operation on a project with each service that was sick, and no other', () => {
    const whole = { kind: 'project-recreate', params: { engine: 'local', project: 'shop' } };
    history.record({ kind: 'requested', operation: operation(whole) });
    history.record(ended('finished', { ...whole, state: 'succeeded' }));
    expect(history.whatHelped(KEY, NOW).now).toMatchObject([{ action: 'project-recreate', helped: 1, medianMs: 7000 }]);
    expect(history.whatHelped('local/shop/db', NOW).all).toEqual([]);
  });

  it('has no commands: that one ended well says nothing of the service', () => {
    history.record({ kind: 'requested', operation: operation({ kind: 'command' }) });
    history.record(ended('finished', { kind: 'command', state: 'succeeded' }));
    expect(history.whatHelped(KEY, NOW).all).toEqual([]);
  });

  it('forgets the oldest of a service after a hundred', () => {
    for (let index = 0; index < 105; index++) {
      const id = `op-${index}`;
      history.record({ kind: 'requested', operation: operation({ id, requestedAt: NOW + index }) });
      history.record(ended('finished', { id, state: 'succeeded' }));
    }
    expect(history.whatHelped(KEY, NOW).now).toMatchObject([{ of: 100 }]);
  });
});
