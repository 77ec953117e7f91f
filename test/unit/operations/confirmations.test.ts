import { describe, expect, it } from 'vitest';
import { createStage, gate, OK, request } from './stage.ts';

const ANNA = 7;
const BORIS = 8;
const question = {
  kind: 'scripted',
  params: { service: 'web' },
  askedBy: ANNA,
  chatId: -100,
  threadId: 45,
  incident: 12,
  question: {
    title: { key: 'title', params: {} },
    warnings: [],
    facts: [],
    button: { key: 'button', params: {} },
  },
};

describe('a confirmation', () => {
  it('allows one operation, with what was asked and who asked', () => {
    const { operations, told } = createStage({});
    const { token, expiresAt, createdAt } = operations.confirmations.create(question);
    expect(token).toMatch(/^[\w-]{12}$/);
    expect(expiresAt - createdAt).toBe(120_000);
    const result = operations.confirmations.redeem(token, ANNA);
    expect(result).toMatchObject({
      ok: true,
      operation: {
        kind: 'scripted',
        state: 'queued',
        requestedBy: ANNA,
        incident: 12,
        chatId: -100,
        threadId: 45,
        key: token,
      },
    });
    expect(told()).toEqual(['requested']);
  });

  it('runs once however often it is tapped', async () => {
    let runs = 0;
    const stage = createStage({
      run: async () => {
        runs += 1;
        return OK;
      },
    });
    stage.operations.start();
    const { token } = stage.operations.confirmations.create(question);
    const first = stage.operations.confirmations.redeem(token, ANNA);
    const second = stage.operations.confirmations.redeem(token, ANNA);
    await stage.operations.idle();
    const third = stage.operations.confirmations.redeem(token, ANNA);
    expect(first.ok).toBe(true);
    expect(second).toMatchObject({ ok: false, reason: 'used', operation: { state: 'running' } });
    expect(third).toMatchObject({ ok: false, reason: 'used', operation: { state: 'succeeded' } });
    expect(runs).toBe(1);
  });

  it('gives a handler that is repeated after a kill the same answer, without a second operation', () => {
    const { operations } = createStage({});
    const asked = operations.confirmations.create({ ...question, cause: 'update-1:ask' });
    expect(operations.confirmations.create({ ...question, cause: 'update-1:ask' })).toEqual(asked);
    const first = operations.confirmations.redeem(asked.token, ANNA, 'update-2');
    expect(operations.confirmations.redeem(asked.token, ANNA, 'update-2')).toEqual(first);
    expect(operations.confirmations.redeem(asked.token, ANNA, 'update-3')).toMatchObject({ reason: 'used' });
    expect(operations.listActive()).toHaveLength(1);
  });

  it('is for the person who asked, and another’s tap does not spend it', () => {
    const { operations } = createStage({});
    const { token } = operations.confirmations.create(question);
    expect(operations.confirmations.redeem(token, BORIS)).toEqual({ ok: false, reason: 'not-yours', askedBy: ANNA });
    expect(operations.confirmations.cancel(token, BORIS)).toEqual({ ok: false, reason: 'not-yours' });
    expect(operations.confirmations.redeem(token, ANNA).ok).toBe(true);
  });

  it('is over after two minutes', () => {
    const { operations, clock } = createStage({});
    const { token } = operations.confirmations.create(question);
    clock.advance(120_000);
    expect(operations.confirmations.redeem(token, ANNA)).toEqual({ ok: false, reason: 'expired' });
    expect(operations.listActive()).toEqual([]);
  });

  it('holds for the last moment of the two minutes', () => {
    const { operations, clock } = createStage({});
    const { token } = operations.confirmations.create(question);
    clock.advance(119_999);
    expect(operations.confirmations.redeem(token, ANNA).ok).toBe(true);
  });

  it('can be taken back, and an answered one cannot', () => {
    const { operations } = createStage({});
    const first = operations.confirmations.create(question);
    expect(operations.confirmations.cancel(first.token, ANNA)).toEqual({ ok: true });
    expect(operations.confirmations.redeem(first.token, ANNA)).toEqual({ ok: false, reason: 'cancelled' });
    const second = operations.confirmations.create(question);
    operations.confirmations.redeem(second.token, ANNA);
    expect(operations.confirmations.cancel(second.token, ANNA)).toEqual({ ok: false, reason: 'used' });
    expect(operations.confirmations.redeem('nobody-knows', ANNA)).toEqual({ ok: false, reason: 'unknown' });
  });

  it('names who is at it, and does not do it once more when they are done', async () => {
    const held = gate();
    const stage = createStage({ run: () => held.promise.then(() => OK) });
    stage.operations.start();
    stage.operations.submit(request('web', { requestedBy: BORIS }));
    const since = stage.clock.now();
    stage.clock.advance(5000);
    const { token } = stage.operations.confirmations.create(question);
    expect(stage.operations.confirmations.redeem(token, ANNA)).toMatchObject({
      ok: false,
      reason: 'busy',
      operation: { requestedBy: BORIS, kind: 'scripted', params: { service: 'web' }, startedAt: since },
    });
    held.resolve();
    await stage.operations.idle();
    expect(stage.operations.confirmations.redeem(token, ANNA)).toMatchObject({ ok: false, reason: 'overtaken' });
  });

  it('two people asked, both say yes one after the other: it is done once', async () => {
    const stage = createStage({});
    stage.operations.start();
    const annas = stage.operations.confirmations.create(question);
    const boriss = stage.operations.confirmations.create({ ...question, askedBy: BORIS });
    stage.operations.confirmations.redeem(annas.token, ANNA);
    await stage.operations.idle();
    stage.clock.advance(4000);
    expect(stage.operations.confirmations.redeem(boriss.token, BORIS)).toMatchObject({
      reason: 'overtaken',
      operation: { requestedBy: ANNA, state: 'succeeded' },
    });
    const asksAgain = stage.operations.confirmations.create({ ...question, askedBy: BORIS });
    expect(stage.operations.confirmations.redeem(asksAgain.token, BORIS).ok).toBe(true);
  });

  it('another thing that needed the same locks meanwhile does not count as done already', async () => {
    const stage = createStage({});
    stage.operations.start();
    const whole = stage.operations.confirmations.create({ ...question, params: { service: '*' } });
    stage.operations.submit(request('web'));
    await stage.operations.idle();
    expect(stage.operations.confirmations.redeem(whole.token, ANNA).ok).toBe(true);
  });

  it('is refused for malformed parameters before anybody is asked', () => {
    const { operations } = createStage({});
    expect(() => operations.confirmations.create({ ...question, params: { shop: 1 } })).toThrow('malformed');
  });

  it('leaves nothing behind when telling fails: the token can be used again', () => {
    let refusals = 1;
    const { operations } = createStage(
      {},
      {
        announce: () => {
          if (refusals-- > 0) throw new Error('outbox is broken');
        },
      },
    );
    const { token } = operations.confirmations.create(question);
    expect(() => operations.confirmations.redeem(token, ANNA)).toThrow('outbox is broken');
    expect(operations.listActive()).toEqual([]);
    expect(operations.confirmations.redeem(token, ANNA).ok).toBe(true);
  });
});

describe('the fourth time within ten minutes', () => {
  const doneBefore = async (stage: ReturnType<typeof createStage>, times: number, service = 'web') => {
    stage.operations.start();
    for (let time = 0; time < times; time += 1) {
      stage.operations.submit(request(service));
      await stage.operations.idle();
      stage.clock.advance(1000);
    }
  };

  it('needs a second yes that knows what the last three did, and has its own two minutes', async () => {
    const stage = createStage({}, { breaker: true });
    await doneBefore(stage, 3);
    const { token } = stage.operations.confirmations.create(question);
    stage.clock.advance(110_000);
    const first = stage.operations.confirmations.redeem(token, ANNA);
    expect(first).toMatchObject({ ok: false, reason: 'repeated' });
    expect(first.ok === false && first.reason === 'repeated' ? first.last.map(({ state }) => state) : []).toEqual([
      'succeeded',
      'succeeded',
      'succeeded',
    ]);
    stage.clock.advance(119_000);
    expect(stage.operations.confirmations.redeem(token, ANNA, 'c', true).ok).toBe(true);
  });

  it('is as usual after ten minutes, for another target, and for the third time', async () => {
    const late = createStage({}, { breaker: true });
    await doneBefore(late, 3);
    late.clock.advance(601_000);
    expect(late.operations.confirmations.redeem(late.operations.confirmations.create(question).token, ANNA).ok).toBe(
      true,
    );

    const other = createStage({}, { breaker: true });
    await doneBefore(other, 3, 'db');
    expect(other.operations.confirmations.redeem(other.operations.confirmations.create(question).token, ANNA).ok).toBe(
      true,
    );

    const third = createStage({}, { breaker: true });
    await doneBefore(third, 2);
    expect(third.operations.confirmations.redeem(third.operations.confirmations.create(question).token, ANNA).ok).toBe(
      true,
    );
  });

  it('counts what was done to the whole project', async () => {
    const stage = createStage({}, { breaker: true });
    await doneBefore(stage, 3, '*');
    const { token } = stage.operations.confirmations.create(question);
    expect(stage.operations.confirmations.redeem(token, ANNA)).toMatchObject({ reason: 'repeated' });
  });

  it('does not count what was called off', async () => {
    const hold = gate();
    let runs = 0;
    const script: Parameters<typeof createStage>[0] = {
      run: async (context) => {
        runs += 1;
        if (runs === 3) await hold.promise;
        await context.step('effect', null, async () => null);
        return OK;
      },
    };
    const stage = createStage(script, { breaker: true });
    await doneBefore(stage, 2);
    const third = stage.operations.submit(request('web'));
    if (third.ok) stage.operations.cancel(third.operation.id);
    hold.resolve();
    await stage.operations.idle();
    expect(third.ok ? stage.operations.get(third.operation.id)?.state : null).toBe('cancelled');
    stage.clock.advance(1000);
    const { token } = stage.operations.confirmations.create(question);
    expect(stage.operations.confirmations.redeem(token, ANNA).ok).toBe(true);
  });
});

describe('where two people have to agree', () => {
  const asked = () => {
    const stage = createStage({}, { needsSecond: () => true });
    const { confirmations } = stage.operations;
    return { stage, confirmations, token: confirmations.create(question).token };
  };

  it('the yes of who asked starts nothing; that of somebody else does, in the name of who asked', () => {
    const { stage, confirmations, token } = asked();
    expect(confirmations.redeem(token, ANNA)).toEqual({ ok: false, reason: 'needs-second', askedBy: ANNA });
    expect(stage.operations.listActive()).toEqual([]);
    expect(confirmations.second(token, BORIS)).toMatchObject({ ok: true, operation: { requestedBy: ANNA } });
    expect(confirmations.find(token)).toMatchObject({ secondedBy: BORIS });
    expect(confirmations.second(token, 9)).toMatchObject({ ok: false, reason: 'used' });
  });

  it('nobody is their own second person, and nobody agrees before who asked has', () => {
    const { confirmations, token } = asked();
    expect(confirmations.second(token, BORIS)).toEqual({ ok: false, reason: 'not-agreed' });
    confirmations.redeem(token, ANNA);
    expect(confirmations.second(token, ANNA)).toEqual({ ok: false, reason: 'own-question' });
  });

  it('the second person has ten minutes, which further taps of the first do not lengthen', () => {
    const { stage, confirmations, token } = asked();
    confirmations.redeem(token, ANNA);
    stage.clock.advance(9 * 60_000);
    confirmations.redeem(token, ANNA);
    stage.clock.advance(61_000);
    expect(confirmations.second(token, BORIS)).toEqual({ ok: false, reason: 'expired' });
  });

  it('a no of the second person is final', () => {
    const { confirmations, token } = asked();
    expect(confirmations.cancel(token, BORIS)).toEqual({ ok: false, reason: 'not-yours' });
    confirmations.redeem(token, ANNA);
    expect(confirmations.cancel(token, BORIS)).toEqual({ ok: true });
    expect(confirmations.second(token, 9)).toEqual({ ok: false, reason: 'cancelled' });
  });
});
