import { expect, test } from 'vitest';
import type { Delivery, Priority } from '../../../src/notify/index.ts';
import { chat, createStage, GROUP, message, PERSON, pending, person, turn } from './stage.ts';

test('the most urgent subject goes first, and order within a subject stays', async () => {
  const stage = createStage();
  const say = (subject: string, text: string, priority: Priority) =>
    stage.outbox.enqueue(person(PERSON), message(text, { subject, priority }));
  say('progress', 'p1', 3);
  say('note', 'n1', 2);
  say('card', 'c1', 1);
  say('note', 'n2', 2);
  say('reply', 'r1', 0);
  say('card', 'c2', 1);
  await stage.start();
  expect(stage.texts()).toEqual(['r1', 'c1', 'c2', 'n1', 'n2', 'p1']);
});

test('what is urgent pulls along what stands before it in its subject', async () => {
  const stage = createStage();
  stage.outbox.enqueue(person(PERSON), message('other', { subject: 'x', priority: 1 }));
  stage.outbox.enqueue(person(PERSON), message('before', { subject: 'y', priority: 3 }));
  stage.outbox.enqueue(person(PERSON), message('answer', { subject: 'y', priority: 0 }));
  await stage.start();
  expect(stage.texts()).toEqual(['before', 'answer', 'other']);
});

test('one at a time in a chat, many chats at a time', async () => {
  const stage = createStage();
  let most = 0;
  const open = new Map<number, number>();
  stage.answers(async (item) => {
    open.set(item.chatId, (open.get(item.chatId) ?? 0) + 1);
    most = Math.max(most, open.size);
    expect(open.get(item.chatId)).toBe(1);
    await turn();
    open.delete(item.chatId);
    return stage.arrive(item);
  });
  for (const id of [1, 2, 3]) {
    for (const subject of ['a', 'b', 'c']) stage.outbox.enqueue(person(id), message(subject, { subject }));
  }
  await stage.start();
  for (let round = 0; round < 12; round += 1) await turn();
  expect(most).toBe(3);
  expect(stage.calls).toHaveLength(9);
});

test('slow progress in many chats leaves room for an answer', async () => {
  const stage = createStage();
  await stage.start();
  const slow = pending();
  stage.answers((item) => (item.message.priority === 3 ? slow.promise : stage.arrive(item)));
  for (let id = 1; id <= 12; id += 1) stage.outbox.enqueue(person(id), message(`p${id}`, { priority: 3 }));
  await turn();
  expect(stage.calls).toHaveLength(6);
  stage.outbox.enqueue(person(20), message('answer', { priority: 0 }));
  await turn();
  expect(stage.texts().at(-1)).toBe('answer');
  slow.end({ kind: 'sent', messageId: 1 });
  await stage.advance(60_000);
  expect(stage.calls).toHaveLength(13);
});

test.each([
  { where: 'a group', to: chat(GROUP), room: 15 },
  { where: 'private', to: person(PERSON), room: 45 },
])('progress never uses up the minute that $where is given: the rest is for answers', async ({ to, room }) => {
  const stage = createStage();
  await stage.start();
  const progress = (text: string) =>
    message(text, { subject: text, slot: 'progress', mode: 'upsert', priority: 3, minIntervalMs: 0 });
  for (let n = 0; n < 100; n += 1) stage.outbox.enqueue(to, progress(`p${n}`));
  await stage.advance(1_000);
  expect(stage.calls).toHaveLength(room);
  stage.outbox.enqueue(to, message('answer', { subject: 'reply:1', priority: 0 }));
  await turn();
  expect(stage.texts().at(-1)).toBe('answer');
  await stage.advance(60_000);
  expect(stage.calls).toHaveLength(room + 1 + room);
  await stage.advance(600_000);
  expect(stage.calls).toHaveLength(101);
});

test('a chat that has to wait does not take the place of another', async () => {
  const stage = createStage();
  const wait: Delivery = { kind: 'retry', afterMs: 600_000, scope: 'chat' };
  stage.answers((item) => (item.chatId <= 12 ? wait : stage.arrive(item)));
  for (let id = 1; id <= 12; id += 1) stage.outbox.enqueue(person(id), message(`w${id}`, { priority: 0 }));
  await stage.start();
  await turn();
  stage.outbox.enqueue(person(20), message('progress', { priority: 3 }));
  await turn();
  expect(stage.texts().at(-1)).toBe('progress');
});
