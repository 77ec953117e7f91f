import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crashLooping, gateway, hanging, outOfMemory } from '../engine/support/samples.ts';
import type { RunningService, ServiceSpec } from '../engine/support/services.ts';
import { isCrashLooping, isHealthy, isUnhealthy, untilContainer } from './support/containers.ts';
import { buttonsOf, en, ru, textOf } from './support/messages.ts';
import { ANNA, createScene, ON_CALL, type Scene, withAnna, withBen } from './support/scene.ts';
import { askStatus } from './support/status.ts';

let scene: Scene;

beforeAll(async () => {
  scene = await createScene({ settings: `people: [{ id: ${ANNA}, name: Anna, access: viewer }]\n` });
  const made = new Map<string, RunningService>();
  const run = async (make: (project: string) => ServiceSpec) => {
    const service = await scene.run(make);
    made.set(service.name.replace(`${scene.project}-`, ''), service);
    return service;
  };
  const quiet =
    (service: string, more: Partial<ServiceSpec> = {}) =>
    (project: string) =>
      ({ project, service, cmd: ['sleep', '100000'], stopTimeoutS: 0, ...more }) satisfies ServiceSpec;
  const loop = await run(crashLooping);
  const sick = await run(hanging);
  const well = await run(gateway);
  const full = await run(outOfMemory);
  const frozen = await run(quiet('frozen'));
  await scene.engine.ask('POST', `/containers/${frozen.id}/pause`);
  const stubborn = await run(quiet('stubborn', { stopTimeoutS: 1 }));
  const wrong = await run(quiet('wrong', { cmd: ['sh', '-c', 'exit 127'] }));
  await run(
    quiet('terminal', { tty: true, env: { API_KEY: 'sk-very-secret-value', MODE: 'x' }, memoryBytes: 32 * 2 ** 20 }),
  );
  await run(quiet('migrate', { oneOff: true, number: 7, cmd: ['sh', '-c', 'exit 3'] }));
  await run(() => ({ project: null, service: `tool-${scene.project}`, cmd: ['sleep', '100000'], stopTimeoutS: 0 }));
  await untilContainer(scene.engine, loop.id, isCrashLooping);
  await untilContainer(scene.engine, sick.id, isUnhealthy);
  await untilContainer(scene.engine, well.id, isHealthy);
  // Asked to stop sooner, it would not have begun yet.
  await scene.engine.ask('POST', `/containers/${stubborn.id}/stop`);
  for (const one of [full, wrong]) await untilContainer(scene.engine, one.id, ({ State }) => State.Status === 'exited');
});

afterAll(async () => {
  await scene.remove();
});

describe('/status', () => {
  test('names what is wrong in its first line, says what with each, and folds what is well', async () => {
    const page = await askStatus(scene, withBen, /glutton: out of memory.*\n(.*\n)*.*queue does not answer/);
    const text = await page.text();
    expect(text.split('\n')[0]).toMatch(/^❌ 6 of 9 not well: .*(billing|glutton)/);
    expect(text).toMatch(/billing: restarting, \d+ restarts, exit code 1 · last restart \d+ s ago/);
    expect(text).toMatch(/frozen: paused/);
    expect(text).toMatch(/wrong: exited with code 127/);
    expect(text).toMatch(/🖥 up .* · load [\d.]+ per core \(\d+\) · memory [\d.]+% of/);
    expect(text).toMatch(/💾 \/\S* [\d.]+%, .* free/);
    expect(text).toContain(en('bot-status-one-off'));
    expect(text).toContain(`tool-${scene.project}`);
    expect(await page.data('p.p.')).toHaveLength(3);
  });

  test('figures are those of docker stats: of the limit of its own, or of the host, said which', async () => {
    const page = await askStatus(scene, withBen, /✅ terminal \| .* \| [<\d.]+% \| \S+ \S+ [<\d.]+%$/m);
    expect(await page.text()).toMatch(/✅ gateway \| .* \| [<\d.]+% \| \S+ \S+ [<\d.]+%\*$/m);
    expect(await page.text()).toContain(en('bot-status-of-host'));
  });

  test('its pages turn in one message: project, container, more, and back', async () => {
    const page = await askStatus(scene, withBen, 'glutton');
    await page.tap(scene.project.slice(0, 8), `${scene.project} · `);
    expect((await page.data('j.')).map((data) => data.split('.')[1])).toEqual([
      ...['restart', 'recreate', 'stop', 'start', 'scale'],
    ]);
    expect(await page.data('l.s.')).toHaveLength(1);
    await page.tap('glutton', `exit code 137: ${en('docker-exit-oom')}`);
    expect((await page.data('a.')).map((data) => data.split('.')[1])).toEqual(['start']);
    const text = await page.text();
    expect(text).toContain('Command | tail /dev/zero');
    expect(text).toContain('Limits | memory 16 MiB');
    expect(text).toMatch(/\d\d:\d\d.* out of memory/);
    await page.tap('More', 'glutton');
    expect((await page.data('a.')).map((data) => data.split('.')[1])).toEqual(['memory']);
    await page.tap('Back', 'glutton');
    await page.tap('Back', `${scene.project} · `);
    await page.tap('Back', '🖥');
  });

  test('says how each ended in words', async () => {
    const page = await askStatus(scene, withBen, 'stubborn');
    const open = async (name: string, shows: string | RegExp) => {
      await page.tap(scene.project.slice(0, 8), 'Container |');
      const text = await page.tap(name, shows);
      await page.tap('Back', 'Container |');
      await page.tap('Back', '🖥');
      return text;
    };
    await open('stubborn', `exit code 137: ${en('docker-exit-killed-on-stop')}`);
    await open('wrong', `exit code 127: ${en('docker-exit-not-found')}`);
    await open('billing', `exit code 1: ${en('docker-exit-error')}`);
    const sick = await open('queue', 'queue does not answer');
    expect(sick).toContain('test -e /healthy');
    expect(sick).toMatch(/❌ .*exit code 1: queue does not answer/);
  });

  test('shows the names of the environment and never a value; ports and networks', async () => {
    const page = await askStatus(scene, withBen, 'terminal');
    await page.tap(scene.project.slice(0, 8), 'Container |');
    const text = await page.tap('terminal', 'API_KEY');
    expect(text).toContain('MODE');
    expect(text).not.toContain('sk-very');
    expect(text).toContain('· TTY');
    expect(text).toMatch(/memory .* of 32 MiB, [<\d.]+% of its limit/);
    expect((await page.data('a.')).map((data) => data.split('.')[1])).toEqual(['restart', 'stop']);
    expect(text).toContain(`${scene.project}_default`);
  });

  test('refreshing a container follows it, and one that was removed says so', async () => {
    const brief = await scene.run((project) => ({
      project,
      service: 'brief',
      cmd: ['sleep', '100000'],
      stopTimeoutS: 0,
    }));
    const page = await askStatus(scene, withBen, 'brief');
    await page.tap(scene.project.slice(0, 8), 'Container |');
    const onPage = buttonsOf(await page.message()).some(({ label }) => label.includes('brief'));
    if (!onPage) await page.tap('▸', 'brief');
    await page.tap('brief', 'Restart policy');
    const [refresh = ''] = await page.data('p.c.');
    await scene.engine.ask('POST', `/containers/${brief.id}/pause`);
    await page.until(refresh, /paused/);
    expect((await page.data('a.')).map((data) => data.split('.')[1])).toEqual(['unpause', 'stop']);
    await brief.remove();
    const { answer } = await scene.phone.tapAnswered(withBen, await page.message(), { data: refresh });
    expect(answer?.text).toBe(en('bot-status-container-gone'));
    await scene.phone.waitForMessage(withBen.chat, (message) => textOf(message).includes('🖥'), 'what there is');
    await expect.poll(() => page.text()).not.toContain('brief');
  });
});

test('who may only look sees the pages in their language without a button that acts; a group sees the buttons', async () => {
  const page = await askStatus(scene, withAnna, 'glutton');
  await page.tap(scene.project.slice(0, 8), ru('bot-status-col-name'));
  expect(await page.data('j.')).toEqual([]);
  expect(await page.data('l.s.')).toHaveLength(1);
  await page.tap('glutton', ru('docker-exit-oom'));
  expect(await page.data('a.')).toEqual([]);
  expect(await page.data('l.c.')).toHaveLength(1);
  const group = await askStatus(scene, { person: withBen.person, chat: ON_CALL, thread: 2 }, 'glutton');
  await group.tap('glutton', '137');
  expect(await group.data('a.')).toHaveLength(1);
});

test('a button of /status on a message that is none answers with a page of its own', async () => {
  const sent = await scene.phone.send(withBen, '/help');
  const help = await scene.phone.waitForMessage(withBen.chat, ({ message_id }) => message_id > sent.message_id, 'help');
  await scene.phone.tapAnswered(withBen, help, { data: 'c.status' });
  const page = await scene.phone.waitForMessage(
    withBen.chat,
    (message) => message.message_id > help.message_id && textOf(message).includes('🖥'),
    'the status',
  );
  expect(page.message_id).toBeGreaterThan(help.message_id);
  const now = (await scene.phone.messages(withBen.chat)).find(({ message_id }) => message_id === help.message_id);
  expect(now && textOf(now)).toContain(en('bot-help-title'));
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean();
});
