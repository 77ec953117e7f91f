import { expect, test } from 'vitest';
import { createStage, message, never, PERSON, person, turn } from './stage.ts';

const LOST = { kind: 'unknown' } as const;

test('a P0 of which nobody knows whether it arrived is sent again, with its id', async () => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd(LOST, LOST);
  stage.outbox.enqueue(person(PERSON), message('down', { priority: 1, twiceBetterThanNever: true }));
  await stage.advance(60_000);
  expect(stage.calls.map(({ id, resend }) => ({ id, resend }))).toEqual([
    { id: 1, resend: false },
    { id: 1, resend: true },
    { id: 1, resend: true },
  ]);
  expect(stage.outbox.backlog()).toBe(0);
});

test('anything else is not said twice, and what comes after it is said', async () => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd(LOST);
  stage.outbox.enqueue(person(PERSON), message('a note'));
  stage.outbox.enqueue(person(PERSON), message('another note'));
  await stage.advance(60_000);
  expect(stage.texts()).toEqual(['a note', 'another note']);
  expect(stage.rows()).toMatchObject([{ state: 'unknown' }, { state: 'sent' }]);
});

test('an edit is repeated, quietly: doing it twice shows the same', async () => {
  const stage = createStage();
  await stage.start();
  const card = { slot: 'card', mode: 'upsert' } as const;
  stage.outbox.enqueue(person(PERSON), message('open', card));
  await turn();
  stage.nextEnd(LOST, LOST);
  stage.outbox.enqueue(person(PERSON), message('resolved', card));
  await stage.advance(60_000);
  expect(stage.texts()).toEqual(['open', 'resolved', 'resolved', 'resolved']);
  expect(stage.calls.slice(1).map(({ edit, resend }) => [edit?.messageId, resend])).toEqual([
    [101, false],
    [101, false],
    [101, false],
  ]);
});

test.each([
  { what: 'a P0', rest: { twiceBetterThanNever: true }, resent: true },
  { what: 'a note', rest: {}, resent: false },
])('$what that was on its way when the process was killed: sent again $resent', async ({ rest, resent }) => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd(never);
  stage.outbox.enqueue(person(PERSON), message('first', rest));
  stage.outbox.enqueue(person(PERSON), message('second'));
  await turn();
  await stage.killAndStart();
  expect(stage.texts()).toEqual(resent ? ['first', 'first', 'second'] : ['first', 'second']);
  expect(stage.calls[1]?.resend).toBe(resent);
});

test('an edit that was on its way when the process was killed is repeated', async () => {
  const stage = createStage();
  await stage.start();
  const card = { slot: 'card', mode: 'upsert' } as const;
  stage.outbox.enqueue(person(PERSON), message('open', card));
  await turn();
  stage.nextEnd(never);
  stage.outbox.enqueue(person(PERSON), message('resolved', card));
  await turn();
  await stage.killAndStart();
  expect(stage.calls.map(({ edit, resend }) => [edit?.messageId, resend])).toEqual([
    [undefined, false],
    [101, false],
    [101, false],
  ]);
});

test('a card whose first sending is unknown is not lost for ever: the next change sends one', async () => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd(LOST);
  const card = { slot: 'card', mode: 'upsert' } as const;
  stage.outbox.enqueue(person(PERSON), message('open', card));
  await stage.advance(60_000);
  expect(stage.calls).toHaveLength(1);
  stage.outbox.enqueue(person(PERSON), message('taken', card));
  stage.outbox.enqueue(person(PERSON), message('resolved', card));
  await stage.advance(60_000);
  expect(stage.texts()).toEqual(['open', 'resolved']);
  expect(stage.calls[1]?.edit).toBeNull();
  stage.outbox.enqueue(person(PERSON), message('closed', card));
  await turn();
  expect(stage.calls[2]?.edit?.messageId).toBe(101);
});

test('the card of a P0 is sent again, and shows by then what is newest', async () => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd(LOST);
  const card = { slot: 'card', mode: 'upsert', twiceBetterThanNever: true } as const;
  stage.outbox.enqueue(person(PERSON), message('open', card));
  await turn();
  stage.outbox.enqueue(person(PERSON), message('taken', card));
  await stage.advance(60_000);
  expect(stage.texts()).toEqual(['open', 'taken']);
  expect(stage.calls[1]).toMatchObject({ edit: null, resend: true });
});

test('a card that turned up after all is edited, and carries no mark of a repetition', async () => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd(LOST);
  const card = { slot: 'card', mode: 'upsert', twiceBetterThanNever: true } as const;
  stage.outbox.enqueue(person(PERSON), message('open', card));
  await turn();
  stage.notify.posted.record({ subject: 'incident:1', slot: 'card', chatId: PERSON, threadId: null, messageId: 77 });
  await stage.advance(60_000);
  expect(stage.calls[1]).toMatchObject({ edit: { messageId: 77 }, resend: false });
});

test('a channel with a bug is believed five times, then its message gives way', async () => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd(...Array.from({ length: 5 }, () => new Error('undefined is not a function')));
  stage.outbox.enqueue(person(PERSON), message('broken', { twiceBetterThanNever: true }));
  stage.outbox.enqueue(person(PERSON), message('sound'));
  await stage.advance(300_000);
  expect(stage.texts()).toEqual(['broken', 'broken', 'broken', 'broken', 'broken', 'sound']);
  expect(stage.rows()).toMatchObject([{ state: 'failed', note: 'undefined is not a function' }, { state: 'sent' }]);
});
