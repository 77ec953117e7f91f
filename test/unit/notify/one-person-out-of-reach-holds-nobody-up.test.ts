import { expect, test } from 'vitest';
import type { Destination } from '../../../src/notify/index.ts';
import { chat, createStage, GROUP, message, person, START_AT, turn } from './stage.ts';

const ON_CALL: readonly Destination[] = [person(1), person(2), chat(3), { kind: 'slack' }, chat(1), chat(GROUP, 45)];

test('everybody on call is told once, whatever they are called, and repeats change nothing', async () => {
  const stage = createStage({ oncall: () => ON_CALL });
  await stage.start();
  stage.outbox.enqueue({ kind: 'oncall' }, message('down'), 'alert:1');
  stage.outbox.enqueue({ kind: 'oncall' }, message('down'), 'alert:1');
  stage.outbox.enqueue(person(2), message('down'), 'alert:1');
  stage.outbox.enqueue(person(4), message('down'), 'alert:1');
  await turn();
  await stage.killAndStart();
  stage.outbox.enqueue({ kind: 'oncall' }, message('down'), 'alert:1');
  await turn();
  expect(stage.calls.map(({ chatId, threadId }) => [chatId, threadId])).toEqual([
    [1, null],
    [2, null],
    [3, null],
    [GROUP, 45],
    [4, null],
  ]);
});

test('somebody who blocked the bot is noted, the others are told, and is reachable again as soon as a message arrives', async () => {
  const stage = createStage({ oncall: () => [person(1), person(2)] });
  await stage.start();
  stage.answers((item) => (item.chatId === 1 ? { kind: 'unreachable', reason: 'blocked' } : stage.arrive(item)));
  stage.outbox.enqueue({ kind: 'oncall' }, message('down'));
  await turn();
  stage.clock.advance(60_000);
  stage.outbox.enqueue({ kind: 'oncall' }, message('still down'));
  await turn();
  expect(stage.calls.filter(({ chatId }) => chatId === 2)).toHaveLength(2);
  expect(stage.outbox.backlog()).toBe(0);
  expect(stage.notify.chats.list()).toEqual([
    { chatId: 1, migratedTo: null, unreachable: { reason: 'blocked', sinceAt: START_AT }, rights: null },
    { chatId: 2, migratedTo: null, unreachable: null, rights: null },
  ]);
  expect(stage.errors()).toEqual([]);

  stage.works();
  stage.outbox.enqueue(person(1), message('welcome back'));
  await turn();
  expect(stage.notify.chats.list()[0]?.unreachable).toBeNull();
});

test('a message that is refused is our bug: logged as one, and the next goes on', async () => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd({ kind: 'refused', description: "Bad Request: can't parse entities" });
  stage.outbox.enqueue(person(1), message('broken'));
  stage.outbox.enqueue(person(1), message('sound'));
  await turn();
  expect(stage.texts()).toEqual(['broken', 'sound']);
  expect(stage.errors()).toMatchObject([{ data: { id: 1, reason: "Bad Request: can't parse entities" } }]);
});

test('a row that this version cannot read is set aside, and the next goes on', async () => {
  const stage = createStage();
  stage.outbox.enqueue(person(1), message('from another time'));
  stage.outbox.enqueue(person(1), message('sound'));
  stage.database.prepare(`UPDATE outbox SET message = '{"mode":"hologram"}' WHERE id = 1`).run();
  await stage.start();
  await turn();
  expect(stage.texts()).toEqual(['sound']);
  expect(stage.errors()).toHaveLength(1);
});
