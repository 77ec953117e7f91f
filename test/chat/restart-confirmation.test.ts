import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PhoneMessage } from '../../sandbox/client.ts';
import { hanging } from '../engine/support/samples.ts';
import type { RunningService } from '../engine/support/services.ts';
import { actionsOn, inspect, isUnhealthy, untilContainer } from './support/containers.ts';
import { damage } from './support/data-folder.ts';
import { acceptTriage, waitForCard } from './support/incident.ts';
import { buttonsOf, en, ru, textOf } from './support/messages.ts';
import { askToRestart, redButton } from './support/restarting.ts';
import { ANNA, BEN, createScene, ON_CALL, type Scene } from './support/scene.ts';

const annaInGroup = { person: ANNA, chat: ON_CALL } as const;
const benInGroup = { person: BEN, chat: ON_CALL } as const;

describe('the question in red, in a group', () => {
  let scene: Scene;
  let queue: RunningService;
  let card: PhoneMessage;
  const beganS = Math.floor(Date.now() / 1000);

  beforeAll(async () => {
    scene = await createScene({ env: { ONCALL_CHAT_ID: String(ON_CALL) } });
    queue = await scene.run(hanging);
    await untilContainer(scene.engine, queue.id, isUnhealthy);
    await acceptTriage(scene, benInGroup, ['queue']);
    card = await waitForCard(scene, ON_CALL, 1, () => true, 'anything');
  });

  afterEach(async () => {
    await scene.expectClean();
  });

  afterAll(async () => {
    await scene.remove();
  });

  const restarts = async () =>
    (await actionsOn(scene.engine, queue.id, beganS)).filter((action) => action === 'restart').length;

  test('belongs to the person who asked: somebody else is told so, and it stays valid', async () => {
    const asked = await askToRestart(scene, benInGroup, card, 'queue');
    const strange = await asked.confirm(annaInGroup);
    expect(strange.answer).toMatchObject({ text: ru('bot-redeem-not-yours', { who: 'Ben Carter' }), showAlert: true });
    const called = await asked.cancel(annaInGroup);
    expect(called.answer).toMatchObject({ text: ru('bot-redeem-not-yours', { who: 'Ben Carter' }), showAlert: true });
    expect(await restarts()).toBe(0);
    const shown = await asked.until(() => true, 'the question');
    expect(redButton(shown)).not.toBeNull();
  });

  test('is over after two minutes, also when the bot was away in between', async () => {
    const asked = await askToRestart(scene, benInGroup, card, 'queue');
    await scene.vakhta.stop();
    damage(
      scene.vakhta.dataDir,
      `UPDATE confirmations SET created_at = created_at - 120001, expires_at = expires_at - 120001`,
    );
    const tapped = asked.confirm();
    await scene.vakhta.start();
    expect((await tapped).answer).toMatchObject({ text: en('bot-redeem-expired'), showAlert: true });
    const over = await asked.until((text) => text.includes(en('bot-redeem-expired')), 'that it is over');
    expect(redButton(over)).toBeNull();
    expect(await restarts()).toBe(0);
  });

  test('asked by two people who both tap at once, it is restarted once and the other hears of it', async () => {
    const bens = await askToRestart(scene, benInGroup, card, 'queue');
    const annas = await askToRestart(scene, annaInGroup, card, 'queue');
    const startedAt = (await inspect(scene.engine, queue.id)).State.StartedAt;
    const [ben, anna] = await Promise.all([bens.confirm(), annas.confirm()]);
    const texts = [ben.answer?.text, anna.answer?.text];
    const benWon = texts[0] === en('bot-toast-started');
    if (benWon) expect(texts[1]).toBe(ru('bot-redeem-busy', { who: 'Ben Carter' }));
    else expect(texts).toEqual([en('bot-redeem-busy', { who: 'Anna Petrova' }), ru('bot-toast-started')]);
    const [first, second] = benWon ? [bens, annas] : [annas, bens];
    await first.until((text) => text.startsWith('✅'), 'a ✓');

    const late = await second.confirm();
    expect(late.answer).toMatchObject({ showAlert: true });
    const name = benWon ? 'Ben Carter' : 'Anna Petrova';
    const words = benWon ? ru : en;
    expect(late.answer?.text).toBe(words('bot-redeem-overtaken', { who: name }));
    await second.until((_text, message) => redButton(message) === null, 'no red button any more');
    expect(await restarts()).toBe(1);
    expect((await inspect(scene.engine, queue.id)).State.StartedAt).not.toBe(startedAt);
  });

  test('tapped twice in the same moment, it is restarted once', async () => {
    const asked = await askToRestart(scene, benInGroup, card, 'queue');
    const before = await restarts();
    const answers = await Promise.all([asked.confirm(), asked.confirm()]);
    expect(answers.map(({ answer }) => answer?.text).sort()).toEqual(
      [en('bot-toast-started'), en('bot-redeem-running')].sort(),
    );
    await asked.until((text) => text.startsWith('✅'), 'a ✓');
    expect(await restarts()).toBe(before + 1);
  });

  test('the service that was there when it was asked but is gone is not restarted, and it says what to do', async () => {
    const asked = await askToRestart(scene, benInGroup, card, 'queue');
    await queue.remove();
    await asked.confirm();
    const failed = await asked.until((text) => text.startsWith('❌'), 'a ✗');
    expect(textOf(failed)).toContain(en('operations-restart-gone'));
    expect(textOf(failed)).toContain(en('bot-next-recreate'));
    await scene.phone.tapAnswered(benInGroup, card, { data: 'i.1.restart' }).then(({ answer }) => {
      expect(answer).toMatchObject({ text: en('bot-no-services', { number: 1 }), showAlert: true });
    });
    expect(buttonsOf(failed).length).toBeGreaterThan(0);
  });
});
