import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createManualClock } from '../../../src/clock.ts';
import { type Database, openDatabase } from '../../../src/database/index.ts';
import { type Arrival, type Commit, createInbox, type Handle, MAX_ATTEMPTS } from '../../../src/inbox/index.ts';
import { type Log, silentLog } from '../../../src/log.ts';

const DAY_MS = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const arrival = (id: number, lane = 'anna'): Arrival => ({ id, lane, payload: { update_id: id } });
const nothing: Commit = () => undefined;

/** Each update is handled when and how the test says. */
function createHandler() {
  const begun: number[] = [];
  const open = new Map<number, { resolve: (commit: Commit) => void; reject: (error: Error) => void }>();
  const handle: Handle = (_payload, id) => {
    begun.push(id);
    return new Promise((resolve, reject) => open.set(id, { resolve, reject }));
  };
  const take = (id: number) => {
    const waiting = open.get(id);
    if (!waiting) throw new Error(`update ${id} is not being handled`);
    open.delete(id);
    return waiting;
  };
  return {
    handle,
    begun,
    ends: async (id: number, commit: Commit = nothing) => {
      take(id).resolve(commit);
      await settle();
    },
    fails: async (id: number, reason = 'broken') => {
      take(id).reject(new Error(reason));
      await settle();
    },
  };
}

/** Everything that only waits for promises has happened. */
const settle = () => vi.advanceTimersByTimeAsync(0);

function createStage(options: { database?: Database; onSetAside?: (payload: unknown) => void } = {}) {
  const database = options.database ?? openDatabase(':memory:');
  const clock = createManualClock(Date.UTC(2026, 0, 5));
  const lines: string[] = [];
  const log: Log = { ...silentLog, warn: (_, text) => lines.push(text), error: (_, text) => lines.push(text) };
  const aside: unknown[] = [];
  const handler = createHandler();
  const inbox = createInbox({
    database,
    clock,
    log,
    handle: handler.handle,
    onSetAside: (payload) => {
      options.onSetAside?.(payload);
      aside.push(payload);
    },
  });
  const rows = () =>
    database.prepare('SELECT update_id, state, attempts, payload, failure FROM inbox ORDER BY update_id').all();
  return { database, clock, lines, aside, handler, inbox, rows };
}

function started(options: Parameters<typeof createStage>[0] = {}) {
  const stage = createStage(options);
  stage.inbox.start();
  return stage;
}

describe('order', () => {
  test('one lane is handled in order, lanes beside each other', async () => {
    const { inbox, handler } = started();
    inbox.accept([arrival(1), arrival(2), arrival(3, 'ben')]);
    await settle();
    expect(handler.begun).toEqual([1, 3]);
    await handler.ends(3);
    expect(handler.begun).toEqual([1, 3]);
    await handler.ends(1);
    expect(handler.begun).toEqual([1, 3, 2]);
    inbox.accept([arrival(4)]);
    await settle();
    expect(handler.begun).toEqual([1, 3, 2]);
    await handler.ends(2);
    await handler.ends(4);
    expect(inbox.waiting()).toBe(0);
  });

  test('a failure holds up its own lane until it is settled, and no other', async () => {
    const { inbox, handler } = started();
    inbox.accept([arrival(1), arrival(2), arrival(3, 'ben')]);
    await settle();
    await handler.fails(1);
    await handler.ends(3);
    expect(handler.begun).toEqual([1, 3]);
    await vi.advanceTimersByTimeAsync(500);
    expect(handler.begun).toEqual([1, 3, 1]);
    await handler.ends(1);
    expect(handler.begun).toEqual([1, 3, 1, 2]);
  });
});

describe('durable', () => {
  test('a row is there when accept returns, and a known update is not taken twice', async () => {
    const { inbox, handler, rows } = started();
    inbox.accept([arrival(1)]);
    expect(rows()).toMatchObject([{ update_id: 1, state: 'waiting', payload: '{"update_id":1}' }]);
    inbox.accept([arrival(1)]);
    await settle();
    await handler.ends(1);
    inbox.accept([arrival(1)]);
    await settle();
    expect(handler.begun).toEqual([1]);
    // Of what is handled only the number is kept.
    expect(rows()).toEqual([{ update_id: 1, state: 'handled', attempts: 1, payload: '{}', failure: null }]);
  });

  test('what the handler staged commits together with "handled", or not at all', async () => {
    const { database, inbox, handler, rows } = started();
    database.prepare('CREATE TABLE notes (text TEXT)').run();
    const note = (text: string) => () => void database.prepare('INSERT INTO notes VALUES (?)').run(text);
    inbox.accept([arrival(1)]);
    await settle();
    await handler.ends(1, () => {
      note('half')();
      throw new Error('the disk is full');
    });
    expect(database.prepare('SELECT * FROM notes').all()).toEqual([]);
    expect(rows()).toMatchObject([{ state: 'waiting', attempts: 1 }]);
    await vi.advanceTimersByTimeAsync(500);
    await handler.ends(1, note('whole'));
    expect(database.prepare('SELECT * FROM notes').all()).toEqual([{ text: 'whole' }]);
    expect(rows()).toMatchObject([{ state: 'handled', attempts: 2 }]);
  });

  test('after a kill what was not settled is handled again, in order', async () => {
    const killed = started();
    killed.inbox.accept([arrival(1), arrival(2)]);
    await settle();
    expect(killed.handler.begun).toEqual([1]);

    const next = createStage({ database: killed.database });
    next.clock.advance(60_000);
    next.inbox.start();
    await settle();
    await next.handler.ends(1);
    await next.handler.ends(2);
    expect(next.handler.begun).toEqual([1, 2]);
  });

  test('what comes before the start is handled from the start on, once', async () => {
    const { inbox, handler, rows } = createStage();
    inbox.accept([arrival(1)]);
    await settle();
    expect(handler.begun).toEqual([]);
    inbox.start();
    inbox.accept([arrival(1), arrival(2)]);
    await settle();
    await handler.ends(1);
    await handler.ends(2);
    await settle();
    expect(handler.begun).toEqual([1, 2]);
    expect(rows()).toMatchObject([{ attempts: 1 }, { attempts: 1 }]);
  });

  test('numbers are kept for thirty days, what still waits for ever', async () => {
    const { database, inbox, handler } = started();
    inbox.accept([arrival(1), arrival(2)]);
    await settle();
    await handler.ends(1);
    const afterDays = (days: number) => {
      const later = createStage({ database });
      later.clock.advance(days * DAY_MS + 1);
      later.inbox.start();
      return later.rows();
    };
    expect(afterDays(29)).toHaveLength(2);
    expect(afterDays(30)).toMatchObject([{ update_id: 2, state: 'waiting' }]);
  });
});

describe('set aside', () => {
  test('after three failures, with the reason; the person is told and the lane goes on', async () => {
    const { inbox, handler, rows, aside, lines } = started();
    inbox.accept([arrival(1), arrival(2)]);
    await settle();
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      expect(handler.begun).toHaveLength(attempt);
      await handler.fails(1, `failure ${attempt}`);
      await vi.advanceTimersByTimeAsync(attempt === MAX_ATTEMPTS ? 0 : 500 * attempt);
    }
    expect(handler.begun).toEqual([1, 1, 1, 2]);
    expect(aside).toEqual([{ update_id: 1 }]);
    expect(rows()[0]).toEqual({
      update_id: 1,
      state: 'set-aside',
      attempts: 3,
      payload: '{"update_id":1}',
      failure: 'failure 3',
    });
    expect(lines.filter((line) => line.includes('set aside'))).toHaveLength(1);
  });

  test('an update that kills the process three times is not handed out a fourth time', async () => {
    let stage = started();
    const { database } = stage;
    stage.inbox.accept([arrival(1), arrival(2, 'ben')]);
    for (let start = 2; start <= MAX_ATTEMPTS; start += 1) {
      await settle();
      expect(stage.handler.begun).toContain(1);
      stage = started({ database });
    }
    await settle();
    stage = started({ database });
    await settle();
    expect(stage.handler.begun).not.toContain(1);
    expect(stage.aside).toContainEqual({ update_id: 1 });
    expect(stage.rows()[0]).toMatchObject({
      state: 'set-aside',
      failure: expect.stringContaining('the process ended'),
    });
  });

  test('a handler that never ends is given a minute, then the next attempt', async () => {
    const { inbox, handler, lines } = started();
    inbox.accept([arrival(1)]);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(lines).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(lines).toEqual([expect.stringContaining('trying again')]);
    await vi.advanceTimersByTimeAsync(500);
    expect(handler.begun).toEqual([1, 1]);
  });

  test('where even that cannot be written, it is tried until it can, and the lane keeps its order', async () => {
    let isFull = true;
    const { inbox, handler, rows, aside, lines } = started({
      onSetAside: () => {
        if (isFull) throw new Error('the disk is full');
      },
    });
    inbox.accept([arrival(1), arrival(2)]);
    await settle();
    for (const attempt of [1, 2, 3]) {
      await handler.fails(1);
      if (attempt < 3) await vi.advanceTimersByTimeAsync(500 * attempt);
    }
    expect(rows()[0]).toMatchObject({ state: 'waiting' });
    expect(lines.at(-1)).toContain('could not be written');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(handler.begun).toEqual([1, 1, 1]);
    isFull = false;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(aside).toEqual([{ update_id: 1 }]);
    expect(handler.begun).toEqual([1, 1, 1, 2]);
  });
});

describe('stop', () => {
  test('waits for what is being handled and begins nothing more', async () => {
    const { inbox, handler, rows } = started();
    inbox.accept([arrival(1), arrival(2)]);
    await settle();
    const stopped = inbox.stop(9_000);
    await handler.ends(1);
    expect(await stopped).toBe(true);
    expect(handler.begun).toEqual([1]);
    expect(rows()).toMatchObject([{ state: 'handled' }, { state: 'waiting', attempts: 0 }]);
  });

  test('but not for ever', async () => {
    const { inbox, rows } = started();
    inbox.accept([arrival(1)]);
    await settle();
    const stopped = inbox.stop(9_000);
    await vi.advanceTimersByTimeAsync(8_999);
    expect(await Promise.race([stopped, settle().then(() => 'still waits')])).toBe('still waits');
    await vi.advanceTimersByTimeAsync(1);
    expect(await stopped).toBe(false);
    expect(rows()).toMatchObject([{ state: 'waiting', attempts: 1 }]);
  });

  test('does not begin another attempt', async () => {
    const { inbox, handler } = started();
    inbox.accept([arrival(1)]);
    await settle();
    await handler.fails(1);
    const stopped = inbox.stop(9_000);
    await vi.advanceTimersByTimeAsync(500);
    expect(await stopped).toBe(true);
    expect(handler.begun).toEqual([1]);
  });
});
