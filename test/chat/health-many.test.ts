import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import type { At, PhoneMessage } from '../../sandbox/client.ts';
import { type PrivateEngine, startEngine } from '../engine/support/engine.ts';
import { importImages } from '../engine/support/images.ts';
import { gateway } from '../engine/support/samples.ts';
import { http, type Listening } from '../unit/checks/servers.ts';
import { buttonsOf, en, ru, textOf } from './support/messages.ts';
import { ANNA, BEN, createScene, ON_CALL, type Scene, withAnna, withBen } from './support/scene.ts';

const MANY = 60;
const BROKEN = 12;
const inTopic = { person: BEN, chat: ON_CALL, thread: 2 } as const;

let engine: PrivateEngine;
let scene: Scene;
let server: Listening;

beforeAll(async () => {
  engine = await startEngine();
  await importImages(engine.api, `vakhta.test=${engine.run}`);
  server = await http((request, response) => {
    response.statusCode = request.url === '/broken' ? 500 : 200;
    response.end('ok');
  });
  const checks = Array.from({ length: MANY }, (_, index) => ({
    id: `check-${index}`,
    name: `A service with a long name, number ${index}`,
    kind: 'http',
    url: `http://127.0.0.1:${server.port}/${index < BROKEN ? 'broken' : 'well'}`,
  }));
  scene = await createScene({
    engine,
    env: { ONCALL_CHAT_ID: `${ON_CALL}/2` },
    settings: stringify({ locale: 'ru', checks }),
  });
  await scene.run(gateway);
});

afterAll(async () => {
  await scene.remove();
  await server.close();
  await engine.remove();
});

async function complete(at: At, locale: typeof en, text = '/health'): Promise<PhoneMessage> {
  const sent = await scene.phone.send(at, text);
  const took = locale('bot-health-took', { seconds: '' }).split(' ')[0] ?? '';
  return scene.phone.waitForMessage(
    at.chat,
    (message) =>
      message.message_id > sent.message_id &&
      textOf(message).includes(took) &&
      buttonsOf(message).some(({ data }) => data?.startsWith('h.run.')),
    `an answer to ${text}`,
    30_000,
  );
}

test('sixty checks: the first screen names a few that fail and counts the rest, all of them stand on pages', async () => {
  const board = await complete(withBen, en);
  const lines = textOf(board).split('\n');
  expect(lines[0]).toContain(`❌ ${en('bot-health-failed', { failed: BROKEN, count: MANY + 8 })}`);
  expect(lines.filter((line) => line.startsWith('❌')).length).toBeLessThanOrEqual(9);
  expect(textOf(board)).toContain(en('bot-more', { count: BROKEN + 1 - 8 }));
  expect(buttonsOf(board).every(({ label }) => [...label].length <= 20)).toBe(true);

  const named = new Set<string>();
  const pages = Math.ceil((MANY + 8) / 8);
  const [open] = buttonsOf(board).flatMap(({ data }) => (data?.startsWith('h.all.') ? [data] : []));
  await scene.phone.tapAnswered(withBen, board, { data: open ?? '' });
  for (let page = 1; page <= pages; page += 1) {
    const shown = await scene.phone.waitForMessage(
      BEN,
      (message) =>
        message.message_id === board.message_id && buttonsOf(message).some(({ label }) => label === `${page}/${pages}`),
      `page ${page}`,
    );
    for (const { data } of buttonsOf(shown)) if (data?.startsWith('h.one.')) named.add(data);
    if (page < pages) await scene.phone.tapAnswered(withBen, shown, '▸');
  }
  expect(named.size).toBe(MANY + 8);
});

test('in the group it reads as the group does, and anybody turns its pages', async () => {
  const board = await complete(inTopic, ru);
  expect(textOf(board)).toContain(ru('bot-health-failed', { failed: BROKEN, count: MANY + 8 }));
  const [open] = buttonsOf(board).flatMap(({ data }) => (data?.startsWith('h.all.') ? [data] : []));
  await scene.phone.tapAnswered({ ...inTopic, person: ANNA }, board, { data: open ?? '' });
  await scene.phone.waitForMessage(
    ON_CALL,
    (message) =>
      message.message_id === board.message_id && buttonsOf(message).some(({ label }) => label.startsWith('1/')),
    'the first page',
  );
});

test('an Engine that is away is the first line, and everything else is asked all the same', async () => {
  await engine.stop();
  const board = await complete(withAnna, ru);
  const lines = textOf(board).split('\n');
  expect(lines[1]).toContain(`❌ ${ru('bot-health-self-engine')}`);
  expect(lines[1]).toContain(ru('docker-unreachable-no-socket'));
  expect(textOf(board)).toContain(ru('bot-health-part-checks', { count: MANY - BROKEN }));
  expect(textOf(board)).not.toContain('gateway');
  await engine.start();
  await scene.vakhta.waitForLog(
    ({ msg }) => msg.includes('answers again') || msg.includes('reached again'),
    'that it is back',
  );
  // The Engine that comes back starts its containers one after the other, and their health begins anew.
  const isHealthy = async () => JSON.stringify(await engine.api.ask('GET', '/containers/json')).includes('(healthy)');
  await vi.waitFor(async () => expect(await isHealthy()).toBe(true), 30_000);
  const back = await complete(withAnna, ru);
  expect(textOf(back)).toContain('gateway');
  await scene.expectClean({ errors: ['Docker', 'Engine'] });
});
