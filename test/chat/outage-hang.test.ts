import { afterEach, expect, test } from 'vitest';
import type { StoredMessage } from '../../sandbox/index.ts';
import { isCardOf } from './support/incident.ts';
import { textOf } from './support/messages.ts';
import { ANNA, BEN, createScene, type Scene, withAnna, withBen } from './support/scene.ts';
import { beginTriage } from './support/triage.ts';

const scenes: Scene[] = [];
afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.remove();
});

/** Telegram is given a minute to answer (grammY's `timeoutSeconds` here). */
const PATIENCE_MS = 90_000;

test('a request that gets no answer: others go on, and the P1 card is sent again with its number', async () => {
  const scene = await createScene();
  scenes.push(scene);
  const { phone } = scene;
  const triage = await beginTriage(scene, withBen);
  for (const answer of ['sev.P1', 'none', 'users.1', 'impact.high']) await triage.tap(answer);
  await triage.asks('summary');
  const isCard = (message: StoredMessage) => isCardOf(message, 1);

  // One of the two cards hangs; the other person has theirs meanwhile, and is answered.
  await phone.fault({ kind: 'hang', method: 'sendRichMessage', times: 1 });
  await triage.tapOnly('summary');
  const hung = await phone.waitForCall(({ fault }) => fault === 'hang', 'a request that hangs');
  expect(hung.applied).toBe(false);
  const other = await phone.waitFor(
    ({ messages }) => [ANNA, BEN].find((person) => messages[String(person)]?.some(isCard)),
    'the card of the other person',
  );
  const late = other === ANNA ? BEN : ANNA;
  const asker = late === ANNA ? withBen : withAnna;
  const asked = await phone.send(asker, '/metrics');
  await phone.waitForMessage(
    asker.chat,
    (message) => message.message_id > asked.message_id && textOf(message).includes('RTO'),
    'an answer to the other person',
  );
  expect((await phone.messages(late)).filter(isCard)).toEqual([]);

  const card = await phone.waitForMessage(late, isCard, 'the card, in the end', PATIENCE_MS);
  expect(textOf(card)).toMatch(/№ \d+/);
  expect((await phone.messages(late)).filter(isCard)).toHaveLength(1);
  await scene.expectClean();
});
