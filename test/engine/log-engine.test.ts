import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Docker } from '../../src/docker/index.ts';
import { silentLog } from '../../src/log.ts';
import {
  createLogEngine,
  type FoundLine,
  type LogEngine,
  type LogSource,
  type PageRequest,
} from '../../src/logs/index.ts';
import type { ServiceSpec } from './support/services.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

let engine: SharedEngine;
let docker: Docker;
let logs: LogEngine;
let folder: string;
let count = 0;

beforeAll(() => {
  engine = sharedEngine();
  docker = engine.docker();
  logs = createLogEngine({ host: engine.host, docker, knownSecrets: ['the-bots-own-secret'], log: silentLog });
  folder = mkdtempSync(join(tmpdir(), 'vakhta-log-engine-'));
});

afterAll(async () => {
  await logs.close();
  docker.close();
  await engine.services.removeAll();
  rmSync(folder, { recursive: true, force: true });
});

/** A container that runs this script; by default to its end. */
async function container(script: string, more: Partial<ServiceSpec> = {}, isToEnd = true): Promise<LogSource> {
  count += 1;
  const service = await engine.services.run({
    project: 'log-engine',
    service: `s${count}`,
    cmd: ['sh', '-c', script],
    ...more,
  });
  if (isToEnd) {
    await vi.waitFor(async () => expect((await docker.inspect(service.id))?.state).toBe('exited'), 60_000);
  }
  return { id: service.id, name: service.name, service: `s${count}`, tty: more.tty ?? false };
}

const page = (sources: LogSource | LogSource[], more: Partial<PageRequest> = {}) =>
  logs.page({ sources: [sources].flat(), pattern: { kind: 'all' }, limit: 50, deadlineMs: 60_000, ...more });

const texts = (lines: readonly FoundLine[]) => lines.map(({ text }) => text);
const text = (word: string) => ({ pattern: { kind: 'text' as const, text: word } });
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`);

test.each([false, true])('pages backward and forward over every line once (terminal: %s)', async (tty) => {
  const source = await container('for i in $(seq 1 500); do echo line $i; done', { tty });
  const seen: string[] = [];
  let found = await page(source);
  expect(found.hasNewer).toBe(false);
  for (;;) {
    seen.unshift(...texts(found.lines));
    const before = found.lines[0]?.stamp ?? '';
    if (!found.hasOlder) break;
    found = await page(source, { before });
  }
  expect(seen).toEqual(numbered(1, 500));
  const onward: string[] = [];
  for (;;) {
    onward.push(...texts(found.lines));
    const after = found.lines.at(-1)?.stamp ?? '';
    if (!found.hasNewer) break;
    found = await page(source, { after });
  }
  expect(onward).toEqual(numbered(1, 500));
});

test('finds words in any case and language, expressions, and errors, with the lines around them', async () => {
  const source = await container(
    'for i in $(seq 1 9000); do echo line $i; done; echo "Соединение ПОТЕРЯНО"; echo after1; echo after2; echo "level=error msg=boom" >&2; echo "no errors here: 0 errors"; for i in $(seq 1 5000); do echo line $i; done',
  );
  const russian = await page(source, { ...text('потеряно'), context: 2 });
  expect(texts(russian.lines)).toEqual(['line 8999', 'line 9000', 'Соединение ПОТЕРЯНО', 'after1', 'after2']);
  expect(russian.lines.map(({ isMatch }) => isMatch)).toEqual([false, false, true, false, false]);
  expect(russian).toMatchObject({ matches: 1, hasOlder: false, stopped: null, failures: [] });
  expect(texts((await page(source, { pattern: { kind: 'errors' } })).lines)).toEqual(['level=error msg=boom']);
  const expression = await page(source, { pattern: { kind: 'regex', source: '^LINE 77[0-9]$' }, limit: 5 });
  expect(texts(expression.lines)).toEqual(numbered(775, 779));
  expect(expression.hasOlder).toBe(true);
  const older = await page(source, {
    pattern: { kind: 'regex', source: '^LINE 77[0-9]$' },
    before: expression.lines[0]?.stamp ?? '',
  });
  expect(texts(older.lines)).toEqual([...numbered(770, 779), ...numbered(770, 774)]);
  expect(older.hasOlder).toBe(false);
  // A stamp is not of the text.
  expect((await page(source, text(new Date().toISOString().slice(0, 8)))).matches).toBe(0);
});

test('merges containers by time, and says which could not be read', async () => {
  const [one, two] = await Promise.all([
    container('for i in 1 2 3; do echo one $i; sleep 0.2; done'),
    container('sleep 0.1; for i in 1 2 3; do echo two $i; sleep 0.2; done'),
  ]);
  const silent = await container('echo unheard', { logging: { driver: 'none' } });
  const gone: LogSource = { id: 'f'.repeat(64), name: 'gone', service: 'gone', tty: false };
  const found = await page([one, two, silent, gone]);
  const stamps = found.lines.map(({ stamp }) => stamp ?? '');
  expect(stamps).toEqual([...stamps].sort());
  expect(new Set(texts(found.lines))).toEqual(new Set(['one 1', 'two 1', 'one 2', 'two 2', 'one 3', 'two 3']));
  expect(found.failures).toEqual([
    { source: gone.id, reason: { key: 'logs-gone', params: {} } },
    { source: silent.id, reason: { key: 'logs-unreadable-driver', params: {} } },
  ]);
});

test('pages backward over several containers at once: every line once, by time, however the pages fall', async () => {
  const sources = await Promise.all(
    ['one', 'two', 'three'].map((word, index) =>
      container(`sleep 0.${index}; for i in $(seq 1 ${40 + 30 * index}); do echo ${word} $i; sleep 0.01; done`),
    ),
  );
  const all = await page(sources, { limit: 1000 });
  expect(all.lines).toHaveLength(40 + 70 + 100);
  expect(all.hasOlder).toBe(false);
  const seen: string[] = [];
  for (let before: string | undefined; ; ) {
    const found = await page(sources, { limit: 23, ...(before === undefined ? {} : { before }) });
    expect(found.failures).toEqual([]);
    expect(found.lines.length).toBeLessThanOrEqual(23);
    seen.unshift(...texts(found.lines));
    if (!found.hasOlder) break;
    before = found.lines[0]?.stamp ?? '';
  }
  expect(seen).toEqual(texts(all.lines));
  // A page of them holds lines of more than one container: else nothing was merged.
  expect(new Set(seen.slice(60, 83).map((line) => line.split(' ')[0])).size).toBeGreaterThan(1);
});

test('keeps to a time', async () => {
  const source = await container('for i in 1 2 3 4 5; do echo line $i; sleep 0.1; done');
  const all = (await page(source)).lines;
  const third = all[2]?.at ?? 0;
  expect(texts((await page(source, { sinceAt: third })).lines)).toEqual(numbered(3, 5));
  expect(texts((await page(source, { untilAt: third })).lines)).toEqual(numbered(1, 2));
});

test.each([false, true])('a line of a megabyte is one line, searched to its end (terminal: %s)', async (tty) => {
  const script = 'echo before; head -c 1000000 /dev/zero | tr "\\0" x; echo " the needle"; echo after';
  const source = await container(script, { tty });
  const { lines } = await page(source);
  expect(lines.map((line) => [line.text.slice(0, 6), line.truncated ?? false])).toEqual([
    ['before', false],
    ['xxxxxx', true],
    ['after', false],
  ]);
  expect(lines[1]?.text).toMatch(/^x{16000}$/);
  const found = await page(source, text('NEEDLE'));
  expect(found.matches).toBe(1);
  expect(found.lines[0]?.excerpt).toMatch(/^x+ the needle/);
});

test('binary bytes, empty lines and a missing last newline are read as they are', async () => {
  const source = await container(
    'printf "\\001\\000\\377\\376 bin\\n\\n"; head -c 3000 /dev/urandom | tr "\\n" " "; printf "\\nend"',
  );
  const { lines } = await page(source);
  expect(lines).toHaveLength(4);
  expect(lines[0]?.text).toContain(' bin');
  expect([lines[1]?.text, lines[3]?.text]).toEqual(['', 'end']);
});

test('an expression that never ends is ended, and nobody else’s work with it', async () => {
  const source = await container(
    'for i in 1 2 3; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa $i; done; echo needle',
  );
  const hanging = page(source, { pattern: { kind: 'regex', source: '^(a+)+b' } });
  expect(texts((await page(source, text('needle'))).lines)).toEqual(['needle']);
  expect(await hanging).toMatchObject({ stopped: 'slow-regex', failures: [] });
  expect(texts((await page(source, { pattern: { kind: 'regex', source: 'n[e]+dle' } })).lines)).toEqual(['needle']);
  await expect(page(source, { pattern: { kind: 'regex', source: '(' } })).rejects.toMatchObject({
    key: 'logs-bad-regex',
  });
});

test('a rotated log is read over its files, as far as the Engine keeps them', async () => {
  const logging = { driver: 'json-file', options: { 'max-size': '20k', 'max-file': '3' } };
  const source = await container('for i in $(seq 1 2000); do echo line $i; done', { logging });
  const { lines } = await page(source, { limit: 300 });
  expect(texts(lines)).toEqual(numbered(1701, 2000));
  const all = await page(source, { ...text('line'), limit: 1000 });
  expect(all.hasOlder).toBe(false);
  expect(texts(all.lines)).toEqual(numbered(2001 - all.lines.length, 2000));
});

test('the local driver is read too', async () => {
  const source = await container('for i in $(seq 1 300); do echo line $i; done', { logging: { driver: 'local' } });
  const newest = await page(source);
  expect(texts(newest.lines)).toEqual(numbered(251, 300));
  expect(texts((await page(source, { before: newest.lines[0]?.stamp ?? '' })).lines)).toEqual(numbered(201, 250));
});

test('follows until the container ends, and stops when nobody listens any more', async () => {
  const source = await container('for i in 1 2 3; do echo line $i; sleep 0.3; done', {}, false);
  const lines: FoundLine[] = [];
  const done = await logs.follow([source], (more) => lines.push(...more), new AbortController().signal, { tail: 10 });
  expect(done.failures).toEqual([]);
  expect(texts(lines)).toEqual(numbered(1, 3));
  const endless = await container('while :; do echo tick; sleep 0.1; done', {}, false);
  const stopping = new AbortController();
  const reason = new Error('the person went away');
  const heard = vi.fn(() => stopping.abort(reason));
  await expect(logs.follow([endless], heard, stopping.signal)).rejects.toBe(reason);
  expect(heard).toHaveBeenCalled();
});

test('a download is masked gzip text in parts below the limit', async () => {
  const source = await container(
    'echo "DB_PASSWORD=hunter2hunter2"; echo "the-bots-own-secret"; head -c 240000 /dev/urandom | base64 | tr -d "\\n" | fold -w 80 | awk "{print \\"line \\" NR \\" \\" \\$0}"; head -c 300000 /dev/zero | tr "\\0" x; echo',
  );
  const download = await logs.download({
    sources: [source],
    pattern: { kind: 'all' },
    partBytes: 100_000,
    folder,
    name: 'web',
  });
  expect(download).toMatchObject({ lines: 4003, stopped: null, failures: [] });
  expect(download.parts.length).toBeGreaterThan(1);
  for (const { path, bytes } of download.parts) {
    expect(statSync(path).size).toBe(bytes);
    expect(bytes).toBeLessThanOrEqual(100_000);
  }
  const whole = download.parts.map(({ path }) => gunzipSync(readFileSync(path)).toString()).join('');
  expect(whole).not.toMatch(/hunter2hunter2|the-bots-own-secret/);
  expect(whole.match(/ O line \d+ /g)).toHaveLength(4000);
  const two = await logs.download({
    ...{ sources: [source], pattern: { kind: 'all' }, partBytes: 100_000, maxParts: 2, folder, name: 'bounded' },
  });
  expect(two).toMatchObject({ stopped: 'parts' });
  expect(two.parts.map(({ path }) => path)).toEqual([1, 2].map((part) => join(folder, `bounded-${part}.txt.gz`)));
  const one = await logs.download({ sources: [source], ...text('line 17 '), partBytes: 100_000, folder, name: 'one' });
  expect(one.parts.map(({ path }) => path)).toEqual([join(folder, 'one.txt.gz')]);
  expect(one.lines).toBe(1);
});

test('a hundred megabytes are searched in little memory, and a deadline gives what was found', async () => {
  const line = 'INFO order packed, user 12345, took 12 ms, warehouse north, path /api/orders/67890, all is well';
  const script = `echo needle one; yes '${line}' | head -n 1000000; echo needle two`;
  const source = await container(script);
  let highest = 0;
  const before = process.memoryUsage().rss;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss);
  }, 20);
  const onProgress = vi.fn();
  const found = await page(source, { ...text('needle'), onProgress });
  clearInterval(watch);
  expect(texts(found.lines)).toEqual(['needle one', 'needle two']);
  expect(found.scannedBytes).toBeGreaterThan(100_000_000);
  expect(onProgress).toHaveBeenCalled();
  expect(highest - before).toBeLessThan(128 * 1024 * 1024);
  const cut = await page(source, { ...text('needle'), deadlineMs: 500 });
  expect(texts(cut.lines)).toEqual(['needle two']);
  expect(cut).toMatchObject({ stopped: 'deadline', hasOlder: true });
});

test('a hidden container has no log, and an Engine that is away is told in words', async () => {
  const source = await container('echo hello');
  const narrow = engine.docker({ onlyLabel: 'no.such=label' });
  const hidden = createLogEngine({ host: engine.host, docker: narrow, knownSecrets: [], log: silentLog });
  const request: PageRequest = { sources: [source], pattern: { kind: 'all' }, limit: 5, deadlineMs: 5_000 };
  expect((await hidden.page(request)).failures).toEqual([
    { source: source.id, reason: { key: 'logs-gone', params: {} } },
  ]);
  narrow.close();
  const host = { kind: 'unix' as const, socketPath: '/no/such.sock' };
  const awayDocker = engine.docker({ host });
  const away = createLogEngine({ host, docker: awayDocker, knownSecrets: [], log: silentLog });
  expect((await away.page(request)).failures).toEqual([
    { source: source.id, reason: { key: 'docker-unreachable-no-socket', params: {} } },
  ]);
  awayDocker.close();
});
