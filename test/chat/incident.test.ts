import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PhoneMessage } from '../../sandbox/client.ts';
import { ACTIONS, actionsFor } from '../../src/incidents/index.ts';
import { crashLooping } from '../engine/support/samples.ts';
import { isCrashLooping, untilContainer } from './support/containers.ts';
import { cardIn, openIncident, waitForCard } from './support/incident.ts';
import { buttonsOf, dataEnding, en, ru, textOf, verbsOf } from './support/messages.ts';
import { storedIncident } from './support/rooms.ts';
import { ANNA, BEN, createScene, ON_CALL, type Scene, withAnna, withBen } from './support/scene.ts';

const TOPIC = 2;
const annaInGroup = { person: ANNA, chat: ON_CALL, thread: TOPIC } as const;
const benInGroup = { person: BEN, chat: ON_CALL, thread: TOPIC } as const;

/** No button of the card may be one that the state refuses, and what changes the state is always offered. */
function expectHonestButtons(scene: Scene, card: PhoneMessage, number: number): void {
  const allowed = actionsFor(storedIncident(scene.vakhta.dataDir, number).incident);
  const offered = ACTIONS.filter((action) => verbsOf(card).includes(action));
  expect(allowed).toEqual(expect.arrayContaining(offered));
  const further = ACTIONS.filter((action) => action !== 'correct-time');
  expect(offered).toEqual(further.filter((action) => allowed.includes(action)));
}

describe('the card in the on-call chat', () => {
  let scene: Scene;
  let first: PhoneMessage;

  beforeAll(async () => {
    scene = await createScene({ env: { ONCALL_CHAT_ID: `${ON_CALL}/${TOPIC}`, DEFAULT_LOCALE: 'en' } });
    const billing = await scene.run(crashLooping);
    await untilContainer(scene.engine, billing.id, isCrashLooping);
    first = await openIncident(scene, withBen, 1, ['billing'], ON_CALL);
  });

  afterAll(async () => {
    await scene.remove();
  });

  const until = (predicate: (text: string, card: PhoneMessage) => boolean, description: string) =>
    waitForCard(scene, ON_CALL, 1, predicate, description);
  const lineWith = (text: string, part: string) => text.split('\n').find((line) => line.includes(part)) ?? '';

  test('says severity and state first, then how long, what, who and the last entries; and is pinned in its topic', async () => {
    const card = await until((_text, { pinned }) => pinned === true, 'a pin');
    const lines = textOf(card).split('\n');
    expect(lines[0]).toContain(`P1 ${en('bot-state-open')}`);
    expect(lines[0]).toContain('#1');
    expect(textOf(card)).toContain(en('triage-summary-crash-loop', { services: 'billing' }));
    expect(lineWith(textOf(card), en('bot-card-since'))).toContain(en('bot-card-respond', { within: '1 h' }));
    expect(textOf(card)).toContain(en('bot-card-affected', { services: 'billing' }));
    expect(textOf(card)).toContain('Users impacted: yes · business: high');
    expect(textOf(card)).toContain(en('bot-card-nobody'));
    expect(lines.at(-1)).toContain(
      en('bot-entry-triaged', { who: 'Ben Carter', severity: 'P1', category: en('bot-category-crash-loop') }),
    );
    expect(card.message_thread_id).toBe(TOPIC);
    expectHonestButtons(scene, card, 1);
  });

  test('is edited in place when somebody takes it, and taking it over says from whom', async () => {
    const tapped = await scene.phone.tapAnswered(annaInGroup, first, { data: 'i.1.take' });
    expect(tapped.answer?.text).toBe(ru('bot-toast-taken', { number: 1 }));
    const taken = await until((text) => text.includes(en('bot-card-on-it', { who: 'Anna Petrova' })), 'Anna on it');
    expect(taken.message_id).toBe(first.message_id);
    expect(textOf(taken)).toContain('1 h');
    expect(textOf(taken)).not.toContain(en('bot-card-respond', { within: '1 h' }));
    expectHonestButtons(scene, taken, 1);

    await scene.phone.tapAnswered(benInGroup, first, { data: 'i.1.take' });
    const over = await until((text) => text.includes(en('bot-card-on-it', { who: 'Ben Carter' })), 'Ben on it');
    expect(over.message_id).toBe(first.message_id);
    expect(storedIncident(scene.vakhta.dataDir, 1).timeline.filter(({ kind }) => kind === 'taken')).toMatchObject([
      { by: ANNA, data: { from: null } },
      { by: BEN, data: { from: ANNA } },
    ]);
  });

  test('its severity is picked by a tap, which everybody hears of', async () => {
    await scene.phone.tapAnswered(benInGroup, first, { data: 'i.1.severity' });
    const picker = await scene.phone.waitForMessage(
      ON_CALL,
      (message) => buttonsOf(message).some(({ data }) => data === 'i.1.sev.P0'),
      'the severities',
    );
    const labels = buttonsOf(picker).flatMap(({ label, data }) => (data?.startsWith('i.1.sev.') ? [label] : []));
    expect(labels).toEqual(['🔴 P0 · 15 min', '• 🟠 P1 · 1 h', '🟡 P2 · 4 h', '🔵 P3 · 1 d']);

    const tapped = await scene.phone.tapAnswered(annaInGroup, picker, { data: 'i.1.sev.P0' });
    expect(tapped.answer?.text).toBe(ru('bot-toast-severity', { severity: 'P0' }));
    const changed = await until((text) => text.includes('P0'), 'P0');
    expect(textOf(changed).split('\n')[0]).toContain(`P0 ${en('bot-state-open')}`);
    expect(textOf(changed)).toContain('15 min');
    await scene.phone.waitForMessage(
      ON_CALL,
      (message) =>
        message.message_id === picker.message_id &&
        buttonsOf(message).some(({ label }) => label === '• 🔴 P0 · 15 min'),
      'the mark at the new severity',
    );
    await scene.phone.waitForMessage(
      ON_CALL,
      (message) =>
        textOf(message).includes(en('bot-announce-severity', { number: 1, severity: 'P0', who: 'Anna Petrova' })),
      'a word about the severity',
    );
  });

  test('goes from open to mitigated to restored to resolved, each time with the buttons of that state', async () => {
    await scene.phone.tapAnswered(benInGroup, first, { data: 'i.1.mitigate' });
    const mitigated = await until((text) => text.includes(`P0 ${en('bot-state-mitigated')}`), 'mitigated');
    expect(verbsOf(mitigated)).not.toContain('mitigate');
    expectHonestButtons(scene, mitigated, 1);

    await scene.phone.tapAnswered(benInGroup, first, { data: 'i.1.restore' });
    const restored = await until((_text, card) => !verbsOf(card).includes('restore'), 'no button to restore');
    expect(textOf(restored)).toContain(en('bot-entry-restored', { who: 'Ben Carter' }));
    expect(lineWith(textOf(restored), en('bot-card-since'))).toContain('restored after');
    expectHonestButtons(scene, restored, 1);

    await scene.phone.tapAnswered(benInGroup, first, { data: 'i.1.resolve' });
    const resolved = await until((text) => text.includes(`P0 ${en('bot-state-resolved')}`), 'resolved');
    expect(resolved.message_id).toBe(first.message_id);
    expect(textOf(resolved).split('\n')[0]).toContain('✅ P0');
    expect(textOf(resolved)).not.toContain('restored after');
    await scene.phone.waitForMessage(
      ON_CALL,
      (message) => textOf(message).startsWith('✅ #1 is resolved'),
      'a word about the end',
    );
    expect(textOf(resolved)).toContain(`[ ] ${en('bot-field-rootCause')}`);
    expectHonestButtons(scene, resolved, 1);
  });

  test('is unpinned when it is resolved', async () => {
    const card = await until((_text, { pinned }) => pinned !== true, 'no pin');
    expect(card.message_id).toBe(first.message_id);
    const chat = (await scene.phone.state()).chats.find(({ id }) => id === ON_CALL);
    expect(chat?.pinned).toEqual([]);
  });

  test('a button of an earlier state is answered with what is the case, and changes nothing', async () => {
    const before = storedIncident(scene.vakhta.dataDir, 1);
    const en1 = await scene.phone.tap(benInGroup, first, { data: 'i.1.mitigate' });
    const ru1 = await scene.phone.tap(annaInGroup, first, { data: 'i.1.restart' });
    const answers = await scene.phone.waitFor((state) => {
      const found = [en1, ru1].map((id) => state.callbackAnswers.find((query) => query.id === id)?.answer);
      return found.every((answer) => answer) ? found : null;
    }, 'both answers');
    expect(answers[0]).toMatchObject({ text: en('incidents-already-resolved', { number: 1 }), showAlert: true });
    expect(answers[1]).toMatchObject({ text: ru('incidents-already-resolved', { number: 1 }), showAlert: true });
    expect(storedIncident(scene.vakhta.dataDir, 1)).toEqual(before);
  });

  test('is pinned again when it is reopened, and a last button is the way back from every list', async () => {
    await scene.phone.tapAnswered(annaInGroup, first, { data: 'i.1.reopen' });
    const reopened = await until((text, { pinned }) => text.includes(en('bot-state-open')) && pinned === true, 'a pin');
    expect(reopened.message_id).toBe(first.message_id);
    expect(textOf(reopened)).toContain(en('bot-entry-reopened', { who: 'Anna Petrova' }));
    expectHonestButtons(scene, reopened, 1);
    await scene.phone.waitForMessage(
      ON_CALL,
      (message) => textOf(message).includes(en('bot-announce-reopened', { number: 1, who: 'Anna Petrova' })),
      'a word about the reopening',
    );
    for (const verb of ['timeline', 'evidence', 'severity']) {
      await scene.phone.tapAnswered(benInGroup, reopened, { data: `i.1.${verb}` });
      const list = await scene.phone.waitForMessage(
        ON_CALL,
        (message) => message.message_id > reopened.message_id && verbsOf(message).includes('card'),
        `what ${verb} shows`,
      );
      expect(dataEnding(list, 'i.1.card')).toBeTruthy();
      if (verb === 'timeline') {
        const lines = textOf(list).split('\n');
        expect(lines.filter((line) => /^\d{1,2} \p{L}+ \d{4}$/u.test(line)).length).toBeLessThanOrEqual(2);
        expect(lines[1]).toMatch(/^\d{1,2} \p{L}+ \d{4}$/u);
        expect(lines[2]).toMatch(/\b\d\d:\d\d Detected$/);
      }
    }
  });

  test('asked for again it comes to the end of the chat; the one above does not go stale, and the pin goes along', async () => {
    const pinned = await until((_text, card) => card.pinned === true, 'a pin');
    await scene.phone.send(benInGroup, '/incident 1');
    const below = await scene.phone.waitFor((state) => {
      const card = cardIn(state, ON_CALL, 1);
      return card !== undefined && card.message_id > pinned.message_id ? card : null;
    }, 'a card at the end');
    await scene.phone.tapAnswered(annaInGroup, below, { data: 'i.1.mitigate' });
    await until((text, card) => card.message_id === below.message_id && text.includes(en('bot-state-mitigated')), 'it');
    await scene.phone.waitFor((state) => {
      const chat = state.chats.find(({ id }) => id === ON_CALL);
      const stale = (state.messages[String(ON_CALL)] ?? []).filter(
        (message) => message.message_id < below.message_id && verbsOf(message).includes('mitigate'),
      );
      return chat?.pinned.length === 1 && chat.pinned[0] === below.message_id && stale.length === 0;
    }, 'one pin, on the card that is kept up to date, and no old card that offers what is refused');
  });

  test('nothing was refused by Telegram or logged as an error', async () => {
    await scene.expectClean();
  });
});

describe('without an on-call chat', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await createScene();
  });

  afterAll(async () => {
    await scene.remove();
  });

  test('everybody has the card, in their own language, and all of them follow each change', async () => {
    const anna = await openIncident(scene, withAnna, 1, []);
    const ben = await waitForCard(scene, BEN, 1, () => true, 'anything');
    expect(textOf(anna)).toContain(ru('bot-state-open'));
    expect(textOf(anna)).toContain(ru('bot-card-nobody'));
    expect(textOf(ben)).toContain(en('bot-card-nobody'));
    expect(buttonsOf(anna).map(({ label }) => label)).toContain(ru('bot-button-take'));

    await scene.phone.tapAnswered(withBen, ben, { data: 'i.1.take' });
    const followed = await waitForCard(
      scene,
      ANNA,
      1,
      (text, card) => text.includes(ru('bot-card-on-it', { who: 'Ben Carter' })) && card.pinned === true,
      'Ben on it, pinned',
    );
    expect(followed.message_id).toBe(anna.message_id);
    await scene.expectClean();
  });
});
