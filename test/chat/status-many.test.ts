import { afterAll, beforeAll, expect, test } from 'vitest';
import { buttonsOf, en } from './support/messages.ts';
import { createScene, type Scene, withBen } from './support/scene.ts';
import { askStatus } from './support/status.ts';

const WELL = 40;
const CREATED = 60;
const SERVICE = 'com.docker.compose.service';
const NAMES = ['<b>bold</b>', '`tick`*_[x](http://x)', '\u202eevil', 'שירות-🔥', 'long-'.repeat(40), '/status @all #1'];

let scene: Scene;

beforeAll(async () => {
  scene = await createScene();
  const cmd = ['sleep', '100000'];
  const quiet = { cmd, stopTimeoutS: 0, start: false };
  for (let number = 1; number <= WELL; number += 1)
    await scene.run((project) => ({ ...quiet, project, service: `node-${number}`, start: true }));
  for (let number = 1; number <= CREATED; number += 1)
    await scene.run((project) => ({ ...quiet, project: `${project}-two`, service: `new-${number}` }));
  for (const [index, name] of NAMES.entries())
    await scene.run((project) => ({
      ...{ ...quiet, project: `${project}-odd`, service: `odd-${index}` },
      labels: { [SERVICE]: name },
    }));
}, 180_000);

afterAll(async () => {
  await scene.remove();
});

test('forty healthy services are one line; sixty that never started are a few, and the rest is counted', async () => {
  const page = await askStatus(scene, withBen, `${CREATED + NAMES.length} of`);
  const { rich_message: rich } = await page.message();
  const lines = (rich?.blocks ?? []).filter((block) => block.type !== 'details').map((block) => JSON.stringify(block));
  expect(lines.filter((line) => line.includes('node-'))).toEqual([]);
  expect(await page.text()).toContain(`✅ ${scene.project} · ${WELL} of ${WELL} well`);
  expect(lines.join().match(/new-\d+/g)?.length).toBeLessThan(20);
  expect(await page.text()).toMatch(/and 5\d more/);
});

test('every container of a large project can be reached by turning its pages', async () => {
  const page = await askStatus(scene, withBen, 'new-');
  const button = buttonsOf(await page.message()).find(({ label }) => label.includes('two'));
  await page.tap(button?.label ?? 'two', en('bot-status-col-name'));
  const reached = new Set<string>();
  for (let turn = 0; turn < Math.ceil(CREATED / 8); turn += 1) {
    for (const data of await page.data('p.c.')) reached.add(data);
    await page.tap('▸', 'new-');
  }
  expect(reached.size).toBe(CREATED);
});

test('names with any characters are shown as they are', async () => {
  const page = await askStatus(scene, withBen, 'odd');
  const button = buttonsOf(await page.message()).find(({ label }) => label.includes('odd'));
  const text = await page.tap(button?.label ?? 'odd', en('bot-status-col-name'));
  for (const name of [
    '<b>bold</b>',
    '`tick`*_[x](http://x)',
    'evil',
    'שירות-🔥',
    '/status @all #1',
    'long-'.repeat(40),
  ])
    expect(text).toContain(name);
  // A mark that turns the direction of everything after it is no character of a name.
  expect(text).not.toContain('\u202e');
  for (const { label } of buttonsOf(await page.message())) expect(label.length).toBeLessThanOrEqual(20);
  await page.tap('שירות', en('bot-status-fact-image'));
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean();
});
