import { expect, test } from 'vitest';
import { chat, createStage, GROUP, message, PERSON, person, START_AT, textOf, turn } from './stage.ts';

test('whatever was sent leads a reply or a tap to its subject, also after a restart', async () => {
  const stage = createStage();
  await stage.start();
  stage.outbox.enqueue(chat(GROUP, 45), message('card', { subject: 'incident:12', slot: 'card', mode: 'upsert' }));
  await turn();
  await stage.killAndStart();
  expect(stage.notify.posted.find(GROUP, 101)).toEqual({
    subject: 'incident:12',
    slot: 'card',
    chatId: GROUP,
    threadId: 45,
    messageId: 101,
    shows: 'card',
    pinned: false,
    current: true,
    postedAt: START_AT,
    shownAt: START_AT,
  });
  expect(stage.notify.posted.find(GROUP, 102)).toBeNull();
  expect(stage.notify.posted.find(PERSON, 101)).toBeNull();
});

test('an outcome replies to the card as it is known when it is sent', async () => {
  const stage = createStage();
  const replyTo = { subject: 'incident:1', slot: 'card' };
  stage.outbox.enqueue(person(PERSON), message('open', { slot: 'card', mode: 'upsert' }));
  stage.outbox.enqueue(person(PERSON), message('restarted', { slot: 'outcome', replyTo }));
  stage.outbox.enqueue(person(99), message('restarted', { slot: 'outcome', replyTo }));
  stage.outbox.enqueue(person(PERSON), message('your answer', { subject: 'reply:5', replyTo: { messageId: 7 } }));
  await stage.start();
  const replies = new Map(stage.calls.map((item) => [`${item.chatId}:${item.message.slot}`, item.replyTo]));
  expect(replies).toEqual(
    new Map([
      [`${PERSON}:card`, null],
      [`${PERSON}:outcome`, { messageId: 101 }],
      ['99:outcome', null],
      [`${PERSON}:main`, { messageId: 7 }],
    ]),
  );
});

test('a card that is posted again becomes the one that is edited; a reply to the old one is still heard', async () => {
  const stage = createStage();
  await stage.start();
  const say = async (text: string, mode: 'new' | 'upsert') => {
    stage.outbox.enqueue(person(PERSON), message(text, { slot: 'card', mode }));
    await turn();
  };
  await say('open', 'upsert');
  await say('open, again', 'new');
  await say('taken', 'upsert');
  expect(stage.calls.map(({ edit }) => edit?.messageId ?? null)).toEqual([null, null, 102]);
  expect(stage.notify.posted.find(PERSON, 101)?.subject).toBe('incident:1');
  const known = stage.notify.posted.findBySubject('incident:1', 'card');
  expect(known.map(({ messageId, current }) => [messageId, current])).toEqual([
    [101, false],
    [102, true],
  ]);
});

test('what a new card leaves behind is shown once, unpinned, by the card that was there until then', async () => {
  const stage = createStage();
  await stage.start();
  const say = async (text: string, more: Parameters<typeof message>[1]) => {
    stage.outbox.enqueue(person(PERSON), message(text, { slot: 'card', ...more }));
    await turn();
  };
  await say('open', { mode: 'upsert', pin: true });
  stage.notify.posted.setPinned(PERSON, 101, true);
  await say('open, again', { leaves: { view: 'plain', params: { text: 'moved' } }, pin: true });
  await say('taken', { mode: 'upsert', pin: true });
  await stage.outbox.idle();
  const seen = stage.calls.map((item) => [textOf(item), item.edit?.messageId ?? null, item.message.pin]);
  expect(seen.slice(0, 2)).toEqual([
    ['open', null, true],
    ['open, again', null, true],
  ]);
  expect(seen.slice(2)).toEqual(
    expect.arrayContaining([
      ['moved', 101, false],
      ['taken', 102, true],
    ]),
  );
  expect(stage.calls.find((item) => textOf(item) === 'moved')?.edit?.pinned).toBe(true);
  expect(stage.notify.posted.find(PERSON, 101)?.subject).toBe('incident:1');
});

test('a message that the bot sent itself can be handed over to the outbox', async () => {
  const stage = createStage();
  await stage.start();
  stage.notify.posted.record({ subject: 'triage:7', slot: 'main', chatId: PERSON, threadId: null, messageId: 55 });
  stage.outbox.enqueue(person(PERSON), message('evidence', { subject: 'triage:7', mode: 'upsert' }));
  await turn();
  expect(stage.calls[0]?.edit).toEqual({ messageId: 55, shows: null, pinned: false });
});

test('what is pinned is remembered through edits, until it is said otherwise', async () => {
  const stage = createStage();
  await stage.start();
  const card = { slot: 'card', mode: 'upsert', pin: true } as const;
  stage.nextEnd({ kind: 'sent', messageId: 1, pinned: true });
  stage.outbox.enqueue(person(PERSON), message('open', card));
  await turn();
  stage.nextEnd({ kind: 'sent', messageId: 1 });
  stage.outbox.enqueue(person(PERSON), message('taken', card));
  await turn();
  expect(stage.notify.posted.find(PERSON, 1)?.pinned).toBe(true);
  stage.notify.posted.setPinned(PERSON, 1, false);
  stage.outbox.enqueue(person(PERSON), message('resolved', card));
  await turn();
  expect(stage.calls.map(({ edit }) => edit?.pinned)).toEqual([undefined, true, false]);
});
