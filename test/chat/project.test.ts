import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PhoneMessage } from '../../sandbox/client.ts';
import { projectReference } from '../../src/bot/taps/reference.ts';
import { bookshop, type ComposeProject } from '../engine/support/compose-project.ts';
import { openIncident, waitForCard } from './support/incident.ts';
import { buttonsOf, en, ru, textOf } from './support/messages.ts';
import { askForProject, projectOf } from './support/project.ts';
import { storedIncident } from './support/rooms.ts';
import { ANNA, BEN, createScene, ON_CALL, type Scene, withAnna, withBen } from './support/scene.ts';

const annaInGroup = { person: ANNA, chat: ON_CALL } as const;
const benInGroup = { person: BEN, chat: ON_CALL } as const;

let scene: Scene;
let shop: ComposeProject;

beforeAll(async () => {
  scene = await createScene({ env: { ONCALL_CHAT_ID: String(ON_CALL) } });
  shop = await projectOf(scene);
  await shop.compose(['up', '-d']);
  await openIncident(scene, benInGroup, 1, [], ON_CALL);
});

afterAll(async () => {
  await shop.remove();
  await scene.remove();
});

const operations = () =>
  storedIncident(scene.vakhta.dataDir, 1).timeline.flatMap((entry) => (entry.kind === 'operation' ? [entry] : []));

const keys = (...services: string[]) => services.map((service) => `local/${scene.project}/${service}`);

test('restart: says the order and what stays, goes through it live, and counts for every service', async () => {
  const restart = await askForProject(scene, benInGroup, 'restart');
  const text = textOf(restart.question);
  expect(text).toContain(en('bot-project-title', { verb: 'restart', project: scene.project }));
  expect(text).toContain('front, worker → api → migrate → db');
  expect(text).toContain(en('bot-plan-volumes', { volumes: `${scene.project}_ledger` }));
  expect(text).toContain(en('bot-project-evidence', { count: 5 }));
  expect(text).toMatch(/Will not answer meanwhile: \d+ \(api\)/);

  const other = await restart.confirm(annaInGroup);
  expect(other.answer).toMatchObject({ text: ru('bot-redeem-not-yours', { who: 'Ben Carter' }), showAlert: true });
  await restart.confirm();
  await restart.until((now) => /(stopping|starting|waiting)/.test(now), 'progress');
  const done = await restart.until((now) => now.startsWith('✅'), 'a ✓');
  expect(textOf(done)).toContain(en('operations-project-restarted', { count: 4 }));
  expect(buttonsOf(await restart.outcome()).map(({ data }) => data)).toEqual(['i.1.card']);
  expect(operations().at(-1)?.data).toMatchObject({
    operation: 'project-restart',
    outcome: 'succeeded',
    targets: expect.arrayContaining(keys('db', 'api', 'front', 'worker', 'migrate')),
  });
  const card = await waitForCard(scene, ON_CALL, 1, (now) => now.includes('✓'), 'the restart');
  expect(textOf(card)).toContain(en('bot-operation-project-restart', { target: scene.project }));
});

test('a restart that does not help names who is not well, and leads to the logs and to Recreate…', async () => {
  const broken = { ...bookshop().worker, command: ['sh', '-c', 'sleep 1; echo "no queue to work on"; exit 3'] };
  await shop.rewrite({ ...bookshop(), worker: broken });
  await shop.compose(['up', '-d', '--no-deps', 'worker']);
  const restart = await askForProject(scene, withBen, 'restart');
  await restart.confirm();
  const failed = await restart.until((now) => now.startsWith('❌'), 'a ✗');
  expect(textOf(failed)).toContain(en('operations-project-unwell', { services: 'worker', more: 0, well: 3, total: 4 }));
  expect(textOf(failed)).toContain('no queue to work on');
  expect(textOf(failed)).toContain(en('bot-next-recreate'));
  const buttons = buttonsOf(await restart.outcome());
  expect(buttons.map(({ label }) => label)).toContain('📜 worker');
  expect(buttons.map(({ data }) => data)).toContain(`j.recreate.${projectReference(scene.project)}`);
  expect(operations().at(-1)?.data).toMatchObject({ operation: 'project-restart', outcome: 'failed' });
});

test('recreate: compose takes it down and up, its lines are shown, and what the file changed is said before', async () => {
  await shop.rewrite(bookshop());
  const recreate = await askForProject(scene, withAnna, 'recreate');
  const text = textOf(recreate.question);
  expect(text).toContain('docker-compose 1.');
  expect(text).toContain(ru('bot-project-changed', { services: 'worker' }));
  expect(text).toContain(ru('bot-project-standing', { services: 'migrate' }));
  await recreate.confirm();
  await recreate.until((now) => /Stopping|Removing|Creating/.test(now), 'what compose prints');
  const done = await recreate.until((now) => now.startsWith('✅'), 'a ✓');
  expect(textOf(done)).toContain(ru('operations-project-recreated-compose', { count: 5 }));
  expect(operations().at(-1)?.data).toMatchObject({ operation: 'project-recreate', outcome: 'succeeded' });
});

test('recreate without the files says so before and after: the containers stay the same', async () => {
  await rm(join(shop.folder, 'docker-compose.yml'));
  const recreate = await askForProject(scene, withBen, 'recreate');
  const text = textOf(recreate.question);
  expect(text).toContain(en('bot-project-no-compose'));
  expect(text).toContain(join(shop.folder, 'docker-compose.yml'));
  expect(text).toContain(en('bot-project-same-containers'));
  await recreate.confirm();
  // The fourth of the kind within ten minutes is asked twice, with what the last three did.
  const sure = (message: PhoneMessage) => buttonsOf(message).find(({ data }) => data?.endsWith('.sure'))?.data;
  const again = await recreate.until((_, message) => sure(message) !== undefined, 'the second question');
  expect(textOf(again)).toContain(en('bot-repeated', { count: 3 }));
  await scene.phone.tapAnswered(withBen, again, { data: sure(again) ?? '' });
  const done = await recreate.until((now) => now.startsWith('✅'), 'a ✓');
  expect(textOf(done)).toContain(en('operations-project-recreated-engine', { count: 4 }));
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean();
});
