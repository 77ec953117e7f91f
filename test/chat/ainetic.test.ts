import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { worker } from '../engine/support/samples.ts';
import type { RunningService, ServiceSpec } from '../engine/support/services.ts';
import { answerTo, choose, makeScripts, tapLabel, until } from './support/commands.ts';
import { inspect, isHealthy, untilContainer } from './support/containers.ts';
import { openIncident } from './support/incident.ts';
import { buttonsOf, en, textOf } from './support/messages.ts';
import { redButton } from './support/restarting.ts';
import { storedIncident } from './support/rooms.ts';
import { createScene, type Scene, withBen } from './support/scene.ts';

const example = readFileSync(new URL('../../examples/ainetic.yaml', import.meta.url), 'utf8');
const PROJECT = 'codefoundry-test';

/** What their repository has, for services of the same names on the Engine of the tests. */
function repository(socket: string): Record<string, string> {
  const docker = `docker --host unix://${socket}`;
  return {
    Makefile: [
      `DOCKER := ${docker}`,
      `PROJECT := ${PROJECT}`,
      'status:',
      '\t@$(DOCKER) ps --filter label=com.docker.compose.project=$(PROJECT) --format "{{.Names}} {{.Status}}"',
      'restart-test:',
      '\t@$(DOCKER) restart --time 2 $(PROJECT)-gateway-1 $(PROJECT)-telegram-bot-1',
      '',
    ].join('\n'),
    'test-telegram.sh': `#!/bin/sh\n${docker} inspect --format '{{.State.Status}}' ${PROJECT}-telegram-bot-1\n`,
  };
}

/** Their gateway: answers `{"status":"healthy"}` at /health. */
function gateway(): ServiceSpec {
  const script = `trap 'exit 0' TERM; mkdir -p /www && echo '{"status":"healthy"}' > /www/health && httpd -f -p 18790 -h /www & wait`;
  return {
    project: PROJECT,
    service: 'gateway',
    cmd: ['sh', '-c', script],
    ports: [18_790],
    restart: 'always',
    healthcheck: { cmd: 'wget -q -O /dev/null http://127.0.0.1:18790/health' },
  };
}

let scene: Scene;
let folder: string;
let front: RunningService;

beforeAll(async () => {
  folder = await makeScripts(repository(inject('engineSocket')));
  scene = await createScene({ start: false });
  front = await scene.run(gateway);
  for (const service of ['telegram-bot', 'test-runner', 'ollama'])
    await scene.run(() => ({ ...worker(PROJECT), service }));
  // Here nothing of their server is: its folder, its port and the disk of its backups are replaced, nothing else.
  const port = await front.hostPort(18_790);
  await scene.configure(
    example
      .replace('/root/projects/CodeFoundry/server', folder)
      .replaceAll('localhost:18790', `127.0.0.1:${port}`)
      .replace('/backups/codefoundry', folder),
  );
  await scene.vakhta.start({ AINETIC_BOT_TOKEN: scene.sandbox.token });
  await untilContainer(scene.engine, front.id, isHealthy);
});

afterAll(async () => {
  await scene.remove();
  await rm(folder, { recursive: true, force: true });
});

test('every make target is a button', async () => {
  const list = await answerTo(scene, withBen, '/run', (_text, message) =>
    buttonsOf(message).some(({ data }) => data?.startsWith('x.r.')),
  );
  expect(buttonsOf(list).map(({ label }) => label)).toEqual([
    '👁 make status',
    '👁 make health',
    '👁 make logs-short',
    '👁 make logs',
    '👁 make logs-gateway',
    '👁 make logs-bot',
    'make restart-test',
    'make stop-test',
    'make start-test',
    'make clean',
    'make prune',
    'make backup-prune',
    'make backup-test',
    '👁 test-telegram.sh',
  ]);
  await tapLabel(scene, withBen, list, 'make status');
  const status = await until(scene, list, (text) => text.startsWith('✅'), 'make status');
  expect(textOf(status)).toContain(`${PROJECT}-gateway-1 Up`);
});

test('the checks of the example run: gateway, bot, validation and disk are good', async () => {
  const health = await answerTo(
    scene,
    withBen,
    '/health',
    (text) => text.includes('ping ainetic.tech') && !text.includes('⏳'),
  );
  const lines = textOf(health);
  for (const name of ['Gateway', 'Telegram bot', 'test-telegram.sh', 'Disk of the backups']) {
    expect(lines.split('\n').find((line) => line.includes(name)) ?? `no ${name} in ${lines}`).toContain('✅');
  }
});

test('make restart-test: asked in red, runs on their containers, stands on the timeline', async () => {
  await openIncident(scene, withBen, 1, []);
  const before = (await inspect(scene.engine, front.id)).State.StartedAt;
  const message = await choose(scene, withBen, 'restart-test');
  const question = await until(scene, message, (_text, asked) => redButton(asked) !== null, 'the question');
  expect(textOf(question)).toContain(en('commands-plan-argv', { argv: 'make restart-test' }));
  expect(textOf(question)).toContain(en('commands-plan-lock', { target: PROJECT }));
  await scene.phone.tapAnswered(withBen, question, { data: redButton(question) ?? '' });
  const ended = await until(scene, message, (text) => /^[✅❌❔]/u.test(text), 'its end');
  expect(textOf(ended)).toContain(`✅ make restart-test: ${en('commands-exit-zero')}`);
  expect(textOf(ended)).toContain(`${PROJECT}-telegram-bot-1`);
  expect((await inspect(scene.engine, front.id)).State.StartedAt).not.toBe(before);
  const entries = storedIncident(scene.vakhta.dataDir, 1).timeline.flatMap((entry) =>
    entry.kind === 'operation' ? [entry.data] : [],
  );
  expect(entries).toMatchObject([{ operation: 'command', name: 'make restart-test', outcome: 'succeeded' }]);
});

test('npm run check tells that all of it can run', async () => {
  const { stdout } = await scene.vakhta.run('check');
  expect(stdout).toContain('✓ Commands: 14 of 14 can run here');
});

test('… and what is missing where their repository is not', async () => {
  await scene.configure(example);
  const { code, stdout } = await scene.vakhta.run('check');
  expect(code).toBe(1);
  expect(stdout).toContain('✓ Commands: 0 of 14 can run here');
  expect(stdout).toContain(
    `✗ Command restart-test: ${en('commands-no-folder', { folder: '/root/projects/CodeFoundry/server' })}`,
  );
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean();
});
