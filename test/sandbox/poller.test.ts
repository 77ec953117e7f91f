import { Bot } from 'grammy';
import type { Update } from 'grammy/types';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectPhone, createSandbox, type Phone, type Sandbox } from '../../sandbox/index.ts';
import { createPoller, type Poller, PollingEnded } from '../../src/bot/poller.ts';
import { createManualClock } from '../../src/clock.ts';
import { silentLog } from '../../src/log.ts';

let sandbox: Sandbox;
let phone: Phone;
const running: { poller: Poller; ended: Promise<unknown> }[] = [];

beforeEach(async () => {
  sandbox = await createSandbox();
  phone = await connectPhone(sandbox.url);
});
afterEach(async () => {
  for (const { poller, ended } of running.splice(0)) {
    await poller.stop();
    await ended;
  }
  phone.close();
  await sandbox.close();
});

function start(heard: Update[] = [], refuse: () => boolean = () => false) {
  const clock = createManualClock(1_000_000);
  const bot = new Bot(sandbox.token, { client: { apiRoot: sandbox.url } });
  const accept = (updates: readonly Update[]) => {
    if (refuse()) throw new Error('database or disk is full');
    heard.push(...updates);
  };
  const poller = createPoller({ api: bot.api, clock, log: silentLog, accept });
  const ended = poller.run().then(
    () => null,
    (error: unknown) => error,
  );
  running.push({ poller, ended });
  return { clock, poller, ended, heard };
}

test('a second process with the same token ends; the one that is on watch goes on', async () => {
  const first = start();
  await phone.start(1001);
  await phone.waitFor(() => first.heard.length === 1, 'the first to hear');
  first.clock.advance(61_000);
  const second = start();
  expect(await second.ended).toMatchObject({ name: 'PollingEnded', reason: 'conflict' });
  await phone.send({ person: 1001, chat: 1001 }, 'still there?');
  await phone.waitFor(() => first.heard.length === 2, 'the first to hear again');
});

test('of two that have just started the one that is turned away ends', async () => {
  const first = start();
  await phone.start(1001);
  await phone.waitFor(() => first.heard.length === 1, 'the first to hear');
  start();
  expect(await first.ended).toBeInstanceOf(PollingEnded);
});

test('an unknown token ends at once', async () => {
  const bot = new Bot('12345:unknown-token-of-nobody-at-all-00000', { client: { apiRoot: sandbox.url } });
  const poller = createPoller({ api: bot.api, clock: createManualClock(0), log: silentLog, accept: () => undefined });
  await expect(poller.run()).rejects.toMatchObject({ reason: 'unauthorized' });
});

test('updates that a full disk refuses are kept until they can be written, once, and then others are heard', async () => {
  let refusals = 0;
  const poller = start([], () => refusals++ < 1);
  await phone.start(1001);
  await vi.waitFor(() => expect(poller.heard).toHaveLength(1), 5_000);
  expect(refusals).toBe(2);
  await phone.send({ person: 1001, chat: 1001 }, 'and now?');
  await vi.waitFor(() => expect(poller.heard).toHaveLength(2), 5_000);
});

test('a stop does not wait for a disk that stays full', async () => {
  const tried = Promise.withResolvers<void>();
  const { poller, ended } = start([], () => {
    tried.resolve();
    return true;
  });
  await phone.start(1001);
  await tried.promise;
  await poller.stop();
  expect(await ended).toBeNull();
});
