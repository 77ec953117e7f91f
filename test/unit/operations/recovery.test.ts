import { describe, expect, it, vi } from 'vitest';
import type { OperationContext } from '../../../src/operations/index.ts';
import { createStage, gate, OK, request, type Target } from './stage.ts';

describe('stopping', () => {
  it('lets a running step end, begins no further one, and leaves the rest to the next start', async () => {
    const held = gate();
    const effects: string[] = [];
    const stage = createStage({
      run: async (context) => {
        await context.step('effect', null, async () => {
          await held.promise;
          effects.push('effect');
          return { done: true };
        });
        return context.step('wait', null, async () => OK);
      },
    });
    stage.operations.start();
    stage.operations.submit(request('web'));
    const stopped = stage.operations.stop(10_000);
    held.resolve();
    await stopped;
    const [operation] = stage.operations.listActive();
    expect(operation).toMatchObject({ state: 'running', step: 'effect' });
    expect(stage.operations.journal(operation?.id ?? '')).toMatchObject([{ step: 'effect', result: { done: true } }]);
    expect(stage.told()).toEqual(['requested', 'started']);
    expect(effects).toEqual(['effect']);
  });

  it('does not wait for a step that takes longer than the deadline, and writes nothing of it afterwards', async () => {
    const held = gate();
    const ended = gate();
    const stage = createStage({
      run: async (context) => {
        await context.step('effect', null, () => held.promise).finally(() => ended.resolve());
        return OK;
      },
    });
    stage.operations.start();
    stage.operations.submit(request('web'));
    await stage.operations.stop(1);
    held.resolve();
    await ended.promise.catch(() => undefined);
    const [operation] = stage.operations.listActive();
    expect(operation?.state).toBe('running');
    expect(stage.operations.journal(operation?.id ?? '')).toMatchObject([{ step: 'effect', finishedAt: null }]);
  });

  it('wakes what sleeps at once', async () => {
    const stage = createStage({ run: (context) => context.step('wait', null, () => sleepForEver(context)) });
    stage.operations.start();
    stage.operations.submit(request('web'));
    await stage.operations.stop(60_000);
    expect(stage.operations.listActive()).toMatchObject([{ state: 'running', step: 'wait' }]);
  });

  it('takes nothing more', async () => {
    const run = vi.fn(async () => OK);
    const stage = createStage({ run });
    stage.operations.start();
    await stage.operations.stop(1000);
    stage.operations.submit(request('web'));
    await stage.operations.idle();
    expect(run).not.toHaveBeenCalled();
    expect(stage.operations.listActive()).toMatchObject([{ state: 'queued' }]);
  });
});

describe('starting again', () => {
  it('recovers what was running, once, under its lock, and says that it was recovered', async () => {
    const stage = createStage({ run: (context) => context.step('wait', null, () => sleepForEver(context)) });
    stage.operations.start();
    stage.operations.submit(request('web'));
    await stage.operations.stop(0);

    const looked = gate();
    const run = vi.fn(async () => OK);
    const recover = vi.fn(async (context: OperationContext<Target>) => {
      await looked.promise;
      return { ok: false as const, reason: { key: 'found', params: { steps: context.journal.entries().length } } };
    });
    const second = stage.next({ run, recover });
    second.start();
    expect(second.submit(request('web'))).toMatchObject({ reason: 'busy' });
    looked.resolve();
    await second.idle();
    expect(run).not.toHaveBeenCalled();
    expect(recover).toHaveBeenCalledTimes(1);
    expect(stage.changes.at(-1)).toMatchObject({
      kind: 'recovered',
      operation: { state: 'failed', outcome: { reason: { key: 'found', params: { steps: 1 } } } },
    });
    const third = stage.next({ recover });
    third.start();
    await third.idle();
    expect(recover).toHaveBeenCalledTimes(1);
  });

  it('says that it does not know, when recovery itself breaks', async () => {
    const stage = createStage({ run: sleepForEver });
    stage.operations.start();
    stage.operations.submit(request('web'));
    await stage.operations.stop(0);
    const second = stage.next({ recover: () => Promise.reject(new Error('a bug')) });
    second.start();
    await second.idle();
    expect(stage.changes.at(-1)).toMatchObject({
      kind: 'recovered',
      operation: { state: 'interrupted', outcome: { ok: null, reason: { key: 'operations-recovery-broke' } } },
    });
  });

  it('resumes a watch until the time that was set for it', async () => {
    const stage = createStage({ watch: async (context) => context.sleep(1_000_000).then(() => ({ verdict: 'held' })) });
    stage.operations.start();
    stage.operations.submit(request('web'));
    await vi.waitFor(() => expect(stage.operations.listActive()).toMatchObject([{ state: 'watching' }]));
    const until = stage.clock.now() + 120_000;
    await stage.operations.stop(0);
    stage.clock.advance(60_000);

    const recover = vi.fn(async () => OK);
    const watch = vi.fn(async () => ({ verdict: 'held' as const }));
    const second = stage.next({ recover, watch });
    second.start();
    await second.idle();
    expect(watch).toHaveBeenCalledWith(expect.objectContaining({ watchUntil: until }));
    expect(recover).not.toHaveBeenCalled();
    expect(stage.told()).toEqual(['requested', 'started', 'finished', 'confirmed-good']);
  });

  it('runs what was queued a moment ago, and closes what was allowed too long ago', async () => {
    const stage = createStage({});
    stage.operations.submit(request('old'));
    stage.clock.advance(100_000);
    stage.operations.submit(request('new'));
    stage.clock.advance(20_001);
    const ran: string[] = [];
    const second = stage.next({
      run: async ({ params }) => {
        ran.push(params.service);
        return OK;
      },
    });
    second.start();
    await second.idle();
    expect(ran).toEqual(['new']);
    expect(stage.changes.find((change) => change.kind === 'recovered')).toMatchObject({
      operation: {
        params: { service: 'old' },
        state: 'interrupted',
        outcome: { ok: null, reason: { key: 'operations-not-begun' } },
      },
    });
  });
});

function sleepForEver(context: OperationContext<Target>) {
  return context.sleep(2_000_000_000).then(() => OK);
}
