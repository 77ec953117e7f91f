import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PhoneMessage } from '../../sandbox/client.ts';
import { crashLooping, gateway, hanging, worker } from '../engine/support/samples.ts';
import type { RunningService } from '../engine/support/services.ts';
import { actionsOn, inspect, isCrashLooping, isHealthy, isUnhealthy, untilContainer } from './support/containers.ts';
import { openIncident, waitForCard } from './support/incident.ts';
import { buttonsOf, en, ru, textOf, verbsOf } from './support/messages.ts';
import { askToRestart } from './support/restarting.ts';
import { storedIncident } from './support/rooms.ts';
import { ANNA, BEN, createScene, type Scene, withAnna, withBen } from './support/scene.ts';

let scene: Scene;
let queue: RunningService;
let billing: RunningService;
let card: PhoneMessage;
const beganS = Math.floor(Date.now() / 1000);

beforeAll(async () => {
  scene = await createScene();
  queue = await scene.run((project) => ({ ...hanging(project), dependsOn: ['gateway'] }));
  billing = await scene.run((project) => ({ ...crashLooping(project), dependsOn: ['queue'], ports: [9000] }));
  const front = await scene.run(gateway);
  await scene.run(worker);
  await untilContainer(scene.engine, queue.id, isUnhealthy);
  await untilContainer(scene.engine, billing.id, isCrashLooping);
  await untilContainer(scene.engine, front.id, isHealthy);
  card = await openIncident(scene, withBen, 1, ['billing', 'queue']);
});

afterAll(async () => {
  await scene.remove();
});

const restartsOf = async (service: RunningService) =>
  (await actionsOn(scene.engine, service.id, beganS)).filter((action) => action === 'restart').length;

const operations = () =>
  storedIncident(scene.vakhta.dataDir, 1).timeline.flatMap((entry) => (entry.kind === 'operation' ? [entry] : []));

describe('the service that hangs', () => {
  test('is picked from those affected, and the question in red says what will happen', async () => {
    await scene.phone.tapAnswered(withBen, card, { data: 'i.1.restart' });
    const picker = await scene.phone.waitForMessage(
      BEN,
      (message) => textOf(message).includes(en('bot-pick-restart', { number: 1 })),
      'the services',
    );
    expect(buttonsOf(picker).map(({ label }) => label)).toEqual(
      expect.arrayContaining([expect.stringContaining('queue'), expect.stringContaining('billing')]),
    );
    expect(buttonsOf(picker).map(({ label }) => label)).not.toContain(expect.stringContaining('worker'));

    const { question } = await askToRestart(scene, withBen, card, 'queue');
    const text = textOf(question);
    expect(text).toContain(en('bot-plan-title', { verb: 'restart', name: 'queue' }));
    expect(text).toContain(en('bot-plan-container', { container: queue.name, state: 'running' }));
    expect(text).toContain(en('bot-plan-dependents', { services: 'billing' }));
    expect(text).toContain(en('bot-plan-no-ports'));
    expect(text).toContain(en('bot-plan-stop', { seconds: 2 }));
    expect(text).toContain(en('bot-plan-healthcheck', { wait: 21_000 }));
    expect(text).toContain(en('bot-plan-evidence'));
    expect(text).toContain(en('bot-plan-valid'));
    expect(buttonsOf(question).map(({ style }) => style)).toEqual(['danger', null]);
    expect(await restartsOf(queue)).toBe(0);
  });

  test('a question that is cancelled does nothing and takes its red button away', async () => {
    const asked = await askToRestart(scene, withBen, card, 'queue');
    await asked.cancel();
    const over = await asked.until((text) => text.includes(en('bot-redeem-cancelled')), 'that it is cancelled');
    expect(buttonsOf(over).filter(({ style }) => style === 'danger')).toEqual([]);
    const late = await asked.confirm();
    expect(late.answer).toMatchObject({ text: en('bot-redeem-cancelled'), showAlert: true });
    expect(await restartsOf(queue)).toBe(0);
  });

  test('is cured: progress is live, the ✓ comes with its seconds, evidence was saved before', async () => {
    const asked = await askToRestart(scene, withBen, card, 'queue');
    const startedAt = (await inspect(scene.engine, queue.id)).State.StartedAt;
    expect((await asked.confirm()).answer?.text).toBe(en('bot-toast-started'));
    const live = await asked.until((text) => text.startsWith('⏳'), 'progress');
    expect(buttonsOf(live).map(({ label }) => label)).toEqual([en('bot-button-cancel')]);
    const done = await asked.until((text) => text.startsWith('✅'), 'a ✓');
    expect(textOf(done)).toContain(en('operations-restart-healthy'));
    expect(textOf(done).split('\n')[0]).toMatch(/ · \d+ s$/);
    expect(textOf(done)).toContain('Ben Carter');
    expect(textOf(done)).toContain(en('bot-operation-watching'));

    const outcome = await asked.outcome();
    expect(textOf(outcome)).toContain(`✅ ${en('bot-operation-restart', { target: 'queue' })}`);
    expect(verbsOf(outcome)).toEqual(['card']);

    expect((await inspect(scene.engine, queue.id)).State.StartedAt).not.toBe(startedAt);
    expect(isHealthy(await inspect(scene.engine, queue.id))).toBe(true);
    expect(await restartsOf(queue)).toBe(1);

    const [folder = ''] = await readdir(join(scene.vakhta.dataDir, 'evidence'));
    expect(textOf(done)).toContain(join('evidence', folder));
    const logs = await scene.file(join('evidence', folder, 'logs.txt'));
    expect(logs).toContain('ERROR: lost the queue, waiting');
    expect(logs).not.toContain('accepting work');
    const saved: unknown = JSON.parse(await scene.file(join('evidence', folder, 'inspect.json')));
    expect(saved).toMatchObject({ Id: queue.id, State: { StartedAt: startedAt, Health: { Status: 'unhealthy' } } });
  });

  test('its restart is on the timeline with outcome and duration, and on every card', async () => {
    expect(operations()).toMatchObject([
      { by: BEN, data: { operation: 'restart', targets: [queue.key], outcome: 'succeeded' } },
    ]);
    expect(operations()[0]?.data.durationMs).toBeGreaterThan(0);
    const seen = await waitForCard(scene, ANNA, 1, (text) => text.includes('✓'), 'the restart');
    expect(textOf(seen)).toMatch(/Перезапуск queue ✓ \(\d+ с\)/);
    expect(storedIncident(scene.vakhta.dataDir, 1).incident.times.restoredAt).toBeNull();
  });

  test('a second tap on the same red button does not run it again', async () => {
    const asked = await askToRestart(scene, withBen, card, 'queue');
    await asked.confirm();
    await asked.until((text) => text.startsWith('✅'), 'a ✓');
    const again = await asked.confirm();
    expect(again.answer).toMatchObject({ text: en('bot-redeem-used'), showAlert: true });
    expect(await restartsOf(queue)).toBe(2);
  });
});

describe('the service that crashes again and again', () => {
  test('gets an honest ✗ with exit code, last lines and the next step of the procedure, in Russian too', async () => {
    const anna = await waitForCard(scene, ANNA, 1, () => true, 'anything');
    const asked = await askToRestart(scene, withAnna, anna, 'billing');
    expect(textOf(asked.question)).toContain(ru('bot-plan-title', { verb: 'restart', name: 'billing' }));
    expect(textOf(asked.question)).toContain(ru('bot-plan-no-dependents'));
    expect(textOf(asked.question)).toMatch(/9000\/tcp/);
    expect(textOf(asked.question)).toContain(ru('bot-plan-no-healthcheck'));
    await asked.confirm();
    const failed = await asked.until((text) => text.startsWith('❌'), 'a ✗');
    const text = textOf(failed);
    expect(text).toContain(ru('operations-restart-crash-loop', { code: 1 }));
    expect(text).toContain('FATAL: cannot connect to database at db:5432: connection refused');
    expect(text).toContain(ru('bot-next-logs-recreate'));
    expect(text).not.toContain('✅');
    const outcome = await asked.outcome();
    expect(textOf(outcome)).toContain(ru('operations-restart-crash-loop', { code: 1 }));
    const leads = buttonsOf(outcome).map(({ data }) => data?.replace(/[0-9a-f]{10}/, '…'));
    expect(leads).toEqual(['l.c.…', 'a.restart.…', 'j.recreate.…', 'i.1.card']);
    expect(operations().at(-1)).toMatchObject({ by: ANNA, data: { targets: [billing.key], outcome: 'failed' } });
    expect(storedIncident(scene.vakhta.dataDir, 1).incident.times.restoredAt).toBeNull();
  });

  test('its logs are one tap away from there', async () => {
    const anna = await waitForCard(scene, ANNA, 1, () => true, 'anything');
    const known = (await scene.phone.messages(ANNA)).at(-1)?.message_id ?? 0;
    await scene.phone.tapAnswered(withAnna, anna, { data: 'i.1.logs' });
    const picker = await scene.phone.waitForMessage(
      ANNA,
      (message) => message.message_id > known && textOf(message).includes(ru('bot-logs-pick')),
      'whose logs',
    );
    const choice = buttonsOf(picker).find(({ label }) => label.includes('billing'));
    await scene.phone.tapAnswered(withAnna, picker, { data: choice?.data ?? '' });
    const logs = await scene.phone.waitForMessage(
      ANNA,
      (message) => textOf(message).startsWith('📜 billing') && textOf(message).includes('FATAL'),
      'the logs',
    );
    expect(textOf(logs)).toContain('FATAL: cannot connect to database');
  });
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean();
});
