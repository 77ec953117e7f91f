import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PhoneMessage } from '../../sandbox/client.ts';
import { hanging, worker } from '../engine/support/samples.ts';
import type { RunningService } from '../engine/support/services.ts';
import { isUnhealthy, untilContainer } from './support/containers.ts';
import { openIncident, waitForCard } from './support/incident.ts';
import { en, ru, textOf, verbsOf } from './support/messages.ts';
import { type AskedRestart, askToRestart } from './support/restarting.ts';
import { storedIncident } from './support/rooms.ts';
import { ANNA, BEN, createScene, type Scene, withAnna, withBen } from './support/scene.ts';

let scene: Scene;
let queue: RunningService;
let mail: RunningService;
let card: PhoneMessage;
let asked: AskedRestart;

beforeAll(async () => {
  scene = await createScene();
  queue = await scene.run(hanging);
  mail = await scene.run((project) => ({ ...hanging(project), service: 'mail' }));
  await scene.run(worker);
  await untilContainer(scene.engine, queue.id, isUnhealthy);
  await untilContainer(scene.engine, mail.id, isUnhealthy);
  card = await openIncident(scene, withBen, 1, ['mail', 'queue']);
});

afterAll(async () => {
  await scene.remove();
});

const stored = () => storedIncident(scene.vakhta.dataDir, 1);

test('with one of two affected services cured the incident is not restored yet', async () => {
  const first = await askToRestart(scene, withBen, card, 'mail');
  await first.confirm();
  await first.until((text) => text.startsWith('✅'), 'a ✓');
  expect(stored().incident.times.restoredAt).toBeNull();
  expect(stored().incident.state).toBe('open');
});

test('with the last one cured it is restored by Vakhta itself, and everybody hears it', async () => {
  asked = await askToRestart(scene, withBen, card, 'queue');
  await asked.confirm();
  await asked.until((text) => text.startsWith('✅'), 'a ✓');
  await waitForCard(scene, BEN, 1, (_text, shown) => !verbsOf(shown).includes('restore'), 'no button to restore');
  const seen = await waitForCard(
    scene,
    ANNA,
    1,
    (text) => text.includes(ru('bot-entry-restored', { who: 'Vakhta' })),
    'service restored',
  );
  expect(textOf(seen)).toContain(ru('bot-state-mitigated'));
  const word = en('bot-announce-restored', { number: 1, who: 'Vakhta', took: '' }).split('(')[0] ?? '';
  await scene.phone.waitForMessage(BEN, (message) => textOf(message).includes(word), 'a word about the recovery');
  expect(stored().incident).toMatchObject({ restoredBy: 'vakhta', mitigatedBy: 'vakhta' });
});

test('the ✓ is taken back with a new message when the service falls again, and "restored" with it', async () => {
  await scene.engine.ask('POST', `/containers/${queue.id}/stop`);
  const back = await asked.outcome((text) => text.startsWith('↩️'));
  expect(textOf(back)).toContain(en('bot-operation-restart', { target: 'queue' }));
  expect(textOf(back)).toContain(en('operations-restart-fell-again', { code: 0 }));
  expect(textOf(back)).toContain(en('bot-next-logs-recreate'));
  const question = await asked.until((text) => text.startsWith('↩️'), 'the ✓ taken back where it was');
  expect(textOf(question)).not.toContain('✅');
  const seen = await waitForCard(scene, ANNA, 1, (_text, shown) => verbsOf(shown).includes('restore'), 'it open again');
  expect(textOf(seen)).toContain(ru('bot-state-open'));
  expect(stored().incident.times).toMatchObject({ restoredAt: null, mitigatedAt: null });
  expect(
    stored()
      .timeline.filter(({ kind }) => kind === 'operation')
      .map(({ data }) => data),
  ).toMatchObject([
    { outcome: 'succeeded', targets: [mail.key] },
    { outcome: 'succeeded', targets: [queue.key] },
    { outcome: 'withdrawn', targets: [queue.key] },
  ]);
});

test('what a person marked as restored stays so; resolving needs no button before it', async () => {
  const anna = await waitForCard(scene, ANNA, 1, () => true, 'anything');
  await scene.phone.tapAnswered(withAnna, anna, { data: 'i.1.resolve' });
  await waitForCard(scene, BEN, 1, (text) => text.includes(en('bot-state-resolved')), 'resolved');
  expect(stored().incident).toMatchObject({ state: 'resolved', restoredBy: ANNA });
  await scene.expectClean();
});
