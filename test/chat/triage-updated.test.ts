import { afterEach, expect, test } from 'vitest';
import type { At } from '../../sandbox/client.ts';
import { crashLooping } from '../engine/support/samples.ts';
import { damage, readRows } from './support/data-folder.ts';
import { buttonsOf, en, inLanguage, textOf } from './support/messages.ts';
import { ANNA, createScene, ON_CALL, type Scene, withAnna, withBen } from './support/scene.ts';
import { beginTriage, type Conversation, SAID_TWICE, saidIn } from './support/triage.ts';

const annaThere = { person: ANNA, chat: ON_CALL, thread: 2 } as const;

let scene: Scene;

afterEach(async () => {
  await scene.remove();
});

/** The bot is stopped, its code is updated, it starts again: what was stored belongs to another version. */
async function update(): Promise<void> {
  await scene.vakhta.stop();
  damage(scene.vakhta.dataDir, "UPDATE conversations SET version = 'older'");
  await scene.vakhta.start();
}

async function toldOfTheEnd(at: At, locale: 'en' | 'ru'): Promise<number> {
  const message = await scene.phone.waitForMessage(
    at.chat,
    (one) => textOf(one) === inLanguage(locale)('bot-dialogue-ended'),
    'a word about the end of the dialogue',
    30_000,
  );
  expect(message.message_thread_id).toBe(at.thread);
  return message.message_id;
}

async function answerTo(triage: Conversation, text: string): Promise<string> {
  const sent = await scene.phone.send(triage.at, text);
  const answer = await scene.phone.waitForMessage(
    triage.at.chat,
    (message) => message.message_id > sent.message_id,
    `an answer to "${text}"`,
  );
  return textOf(answer);
}

test('a triage of an older version ends with a word to the person, and goes on by its buttons', async () => {
  scene = await createScene({ services: (project) => [crashLooping(project)] });
  const triage = await beginTriage(scene, withBen);
  await triage.tap('sev.P2');
  await triage.asks('affected');
  await update();
  await toldOfTheEnd(withBen, 'en');
  expect(readRows(scene.vakhta.dataDir, 'SELECT * FROM conversations')).toEqual([]);
  expect(await answerTo(triage, 'is anybody there?')).toBe(en('bot-not-understood'));

  // What had been answered is kept, and from the first tap on the dialogue is there again.
  await triage.tap('all');
  await triage.asks('users');
  expect(await answerTo(triage, 'yes')).toBe(en('bot-triage-tap-expected'));
  await triage.tap('users.0');
  await triage.tap('impact.low');
  await triage.asks('summary');
  await scene.vakhta.kill();
  await scene.vakhta.start();
  await scene.phone.send(withBen, 'billing is down');
  const opened = await triage.asks('opened');
  expect(textOf(opened)).toContain(en('bot-triage-opened', { number: 1, severity: 'P2' }));
  const [incident] = readRows(scene.vakhta.dataDir, 'SELECT * FROM incidents');
  expect(incident).toMatchObject({ severity: 'P2', affected_all: 1, summary: 'billing is down', users_impacted: 0 });

  const told = (await saidIn(scene, withBen.chat)).filter((message) => textOf(message) === en('bot-dialogue-ended'));
  expect(told).toHaveLength(1);
  await scene.expectClean(SAID_TWICE);
});

test('everybody is told where they were, in the language of the place, and Accept alone is enough', async () => {
  scene = await createScene({
    env: { ONCALL_CHAT_ID: `${ON_CALL}/2` },
    settings: 'locale: en\n',
    services: (project) => [crashLooping(project)],
  });
  const triages = [await beginTriage(scene, annaThere), await beginTriage(scene, withAnna)] as const;
  await update();
  await toldOfTheEnd(annaThere, 'en');
  await toldOfTheEnd(withAnna, 'ru');
  for (const [index, triage] of triages.entries()) {
    await triage.tap('accept');
    const opened = await triage.asks('opened');
    expect(buttonsOf(opened)[0]?.data).toBe(`i.${index + 1}.card`);
  }
  await scene.expectClean();
});

test('a state that is of this version goes on without a word', async () => {
  scene = await createScene();
  const triage = await beginTriage(scene, withBen);
  await triage.tap('sev.P2');
  await triage.asks('affected');
  expect(await scene.vakhta.stop()).toBe(0);
  await scene.vakhta.start();
  expect(await answerTo(triage, 'still there?')).toBe(en('bot-triage-tap-expected'));
  const said = await saidIn(scene, withBen.chat);
  expect(said.filter((message) => textOf(message) === en('bot-dialogue-ended'))).toEqual([]);
  await scene.expectClean();
});
