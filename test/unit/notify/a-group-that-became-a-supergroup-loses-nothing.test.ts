import { expect, test } from 'vitest';
import { chat, createStage, GROUP, message, pending, turn } from './stage.ts';

const SUPERGROUP = -100_123_456_789;

test('what was on its way and what waits goes to the new group at once, in order, once', async () => {
  const stage = createStage();
  await stage.start();
  stage.answers((item) => (item.chatId === GROUP ? { kind: 'migrated', chatId: SUPERGROUP } : stage.arrive(item)));
  for (const text of ['one', 'two', 'three']) stage.outbox.enqueue(chat(GROUP, 7), message(text), `cause:${text}`);
  await turn();
  expect(stage.calls.map(({ chatId, threadId, message: { params } }) => [chatId, threadId, params])).toEqual([
    [GROUP, 7, { text: 'one' }],
    [SUPERGROUP, 7, { text: 'one' }],
    [SUPERGROUP, 7, { text: 'two' }],
    [SUPERGROUP, 7, { text: 'three' }],
  ]);
  expect(stage.outbox.backlog()).toBe(0);
});

test('the configuration may keep the old id, also after a restart; a repeated cause is still a repeat', async () => {
  const stage = createStage();
  stage.outbox.enqueue(chat(GROUP), message('before'), 'cause:1');
  stage.notify.chats.migrate(GROUP, SUPERGROUP);
  await stage.killAndStart();
  stage.outbox.enqueue(chat(GROUP), message('before'), 'cause:1');
  stage.outbox.enqueue(chat(SUPERGROUP), message('before'), 'cause:1');
  stage.outbox.enqueue(chat(GROUP), message('after'), 'cause:2');
  await turn();
  expect(stage.calls.map(({ chatId }) => chatId)).toEqual([SUPERGROUP, SUPERGROUP]);
  expect(stage.texts()).toEqual(['before', 'after']);
});

test('a card stays behind and is sent anew: its number means another message in the new group', async () => {
  const stage = createStage();
  await stage.start();
  const card = { slot: 'card', mode: 'upsert' } as const;
  stage.outbox.enqueue(chat(GROUP), message('open', card));
  await turn();
  stage.notify.chats.migrate(GROUP, SUPERGROUP);
  for (const group of [GROUP, SUPERGROUP]) expect(stage.notify.posted.find(group, 101)).toBeNull();
  // Also where the picture is the same: nobody sees it in the new group yet.
  stage.outbox.enqueue(chat(GROUP), message('open', card));
  await turn();
  stage.notify.chats.migrate(GROUP, SUPERGROUP);
  stage.outbox.enqueue(chat(GROUP), message('taken', card));
  await turn();
  expect(stage.calls.slice(1).map(({ chatId, edit }) => [chatId, edit?.messageId])).toEqual([
    [SUPERGROUP, undefined],
    [SUPERGROUP, 102],
  ]);
});

test('a group that moves while a message is on its way: the answer counts for the new id, and nothing overtakes it', async () => {
  const stage = createStage();
  await stage.start();
  const first = pending();
  stage.nextEnd(first.promise);
  stage.outbox.enqueue(chat(GROUP), message('one'));
  stage.outbox.enqueue(chat(GROUP), message('two'));
  await turn();
  stage.notify.chats.migrate(GROUP, SUPERGROUP);
  await turn();
  expect(stage.texts()).toEqual(['one']);
  first.end({ kind: 'sent', messageId: 9 });
  await turn();
  expect(stage.texts()).toEqual(['one', 'two']);
  expect(stage.notify.posted.find(SUPERGROUP, 9)?.subject).toBe('incident:1');
});

test('what had to wait for the old group goes to the new one as soon as its id is known', async () => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd({ kind: 'retry', afterMs: 3_600_000, scope: 'chat' });
  stage.outbox.enqueue(chat(GROUP), message('one'));
  await turn();
  stage.notify.chats.migrate(GROUP, SUPERGROUP);
  await turn();
  expect(stage.calls.map(({ chatId }) => chatId)).toEqual([GROUP, SUPERGROUP]);
});

test('groups that point at each other neither spin nor lose the message', async () => {
  const stage = createStage();
  await stage.start();
  stage.answers((item) => ({ kind: 'migrated', chatId: item.chatId === GROUP ? SUPERGROUP : GROUP }));
  stage.outbox.enqueue(chat(GROUP), message('one'));
  await stage.advance(60_000);
  expect(stage.calls.length).toBeLessThan(12);
  stage.works();
  await stage.advance(60_000);
  expect(stage.outbox.backlog()).toBe(0);
  expect(stage.errors()).toEqual([]);
});

test('several moves in a row are followed to the last', () => {
  const stage = createStage();
  const { chats } = stage.notify;
  chats.migrate(-1, -2);
  chats.migrate(-2, -3);
  chats.migrate(-2, -3);
  expect([-1, -2, -3, -4].map(chats.resolve)).toEqual([-3, -3, -3, -4]);
  chats.setRights(-1, { pin: true, topics: false });
  expect(chats.rights(-3)).toEqual({ pin: true, topics: false });
  chats.migrate(-3, -1);
  expect([-1, -2, -3].map(chats.resolve)).toEqual([-1, -1, -1]);
  expect(chats.list().find(({ chatId }) => chatId === -1)?.migratedTo).toBeNull();
});
