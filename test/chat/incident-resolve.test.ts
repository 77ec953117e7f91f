import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { At, PhoneMessage } from '../../sandbox/client.ts';
import type { TIME_FIELDS } from '../../src/incidents/index.ts';
import { cardIn, openIncident, waitForCard } from './support/incident.ts';
import { buttonsOf, en, ru, textOf, verbsOf } from './support/messages.ts';
import { storedIncident } from './support/rooms.ts';
import { ANNA, BEN, createScene, OPS, type Scene, withAnna, withBen } from './support/scene.ts';

type Words = typeof en;

async function cardOf(scene: Scene, at: At, number: number): Promise<PhoneMessage> {
  const card = cardIn(await scene.phone.state(), at.chat, number);
  if (!card) throw new Error(`there is no card of #${number}`);
  return card;
}

/** Taps a button of the card and waits for the question that follows. */
async function tapAndHear(scene: Scene, at: At, number: number, verb: string, question: string) {
  const card = await cardOf(scene, at, number);
  const known = (await scene.phone.messages(at.chat)).at(-1)?.message_id ?? 0;
  const answer = await scene.phone.tapAnswered(at, card, { data: `i.${number}.${verb}` });
  return { answer, asked: await question_(scene, at, question, known) };
}

/** Chooses one line of the post-mortem in its menu and waits for the question. */
async function askField(scene: Scene, at: At, number: number, field: string, question: string): Promise<PhoneMessage> {
  const choose = (at.person === ANNA ? ru : en)('bot-postmortem-choose');
  const { asked: menu } = await tapAndHear(scene, at, number, 'postmortem', choose);
  const index = ['rootCause', 'resolution', 'prevention'].indexOf(field);
  await scene.phone.tapAnswered(at, menu, { data: `i.${number}.postmortem.${index}` });
  return question_(scene, at, question, menu.message_id);
}

function question_(scene: Scene, at: At, question: string, after: number): Promise<PhoneMessage> {
  return scene.phone.waitForMessage(
    at.chat,
    (message) => message.message_id > after && textOf(message).includes(question),
    `the question "${question}"`,
  );
}

describe('resolving, in private', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await createScene();
    await openIncident(scene, withBen, 1, []);
  });

  afterAll(async () => {
    await scene.remove();
  });

  const stored = (number: number) => storedIncident(scene.vakhta.dataDir, number).incident;
  const said = async (at: At, text: string, after: number) =>
    scene.phone.waitForMessage(
      at.chat,
      (message) => message.message_id > after && textOf(message).includes(text),
      `"${text}"`,
    );

  test('asks three questions, one after the other, and with all three answered the incident is closed', async () => {
    const { answer, asked } = await tapAndHear(scene, withBen, 1, 'resolve', en('bot-ask-how-rootCause'));
    expect(answer.answer?.text).toBe(en('bot-toast-resolved', { number: 1, questions: 3 }));
    expect(textOf(asked)).toContain('1/3');
    expect(buttonsOf(asked).map(({ label }) => label)).toEqual([en('bot-button-skip'), en('bot-button-cancel')]);
    expect(stored(1).state).toBe('resolved');

    const cause = await scene.phone.send(withBen, 'The disk of db-1 was full');
    await question_(scene, withBen, en('bot-ask-how-resolution'), cause.message_id);
    const fix = await scene.phone.send(withBen, 'Old backups deleted');
    await question_(scene, withBen, en('bot-ask-how-prevention'), fix.message_id);
    await scene.phone.send(withBen, 'An alert at 80%');
    const closed = await waitForCard(scene, ANNA, 1, (text) => text.includes(ru('bot-state-closed')), 'closed');
    expect(textOf(closed)).toContain(`[x] ${ru('bot-field-rootCause')} The disk of db-1 was full`);
    expect(textOf(closed)).toContain(`[x] ${ru('bot-field-resolution')} Old backups deleted`);
    expect(textOf(closed)).toContain(`[x] ${ru('bot-field-prevention')} An alert at 80%`);
    expect(verbsOf(closed)).not.toContain('severity');
    expect(stored(1)).toMatchObject({
      state: 'closed',
      rootCause: 'The disk of db-1 was full',
      resolution: 'Old backups deleted',
      prevention: 'An alert at 80%',
    });
    const answered = (await scene.phone.messages(BEN)).find(({ message_id }) => message_id === asked.message_id);
    expect(answered && textOf(answered)).toContain('The disk of db-1 was full');
    expect(answered && buttonsOf(answered)).toEqual([]);
  });

  test('a question can be skipped; one that was cancelled asks no more; the rest is written later, in Russian too', async () => {
    await openIncident(scene, withAnna, 2, []);
    const { answer, asked } = await tapAndHear(scene, withAnna, 2, 'resolve', ru('bot-ask-how-rootCause'));
    expect(answer.answer?.text).toBe(ru('bot-toast-resolved', { number: 2, questions: 3 }));
    await scene.phone.tapAnswered(withAnna, asked, ru('bot-button-skip'));
    const second = await question_(scene, withAnna, ru('bot-ask-how-resolution'), asked.message_id);
    const text = await scene.phone.send(withAnna, 'Перезапуск');
    const third = await question_(scene, withAnna, ru('bot-ask-how-prevention'), text.message_id);
    await scene.phone.tapAnswered(withAnna, third, ru('bot-button-cancel'));
    expect(stored(2)).toMatchObject({ state: 'resolved', rootCause: null, resolution: 'Перезапуск', prevention: null });

    const after = await scene.phone.send(withAnna, 'Это уже никто не спрашивал');
    await said(withAnna, '/triage', after.message_id);
    expect(stored(2).prevention).toBeNull();
    const old = await scene.phone.tapAnswered(withAnna, second, { data: 'q.2.resolution.skip' });
    expect(old.answer).toMatchObject({ text: ru('bot-question-over'), showAlert: true });

    const menu = await tapAndHear(scene, withAnna, 2, 'postmortem', ru('bot-postmortem-choose'));
    expect(textOf(menu.asked)).toContain(`${ru('bot-field-rootCause')}: ${ru('bot-postmortem-missing')}`);
    expect(textOf(menu.asked)).toContain(`${ru('bot-field-resolution')}: Перезапуск`);
    const called = await askField(scene, withAnna, 2, 'rootCause', ru('bot-ask-how-rootCause'));
    await scene.phone.tapAnswered(withAnna, called, ru('bot-button-cancel'));
    const unasked = await scene.phone.send(withAnna, 'И это тоже');
    await said(withAnna, '/triage', unasked.message_id);
    expect(stored(2)).toMatchObject({ rootCause: null, resolution: 'Перезапуск' });

    await askField(scene, withAnna, 2, 'rootCause', ru('bot-ask-how-rootCause'));
    const cause = await scene.phone.send(withAnna, 'Утечка памяти');
    await said(withAnna, ru('bot-answer-kept', { number: 2 }), cause.message_id);
    const again = await askField(scene, withAnna, 2, 'resolution', ru('bot-ask-how-resolution'));
    expect(textOf(again)).toContain('Перезапуск');
    await scene.phone.tapAnswered(withAnna, again, ru('bot-button-keep'));
    await askField(scene, withAnna, 2, 'prevention', ru('bot-ask-how-prevention'));
    await scene.phone.send(withAnna, 'Лимит памяти');
    await waitForCard(scene, BEN, 2, (shown) => shown.includes(en('bot-state-closed')), 'closed');
    expect(stored(2)).toMatchObject({
      rootCause: 'Утечка памяти',
      resolution: 'Перезапуск',
      prevention: 'Лимит памяти',
    });
  });

  test('what is closed can still be rewritten, and the timeline keeps what was there', async () => {
    await askField(scene, withBen, 1, 'rootCause', en('bot-ask-how-rootCause'));
    const sent = await scene.phone.send(withBen, 'Nobody rotated the backups');
    await said(withBen, en('bot-answer-kept', { number: 1 }), sent.message_id);
    const next = await askField(scene, withBen, 1, 'resolution', en('bot-ask-how-resolution'));
    await scene.phone.send(withBen, '/cancel');
    await said(withBen, en('bot-cancelled-question'), next.message_id);
    await waitForCard(scene, ANNA, 1, (text) => text.includes('Nobody rotated the backups'), 'the new text');
    expect(stored(1)).toMatchObject({ state: 'closed', resolution: 'Old backups deleted' });
    const { timeline } = storedIncident(scene.vakhta.dataDir, 1);
    expect(timeline.filter(({ kind }) => kind === 'postmortem').at(-1)).toMatchObject({
      data: { field: 'rootCause', from: 'The disk of db-1 was full', to: 'Nobody rotated the backups' },
    });
  });

  test('an answer as long as Telegram lets people write is kept whole', async () => {
    await openIncident(scene, withBen, 3, []);
    await tapAndHear(scene, withBen, 3, 'resolve', en('bot-ask-how-rootCause'));
    const long = 'x'.repeat(4096);
    const sent = await scene.phone.send(withBen, long);
    await question_(scene, withBen, en('bot-ask-how-resolution'), sent.message_id);
    expect(stored(3).rootCause).toBe(long);
    await scene.phone.send(withBen, '/cancel');
  });

  test('killed between two questions it asks on where it was', async () => {
    await openIncident(scene, withBen, 4, []);
    await tapAndHear(scene, withBen, 4, 'resolve', en('bot-ask-how-rootCause'));
    const cause = await scene.phone.send(withBen, 'Power');
    await question_(scene, withBen, en('bot-ask-how-resolution'), cause.message_id);
    await scene.vakhta.kill();
    const fix = await scene.phone.send(withBen, 'Generator');
    await scene.vakhta.start();
    await question_(scene, withBen, en('bot-ask-how-prevention'), fix.message_id);
    expect(stored(4)).toMatchObject({ rootCause: 'Power', resolution: 'Generator', prevention: null });
    await scene.phone.send(withBen, '/cancel');
  });

  test('nothing was refused by Telegram or logged as an error', async () => {
    // An edit that a kill did not let the bot write down is made once more.
    await scene.expectClean({ refused: ['message is not modified'] });
  });
});

describe('the times of an incident', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await createScene();
    await openIncident(scene, withBen, 1, []);
  });

  afterAll(async () => {
    await scene.remove();
  });

  const times = () => storedIncident(scene.vakhta.dataDir, 1).incident.times;
  const minute = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

  /** Timeline → Times → the field; the question. */
  async function choose(at: At, words: Words, field: (typeof TIME_FIELDS)[number]): Promise<PhoneMessage> {
    const card = await cardOf(scene, at, 1);
    const known = (await scene.phone.messages(at.chat)).at(-1)?.message_id ?? 0;
    await scene.phone.tapAnswered(at, card, { data: 'i.1.correct-time' });
    const table = await question_(scene, at, words('bot-times-title', { number: 1 }), known);
    const button = buttonsOf(table).find(({ label }) => words(`bot-time-${field}`).startsWith(label.replace(/…$/, '')));
    await scene.phone.tapAnswered(at, table, { data: button?.data ?? '' });
    return question_(scene, at, words(`bot-ask-title-${field}`), table.message_id);
  }

  test('are corrected by a typed time, which the timeline keeps with what was there before', async () => {
    const before = times();
    const to = before.detectedAt - 10 * 60_000;
    const asked = await choose(withBen, en, 'detectedAt');
    expect(textOf(asked)).toContain('UTC');
    await scene.phone.send(withBen, minute(to));
    await scene.phone.waitForMessage(
      BEN,
      (message) => message.message_id === asked.message_id && textOf(message).includes(minute(to)),
      'the answer in the question',
    );
    expect(times().detectedAt).toBe(Math.floor(to / 60_000) * 60_000);
    const { timeline } = storedIncident(scene.vakhta.dataDir, 1);
    expect(timeline.at(-1)).toMatchObject({
      kind: 'time-corrected',
      by: BEN,
      data: { field: 'detectedAt', from: before.detectedAt, to: times().detectedAt },
    });
    const card = await waitForCard(
      scene,
      ANNA,
      1,
      (text) => text.includes(ru('bot-time-detectedAt')),
      'the correction',
    );
    expect(textOf(card)).toMatch(/1[01] мин/);
  });

  test('in an order that cannot be are answered with what must come before what, and asked for again', async () => {
    const before = times();
    const asked = await choose(withBen, en, 'impactStartedAt');
    const late = await scene.phone.send(withBen, minute(before.detectedAt + 5 * 60_000));
    const refused = await scene.phone.waitForMessage(
      BEN,
      (message) => message.message_id > late.message_id,
      'an answer',
    );
    expect(textOf(refused)).toContain('cannot come before the start of the impact');
    expect(times()).toEqual(before);

    const nonsense = await scene.phone.send(withBen, 'yesterday at teatime');
    const format = await scene.phone.waitForMessage(
      BEN,
      (message) => message.message_id > nonsense.message_id,
      'an answer',
    );
    expect(textOf(format)).toContain(en('triage-time-format', { zone: 'UTC' }));
    expect(times()).toEqual(before);

    await scene.phone.send(withBen, minute(before.detectedAt - 5 * 60_000));
    await scene.phone.waitForMessage(
      BEN,
      (message) => message.message_id === asked.message_id && buttonsOf(message).length === 0,
      'the question answered',
    );
    expect(times().impactStartedAt).toBe(before.detectedAt - 5 * 60_000);
  });

  test('that have not come are not corrected, and say so, in Russian', async () => {
    await choose(withAnna, ru, 'resolvedAt');
    const sent = await scene.phone.send(withAnna, minute(Date.now() - 60_000));
    const refused = await scene.phone.waitForMessage(
      ANNA,
      (message) => message.message_id > sent.message_id,
      'an answer',
    );
    expect(textOf(refused)).toContain(ru('incidents-time-not-set', { field: 'resolvedAt' }));
    await scene.phone.send(withAnna, '/cancel');
    await scene.expectClean();
  });
});

describe('resolving, in a group with privacy mode', () => {
  let scene: Scene;
  const annaInOps = { person: ANNA, chat: OPS } as const;
  const benInOps = { person: BEN, chat: OPS } as const;

  beforeAll(async () => {
    scene = await createScene({ env: { ONCALL_CHAT_ID: String(OPS) } });
    await openIncident(scene, benInOps, 1, []);
  });

  afterAll(async () => {
    await scene.remove();
  });

  test('is answered by replies to the questions, and can be skipped; somebody else’s words are no answer', async () => {
    const { asked } = await tapAndHear(scene, benInOps, 1, 'resolve', en('bot-ask-how-rootCause'));
    expect(buttonsOf(asked).map(({ label }) => label)).toEqual([en('bot-button-skip'), en('bot-button-cancel')]);
    await scene.phone.send(annaInOps, 'It was the moon');
    const strange = await scene.phone.tapAnswered(annaInOps, asked, en('bot-button-skip'));
    expect(strange.answer?.showAlert).toBe(true);
    const cause = await scene.phone.reply(benInOps, asked, 'It was the disk');
    const second = await question_(scene, benInOps, en('bot-ask-how-resolution'), cause.message_id);
    await scene.phone.tapAnswered(benInOps, second, en('bot-button-skip'));
    const third = await question_(scene, benInOps, en('bot-ask-how-prevention'), second.message_id);
    await scene.phone.reply(benInOps, third, 'A bigger disk');
    await waitForCard(scene, OPS, 1, (text) => text.includes('A bigger disk'), 'the prevention');
    expect(storedIncident(scene.vakhta.dataDir, 1).incident).toMatchObject({
      rootCause: 'It was the disk',
      resolution: null,
      prevention: 'A bigger disk',
    });
    await scene.expectClean({ refused: ['ChatMessage: Bad Request: not enough rights'] });
  });
});
