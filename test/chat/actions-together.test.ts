import { afterAll, beforeAll, expect, test } from 'vitest';
import { worker } from '../engine/support/samples.ts';
import type { RunningService, ServiceSpec } from '../engine/support/services.ts';
import { askedIn, askForAction, memoryChoice, pressed } from './support/actions.ts';
import { actionsOn, inspect } from './support/containers.ts';
import { openIncident, waitForCard } from './support/incident.ts';
import { en, textOf } from './support/messages.ts';
import { redButton } from './support/restarting.ts';
import { storedIncident } from './support/rooms.ts';
import { ANNA, BEN, createScene, ON_CALL, type Scene, withBen } from './support/scene.ts';

const MIB = 1024 * 1024;
const inGroup = (person: number) => ({ person, chat: ON_CALL, thread: 2 });

let scene: Scene;
const beganS = Math.floor(Date.now() / 1000);

/** Does not hear SIGTERM: its stop lasts the whole time-out. */
function stubborn(project: string): ServiceSpec {
  const cmd = ['sh', '-c', "trap '' TERM; while :; do sleep 1; done"];
  return { ...worker(project), service: 'stubborn', cmd, stopTimeoutS: 5, dependsOn: [] };
}

beforeAll(async () => {
  scene = await createScene();
});

afterAll(async () => {
  await scene.remove();
});

const count = async ({ id }: RunningService, action: string) =>
  (await actionsOn(scene.engine, id, beganS)).filter((one) => one === action).length;

test('killed while the Engine stops the container: closed with what the Engine shows, on the timeline, no recovery', async () => {
  const service = await scene.run(stubborn);
  await openIncident(scene, withBen, 1, []);
  const asked = await askForAction(scene, withBen, 'stop', service);
  await asked.confirm();
  await asked.until((text) => text.includes(en('operations-stop-acting')), 'that it is being stopped');
  await scene.vakhta.kill();
  await scene.vakhta.start();
  const done = await asked.until((text) => text.startsWith('✅'), 'a ✓');
  expect(textOf(done)).toContain(en('operations-stop-stands', { code: 137 }));
  expect(await count(service, 'stop')).toBe(1);
  expect((await asked.confirm()).answer).toMatchObject({ text: en('bot-redeem-used') });
  expect(await count(service, 'stop')).toBe(1);
  const { incident, timeline } = storedIncident(scene.vakhta.dataDir, 1);
  expect(timeline.flatMap((entry) => (entry.kind === 'operation' ? [entry.data] : []))).toMatchObject([
    { operation: 'stop', targets: [service.key], outcome: 'succeeded' },
  ]);
  expect(incident.times.restoredAt).toBeNull();
  await waitForCard(scene, ANNA, 1, (text) => /Остановка stubborn ✓/.test(text), 'the stop');
});

test('killed while a new memory limit is being proven: the limit stands, and it goes on looking', async () => {
  const service = await scene.run((project) => ({
    ...worker(project),
    service: 'roomy',
    memoryBytes: 32 * MIB,
    dependsOn: [],
  }));
  const asked = await pressed(scene, withBen, await memoryChoice(scene, withBen, service), '64 MiB (×2)');
  await asked.confirm();
  await asked.until((text) => /\d of 10 s/.test(text), 'how long it has run');
  await scene.vakhta.kill();
  const before = (await inspect(scene.engine, service.id)).State.StartedAt;
  await scene.vakhta.start();
  await asked.until((text) => text.startsWith('✅'), 'a ✓');
  const now = await inspect(scene.engine, service.id);
  expect(now.HostConfig.Memory).toBe(64 * MIB);
  expect(now.State.StartedAt).toBe(before);
  expect(await count(service, 'update')).toBe(1);
});

test('in the group a second person cannot say yes for the first, and is told whose question it is', async () => {
  const service = await scene.run((project) => ({ ...worker(project), service: 'shared', dependsOn: [] }));
  const sent = await scene.phone.send(inGroup(BEN), '/restart shared');
  const question = await scene.phone.waitForMessage(
    ON_CALL,
    (message) => message.message_id > sent.message_id && redButton(message) !== null,
    'a question',
  );
  const asked = askedIn(scene, inGroup(BEN), question);
  const other = await asked.confirm(inGroup(ANNA));
  expect(other.answer).toMatchObject({ showAlert: true });
  expect(other.answer?.text).toContain('Ben');
  expect(await count(service, 'restart')).toBe(0);
  await asked.confirm();
  await asked.until((text) => text.startsWith('✅'), 'a ✓');
  expect(await count(service, 'restart')).toBe(1);
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean({ refused: ['message is not modified'] });
});
