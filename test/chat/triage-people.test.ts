import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { At } from '../../sandbox/client.ts';
import { crashLooping } from '../engine/support/samples.ts';
import { readRows } from './support/data-folder.ts';
import { waitForCard } from './support/incident.ts';
import { buttonsOf, en, ru, textOf } from './support/messages.ts';
import { ANNA, BEN, createScene, MALLORY, ON_CALL, type Scene, withAnna, withBen } from './support/scene.ts';
import { askedBy, beginTriage, type Conversation, saidIn, triageAfter } from './support/triage.ts';

const THREAD = 2;
const annaThere = { person: ANNA, chat: ON_CALL, thread: THREAD } as const;
const benThere = { person: BEN, chat: ON_CALL, thread: THREAD } as const;
const STEPS = [
  ['sev.P1', 'affected'],
  ['all', 'users'],
  ['users.1', 'impact'],
  ['impact.high', 'summary'],
] as const;

let scene: Scene;

function incidents(): Record<string, unknown>[] {
  return readRows(scene.vakhta.dataDir, 'SELECT * FROM incidents ORDER BY number');
}

function numberOf(message: Parameters<typeof buttonsOf>[0]): number {
  return Number(buttonsOf(message)[0]?.data?.split('.')[1]);
}

async function asFarAsSummary(triage: Conversation): Promise<void> {
  for (const [answer, next] of STEPS) {
    await triage.tap(answer);
    await triage.asks(next);
  }
}

describe('two people in private', () => {
  beforeAll(async () => {
    scene = await createScene({ services: (project) => [crashLooping(project)] });
  });

  afterAll(async () => {
    await scene.expectClean();
    await scene.remove();
  });

  test('answer at the same time, each in their own language, and each opens an incident', async () => {
    async function walk(at: At, summary: string): Promise<number> {
      const triage = await beginTriage(scene, at);
      await asFarAsSummary(triage);
      await scene.phone.send(at, summary);
      return numberOf(await triage.asks('opened'));
    }
    const numbers = await Promise.all([walk(withAnna, 'биллинг падает'), walk(withBen, 'billing falls')]);
    expect([...numbers].sort()).toEqual([1, 2]);
    const [hers = 0, his = 0] = numbers;
    expect(incidents()[hers - 1]).toMatchObject({ reporter_id: ANNA, summary: 'биллинг падает' });
    expect(incidents()[his - 1]).toMatchObject({ reporter_id: BEN, summary: 'billing falls' });
    // Without a team's chat, cards live with each person, in the language of each.
    for (const number of numbers) {
      const inRussian = await waitForCard(scene, ANNA, number, (text) => text.includes('P1'), 'P1');
      const inEnglish = await waitForCard(scene, BEN, number, (text) => text.includes('P1'), 'P1');
      expect(textOf(inRussian)).toContain(ru('bot-affected-all'));
      expect(textOf(inEnglish)).toContain(en('bot-affected-all'));
    }
  });
});

describe('in a topic of the team’s group, with privacy mode', () => {
  beforeAll(async () => {
    scene = await createScene({
      env: { ONCALL_CHAT_ID: `${ON_CALL}/${THREAD}` },
      settings: 'locale: ru\n',
      services: (project) => [crashLooping(project)],
    });
    // An administrator hears everything; a member only what is meant for it.
    await scene.phone.membership(ON_CALL, 'member');
  });

  afterAll(async () => {
    // Without the right to pin, cards are not pinned.
    await scene.expectClean({ refused: ['pinChatMessage'] });
    await scene.remove();
  });

  test('the triage and its card stand in the topic, in the language of the group', async () => {
    const triage = await beginTriage(scene, benThere);
    expect(textOf(await triage.now())).toContain(ru('bot-triage-started'));
    expect((await triage.now()).message_thread_id).toBe(THREAD);
    await triage.tap('accept');
    const number = numberOf(await triage.asks('opened'));
    const card = await waitForCard(scene, ON_CALL, number, (text) => text.includes(`#${number}`), 'its number');
    expect(card.message_thread_id).toBe(THREAD);
    expect((await saidIn(scene, BEN)).some((message) => textOf(message).includes(`#${number}`))).toBe(false);
  });

  test('what is typed is asked for by a message that wants a reply; other talk is none of the bot’s business', async () => {
    const before = incidents().length;
    const triage = await beginTriage(scene, annaThere);
    await asFarAsSummary(triage);
    const ask = await scene.phone.waitForMessage(
      ON_CALL,
      (message) => textOf(message) === ru('bot-ask-summary'),
      'the request for a reply',
    );
    expect(ask.message_thread_id).toBe(THREAD);
    expect(ask.reply_to_message?.message_id).toBe(triage.messageId);
    const { forceReplies } = await scene.phone.state();
    expect(forceReplies).toHaveProperty([`${ON_CALL}/${ask.message_id}`]);

    await scene.phone.send(annaThere, 'коллеги, я смотрю');
    const [photo] = await scene.phone.file(
      annaThere,
      { kind: 'photo', name: 'a.jpg', mime: 'image/jpeg', bytes: new Uint8Array([255, 216, 255]) },
      { replyTo: ask.message_id },
    );
    const wrong = await scene.phone.waitForMessage(
      ON_CALL,
      (message) => message.reply_to_message?.message_id === photo?.message_id,
      'an answer to the photo',
    );
    expect(textOf(wrong)).toBe(ru('bot-triage-text-expected'));
    expect(askedBy(await triage.now())).toBe('summary');
    expect(incidents()).toHaveLength(before);

    await scene.phone.reply(annaThere, ask, 'платежи не проходят');
    await triage.asks('opened');
    expect(incidents().at(-1)).toMatchObject({ summary: 'платежи не проходят', reporter_id: ANNA });
  });

  test('a time is typed in a reply, to either of the two messages', async () => {
    const triage = await beginTriage(scene, benThere);
    await triage.tap('when');
    await triage.asks('noticed');
    const ask = await scene.phone.waitForMessage(
      ON_CALL,
      (message) =>
        message.message_id > triage.messageId &&
        textOf(message).startsWith(ru('bot-ask-noticed', { zone: 'UTC' }).slice(0, 30)),
      'the request for a time',
    );
    const typed = await scene.phone.reply(benThere, ask, 'вчера');
    const wrong = await scene.phone.waitForMessage(
      ON_CALL,
      (message) => message.reply_to_message?.message_id === typed.message_id,
      'an answer to no time',
    );
    expect(textOf(wrong)).toBe(ru('triage-time-format', { zone: 'UTC' }));
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    await scene.phone.reply(benThere, await triage.now(), `${yesterday.slice(0, 10)} ${yesterday.slice(11, 16)}`);
    await triage.asks('offer');
    await triage.tap('accept');
    await triage.asks('opened');
    expect(incidents().at(-1)?.detected_at).toBe(Date.parse(`${yesterday.slice(0, 16)}Z`));
  });

  test('only who began a triage answers it', async () => {
    const hers = await beginTriage(scene, annaThere);
    const his = await beginTriage(scene, benThere);
    expect(his.messageId).not.toBe(hers.messageId);

    const meddling = await hers.tap('accept', benThere);
    expect(meddling.answer).toMatchObject({
      text: en('bot-triage-not-yours', { who: 'Anna Petrova' }),
      showAlert: true,
    });
    const strange = await hers.tapOnly('accept', { person: MALLORY, chat: ON_CALL, thread: THREAD });
    await asFarAsSummary(his);
    await asFarAsSummary(hers);
    const [askOfHis, askOfHers] = await Promise.all(
      [his, hers].map((triage) =>
        scene.phone.waitForMessage(
          ON_CALL,
          (message) =>
            textOf(message) === ru('bot-ask-summary') && message.reply_to_message?.message_id === triage.messageId,
          'a request for a reply',
        ),
      ),
    );
    if (!askOfHers || !askOfHis) throw new Error('nothing was asked');
    // Ben's words belong to his own triage, whichever message he replies to.
    await scene.phone.reply(benThere, askOfHis, 'his words');
    await his.asks('opened');
    expect(askedBy(await hers.now())).toBe('summary');
    await scene.phone.reply(annaThere, askOfHers, 'her words');
    await hers.asks('opened');
    expect(incidents().slice(-2)).toMatchObject([
      { reporter_id: BEN, summary: 'his words' },
      { reporter_id: ANNA, summary: 'her words' },
    ]);
    const { callbackAnswers } = await scene.phone.state();
    expect(callbackAnswers.find((query) => query.id === strange)?.answer).toBeNull();
  });

  test('one person may have a triage in the topic and one in private, and they do not mix', async () => {
    const there = await beginTriage(scene, benThere);
    const here = await beginTriage(scene, withBen);
    expect(textOf(await here.now())).toContain(en('bot-triage-started'));
    await there.tap('sev.P0');
    await here.tap('sev.P3');
    await here.asks('affected');
    await scene.phone.send(benThere, '/cancel');
    await there.until((message) => textOf(message).includes(ru('bot-triage-cancelled')), 'the end in the topic');
    expect(askedBy(await here.now())).toBe('affected');
    await here.tap('cancel');
  });

  test('another topic is another place', async () => {
    const elsewhere = { person: BEN, chat: ON_CALL, thread: await scene.phone.topic(ON_CALL, 'Talk') };
    const sent = await scene.phone.send(elsewhere, '/triage');
    const triage = await triageAfter(scene, elsewhere, sent.message_id);
    expect((await triage.now()).message_thread_id).toBe(elsewhere.thread);
    const second = await beginTriage(scene, benThere);
    await triage.tap('cancel');
    await second.tap('cancel');
  });
});
