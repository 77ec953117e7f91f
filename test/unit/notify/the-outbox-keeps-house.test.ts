import { expect, test } from 'vitest';
import { createStage, message, never, PERSON, pending, person, turn } from './stage.ts';

const DAY_MS = 86_400_000;

test('what was sent is forgotten after seven days, what waits never, and causes outlive the rows', async () => {
  const stage = createStage();
  await stage.start();
  stage.outbox.enqueue(person(PERSON), message('old'), 'cause:old');
  await turn();
  stage.answers(() => ({ kind: 'retry', afterMs: null, scope: 'all' }));
  stage.outbox.enqueue(person(PERSON), message('waiting'));
  await turn();
  stage.clock.advance(7 * DAY_MS - 1);
  stage.outbox.kick();
  await turn();
  expect(stage.rows()).toHaveLength(2);
  stage.clock.advance(3_600_000);
  stage.outbox.kick();
  await turn();
  expect(stage.rows()).toMatchObject([{ id: 2, state: 'pending' }]);
  stage.outbox.enqueue(person(PERSON), message('old'), 'cause:old');
  expect(stage.outbox.backlog()).toBe(1);
});

test('a card leads replies to its incident for 400 days, and as long as it is pinned', async () => {
  const stage = createStage();
  await stage.start();
  const { posted } = stage.notify;
  const postedAt = stage.clock.now();
  const card = { subject: 'incident:1', slot: 'card', chatId: PERSON, threadId: null } as const;
  posted.record({ ...card, messageId: 1 });
  posted.record({ ...card, messageId: 2, pinned: true });
  posted.record({ ...card, messageId: 3 });
  stage.clock.advance(DAY_MS);
  posted.record({ ...card, messageId: 3, shows: 'newer' });
  expect(posted.find(PERSON, 3)).toMatchObject({ postedAt, shownAt: postedAt + DAY_MS });
  stage.clock.advance(398 * DAY_MS);
  stage.outbox.kick();
  await turn();
  expect(posted.find(PERSON, 1)).not.toBeNull();
  stage.clock.advance(2 * DAY_MS - 1);
  stage.outbox.kick();
  await turn();
  expect([1, 2, 3].map((id) => posted.find(PERSON, id) !== null)).toEqual([false, true, true]);
});

test('a stop waits for what is under way, writes down how it ended, and begins nothing new', async () => {
  const stage = createStage();
  await stage.start();
  const first = pending();
  stage.nextEnd(first.promise);
  stage.outbox.enqueue(person(PERSON), message('one'));
  stage.outbox.enqueue(person(PERSON), message('two'));
  await turn();
  let stopped = false;
  const stopping = stage.outbox.stop(10_000).then(() => {
    stopped = true;
  });
  await turn();
  expect(stopped).toBe(false);
  first.end({ kind: 'sent', messageId: 1 });
  await stopping;
  await stage.advance(60_000);
  expect(stage.texts()).toEqual(['one']);
  expect(stage.rows()).toMatchObject([{ state: 'sent' }, { state: 'pending' }]);
});

test('a stop that runs out of time touches the database no more, whatever comes in late', async () => {
  const stage = createStage();
  await stage.start();
  const first = pending();
  stage.nextEnd(first.promise);
  stage.outbox.enqueue(person(PERSON), message('one'));
  await turn();
  const stopping = stage.outbox.stop(10_000);
  await stage.advance(10_000);
  await stopping;
  stage.database.close();
  first.end({ kind: 'sent', messageId: 1 });
  await stage.advance(600_000);
  expect(stage.errors()).toEqual([]);
});

test('after a stop the same outbox can be started again', async () => {
  const stage = createStage();
  await stage.start();
  await stage.outbox.stop(1_000);
  stage.outbox.enqueue(person(PERSON), message('one'));
  await turn();
  expect(stage.calls).toHaveLength(0);
  await stage.start();
  expect(stage.texts()).toEqual(['one']);
});

test('idle is reached when the last message is out, not before', async () => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd({ kind: 'retry', afterMs: 5_000, scope: 'chat' });
  stage.outbox.enqueue(person(PERSON), message('one'));
  let idle = false;
  const reached = stage.outbox.idle().then(() => {
    idle = true;
  });
  await stage.advance(4_999);
  expect(idle).toBe(false);
  await stage.advance(1);
  await reached;
  expect(stage.calls).toHaveLength(2);
});

test('messages for a channel that nobody configured do not pile up', async () => {
  const stage = createStage();
  stage.outbox.enqueue({ kind: 'slack' }, message('before the start'));
  await stage.start();
  stage.outbox.enqueue({ kind: 'slack' }, message('after the start'));
  await turn();
  expect(stage.outbox.backlog()).toBe(0);
  expect(stage.calls).toEqual([]);
});

test('a message without a destination is noticed', async () => {
  const stage = createStage({ oncall: () => [] });
  stage.outbox.enqueue({ kind: 'oncall' }, message('down'));
  expect(stage.lines.map(({ level }) => level)).toEqual(['warn']);
});

test('a database that cannot be read for a while is asked again', async () => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd(never);
  stage.outbox.enqueue(person(PERSON), message('one'));
  stage.database
    .prepare("CREATE TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    .run();
  await stage.advance(5_000);
  expect(stage.calls).toEqual([]);
  expect(stage.errors().length).toBeGreaterThan(0);
  stage.database.prepare('DROP TRIGGER full').run();
  await stage.advance(10_000);
  expect(stage.texts()).toEqual(['one']);
});
