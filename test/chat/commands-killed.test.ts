import { readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import type { PhoneMessage } from '../../sandbox/client.ts';
import { choose, makeScripts, tapLabel, until } from './support/commands.ts';
import { openIncident } from './support/incident.ts';
import { en, textOf } from './support/messages.ts';
import { storedIncident } from './support/rooms.ts';
import { createScene, type Scene, withBen } from './support/scene.ts';

/** Each says that it began, then waits for its own time; none of them prints again, so no broken pipe ends it. */
const scripts = {
  'endless.sh': '#!/bin/sh\necho began\nsleep 1001\n',
  'short.sh': '#!/bin/sh\necho began\nwhile [ ! -e go ]; do sleep 0.1; done\n',
  'stubborn.sh': "#!/bin/sh\ntrap '' TERM\necho began\nsleep 1002\nsleep 1002\n",
};

let scene: Scene;
let folder: string;

beforeAll(async () => {
  folder = await makeScripts(scripts);
  const command = (id: string, timeout: string) => ({
    id,
    argv: [`./${id}.sh`],
    cwd: folder,
    confirm: false,
    timeout,
  });
  const commands = [command('endless', '10min'), command('short', '10min'), command('stubborn', '8s')];
  scene = await createScene({ settings: stringify({ commands }) });
  await openIncident(scene, withBen, 1, []);
});

afterAll(async () => {
  await scene.remove();
  for (const name of Object.keys(scripts)) for (const pid of await processes(name)) process.kill(-pid, 'SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** The processes of this scene's script, as the system has them. */
async function processes(script: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      const cwd = line.includes(`./${script}`) ? await readlink(`/proc/${pid}/cwd`).catch(() => '') : '';
      return cwd === folder ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

async function begin(id: string): Promise<PhoneMessage> {
  const message = await choose(scene, withBen, id);
  await until(scene, message, (text) => text.includes('began'), 'its first line');
  expect(await processes(`${id}.sh`)).toHaveLength(1);
  return message;
}

const outcomes = () =>
  storedIncident(scene.vakhta.dataDir, 1).timeline.flatMap((entry) =>
    entry.kind === 'operation' ? [[entry.data.name, entry.data.outcome]] : [],
  );

test('killed in the middle: at the next start it is found, shown as what it is, not run again, and ended with a tap', async () => {
  const message = await begin('endless');
  await scene.vakhta.kill();
  const [pid] = await processes('endless.sh');
  expect(pid).toBeGreaterThan(0);
  await scene.vakhta.start();
  const live = await until(scene, message, (text) => text.includes(`(pid ${pid})`), 'that it still runs');
  expect(textOf(live)).toMatch(/^⏳ endless/);
  expect(await processes('endless.sh')).toEqual([pid]);
  await tapLabel(scene, withBen, live, en('bot-button-cancel'));
  const ended = await until(scene, message, (text) => text.startsWith('❔'), 'its end');
  expect(textOf(ended)).toContain(en('commands-cancelled-unseen'));
  expect(await processes('endless.sh')).toEqual([]);
  expect(outcomes()).toEqual([['endless', 'cancelled']]);
});

test('what ends by itself meanwhile is said so, with the last that was seen of it', async () => {
  const message = await begin('short');
  await scene.vakhta.kill();
  await writeFile(join(folder, 'go'), '');
  await vi.waitFor(async () => expect(await processes('short.sh')).toEqual([]), { timeout: 20_000, interval: 100 });
  await scene.vakhta.start();
  const ended = await until(scene, message, (text) => text.startsWith('❔'), 'its end');
  expect(textOf(ended)).toContain(en('commands-ended-unseen'));
  expect(textOf(ended)).toContain('began');
  expect(outcomes().at(-1)).toEqual(['short', 'interrupted']);
});

test('what goes on beyond its time is ended, also where it does not hear SIGTERM', async () => {
  const message = await begin('stubborn');
  await scene.vakhta.kill();
  expect(await processes('stubborn.sh')).toHaveLength(1);
  await scene.vakhta.start();
  const ended = await until(scene, message, (text) => text.startsWith('❔'), 'its end');
  expect(textOf(ended)).toContain(en('commands-ended-by-us'));
  expect(await processes('stubborn.sh')).toEqual([]);
});

test('asked to stop, the bot ends what it runs, and says so at the next start', async () => {
  const message = await begin('endless');
  expect(await scene.vakhta.stop()).toBe(0);
  expect(await processes('endless.sh')).toEqual([]);
  await scene.vakhta.start();
  const ended = await until(scene, message, (text) => text.startsWith('❔'), 'its end');
  expect(textOf(ended)).toContain(en('commands-stopped-with-vakhta'));
  expect(textOf(ended)).toContain('began');
});

test('nothing was refused by Telegram or logged as an error', async () => {
  // An edit that a kill did not let the bot write down is made once more.
  await scene.expectClean({ refused: ['message is not modified'] });
});
