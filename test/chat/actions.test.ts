import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PhoneMessage } from '../../sandbox/client.ts';
import { createAttemptsStore } from '../../src/actions/attempts-store.ts';
import { openDatabase } from '../../src/database/index.ts';
import { crashLooping, gateway, hanging, worker } from '../engine/support/samples.ts';
import type { RunningService, ServiceSpec } from '../engine/support/services.ts';
import { askedIn, askForAction, memoryChoice, pageOf, pressed, referenceTo } from './support/actions.ts';
import { actionsOn, inspect, isCrashLooping, isHealthy, isUnhealthy, untilContainer } from './support/containers.ts';
import { buttonsOf, en, ru, textOf } from './support/messages.ts';
import { redButton } from './support/restarting.ts';
import { ANNA, BEN, createScene, type Scene, withAnna, withBen } from './support/scene.ts';

const MIB = 1024 * 1024;

let scene: Scene;
let front: RunningService;
let queue: RunningService;
let steady: RunningService;
const beganS = Math.floor(Date.now() / 1000);

/** Runs quietly under a limit, and uses next to nothing of it. */
function limited(project: string): ServiceSpec {
  return { ...worker(project), service: 'steady', memoryBytes: 32 * MIB, dependsOn: [] };
}

beforeAll(async () => {
  scene = await createScene();
  front = await scene.run(gateway);
  queue = await scene.run(hanging);
  await scene.run(worker);
  steady = await scene.run(limited);
  const billing = await scene.run(crashLooping);
  await untilContainer(scene.engine, front.id, isHealthy);
  await untilContainer(scene.engine, queue.id, isUnhealthy);
  await untilContainer(scene.engine, billing.id, isCrashLooping);
});

afterAll(async () => {
  await scene.remove();
});

const stateOf = async ({ id }: RunningService) => (await inspect(scene.engine, id)).State.Status;
const times = async ({ id }: RunningService, action: string) =>
  (await actionsOn(scene.engine, id, beganS)).filter((one) => one === action).length;

/** Sends a command and waits for the answer that `predicate` wants. */
async function say(text: string, predicate: (answer: string, message: PhoneMessage) => boolean): Promise<PhoneMessage> {
  const sent = await scene.phone.send(withBen, text);
  return scene.phone.waitForMessage(
    BEN,
    (message) => message.message_id > sent.message_id && predicate(textOf(message), message),
    `an answer to ${text}`,
    30_000,
  );
}

describe('/restart', () => {
  test('offers what is sick first, then every service, and the projects as a second page', async () => {
    const picker = await say('/restart', (text) => text.includes(en('bot-restart-pick')));
    const labels = buttonsOf(picker).map(({ label }) => label);
    expect(labels.slice(0, 2)).toEqual(
      ['billing', 'queue'].map((name) => en('bot-button-offer', { verb: 'restart', name })),
    );
    expect(labels).toEqual(expect.arrayContaining(['gateway', 'worker', 'steady']));
    expect(textOf(picker)).toContain(`queue: ${en('bot-restart-failure', { failure: 'unhealthy', code: 'unknown' })}`);
    expect(textOf(picker)).toContain(`billing: ${en('bot-restart-failure', { failure: 'crash', code: 1 })}`);
    await scene.phone.tapAnswered(withBen, picker, en('bot-button-projects'));
    const projects = await scene.phone.waitForMessage(
      BEN,
      (message) => message.message_id === picker.message_id && textOf(message) === en('bot-restart-projects'),
      'the projects',
    );
    expect(buttonsOf(projects)[0]).toMatchObject({ data: expect.stringMatching(/^j\.restart\.[0-9a-f]{10}$/) });
  });

  test('with a name asks at once, and a name with a slip is guessed', async () => {
    const question = await say('/restart gateway', (_, message) => redButton(message) !== null);
    expect(textOf(question)).toContain(en('bot-plan-title', { verb: 'restart', name: 'gateway' }));
    expect(textOf(question)).toContain(en('bot-plan-dependents', { services: 'worker' }));
    const guess = await say('/restart gatewey', (text) => text.includes('gatewey'));
    expect(textOf(guess)).toContain(en('bot-restart-unknown', { text: 'gatewey' }));
    await scene.phone.tapAnswered(withBen, guess, 'gateway');
    await scene.phone.waitForMessage(
      BEN,
      (message) => message.message_id === guess.message_id && redButton(message) !== null,
      'the question in place of the guess',
    );
    expect(await times(front, 'restart')).toBe(0);
  });

  test('says what helped this failure before, and offers that first', async () => {
    remember('memory', [true, true]);
    remember('restart', [false, false]);
    const picker = await say('/restart', (text) => text.includes('queue'));
    expect(textOf(picker)).toContain('More memory helped 2 of 2 times when its health check failed, median 22 s');
    expect(textOf(picker)).toContain('Restart never helped when its health check failed (tried 2 times)');
    expect(buttonsOf(picker).map(({ label }) => label)).toContain(
      en('bot-button-offer', { verb: 'memory', name: 'queue' }),
    );
    const question = await say('/restart queue', (_, message) => redButton(message) !== null);
    expect(textOf(question).split('\n')[1]).toBe('⚠️ Restart never helped when its health check failed (tried 2 times)');
    expect(textOf(question)).toContain('More memory helped 2 of 2 times');
    const better = `a.memory.${referenceTo(queue)}`;
    const offered = buttonsOf(question).at(-1);
    expect(offered).toMatchObject({ label: '⭐ Limit queue', data: better, style: null });
    await scene.phone.tapAnswered(withBen, question, { data: better });
    await scene.phone.waitForMessage(
      BEN,
      (message) =>
        message.message_id > question.message_id && buttonsOf(message).some(({ data }) => data === `${better}.type`),
      'how much memory',
    );
  });

  test('the container’s own page offers it first too', async () => {
    const page = await pageOf(scene, withBen, queue, 'memory');
    expect(buttonsOf(page)[0]).toMatchObject({ label: '⭐ Limit queue', data: `a.memory.${referenceTo(queue)}` });
    expect(textOf(page)).toContain('More memory helped 2 of 2 times when its health check failed, median 22 s');
  });
});

/** As if the operations had ended so before anything of this scene failed; each takes 22 s. */
function remember(action: string, helped: readonly boolean[]): void {
  const askedAt = (beganS - 60) * 1000;
  const database = openDatabase(join(scene.vakhta.dataDir, 'vakhta.db'));
  try {
    const store = createAttemptsStore(database);
    for (const [index, each] of helped.entries()) {
      store.begin(`${action}-${index}`, queue.key, action, { kind: 'unhealthy', exitCode: null }, askedAt);
      store.end(`${action}-${index}`, each, 22_000);
    }
  } finally {
    database.close();
  }
}

describe('one container', () => {
  test('stops and stands; a second tap does not stop it again; one tap starts it', async () => {
    const asked = await askForAction(scene, withBen, 'stop', steady);
    expect(textOf(asked.question)).toContain(en('bot-plan-stays-down', { policy: 'always' }));
    await asked.confirm();
    const done = await asked.until((text) => text.startsWith('✅'), 'a ✓');
    expect(textOf(done)).toContain(en('operations-stop-stands', { code: 0 }));
    expect((await asked.confirm()).answer).toMatchObject({ text: en('bot-redeem-used') });
    expect(await stateOf(steady)).toBe('exited');
    expect(await times(steady, 'stop')).toBe(1);
    const outcome = await asked.outcome();
    expect(buttonsOf(outcome).map(({ label }) => label)).toEqual([en('bot-button-start')]);
    const start = await pressed(scene, withBen, outcome, en('bot-button-start'));
    await start.confirm();
    await start.until((text) => text.startsWith('✅'), 'a ✓');
    expect(await stateOf(steady)).toBe('running');
  });

  test('freezes and wakes', async () => {
    const asked = await askForAction(scene, withBen, 'pause', front);
    await asked.confirm();
    await asked.until((text) => text.includes(en('operations-pause-stands')), 'that it is frozen');
    expect(await stateOf(front)).toBe('paused');
    const wake = await pressed(scene, withBen, await asked.outcome(), en('bot-button-unpause'));
    await wake.confirm();
    await wake.until((text) => text.startsWith('✅'), 'a ✓');
    expect(await stateOf(front)).toBe('running');
  });

  test('gets more memory: offered, typed, refused with words, and the lines that keep it', async () => {
    const page = await memoryChoice(scene, withBen, steady);
    expect(buttonsOf(page).map(({ label }) => label)).toEqual([
      '40 MiB (+25 %)',
      '48 MiB (+50 %)',
      '64 MiB (×2)',
      en('bot-button-type-limit'),
    ]);
    await scene.phone.tapAnswered(withBen, page, en('bot-button-type-limit'));
    const typed = await scene.phone.waitForMessage(
      BEN,
      (message) => textOf(message) === en('bot-memory-ask', { name: 'steady' }),
      'the question for a size',
    );
    const wrong = await scene.phone.reply(withBen, typed, 'a lot');
    const refused = await scene.phone.waitForMessage(
      BEN,
      (message) =>
        message.message_id > wrong.message_id &&
        textOf(message) === en('operations-memory-malformed', { text: 'a lot' }),
      'what a size looks like',
    );
    // The phone opens the reply to what came last, not to the question before it.
    const sent = await scene.phone.reply(withBen, refused, '50m');
    const question = await scene.phone.waitForMessage(
      BEN,
      (message) => message.message_id > sent.message_id && redButton(message) !== null,
      'the question in red',
    );
    expect(textOf(question)).toContain(en('bot-plan-memory', { from: 32 * MIB, to: 50 * MIB }));
    const asked = askedIn(scene, withBen, question);
    await asked.confirm();
    const done = await asked.until((text) => text.startsWith('✅'), 'a ✓');
    expect(textOf(done)).toContain(en('operations-memory-well', { size: 50 * MIB }));
    expect(textOf(done)).toContain('    mem_limit: 50m');
    expect((await inspect(scene.engine, steady.id)).HostConfig.Memory).toBe(50 * MIB);
  });

  test('is killed and stays dead', async () => {
    const asked = await askForAction(scene, withAnna, 'kill', steady);
    expect(textOf(asked.question)).toContain(ru('bot-plan-kill'));
    await asked.confirm();
    await asked.until((text) => text.includes(ru('operations-kill-stands', { policy: 'always' })), 'that it is dead');
    expect(await stateOf(steady)).toBe('exited');
    const outcome = await asked.outcome();
    expect(outcome.chat.id).toBe(ANNA);
    expect(buttonsOf(outcome).map(({ label }) => label)).toEqual([ru('bot-button-start')]);
  });
});

test('a restart that fails has the next step of the procedure one tap away', async () => {
  const asked = askedIn(scene, withBen, await say('/restart billing', (_, message) => redButton(message) !== null));
  await asked.confirm();
  const failed = await asked.until((text) => text.startsWith('❌'), 'a ✗');
  expect(textOf(failed)).toContain(en('bot-next-logs-recreate'));
  expect(buttonsOf(failed).map(({ data }) => data?.replace(/[0-9a-f]{10}/, '…'))).toEqual([
    'l.c.…',
    'a.restart.…',
    'j.recreate.…',
  ]);
});

test('a service that stays sick: recreating its project is the next button', async () => {
  const sick = await scene.run((project) => ({ ...hanging(project), service: 'sick', healthcheck: { cmd: 'false' } }));
  await untilContainer(scene.engine, sick.id, isUnhealthy);
  const asked = askedIn(scene, withBen, await say('/restart sick', (_, message) => redButton(message) !== null));
  await asked.confirm();
  const failed = await asked.until((text) => text.startsWith('❌'), 'a ✗');
  expect(textOf(failed)).toContain(en('operations-restart-unhealthy'));
  const leads = buttonsOf(failed).map(({ data }) => data?.replace(/[0-9a-f]{10}/, '…'));
  expect(leads).toEqual(['l.c.…', 'a.restart.…', 'j.recreate.…']);
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean();
});
