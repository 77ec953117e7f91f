import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { PhoneMessage } from '../../sandbox/client.ts';
import { gateway } from '../engine/support/samples.ts';
import { answerTo, makeScripts, until } from './support/commands.ts';
import { buttonsOf, en, textOf } from './support/messages.ts';
import { BEN, createScene, type Scene, withBen } from './support/scene.ts';

let scene: Scene;

beforeAll(async () => {
  scene = await createScene({ people: [BEN] });
});

afterAll(async () => {
  await scene.remove();
});

const TOOK = en('bot-health-took', { seconds: 'X' }).split(' ')[0] ?? '';
const isDone = (text: string) => text.includes(TOOK);

const board = () => answerTo(scene, withBen, '/health', isDone);

function dataOf(message: PhoneMessage, start: string, label = ''): { data: string } {
  const found = buttonsOf(message).find((one) => one.data?.startsWith(start) === true && one.label.includes(label));
  if (!found?.data) throw new Error(`no button ${start} ${label}: ${JSON.stringify(buttonsOf(message))}`);
  return { data: found.data };
}

test('without a check of one’s own it shows what Vakhta asks by itself, and how checks are added', async () => {
  const first = await board();
  expect(textOf(first)).toContain(en('bot-health-none-configured'));
  expect(textOf(first)).toContain(en('bot-health-part-vakhta', { count: 6 }));
  expect(textOf(first).split('\n')[0]).not.toContain('❌');
  expect(buttonsOf(first).map(({ label }) => label)).toContain(en('bot-health-again'));
});

test('a kill in the middle of adding a found check: the tap is handled again, and the check is there once', async () => {
  const { healthcheck: _checked, ...plain } = gateway(scene.project);
  const api = await scene.run(() => ({ ...plain, service: 'api' }));
  const port = await api.hostPort(8080);
  // A port that does not answer yet is not asked again for minutes.
  await vi.waitFor(async () => expect((await fetch(`http://127.0.0.1:${port}/health`)).ok).toBe(true), 20_000);
  const first = await board();
  const offer = await until(scene, first, (text) => text.includes('➕ api'), 'the offer');
  const tapped = dataOf(offer, 'h.add.');
  const { seq } = (await scene.phone.calls()).at(-1) ?? { seq: 0 };
  // The bot answers a tap last: it waits here, with everything else done.
  await scene.phone.fault({ kind: 'hang', method: 'answerCallbackQuery' });
  await scene.phone.tap(withBen, offer, tapped);
  await scene.phone.waitForCall(({ method }) => method === 'answerCallbackQuery', 'the answer to the tap', {
    afterSeq: seq,
  });
  await scene.vakhta.kill();
  await scene.phone.clearFaults();
  await scene.vakhta.start();
  const added = await until(scene, first, (text) => /✅ api \(HTTP\)/.test(text), 'the new check');
  expect(textOf(added)).not.toContain('➕');
  expect(textOf(added)).not.toContain(en('bot-health-none-configured'));
  const { callbackAnswers } = await scene.phone.state();
  const answers = callbackAnswers.flatMap(({ answer }) => (answer?.text ? [answer.text] : []));
  expect(answers).toEqual([en('bot-health-toast-added', { name: 'api' })]);
  const again = await board();
  expect(textOf(again).match(/api \(HTTP\)/g)).toHaveLength(1);
});

test('a command as a check: its exit code and last line where it fails, and that it is well once it is', async () => {
  const folder = await makeScripts({ smoke: '#!/bin/sh\necho looking\necho "two orders are lost"\nexit 3\n' });
  await scene.vakhta.stop();
  await scene.configure(
    `commands: [{ id: smoke, name: Smoke test, argv: ["${join(folder, 'smoke')}"], cwd: "${folder}", check: true, timeout: 10s }]`,
  );
  await scene.vakhta.start();
  const first = await board();
  const words = en('checks-command-failed', { code: 3, line: 'two orders are lost' });
  expect(textOf(first)).toContain(`❌ Smoke test ${en('bot-health-kind-command')}: ${words}`);
  await scene.phone.tapAnswered(withBen, first, dataOf(first, 'h.one.', 'Smoke test'));
  const one = await until(scene, first, (text) => text.startsWith('❌ Smoke test'), 'the check');
  expect(textOf(one)).toContain(en('bot-health-ask-command', { name: 'Smoke test' }));
  await writeFile(join(folder, 'smoke'), '#!/bin/sh\necho all well\n');
  await scene.phone.tapAnswered(withBen, one, dataOf(one, 'h.ask.'));
  const well = await until(scene, first, (text) => text.startsWith('✅ Smoke test'), 'that it is well');
  expect(textOf(well)).toContain(words);
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean();
});
