import { describe, expect, it, vi } from 'vitest';
import type { KindOutcome, OperationChange } from '../../../src/operations/index.ts';
import { createStage, gate, OK, request } from './stage.ts';

const FAILED: KindOutcome = { ok: false, reason: { key: 'bad', params: {} }, exitCode: 3, nextStep: 'logs' };

describe('the runner', () => {
  it('runs an operation to its outcome and tells every change with the operation as it then is', async () => {
    const stage = createStage({
      run: async (context) => {
        stage.clock.advance(7000);
        return context.step('work', { what: 'it' }, async () => ({ ...OK, data: { seen: 1 } }));
      },
    });
    stage.operations.start();
    const { operation } = submitted(stage.operations.submit(request('web')));
    await stage.operations.idle();
    expect(stage.changes.map((change) => [change.kind, change.operation.state])).toEqual([
      ['requested', 'queued'],
      ['started', 'running'],
      ['finished', 'succeeded'],
    ]);
    expect(stage.operations.get(operation.id)).toMatchObject({
      step: 'work',
      outcome: { ok: true, tookMs: 7000, data: { seen: 1 } },
    });
    expect(stage.operations.journal(operation.id)).toMatchObject([
      { step: 'work', intent: { what: 'it' }, finishedAt: stage.clock.now(), error: null },
    ]);
  });

  it('does not run what was submitted in a transaction that was rolled back', async () => {
    const run = vi.fn(async () => OK);
    const stage = createStage({ run });
    stage.operations.start();
    expect(() =>
      stage.database.transaction(() => {
        stage.operations.submit(request('web'));
        throw new Error('handler broke');
      }),
    ).toThrow('handler broke');
    await stage.operations.idle();
    expect(run).not.toHaveBeenCalled();
    expect(stage.operations.listActive()).toEqual([]);
  });

  it('runs a key once, however often it is submitted', async () => {
    const run = vi.fn(async () => OK);
    const stage = createStage({ run });
    stage.operations.start();
    const first = submitted(stage.operations.submit(request('web', { key: 'nightly' })));
    await stage.operations.idle();
    const again = submitted(stage.operations.submit(request('web', { key: 'nightly' })));
    await stage.operations.idle();
    expect(again).toMatchObject({ repeated: true, operation: { id: first.operation.id, state: 'succeeded' } });
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('works on different services at once, and on one service one after the other in the order of asking', async () => {
    const order: string[] = [];
    const gates = new Map(['a1', 'b1', 'a2'].map((name) => [name, gate()]));
    const stage = createStage({
      run: async ({ operation }) => {
        order.push(`+${operation.key}`);
        await gates.get(operation.key)?.promise;
        order.push(`-${operation.key}`);
        return OK;
      },
    });
    stage.operations.start();
    stage.operations.submit(request('a', { key: 'a1' }));
    stage.operations.submit(request('a', { key: 'a2', ifBusy: 'queue' }));
    stage.operations.submit(request('b', { key: 'b1' }));
    expect(order).toEqual(['+a1', '+b1']);
    expect(stage.operations.submit(request('a'))).toMatchObject({
      ok: false,
      reason: 'busy',
      operation: { key: 'a1' },
    });
    gates.get('a1')?.resolve();
    await vi.waitFor(() => expect(order).toContain('+a2'));
    expect(order).toEqual(['+a1', '+b1', '-a1', '+a2']);
    for (const each of gates.values()) each.resolve();
    await stage.operations.idle();
  });

  it('lets nothing slip past an earlier one that waits for the whole project', async () => {
    const first = gate();
    const begun: string[] = [];
    const stage = createStage({
      run: async ({ operation }) => {
        begun.push(operation.key);
        if (operation.key === 'web') await first.promise;
        return OK;
      },
    });
    stage.operations.start();
    stage.operations.submit(request('web', { key: 'web' }));
    stage.operations.submit(request('*', { key: 'all', ifBusy: 'queue' }));
    stage.operations.submit(request('db', { key: 'db', ifBusy: 'queue' }));
    expect(stage.operations.submit(request('db'))).toMatchObject({ reason: 'busy', operation: { key: 'all' } });
    expect(begun).toEqual(['web']);
    first.resolve();
    await stage.operations.idle();
    expect(begun).toEqual(['web', 'all', 'db']);
  });

  it('says what it is doing at most once a second', async () => {
    vi.useFakeTimers();
    try {
      const held = gate();
      const stage = createStage({
        run: async (context) =>
          context.step('wait', null, async () => {
            for (let n = 0; n < 50; n++) context.progress({ key: 'waiting', params: { n } });
            await held.promise;
            return OK;
          }),
      });
      stage.operations.start();
      stage.operations.submit(request('web'));
      stage.clock.advance(3000);
      await vi.advanceTimersByTimeAsync(3000);
      held.resolve();
      await stage.operations.idle();
      const told = stage.changes.filter((change) => change.kind === 'progress');
      expect(told).toHaveLength(3);
      expect(told[0]).toMatchObject({ step: 'wait', elapsedMs: 3000, doing: { key: 'waiting', params: { n: 49 } } });
    } finally {
      vi.useRealTimers();
    }
  });

  it('calls a broken kind failed and says under which id the log has it', async () => {
    const stage = createStage({
      run: () => {
        throw new Error('a bug');
      },
    });
    stage.operations.start();
    const { operation } = submitted(stage.operations.submit(request('web')));
    await stage.operations.idle();
    expect(stage.operations.get(operation.id)).toMatchObject({
      state: 'failed',
      outcome: { ok: false, reason: { key: 'operations-broke', params: { id: operation.id } }, nextStep: 'escalate' },
    });
  });

  it('writes an outcome again and again until it can be written', async () => {
    vi.useFakeTimers();
    try {
      let refusals = 2;
      const stage = createStage(
        {},
        {
          announce: (change) => {
            if (change.kind === 'finished' && refusals-- > 0) throw new Error('database or disk is full');
          },
        },
      );
      stage.operations.start();
      const { operation } = submitted(stage.operations.submit(request('web')));
      await vi.advanceTimersByTimeAsync(10_000);
      expect(stage.operations.get(operation.id)?.state).toBe('succeeded');
      expect(stage.told()).toEqual(['requested', 'started', 'finished']);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('cancelling', () => {
  it('takes a queued one off the queue', async () => {
    const held = gate();
    const run = vi.fn(() => held.promise.then(() => OK));
    const stage = createStage({ run });
    stage.operations.start();
    stage.operations.submit(request('web'));
    const { operation } = submitted(stage.operations.submit(request('web', { ifBusy: 'queue' })));
    expect(stage.operations.cancel(operation.id)).toBe('cancelled');
    held.resolve();
    await stage.operations.idle();
    expect(run).toHaveBeenCalledTimes(1);
    expect(stage.operations.get(operation.id)).toMatchObject({ state: 'cancelled', outcome: { ok: null } });
  });

  it('ends a running one at its next step, and not in the middle of its effect', async () => {
    const held = gate();
    const effects: string[] = [];
    const stage = createStage({
      run: async (context) => {
        await context.step('first', null, async () => {
          await held.promise;
          effects.push('first');
          return null;
        });
        return context.step('second', null, async () => {
          effects.push('second');
          return OK;
        });
      },
    });
    stage.operations.start();
    const { operation } = submitted(stage.operations.submit(request('web')));
    expect(stage.operations.cancel(operation.id)).toBe('requested');
    held.resolve();
    await stage.operations.idle();
    expect(effects).toEqual(['first']);
    expect(stage.operations.get(operation.id)?.state).toBe('cancelled');
    expect(stage.operations.journal(operation.id)).toMatchObject([{ step: 'first', error: null }]);
    expect(stage.operations.cancel(operation.id)).toBe('too-late');
    expect(stage.operations.cancel('nobody')).toBe('unknown');
  });
});

describe('watching', () => {
  it('confirms what held', async () => {
    const stage = createStage({ watch: async () => ({ verdict: 'held' }) });
    stage.operations.start();
    const { operation } = submitted(stage.operations.submit(request('web')));
    await stage.operations.idle();
    expect(states(stage.changes)).toEqual([
      'requested:queued',
      'started:running',
      'finished:watching',
      'confirmed-good:succeeded',
    ]);
    expect(stage.operations.get(operation.id)?.outcome).toMatchObject({ ok: true, watch: 'held' });
  });

  it('takes the ✓ back from what fell, with what was seen', async () => {
    const stage = createStage({
      watch: async () => {
        stage.clock.advance(50_000);
        return {
          verdict: 'fell',
          reason: { key: 'fell', params: {} },
          exitCode: 3,
          lastLines: ['boom'],
          nextStep: 'logs',
        };
      },
    });
    stage.operations.start();
    const saidOkAt = stage.clock.now();
    const { operation } = submitted(stage.operations.submit(request('web')));
    await stage.operations.idle();
    expect(states(stage.changes).at(-1)).toBe('retracted:failed');
    expect(stage.operations.get(operation.id)?.outcome).toEqual({
      ok: false,
      reason: { key: 'fell', params: {} },
      tookMs: 0,
      exitCode: 3,
      lastLines: ['boom'],
      nextStep: 'logs',
      watch: 'fell',
      retracted: { at: saidOkAt + 50_000, saidOkAt },
    });
  });

  it('says that it does not know when it could not look', async () => {
    const stage = createStage({ watch: async () => ({ verdict: 'blind', reason: { key: 'blind', params: {} } }) });
    stage.operations.start();
    stage.operations.submit(request('web'));
    await stage.operations.idle();
    expect(stage.changes.at(-1)).toMatchObject({
      kind: 'retracted',
      operation: { state: 'interrupted', outcome: { ok: null, watch: 'blind' } },
    });
  });

  it('does not watch a failure', async () => {
    const watch = vi.fn(async () => ({ verdict: 'held' as const }));
    const stage = createStage({ run: async () => FAILED, watch });
    stage.operations.start();
    stage.operations.submit(request('web'));
    await stage.operations.idle();
    expect(watch).not.toHaveBeenCalled();
    expect(stage.changes.at(-1)).toMatchObject({ kind: 'finished', operation: { state: 'failed' } });
  });

  it('holds no lock; a new operation on the same service ends the watch without a word on it', async () => {
    const watches: AbortSignal[] = [];
    const stage = createStage({
      watch: async (context) => {
        watches.push(context.signal);
        if (watches.length === 1) await context.sleep(1_000_000);
        return { verdict: 'held' };
      },
    });
    stage.operations.start();
    const first = submitted(stage.operations.submit(request('web')));
    await vi.waitFor(() => expect(watches).toHaveLength(1));
    const second = submitted(stage.operations.submit(request('web')));
    await stage.operations.idle();
    expect(stage.operations.get(first.operation.id)).toMatchObject({
      state: 'succeeded',
      outcome: { watch: 'overtaken' },
    });
    expect(stage.operations.get(second.operation.id)).toMatchObject({ state: 'succeeded', outcome: { watch: 'held' } });
    expect(
      stage.changes.filter((change) => change.operation.id === first.operation.id).map((change) => change.kind),
    ).toEqual(['requested', 'started', 'finished']);
  });
});

function submitted(result: ReturnType<ReturnType<typeof createStage>['operations']['submit']>) {
  if (!result.ok) throw new Error(`refused: ${result.reason}`);
  return result;
}

function states(changes: readonly OperationChange[]): string[] {
  return changes
    .filter((change) => change.kind !== 'progress')
    .map((change) => `${change.kind}:${change.operation.state}`);
}
