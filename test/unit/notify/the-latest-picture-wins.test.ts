import { expect, test } from 'vitest';
import type { Message } from '../../../src/notify/index.ts';
import { chat, createStage, GROUP, message, PERSON, pending, person, START_AT, turn } from './stage.ts';

const progress = (text: string, rest: Partial<Message> = {}) =>
  message(text, { subject: 'operation:a', slot: 'progress', mode: 'upsert', priority: 3, ...rest });
const card = (text: string, rest: Partial<Message> = {}) =>
  message(text, { slot: 'card', mode: 'upsert', priority: 1, ...rest });

test.each([
  { where: 'private', to: person(PERSON), interval: 1_000 },
  { where: 'a group', to: chat(GROUP), interval: 3_000 },
])('progress in $where: the first picture at once, then the newest every $interval ms', async ({ to, interval }) => {
  const stage = createStage();
  await stage.start();
  for (let step = 0; step < 12; step += 1) {
    stage.outbox.enqueue(to, progress(`${step}`));
    await stage.advance(500);
  }
  await stage.advance(interval);
  expect(stage.callsAt[0]).toBe(START_AT);
  expect(stage.texts().at(-1)).toBe('11');
  const gaps = stage.callsAt.slice(1).map((at, index) => at - (stage.callsAt[index] ?? 0));
  expect(gaps.every((gap) => gap >= interval)).toBe(true);
  expect(stage.calls.length).toBe(Math.floor(5_500 / interval) + 2);
  expect(new Set(stage.calls.slice(1).map(({ edit }) => edit?.messageId))).toEqual(new Set([101]));
});

test('a card has no such limit: each change is shown as soon as the last has arrived', async () => {
  const stage = createStage();
  await stage.start();
  for (const text of ['open', 'taken', 'resolved']) {
    stage.outbox.enqueue(person(PERSON), card(text));
    await turn();
  }
  expect(stage.texts()).toEqual(['open', 'taken', 'resolved']);
  expect(stage.clock.now()).toBe(START_AT);
});

test('an outcome does not wait for the pause that progress keeps, and comes after the last picture', async () => {
  const stage = createStage();
  await stage.start();
  stage.outbox.enqueue(chat(GROUP), progress('10%'));
  await turn();
  stage.outbox.enqueue(chat(GROUP), progress('90%'));
  stage.outbox.enqueue(chat(GROUP), message('restarted', { subject: 'operation:a', slot: 'outcome' }));
  await turn();
  expect(stage.texts()).toEqual(['10%', '90%', 'restarted']);
});

test('what waits is replaced where it stands, and keeps the most that was promised', async () => {
  const stage = createStage();
  stage.outbox.enqueue(
    person(PERSON),
    card('open', { pin: true, twiceBetterThanNever: true, expiresAt: START_AT + 5_000 }),
  );
  stage.outbox.enqueue(person(PERSON), message('somebody took it'));
  stage.outbox.enqueue(person(PERSON), card('resolved', { priority: 2, silent: true }));
  await stage.advance(10_000);
  await stage.start();
  expect(stage.texts()).toEqual(['resolved', 'somebody took it']);
  expect(stage.calls[0]?.message).toMatchObject({
    pin: true,
    twiceBetterThanNever: true,
    silent: false,
    priority: 1,
  });
});

test('slots, subjects, topics and chats have pictures of their own', async () => {
  const stage = createStage();
  stage.outbox.enqueue(chat(GROUP, 4), card('a'));
  stage.outbox.enqueue(chat(GROUP, 5), card('b'));
  stage.outbox.enqueue(chat(GROUP, 4), card('c', { slot: 'main' }));
  stage.outbox.enqueue(chat(GROUP, 4), card('d', { subject: 'incident:2' }));
  stage.outbox.enqueue(person(PERSON), card('e'));
  await stage.start();
  expect(new Set(stage.texts())).toEqual(new Set(['a', 'b', 'c', 'd', 'e']));
  stage.outbox.enqueue(chat(GROUP, 5), card('b2'));
  await turn();
  expect(stage.calls.at(-1)?.edit?.messageId).toBe(
    stage.notify.posted.findBySubject('incident:1', 'card').find(({ threadId }) => threadId === 5)?.messageId,
  );
});

test('a picture that failed on its way gives its place to the newer one', async () => {
  const stage = createStage();
  await stage.start();
  const first = pending();
  stage.nextEnd(first.promise);
  stage.outbox.enqueue(person(PERSON), card('open'));
  await turn();
  stage.outbox.enqueue(person(PERSON), card('taken'));
  first.end({ kind: 'retry', afterMs: 2_000, scope: 'chat' });
  await stage.advance(10_000);
  expect(stage.texts()).toEqual(['open', 'taken']);
  expect(stage.outbox.backlog()).toBe(0);
});

test('a repeat of an older cause does not bring the older picture back, even when it was merged away', async () => {
  const stage = createStage();
  stage.outbox.enqueue(person(PERSON), card('open'), 'update:1');
  stage.outbox.enqueue(person(PERSON), card('taken'), 'update:2');
  stage.outbox.enqueue(person(PERSON), card('resolved'), 'update:3');
  await stage.start();
  stage.outbox.enqueue(person(PERSON), card('taken'), 'update:2');
  await stage.advance(60_000);
  expect(stage.texts()).toEqual(['resolved']);
});

test('progress that comes too late is dropped, what follows is not', async () => {
  const stage = createStage();
  await stage.start();
  stage.answers(() => ({ kind: 'retry', afterMs: 30_000, scope: 'all' }));
  stage.outbox.enqueue(person(PERSON), progress('10%', { expiresAt: START_AT + 20_000 }));
  stage.outbox.enqueue(person(PERSON), message('restarted', { subject: 'operation:a' }));
  await stage.advance(29_000);
  stage.works();
  await stage.advance(60_000);
  expect(stage.texts()).toEqual(['10%', 'restarted']);
  expect(stage.rows()).toMatchObject([{ state: 'dropped' }, { state: 'sent' }]);
});

test('the channel is told what a message shows, and may leave it as it is', async () => {
  const stage = createStage();
  await stage.start();
  stage.outbox.enqueue(person(PERSON), card('open'));
  await turn();
  stage.answers((item) => (item.edit?.shows === 'open' ? { kind: 'unchanged' } : stage.arrive(item)));
  stage.outbox.enqueue(person(PERSON), card('open'));
  await turn();
  stage.works();
  stage.outbox.enqueue(person(PERSON), card('taken'));
  await turn();
  stage.outbox.enqueue(person(PERSON), card('resolved'));
  await turn();
  expect(stage.calls.map(({ edit }) => edit?.shows)).toEqual([undefined, 'open', 'open', 'taken']);
  expect(stage.outbox.backlog()).toBe(0);
});

test('a card that somebody deleted is sent anew, and lives on', async () => {
  const stage = createStage();
  await stage.start();
  stage.outbox.enqueue(person(PERSON), card('open'));
  await turn();
  stage.nextEnd({ kind: 'edit-gone' });
  stage.outbox.enqueue(person(PERSON), card('taken'));
  await turn();
  stage.outbox.enqueue(person(PERSON), card('resolved'));
  await turn();
  expect(stage.calls.map(({ edit }) => edit?.messageId ?? null)).toEqual([null, 101, null, 102]);
  expect(stage.notify.posted.find(PERSON, 101)).toBeNull();
});
