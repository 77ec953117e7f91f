import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PhoneMessage } from '../../sandbox/client.ts';
import { type PrivateEngine, startEngine } from '../engine/support/engine.ts';
import { importImages } from '../engine/support/images.ts';
import { crashLooping, worker } from '../engine/support/samples.ts';
import { isCrashLooping, untilContainer } from './support/containers.ts';
import { cardIn, openIncident } from './support/incident.ts';
import { buttonsOf, en, ru, textOf } from './support/messages.ts';
import { ANNA, BEN, createScene, type Scene, withAnna, withBen } from './support/scene.ts';
import { beginTriage } from './support/triage.ts';

let engine: PrivateEngine;
let scene: Scene;
const made: { remove(): Promise<void> }[] = [];

beforeAll(async () => {
  engine = await startEngine();
  made.unshift(engine);
  await importImages(engine.api, `vakhta.test=${engine.run}`);
  scene = await createScene({ engine, settings: 'host: { ssh: ops@shop.example }\n' });
  made.unshift(scene);
  const billing = await scene.run(crashLooping);
  await scene.run(worker);
  await untilContainer(scene.engine, billing.id, isCrashLooping);
  await openIncident(scene, withBen, 1, ['billing']);
});

afterAll(async () => {
  for (const one of made) await one.remove();
});

async function answer(chat: number, command: string, predicate: (text: string) => boolean): Promise<PhoneMessage> {
  const sent = await scene.phone.send({ person: chat, chat }, command);
  return scene.phone.waitForMessage(
    chat,
    (message) => message.message_id > sent.message_id && predicate(textOf(message)),
    `an answer to ${command}`,
    20_000,
  );
}

const copied = (message: PhoneMessage) => buttonsOf(message).flatMap(({ copies }) => copies ?? []);

test('while Docker is stopped /status says since when, in one line, shows the last picture with its age, and what to type', async () => {
  const up = await answer(BEN, '/status', (text) => text.includes('billing'));
  expect(textOf(up)).not.toContain(en('bot-engine-silent'));
  expect(copied(up)).toEqual([]);

  await engine.stop();
  await scene.vakhta.waitForLog(({ msg }) => msg === 'The Docker Engine cannot be reached', 'that it is away');
  const away = await answer(BEN, '/status', (text) => text.includes('billing'));
  const lines = textOf(away).split('\n');
  const since = lines.filter((line) => line.includes(en('bot-engine-silent')));
  expect(since).toHaveLength(1);
  expect(since[0]).toMatch(/\d\d:\d\d/);
  const [before, after] = en('bot-engine-picture', { age: '…' }).split('…');
  const picture = lines.find((line) => line.startsWith(before ?? '?'));
  expect(picture?.slice(before?.length)).toMatch(/^\d+ (s|min)/);
  expect(picture?.endsWith(after ?? '?')).toBe(true);
  expect(textOf(away)).toContain('worker');
  expect(copied(away)).toEqual([expect.stringMatching(/^ssh ops@shop\.example .*docker ps/)]);
});

test('the first screen says it too, and the buttons of a card answer with it, in both languages', async () => {
  const first = await answer(ANNA, '/start', (text) => text.includes(ru('bot-welcome-what')));
  expect(textOf(first).split('\n')[0]).toContain(ru('bot-engine-silent'));
  const card = cardIn(await scene.phone.state(), ANNA, 1);
  if (!card) throw new Error('there is no card');
  for (const verb of ['logs', 'restart']) {
    const known = (await scene.phone.messages(ANNA)).at(-1)?.message_id ?? 0;
    await scene.phone.tapAnswered(withAnna, card, { data: `i.1.${verb}` });
    const said = await scene.phone.waitForMessage(
      ANNA,
      (message) => message.message_id > known && textOf(message).includes(ru('bot-engine-silent')),
      `that Docker is away, after ${verb}`,
    );
    expect(textOf(said)).toContain(ru('bot-engine-by-hand'));
    expect(copied(said)).toEqual([expect.stringContaining('docker ps')]);
  }
});

test('what needs no Docker works on: a triage begins and opens an incident that says so', async () => {
  const triage = await beginTriage(scene, withBen);
  await triage.until(
    (message) => textOf(message).includes(en('triage-summary-engine-silent')),
    'the suggestion that Docker does not answer',
  );
  await triage.tap('accept');
  await triage.asks('opened');
  const card = await scene.phone.waitFor((state) => cardIn(state, ANNA, 2), 'the card of #2');
  await scene.phone.tapAnswered(withAnna, card, { data: 'i.2.take' });
});

test('it comes back by itself, and then shows what is now', async () => {
  const known = scene.vakhta.log.length;
  await engine.start();
  await scene.vakhta.waitForLog(({ msg }) => msg === 'The Docker Engine answers again', 'that it is back', known);
  const back = await answer(BEN, '/status', (text) => text.includes('worker'));
  expect(textOf(back)).not.toContain(en('bot-engine-silent'));
  expect(copied(back)).toEqual([]);
  const [before] = en('bot-engine-picture', { age: '…' }).split('…');
  expect(textOf(back)).not.toContain(before);
});

test('an Engine that is there but answers nothing is the same to people', async () => {
  const known = scene.vakhta.log.length;
  engine.freeze();
  try {
    const first = await answer(BEN, '/status', (text) => text.includes('worker'));
    expect(textOf(first)).toContain('billing');
    await scene.vakhta.waitForLog(({ msg }) => msg === 'The Docker Engine cannot be reached', 'that it is away', known);
    const away = await answer(BEN, '/status', (text) => text.includes('worker'));
    expect(textOf(away)).toContain(en('bot-engine-silent'));
  } finally {
    engine.thaw();
  }
  await scene.vakhta.waitForLog(({ msg }) => msg === 'The Docker Engine answers again', 'that it is back', known);
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean();
});
