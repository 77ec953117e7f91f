import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PhoneMessage } from '../../sandbox/client.ts';
import { projectReference } from '../../src/bot/taps/reference.ts';
import { bookshop, type ComposeProject } from '../engine/support/compose-project.ts';
import { buttonsOf, en, textOf } from './support/messages.ts';
import { asked, askForProject, projectOf } from './support/project.ts';
import { redButton } from './support/restarting.ts';
import { BEN, createScene, type Scene, withBen } from './support/scene.ts';

let scene: Scene;
let shop: ComposeProject;

beforeAll(async () => {
  scene = await createScene();
  shop = await projectOf(scene);
  const { worker, front, db, api, migrate } = bookshop();
  // Does not hear SIGTERM: taking it down lasts as long as its grace period.
  const deaf = { ...front, command: ['sh', '-c', "trap '' TERM; while :; do sleep 1; done"], stop_grace_period: '4s' };
  await shop.rewrite({ worker, db, api, migrate, front: deaf });
  await shop.compose(['up', '-d']);
});

afterAll(async () => {
  await shop.remove();
  await scene.remove();
});

async function running(): Promise<string[]> {
  const services = await shop.compose(['ps', '--services', '--filter', 'status=running']);
  return services.trim().split('\n').sort();
}

const shown = (test: (message: PhoneMessage) => boolean, what: string) =>
  scene.phone.waitForMessage(BEN, test, what, 60_000);

test('killed between down and up: the next start brings it up, and says what happened', async () => {
  const recreate = await askForProject(scene, withBen, 'recreate');
  await recreate.confirm();
  await recreate.until((text) => text.includes('Stopping'), 'that compose stops it');
  await scene.vakhta.kill();
  await scene.vakhta.start();
  const done = await recreate.until((text) => text.startsWith('✅'), 'a ✓');
  expect(textOf(done)).toContain(en('operations-project-up-after-kill'));
  expect(await running()).toEqual(['api', 'db', 'front', 'worker']);
});

test('killed while it is restarted in order: what was stopped is started again', async () => {
  const restart = await askForProject(scene, withBen, 'restart');
  await restart.confirm();
  await restart.until((text) => text.includes('stopping front'), 'that it is being stopped');
  await scene.vakhta.kill();
  await scene.vakhta.start();
  const done = await restart.until((text) => text.startsWith('✅'), 'a ✓');
  expect(textOf(done)).toContain(en('operations-project-finished-after-kill'));
  expect(await running()).toEqual(['api', 'db', 'front', 'worker']);
});

test('stop leaves it down, says so, and Start… is one tap away', async () => {
  const stop = await askForProject(scene, withBen, 'stop');
  expect(textOf(stop.question)).toContain(en('bot-project-stays-down'));
  await stop.confirm();
  const done = await stop.until((text) => text.startsWith('✅'), 'a ✓');
  expect(textOf(done)).toContain(en('operations-project-stopped', { count: 4 }));
  await scene.phone.tapAnswered(withBen, done, { data: `j.start.${projectReference(scene.project)}` });
  const question = await shown(
    (message) => message.message_id > done.message_id && redButton(message) !== null,
    'start',
  );
  const start = asked(scene, withBen, question);
  await start.confirm();
  await start.until((text) => text.startsWith('✅'), 'a ✓');
  expect(await running()).toEqual(['api', 'db', 'front', 'worker']);
});

test('scale: which service, how many, what it means, done', async () => {
  const sent = await scene.phone.send(withBen, '/status');
  const page = await shown(
    (message) => message.message_id > sent.message_id && buttonsOf(message).length > 0,
    'the status',
  );
  await scene.phone.tapAnswered(withBen, page, { data: `j.scale.${projectReference(scene.project)}` });
  const which = await shown(
    (message) => textOf(message).includes(en('bot-scale-pick', { project: scene.project })),
    'which',
  );
  expect(textOf(which)).toContain(
    en('operations-scale-named', { service: 'front', container: `${scene.project}-front-0` }),
  );
  expect(buttonsOf(which).map(({ label }) => label)).not.toContain('front ×1');
  await scene.phone.tapAnswered(withBen, which, 'worker ×1');
  const same = (message: PhoneMessage) => message.message_id === which.message_id;
  const many = await shown((message) => same(message) && textOf(message).includes('How many?'), 'how many');
  await scene.phone.tapAnswered(withBen, many, '×3');
  const question = await shown((message) => same(message) && redButton(message) !== null, 'the question');
  expect(textOf(question)).toContain(en('bot-scale-title', { service: 'worker', from: 1, count: 3 }));
  const scale = asked(scene, withBen, question);
  await scale.confirm();
  const done = await scale.until((text) => text.startsWith('✅'), 'a ✓');
  expect(textOf(done)).toContain(en('operations-scale-done', { count: 3 }));
  expect((await shop.compose(['ps', '-q', 'worker'])).trim().split('\n')).toHaveLength(3);
});

test('nothing was refused by Telegram or logged as an error', async () => {
  // An edit that a kill did not let the bot write down is made once more.
  await scene.expectClean({ refused: ['message is not modified'] });
});
