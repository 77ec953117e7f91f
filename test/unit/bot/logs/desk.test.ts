import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogDesk, type LogDesk, type LogDeskOptions } from '../../../../src/bot/logs/desk.ts';
import type { Reading } from '../../../../src/bot/logs/sources.ts';
import { createManualClock } from '../../../../src/clock.ts';
import { type Database, openDatabase } from '../../../../src/database/index.ts';
import { silentLog } from '../../../../src/log.ts';
import { createLogViews, type FoundLine, type LogEngine, type LogViews } from '../../../../src/logs/index.ts';
import type { Message } from '../../../../src/notify/index.ts';

const here = { chatId: 1002, threadId: null };
const reading: Reading = {
  target: { kind: 'service', key: 'local/shop/api', project: 'shop', service: 'api' },
  containers: [],
  sources: [{ id: 'c1', name: 'shop-api-1', service: 'api', tty: false }],
  sinceAt: null,
  nameOf: () => '',
};

let dataDir: string;
let database: Database;
let views: LogViews;
let desk: LogDesk;
let said: Message[];
let knowsRich: boolean;
/** Paths of files that messages wait to bring. */
let waiting: string[];
const clock = createManualClock(Date.parse('2026-02-03T03:00:00Z'));

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vakhta-desk-'));
  database = openDatabase(':memory:');
  views = createLogViews({ database, clock });
  said = [];
  knowsRich = true;
  waiting = [];
});

afterEach(() => {
  vi.useRealTimers();
  database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function open(logEngine: Partial<LogEngine>): LogDesk {
  const outbox = {
    enqueue: (_to: unknown, message: Message) => said.push(message),
    waitingFiles: () => waiting,
    idle: async () => undefined,
  };
  // The desk asks nothing else of the house.
  desk = createLogDesk({
    ...{
      database,
      clock,
      log: silentLog,
      logEngine,
      logViews: views,
      maskSecrets: (text: string) => text,
      serverKnowsRich: () => knowsRich,
    },
    config: { environment: { dataDir, richMessages: true } },
    rooms: { people: { person: () => ({ richMessages: true }) } },
    notify: { outbox },
  } as unknown as LogDeskOptions);
  return desk;
}

const line = (text: string): FoundLine => ({
  ...{ at: clock.now(), stamp: '2026-02-03T03:00:00.000000001Z', stream: 'stdout', source: 'c1', text, isMatch: true },
});
const newView = () => views.create(here, { target: reading.target }, 'cause');
const stateOf = (id: string) => views.get(id)?.state;

test('a follow ends by itself after five minutes, says so, and keeps what was shown', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const view = newView();
  const ended = vi.fn();
  open({
    follow: (_sources, onLines, signal) =>
      new Promise((_resolve, reject) => {
        onLines([line('the first word')]);
        signal.addEventListener('abort', () => {
          ended();
          reject(signal.reason);
        });
      }),
  }).follow(view, reading, 1);
  await vi.advanceTimersByTimeAsync(5 * 60_000 - 1);
  expect(stateOf(view.id)?.activity).toMatchObject({ kind: 'following' });
  expect(ended).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(ended).toHaveBeenCalledOnce();
  expect(stateOf(view.id)).toMatchObject({
    activity: null,
    ended: { key: 'bot-logs-ended-time', params: { minutes: 5 } },
    content: { lines: [{ text: 'the first word' }] },
  });
  expect(said.at(-1)).toMatchObject({ view: 'log-page', priority: 0 });
  expect(vi.getTimerCount()).toBe(0);
});

test('a follow that was cut off says so, and not that the container has ended', async () => {
  const view = newView();
  const failures = [{ source: 'c1', reason: { key: 'logs-cut-off', params: {} } }];
  open({ follow: async () => ({ failures }) }).follow(view, reading, 1);
  await vi.waitFor(() => expect(stateOf(view.id)?.activity).toBeNull());
  expect(stateOf(view.id)).toMatchObject({ ended: null, content: { notes: [{ key: 'logs-cut-off' }] } });
});

test('a download of several parts is as many files, in one go: which of how many, and what is amiss with the last', async () => {
  const view = newView();
  const parts = [1, 2, 3].map((number) => ({ path: join(dataDir, `api-${number}.txt.gz`), bytes: 1 }));
  const failures = [{ source: 'c1', reason: { key: 'logs-cut-off', params: {} } }];
  open({ download: async () => ({ parts, lines: 9, scannedBytes: 1, stopped: 'parts', failures }) }).pack(
    view,
    reading,
    1,
  );
  await vi.waitFor(() => expect(stateOf(view.id)?.activity).toBeNull());
  const files = said.filter((message) => message.view === 'log-file');
  expect(files.map(({ params }) => params)).toMatchObject([
    { part: 1, of: 3, notes: [] },
    { part: 2, of: 3, notes: [] },
    { part: 3, of: 3, notes: [{ key: 'bot-logs-stopped-parts' }, { key: 'logs-cut-off' }] },
  ]);
  expect(files.map(({ file, silent }) => [file?.name, file?.removeWhenSettled, silent])).toEqual([
    ['api-1.txt.gz', true, false],
    ['api-2.txt.gz', true, true],
    ['api-3.txt.gz', true, true],
  ]);
  expect(new Set(files.map(({ slot }) => slot)).size).toBe(3);
  expect(stateOf(view.id)?.ended).toEqual({ key: 'bot-logs-packed', params: { count: 3 } });
});

test('at a start parts that a kill has left go, whoever made them; those that wait to be sent stay', () => {
  const activity = { kind: 'packing', by: 1, startedAt: 0, scannedBytes: 0, matches: 0 } as const;
  const killed = views.create(here, { target: reading.target, activity }, 'killed');
  const packed = views.create(here, { target: reading.target, activity }, 'packed');
  const part = (viewId: string, name: string) => {
    const folder = join(dataDir, 'log-downloads', viewId, 'f00d');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), 'x');
    return join(folder, name);
  };
  const orphans = [part(killed.id, 'api-1.txt.gz'), part('nobody', 'api.txt.gz')];
  waiting = [part(packed.id, 'api-1.txt.gz'), part(packed.id, 'api-2.txt.gz')];
  open({}).recover();
  expect(orphans.map(existsSync)).toEqual([false, false]);
  expect(waiting.map(existsSync)).toEqual([true, true]);
  expect(existsSync(join(dataDir, 'log-downloads', 'nobody'))).toBe(false);
  expect(stateOf(killed.id)).toMatchObject({ activity: null, ended: { key: 'bot-logs-ended-restart' } });
  expect(stateOf(packed.id)).toMatchObject({ activity: null, ended: { key: 'bot-logs-packed', params: { count: 2 } } });
});

test('where the server turns out to know no rich messages pages are as short as what it takes', async () => {
  const view = newView();
  const words = 'abcdefghijklmnopqrst'.split('').map((letter) => letter.repeat(250));
  const lines = words.map(line);
  const page = { lines, hasOlder: false, hasNewer: false, scannedBytes: 1, matches: 20, stopped: null, failures: [] };
  const shownNow = async () => {
    open({ page: async () => page }).read(view, reading, null, 1);
    await vi.waitFor(() => expect(stateOf(view.id)?.activity).toBeNull());
    return stateOf(view.id)?.content?.lines.map(({ text }) => text) ?? [];
  };
  expect(await shownNow()).toEqual(words);
  knowsRich = false;
  const short = await shownNow();
  expect(short).toEqual(words.slice(-short.length));
  expect(short.join('\n').length).toBeLessThan(3_000);
  expect(stateOf(view.id)?.content?.hasOlder).toBe(true);
});
