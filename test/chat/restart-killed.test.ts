import { afterAll, beforeAll, expect, test } from 'vitest';
import { worker } from '../engine/support/samples.ts';
import type { RunningService, ServiceSpec } from '../engine/support/services.ts';
import { actionsOn, inspect } from './support/containers.ts';
import { cardIn, openIncident } from './support/incident.ts';
import { en, textOf } from './support/messages.ts';
import { askToRestart } from './support/restarting.ts';
import { storedIncident } from './support/rooms.ts';
import { BEN, createScene, type Scene, withBen } from './support/scene.ts';

let scene: Scene;
const beganS = Math.floor(Date.now() / 1000);

/** Does not hear SIGTERM: each stop lasts its whole time-out. */
function stubborn(project: string): ServiceSpec {
  return {
    ...worker(project),
    service: 'stubborn',
    cmd: ['sh', '-c', "trap '' TERM; while :; do sleep 1; done"],
    stopTimeoutS: 5,
  };
}

beforeAll(async () => {
  scene = await createScene();
});

afterAll(async () => {
  await scene.remove();
});

async function ask(service: string) {
  const card = cardIn(await scene.phone.state(), BEN, 1);
  if (!card) throw new Error('there is no card');
  return askToRestart(scene, withBen, card, service);
}

const restarts = async ({ id }: RunningService) =>
  (await actionsOn(scene.engine, id, beganS)).filter((action) => action === 'restart').length;

const startedAt = async ({ id }: RunningService) => (await inspect(scene.engine, id)).State.StartedAt;

const outcomesFor = ({ key }: RunningService) =>
  storedIncident(scene.vakhta.dataDir, 1).timeline.flatMap((entry) =>
    entry.kind === 'operation' && entry.data.targets.includes(key) ? [entry.data.outcome] : [],
  );

test('killed while the Engine stops the container: closed with what the Engine shows, restarted once', async () => {
  const service = await scene.run(stubborn);
  await scene.run(worker);
  await openIncident(scene, withBen, 1, []);
  const asked = await ask('stubborn');
  const before = await startedAt(service);
  await asked.confirm();
  await asked.until((text) => text.includes(en('operations-restart-stopping')), 'that it is being stopped');
  await scene.vakhta.kill();
  await scene.vakhta.start();
  const done = await asked.until((text) => text.startsWith('✅'), 'a ✓');
  expect(textOf(done)).toContain(en('operations-restart-runs'));
  await asked.outcome((text) => text.startsWith('✅'));
  expect(await startedAt(service)).not.toBe(before);
  expect(await restarts(service)).toBe(1);
  expect(outcomesFor(service)).toEqual(['succeeded']);

  const again = await asked.confirm();
  expect(again.answer).toMatchObject({ text: en('bot-redeem-used'), showAlert: true });
  expect(await restarts(service)).toBe(1);
});

test('killed while it waits for the service to be well: it goes on waiting at the next start', async () => {
  const service = await scene.run((project) => ({ ...worker(project), service: 'patient' }));
  const asked = await ask('patient');
  await asked.confirm();
  await asked.until((text) => /\d of 10 s/.test(text), 'how long it has run');
  await scene.vakhta.kill();
  const since = await startedAt(service);
  await scene.vakhta.start();
  await asked.until((text) => text.startsWith('✅'), 'a ✓');
  expect(await startedAt(service)).toBe(since);
  expect(await restarts(service)).toBe(1);
  expect(outcomesFor(service)).toEqual(['succeeded']);
});

test('killed, and the service falls before the next start: an honest ✗ instead of another restart', async () => {
  const service = await scene.run((project) => ({ ...worker(project), service: 'fragile', restart: 'no' }));
  const asked = await ask('fragile');
  await asked.confirm();
  await asked.until((text) => /\d of 10 s/.test(text), 'how long it has run');
  await scene.vakhta.kill();
  await scene.engine.ask('POST', `/containers/${service.id}/kill`);
  await scene.vakhta.start();
  const failed = await asked.until((text) => text.startsWith('❌'), 'a ✗');
  expect(textOf(failed)).toContain(en('operations-restart-exited', { code: 137 }));
  expect(await restarts(service)).toBe(1);
  expect((await inspect(scene.engine, service.id)).State.Status).toBe('exited');
  expect(outcomesFor(service)).toEqual(['failed']);
});

test('asked to stop in the middle it ends in time and in order, and finishes at the next start', async () => {
  const service = await scene.run((project) => ({ ...worker(project), service: 'steady' }));
  const asked = await ask('steady');
  await asked.confirm();
  await asked.until((text) => /\d of 10 s/.test(text), 'how long it has run');
  expect(await scene.vakhta.stop()).toBe(0);
  await scene.vakhta.start();
  await asked.until((text) => text.startsWith('✅'), 'a ✓');
  expect(await restarts(service)).toBe(1);
  expect(outcomesFor(service)).toEqual(['succeeded']);
});

test('cancelled while it waits: it says that nobody has seen it well yet', async () => {
  const service = await scene.run((project) => ({ ...worker(project), service: 'called' }));
  const asked = await ask('called');
  await asked.confirm();
  const live = await asked.until((text) => /\d of 10 s/.test(text), 'how long it has run');
  const tapped = await scene.phone.tapAnswered(withBen, live, en('bot-button-cancel'));
  expect(tapped.answer?.text).toBe(en('bot-cancel-requested'));
  const over = await asked.until((text) => text.includes(en('operations-restart-cancelled-after')), 'that');
  expect(textOf(over)).not.toContain('✅');
  expect(outcomesFor(service)).toEqual(['cancelled']);
});

test('nothing was refused by Telegram or logged as an error', async () => {
  // An edit that a kill did not let the bot write down is made once more.
  await scene.expectClean({ refused: ['message is not modified'] });
});
