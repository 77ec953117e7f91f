import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCleanup } from '../../../src/cleanup/cleanup.ts';
import { createCleanupStore } from '../../../src/cleanup/cleanup-store.ts';
import { openDatabase } from '../../../src/database/index.ts';
import { silentLog } from '../../../src/log.ts';
import { container, fakeDocker } from '../actions/fake-docker.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const closers: (() => unknown)[] = [];

afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
  vi.useRealTimers();
});

describe('what is remembered', () => {
  it('is compared with the look before the moment that is wanted, else with the first', () => {
    const store = createCleanupStore(openDatabase(':memory:'));
    expect(store.readingAt(5)).toBeNull();
    for (const at of [100, 200, 300]) store.saveReadings(at, [{ kind: 'log', id: 'a', name: 'a', bytes: at }]);
    expect([store.readingAt(50), store.readingAt(200), store.readingAt(299), store.readingAt(900)]).toEqual([
      100, 200, 200, 300,
    ]);
    expect(store.readings(200)).toEqual([{ kind: 'log', id: 'a', name: 'a', bytes: 200 }]);
    expect(store.lastReadingAt()).toBe(300);
  });

  it('is bounded', () => {
    const store = createCleanupStore(openDatabase(':memory:'));
    store.saveReadings(0, [{ kind: 'log', id: 'a', name: 'a', bytes: 1 }]);
    store.saveReadings(15 * DAY_MS, [{ kind: 'log', id: 'a', name: 'a', bytes: 2 }]);
    store.choose('1:1', 'x', 0);
    store.rememberProject('i', 'shop', 0);
    store.rememberProject('i', 'other', 360 * DAY_MS);
    store.prune(16 * DAY_MS);
    expect(store.readings(0)).toEqual([]);
    expect(store.readings(15 * DAY_MS)).toHaveLength(1);
    expect(store.choices('1:1')).toEqual([]);
    store.prune(366 * DAY_MS);
    expect(store.projectsByImage()).toEqual(new Map([['i', ['other']]]));
  });

  it('keeps the ticks of each message apart', () => {
    const store = createCleanupStore(openDatabase(':memory:'));
    store.choose('1:1', 'a', 1);
    store.choose('1:1', 'b', 2);
    store.choose('1:2', 'c', 3);
    store.unchoose('1:1', 'a');
    expect([store.choices('1:1'), store.choices('1:2')]).toEqual([['b'], ['c']]);
    store.clearChoices('1:1');
    expect(store.choices('1:1')).toEqual([]);
  });
});

describe('old evidence', () => {
  it('goes by itself, again and again, without anybody asking', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'vakhta-tidy-'));
    closers.push(() => rmSync(dataDir, { recursive: true, force: true }));
    const save = (name: string, ageMs: number) => {
      const folder = join(dataDir, 'evidence', name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'logs.txt'), 'x');
      const at = new Date(now - ageMs);
      for (const path of [join(folder, 'logs.txt'), folder]) utimesSync(path, at, at);
    };
    let now = Date.now();
    const { docker } = fakeDocker(container());
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const cleanup = createCleanup({
      database: openDatabase(':memory:'),
      docker: { ...docker, availability: () => ({ reachable: false, sinceAt: 0, cause: 'refused', reason: '' }) },
      dockerHost: { kind: 'unix', socketPath: '/nowhere' },
      host: { snapshot: () => Promise.reject(new Error('not looked at')) },
      clock: { now: () => now },
      log: silentLog,
      dataDir,
      hostRoot: null,
      onlyLabel: null,
      projects: [],
      retentionMs: 10 * DAY_MS,
      maskText: (text) => text,
      isNeeded: (path) => path === 'evidence/needed',
    });
    closers.push(cleanup.stop);
    save('old', 11 * DAY_MS);
    save('needed', 11 * DAY_MS);
    save('young', 9 * DAY_MS);
    const left = () => readdirSync(join(dataDir, 'evidence')).sort();
    cleanup.start();
    vi.advanceTimersByTime(HOUR_MS);
    await vi.waitFor(() => expect(left()).toEqual(['needed', 'young']), { timeout: 5000 });
    now += 2 * DAY_MS;
    vi.advanceTimersByTime(HOUR_MS);
    await vi.waitFor(() => expect(left()).toEqual(['needed']), { timeout: 5000 });
  });
});
