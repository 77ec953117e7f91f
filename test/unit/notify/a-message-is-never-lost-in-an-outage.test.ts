import { expect, test } from 'vitest';
import { chat, createStage, GROUP, message, PERSON, person, START_AT, turn } from './stage.ts';

const OUTAGE = { kind: 'retry', afterMs: null, scope: 'all' } as const;

test('what was said during half an hour without Telegram, and a restart in it, arrives once and in order', async () => {
  const stage = createStage();
  await stage.start();
  stage.answers(() => OUTAGE);
  for (const text of ['one', 'two', 'three']) stage.outbox.enqueue(person(PERSON), message(text));
  await stage.advance(15 * 60_000);
  await stage.killAndStart();
  stage.outbox.enqueue(person(PERSON), message('four'));
  await stage.advance(15 * 60_000);
  expect(new Set(stage.texts())).toEqual(new Set(['one']));
  expect(stage.outbox.backlog()).toBe(4);

  stage.works();
  const before = stage.calls.length;
  await stage.advance(60_000);
  expect(stage.texts().slice(before)).toEqual(['one', 'two', 'three', 'four']);
  expect(stage.calls.every(({ resend }) => !resend)).toBe(true);
  expect(stage.outbox.backlog()).toBe(0);
  expect(stage.errors()).toEqual([]);
});

test('attempts come after a second at first, and never further apart than a minute', async () => {
  const stage = createStage();
  await stage.start();
  stage.answers(() => OUTAGE);
  stage.outbox.enqueue(person(PERSON), message('one'));
  await stage.advance(3_600_000);
  const gaps = stage.callsAt.slice(1).map((at, index) => at - (stage.callsAt[index] ?? 0));
  expect(gaps[0]).toBe(1_000);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(60_000);
  expect(Math.max(...gaps)).toBeGreaterThan(30_000);
  expect(gaps.length).toBeLessThan(100);
});

test('several chats that fail together count as one failure', async () => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd(OUTAGE, OUTAGE, OUTAGE);
  for (const id of [1, 2, 3]) stage.outbox.enqueue(person(id), message(`to ${id}`));
  await turn();
  expect(stage.calls).toHaveLength(3);
  await stage.advance(1_000);
  expect(stage.calls).toHaveLength(6);
  expect(stage.outbox.backlog()).toBe(0);
});

test('a chat that is told to wait waits as long as it was told, and the others do not', async () => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd({ kind: 'retry', afterMs: 7_000, scope: 'chat' });
  stage.outbox.enqueue(chat(GROUP), message('group 1', { subject: 'a' }));
  stage.outbox.enqueue(chat(GROUP), message('group 2', { subject: 'b' }));
  stage.outbox.enqueue(person(PERSON), message('person'));
  await stage.advance(6_999);
  expect(stage.texts()).toEqual(['group 1', 'person']);
  await stage.advance(1);
  expect(stage.texts()).toEqual(['group 1', 'person', 'group 1', 'group 2']);
});

test('when the whole bot is told to wait, everything waits', async () => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd({ kind: 'retry', afterMs: 5_000, scope: 'all' });
  stage.outbox.enqueue(chat(GROUP), message('group'));
  await turn();
  stage.outbox.enqueue(person(PERSON), message('person'));
  await stage.advance(4_999);
  expect(stage.texts()).toEqual(['group']);
  await stage.advance(1);
  expect(stage.texts()).toEqual(['group', 'group', 'person']);
});

test('a message that the server stumbles over again and again does not hold up other subjects', async () => {
  const stage = createStage();
  await stage.start();
  stage.answers((item) =>
    item.message.subject === 'poison' ? { kind: 'retry', afterMs: null, scope: 'chat' } : stage.arrive(item),
  );
  stage.outbox.enqueue(person(PERSON), message('poison', { subject: 'poison' }));
  stage.outbox.enqueue(person(PERSON), message('alert', { subject: 'incident:2' }));
  await turn();
  expect(stage.texts()).toEqual(['poison', 'alert']);
  expect(stage.outbox.backlog()).toBe(1);
});

test('requests that hang do not use up one waiting message after the other', async () => {
  const stage = createStage();
  let alive = false;
  stage.channel.probe = async () => alive;
  await stage.start();
  stage.answers(() => ({ kind: 'unknown' }));
  const texts = Array.from({ length: 50 }, (_, n) => `m${n}`);
  for (const text of texts) stage.outbox.enqueue(person(PERSON), message(text, { subject: text }));
  await stage.advance(10 * 60_000);
  expect(stage.texts()).toEqual(['m0']);

  alive = true;
  stage.works();
  await stage.advance(60_000);
  expect(stage.texts()).toEqual(texts);
});

test('a channel that answers questions but swallows messages is tried less and less often', async () => {
  const stage = createStage();
  let questions = 0;
  stage.channel.probe = async () => {
    questions += 1;
    return true;
  };
  await stage.start();
  stage.answers(() => ({ kind: 'unknown' }));
  for (let n = 0; n < 50; n += 1) stage.outbox.enqueue(person(PERSON), message(`m${n}`, { subject: `s${n}` }));
  await stage.advance(10 * 60_000);
  expect(stage.calls.length).toBeGreaterThan(3);
  expect(stage.calls.length).toBeLessThan(25);
  expect(questions).toBe(stage.calls.length - 1);
});

test('a message belongs to the change that it tells of: sent after the commit, and not at all when it is undone', async () => {
  const stage = createStage();
  await stage.start();
  expect(() =>
    stage.database.transaction(() => {
      stage.outbox.enqueue(person(PERSON), message('undone'), 'cause:1');
      throw new Error('the change failed');
    }),
  ).toThrow('the change failed');
  stage.database.transaction(() => stage.outbox.enqueue(person(PERSON), message('done'), 'cause:1'));
  await turn();
  expect(stage.texts()).toEqual(['done']);
});

test('what arrived while the disk was full is written down later, not sent again', async () => {
  const stage = createStage();
  await stage.start();
  stage.database
    .prepare(
      "CREATE TRIGGER full BEFORE UPDATE ON outbox WHEN NEW.state = 'sent' BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    )
    .run();
  stage.outbox.enqueue(person(PERSON), message('one'));
  stage.outbox.enqueue(person(PERSON), message('two'));
  await stage.advance(10_000);
  expect(stage.texts()).toEqual(['one']);
  expect(stage.errors().map(({ message: text }) => text)).toContain('what became of a message could not be written');

  stage.database.prepare('DROP TRIGGER full').run();
  await stage.advance(20_000);
  expect(stage.texts()).toEqual(['one', 'two']);
  expect(stage.outbox.backlog()).toBe(0);
});

test('a clock that is turned back does not stretch the waiting', async () => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd({ kind: 'retry', afterMs: 60_000, scope: 'chat' });
  stage.outbox.enqueue(person(PERSON), message('one'));
  await turn();
  stage.clock.set(START_AT - 3_600_000);
  stage.outbox.kick();
  await turn();
  expect(stage.texts()).toEqual(['one', 'one']);
});

test('a channel that never answers keeps its chat from speaking for two minutes, not for ever', async () => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd(new Promise(() => undefined));
  stage.outbox.enqueue(person(PERSON), message('one', { twiceBetterThanNever: true }));
  await stage.advance(119_999);
  expect(stage.calls).toHaveLength(1);
  await stage.advance(5_000);
  expect(stage.calls.map(({ resend }) => resend)).toEqual([false, true]);
  expect(stage.errors()).toHaveLength(1);
});

test('whoever notices that the channel answers again ends the wait; if it is not true, waiting goes on', async () => {
  const stage = createStage();
  await stage.start();
  stage.answers(() => OUTAGE);
  stage.outbox.enqueue(person(PERSON), message('one'));
  await stage.advance(10 * 60_000);
  const before = stage.calls.length;
  stage.outbox.answersAgain('telegram');
  await turn();
  expect(stage.calls).toHaveLength(before + 1);
  await turn();
  expect(stage.calls).toHaveLength(before + 1);
  stage.works();
  stage.outbox.answersAgain('telegram');
  await turn();
  expect(stage.outbox.backlog()).toBe(0);
});

test('a channel that did not fail but asked to wait is waited for', async () => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd({ kind: 'retry', afterMs: 5_000, scope: 'all' });
  stage.outbox.enqueue(chat(GROUP), message('group'));
  await turn();
  stage.outbox.answersAgain('telegram');
  await stage.advance(4_999);
  expect(stage.calls).toHaveLength(1);
  await stage.advance(1);
  expect(stage.calls).toHaveLength(2);
});
