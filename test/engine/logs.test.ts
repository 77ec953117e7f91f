import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Docker, LogOptions } from '../../src/docker/index.ts';
import type { ServiceSpec } from './support/services.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

let engine: SharedEngine;
let docker: Docker;

beforeAll(() => {
  engine = sharedEngine();
  docker = engine.docker();
});

afterAll(async () => {
  docker.close();
  await engine.services.removeAll();
});

let count = 0;

/** What a container that runs this script to its end has said. */
async function logsOf(script: string, options: Partial<LogOptions> = {}, more: Partial<ServiceSpec> = {}) {
  count += 1;
  const service = await engine.services.run({
    project: 'logs',
    service: `s${count}`,
    cmd: ['sh', '-c', script],
    ...more,
  });
  await vi.waitFor(async () => expect((await docker.inspect(service.id))?.state).toBe('exited'), 60_000);
  return docker.logs(service.id, { maxBytes: 1_000_000, ...options });
}

const texts = (lines: { text: string }[]) => lines.map((line) => line.text);

test('tells the streams apart and when each line came', async () => {
  const before = Date.now();
  const lines = await logsOf('echo one; sleep 0.1; echo two >&2; printf "no newline at the end"');
  expect(lines.map(({ stream, text }) => [stream, text])).toEqual(
    expect.arrayContaining([
      ['stdout', 'one'],
      ['stderr', 'two'],
      ['stdout', 'no newline at the end'],
    ]),
  );
  for (const line of lines) expect(line.at).toBeGreaterThanOrEqual(before - 1000);
});

test('gives only the newest lines, and those of a time', async () => {
  const script = 'for i in 1 2 3 4 5; do echo line $i; sleep 0.1; done';
  expect(texts(await logsOf(script, { tail: 2 }))).toEqual(['line 4', 'line 5']);
  const all = await logsOf(script);
  const third = all[2]?.at ?? 0;
  const id = (await docker.find(`local/logs/s${count}`))[0]?.id ?? '';
  expect(texts(await docker.logs(id, { maxBytes: 1000, sinceAt: third }))).toEqual(['line 3', 'line 4', 'line 5']);
  expect(texts(await docker.logs(id, { maxBytes: 1000, untilAt: third }))).toEqual(['line 1', 'line 2']);
});

test('a container with a terminal speaks raw, and lines that look like JSON stay text', async () => {
  const lines = await logsOf(`echo '{"level":"error"}'; echo 42`, { timestamps: false, tail: 2 }, { tty: true });
  expect(lines).toEqual([
    { at: null, stream: 'stdout', text: '{"level":"error"}' },
    { at: null, stream: 'stdout', text: '42' },
  ]);
});

test('a line of a megabyte is cut, says so, and does not carry the Engine’s own timestamps into the next one', async () => {
  for (const tty of [false, true]) {
    const lines = await logsOf('head -c 1048576 /dev/zero | tr "\\0" x; echo; echo after', {}, { tty });
    expect(lines.map((line) => [line.text.length, line.truncated ?? false])).toEqual([
      [expect.any(Number), true],
      ['after'.length, false],
    ]);
    expect(/^x{15900,16000}$/.test(lines[0]?.text ?? '')).toBe(true);
  }
});

test('a large log is read in bounded memory, newest lines kept', async () => {
  const script = 'line=$(head -c 1000 /dev/zero | tr "\\0" y); yes "$line" | head -n 160000; echo the end';
  const service = await engine.services.run({ project: 'logs', service: 'large', cmd: ['sh', '-c', script] });
  await vi.waitFor(async () => expect((await docker.inspect(service.id))?.state).toBe('exited'), 60_000);
  let highest = 0;
  const before = process.memoryUsage().rss;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss);
  }, 20);
  const lines = await docker.logs(service.id, { maxBytes: 20_000, deadlineMs: 60_000 });
  clearInterval(watch);
  expect(lines.at(-1)?.text).toBe('the end');
  expect(lines.reduce((sum, line) => sum + line.text.length, 0)).toBeLessThanOrEqual(20_000);
  expect(lines.length).toBeGreaterThan(10);
  // The log has 160 MB; what it leaves behind between two collections is far less.
  expect(highest - before).toBeLessThan(110 * 1024 * 1024);
});

test('characters of several bytes arrive whole', async () => {
  const lines = await logsOf('i=0; while [ $i -lt 3000 ]; do echo "ошибка 💥 $i"; i=$((i+1)); done', {
    timestamps: false,
  });
  expect(lines).toHaveLength(3000);
  expect(lines.every((line, index) => line.text === `ошибка 💥 ${index}`)).toBe(true);
});

test('stops at once when nobody waits any more', async () => {
  const service = await engine.services.run({ project: 'logs', service: 'aborted', cmd: ['echo', 'hello'] });
  const reason = new Error('the person went away');
  await expect(docker.logs(service.id, { maxBytes: 1000, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
