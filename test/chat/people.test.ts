import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PhoneMessage } from '../../sandbox/client.ts';
import { gateway, hanging } from '../engine/support/samples.ts';
import { isHealthy, isUnhealthy, untilContainer } from './support/containers.ts';
import { acceptTriage, waitForCard } from './support/incident.ts';
import { buttonsOf, en, ru, textOf } from './support/messages.ts';
import { askToRestart } from './support/restarting.ts';
import { storedIncident } from './support/rooms.ts';
import { ANNA, BEN, createScene, ON_CALL, type Scene, withAnna, withBen } from './support/scene.ts';

const annaInGroup = { person: ANNA, chat: ON_CALL } as const;
const benInGroup = { person: BEN, chat: ON_CALL } as const;

function answerAfter(
  scene: Scene,
  chat: number,
  than: number,
  predicate: (text: string, message: PhoneMessage) => boolean,
) {
  return scene.phone.waitForMessage(
    chat,
    (message) => message.message_id > than && predicate(textOf(message), message),
    'an answer',
    20_000,
  );
}

describe('who may only look', () => {
  let scene: Scene;
  let card: PhoneMessage;

  beforeAll(async () => {
    scene = await createScene({
      env: { ONCALL_CHAT_ID: String(ON_CALL) },
      settings: `people: [{ id: ${ANNA}, name: Anna Petrova, access: viewer }]\n`,
      services: (project) => [hanging(project)],
    });
    await acceptTriage(scene, benInGroup, []);
    card = await waitForCard(scene, ON_CALL, 1, () => true, 'anything');
  });

  afterEach(async () => {
    await scene.expectClean();
  });

  afterAll(async () => {
    await scene.remove();
  });

  const refusal = ru('oncall-access-missing', { needed: 'responder', has: 'viewer' });

  test.each(['take', 'restart', 'note', 'resolve'])(
    'is told so when they tap %s, and nothing changes',
    async (verb) => {
      const data = buttonsOf(card).find((button) => button.data === `i.1.${verb}`)?.data ?? '';
      const before = textOf(card);
      const tapped = await scene.phone.tapAnswered(annaInGroup, card, { data });
      expect(tapped.answer).toMatchObject({ text: refusal, showAlert: true });
      const now = await waitForCard(scene, ON_CALL, 1, () => true, 'anything');
      expect(textOf(now).split('\n').slice(-1)).toEqual(before.split('\n').slice(-1));
    },
  );

  test('cannot begin a triage or leave a note, but can look at everything', async () => {
    const triage = await scene.phone.send(withAnna, '/triage');
    await answerAfter(scene, ANNA, triage.message_id, (text) => text === refusal);
    const restart = await scene.phone.send(withAnna, '/restart');
    await answerAfter(scene, ANNA, restart.message_id, (text) => text === refusal);
    const note = await scene.phone.send(annaInGroup, 'это я', { replyTo: card.message_id });
    const inTeamsLanguage = en('oncall-access-missing', { needed: 'responder', has: 'viewer' });
    await answerAfter(scene, ON_CALL, note.message_id, (text) => text === inTeamsLanguage);
    const status = await scene.phone.send(withAnna, '/status');
    await answerAfter(scene, ANNA, status.message_id, (text) => text.includes('queue'));
    const settings = await scene.phone.send(withAnna, '/settings');
    await answerAfter(scene, ANNA, settings.message_id, (text) => text.includes(ru('bot-access-viewer')));
  });

  test('finds no button in their own chat that they could not use', async () => {
    const asked = await scene.phone.send(withAnna, '/incident 1');
    const own = await answerAfter(scene, ANNA, asked.message_id, (_, message) => buttonsOf(message).length > 0);
    expect(buttonsOf(own).map(({ data }) => data)).toEqual(['i.1.logs', 'i.1.timeline', 'i.1.evidence', 'i.1.report']);
  });
});

describe('two people', () => {
  let scene: Scene;
  let card: PhoneMessage;

  beforeAll(async () => {
    scene = await createScene({ settings: 'twoPerson: { operations: [restart] }\n' });
    const queue = await scene.run(hanging);
    await untilContainer(scene.engine, queue.id, isUnhealthy);
    await acceptTriage(scene, withBen, ['queue']);
    card = await waitForCard(scene, BEN, 1, () => true, 'anything');
  });

  afterEach(async () => {
    await scene.expectClean();
  });

  afterAll(async () => {
    await scene.remove();
  });

  const copyFor = (than: number) =>
    answerAfter(scene, ANNA, than, (_, message) =>
      buttonsOf(message).some(({ data }) => data?.endsWith('.second') === true),
    );
  const newest = async (chat: number) => (await scene.phone.messages(chat)).at(-1)?.message_id ?? 0;

  test('the second one says no: nothing is done, and both see it', async () => {
    const than = await newest(ANNA);
    const asked = await askToRestart(scene, withBen, card, 'queue');
    expect(textOf(asked.question)).toContain(en('bot-second-needed'));
    expect((await asked.confirm()).answer?.text).toBe(en('bot-toast-second'));
    const copy = await copyFor(than);
    const no = buttonsOf(copy).find(({ data }) => data?.endsWith('.no') === true)?.data ?? '';
    await scene.phone.tapAnswered(withAnna, copy, { data: no });
    await scene.phone.waitForMessage(
      ANNA,
      (message) => message.message_id === copy.message_id && textOf(message).includes('Anna Petrova'),
      'the refusal in her own copy',
      20_000,
    );
    const told = await asked.until((text) => text.includes('Anna Petrova'), 'the refusal where it had been asked');
    expect(buttonsOf(told)).toEqual([]);
    expect((await asked.confirm()).answer?.text).toBe(en('bot-redeem-cancelled'));
  });

  test('the second one says yes: it runs once, in the name of the first, and the audit knows both', async () => {
    const than = await newest(ANNA);
    const asked = await askToRestart(scene, withBen, card, 'queue');
    await asked.confirm();
    const waiting = await asked.until((text) => text.includes('👥'), 'that it waits');
    expect(buttonsOf(waiting).map(({ data }) => data?.split('.').at(-1))).toEqual(['no']);
    const copy = await copyFor(than);
    expect(textOf(copy)).toContain('Ben Carter');
    const yes = buttonsOf(copy).find(({ data }) => data?.endsWith('.second') === true)?.data ?? '';
    expect((await scene.phone.tapAnswered(withAnna, copy, { data: yes })).answer?.text).toBe(ru('bot-toast-started'));
    await asked.outcome((text) => text.startsWith('✅'));
    await asked.until(
      (text) => text.includes(en('bot-operation-by-two', { who: 'Ben Carter', second: 'Anna Petrova' })),
      'both who agreed',
    );
    const entries = storedIncident(scene.vakhta.dataDir, 1).timeline;
    expect(entries.filter(({ kind }) => kind === 'operation')).toMatchObject([{ data: { secondedBy: ANNA } }]);
    const sent = await scene.phone.send(withBen, '/audit 1');
    const audit = await answerAfter(scene, BEN, sent.message_id, (text) => text.includes('Ben Carter + '));
    expect(textOf(audit)).toContain('Ben Carter + Anna Petrova: ✅');
    await scene.phone.tapAnswered(withBen, audit, { data: 'u.csv.1' });
    const file = await answerAfter(scene, BEN, audit.message_id, (_, message) => message.document !== undefined);
    const csv = await scene.file(`reports/${file.document?.file_name ?? ''}`);
    expect(csv.split('\r\n')[0]).toBe(
      'time_utc,person_id,person,second_person,incident,action,target,outcome,sentence',
    );
    expect(csv).toMatch(/Z,1002,Ben Carter,Anna Petrova,1,restart,queue,(watching|succeeded),/);
    expect(csv).toMatch(/Z,1002,Ben Carter,,1,declared,/);
  });
});

describe('the fourth restart within ten minutes', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await createScene();
    const running = await scene.run(gateway);
    await untilContainer(scene.engine, running.id, isHealthy);
    await acceptTriage(scene, withBen, []);
  });

  afterAll(async () => {
    await scene.remove();
  });

  test('says what the last three did, and does it only when asked once more', async () => {
    const card = await waitForCard(scene, BEN, 1, () => true, 'anything');
    for (let time = 0; time < 3; time += 1) {
      const asked = await askToRestart(scene, withBen, card, 'gateway');
      await asked.confirm();
      await asked.outcome((text) => text.startsWith('✅'));
    }
    const asked = await askToRestart(scene, withBen, card, 'gateway');
    await asked.confirm();
    const again = await asked.until((text) => text.includes(en('bot-repeated', { count: 3 })), 'the second question');
    expect(textOf(again).split('✅ Ben Carter')).toHaveLength(4);
    const sure = buttonsOf(again).find(({ data }) => data?.endsWith('.sure') === true);
    expect(sure?.label).toBe(en('bot-button-sure'));
    expect(buttonsOf(again).map(({ data }) => /^(?:l\.c|j\.recreate)/.exec(data ?? '')?.[0])).toEqual(
      expect.arrayContaining(['l.c', 'j.recreate']),
    );
    expect((await scene.phone.tapAnswered(withBen, again, { data: sure?.data ?? '' })).answer?.text).toBe(
      en('bot-toast-started'),
    );
    await asked.outcome((text) => text.startsWith('✅'));
    await scene.expectClean();
  });
});
