import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { whyUnavailable } from '../../../src/commands/availability.ts';
import { type Capture, createCapture } from '../../../src/commands/capture.ts';
import { endGroup, groupsWith, membersOf } from '../../../src/host/process-group.ts';
import { type ProcessEnd, type ProcessOptions, runProcess } from '../../../src/host/run-process.ts';

const PATH = process.env.PATH ?? '';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vakhta-commands-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly capture: Capture;
  readonly end: Promise<ProcessEnd>;
  readonly stop: () => void;
  readonly group: Promise<number>;
}

function start(argv: readonly string[], more: Partial<ProcessOptions> = {}): Ran {
  const capture = createCapture();
  const controller = new AbortController();
  const group = Promise.withResolvers<number>();
  const end = runProcess({
    argv,
    cwd: folder,
    env: { PATH },
    timeoutMs: 60_000,
    signal: controller.signal,
    onOutput: capture.add,
    graceMs: 300,
    onStarted: group.resolve,
    ...more,
  });
  return { capture, end, stop: () => controller.abort(), group: group.promise };
}

const script = (text: string, more?: Partial<ProcessOptions>) => start(['sh', '-c', text], more);

async function until(capture: Capture, text: string): Promise<void> {
  await vi.waitFor(() => expect(capture.text()).toContain(text), { timeout: 10_000, interval: 20 });
}

describe('a program', () => {
  test('gets its arguments as they are, no shell between', async () => {
    const { capture, end } = start(['printf', '%s|', '$HOME', '; id', '`id`', '*', "a'b"]);
    expect(await end).toMatchObject({ exitCode: 0, signal: null, stopped: null, notStarted: null, left: [] });
    expect(capture.text()).toBe("$HOME|; id|`id`|*|a'b|");
  });

  test('has the environment that it is given and nothing else, no input, and its folder', async () => {
    process.env.VAKHTA_TEST_SECRET = 'must not be seen';
    const { capture, end } = script('env; pwd; cat; echo "read nothing"', { env: { PATH, A: 'b' } });
    await end;
    delete process.env.VAKHTA_TEST_SECRET;
    const names = capture
      .text()
      .split('\n')
      .flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
    // PWD, SHLVL and _ are the shell's own.
    expect(names.filter((name) => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name)).sort()).toEqual(['A', 'PATH']);
    expect(capture.text()).toContain(`${folder}\nread nothing`);
  });

  test('says how it ended: with a code, by a signal', async () => {
    expect(await script('echo out; echo err >&2; exit 3').end).toMatchObject({ exitCode: 3, signal: null });
    expect(await script('kill -9 $$').end).toMatchObject({ exitCode: null, signal: 'SIGKILL', stopped: null });
  });

  test('standard output and errors are one output', async () => {
    const { capture, end } = script('echo out; echo err >&2');
    await end;
    expect(capture.text().split('\n').sort()).toEqual(['', 'err', 'out']);
  });

  test('that is not there, may not run, or is in no folder, is said and not thrown', async () => {
    writeFileSync(join(folder, 'closed.sh'), '#!/bin/sh\n');
    writeFileSync(join(folder, 'strange.sh'), '#!/no/such/interpreter\n');
    chmodSync(join(folder, 'strange.sh'), 0o755);
    expect((await start(['no-such-program-at-all']).end).notStarted).toBe('ENOENT');
    expect((await start(['./closed.sh']).end).notStarted).toBe('EACCES');
    expect((await start(['./strange.sh']).end).notStarted).toBe('ENOENT');
    expect((await start(['true'], { cwd: join(folder, 'gone') }).end).notStarted).toBe('ENOENT');
  });

  test('an argument list that the system refuses is said and not thrown', async () => {
    expect((await start(['true', ...Array.from({ length: 100 }, () => 'x'.repeat(100_000))]).end).notStarted).toBe(
      'E2BIG',
    );
  });
});

describe('its end', () => {
  test('a time-out ends the whole group, also what does not hear SIGTERM', async () => {
    const ran = script(
      "trap '' TERM; (trap '' TERM; while :; do sleep 1; done) & echo ready; while :; do sleep 1; done",
      {
        timeoutMs: 500,
      },
    );
    const group = await ran.group;
    await until(ran.capture, 'ready');
    expect(await ran.end).toMatchObject({ stopped: 'timeout', signal: 'SIGKILL', exitCode: null });
    expect(await membersOf(group)).toEqual([]);
  });

  test('asked to stop, it may still say its last words', async () => {
    const ran = script("trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.1; done", { graceMs: 5000 });
    await until(ran.capture, 'ready');
    ran.stop();
    expect(await ran.end).toMatchObject({ stopped: 'asked', exitCode: 7 });
    expect(ran.capture.text()).toContain('bye');
  });

  test('children end with it', async () => {
    const ran = script('sleep 1000 & sleep 1000 & echo ready; wait');
    const group = await ran.group;
    await until(ran.capture, 'ready');
    expect((await membersOf(group)).length).toBe(3);
    ran.stop();
    await ran.end;
    expect(await membersOf(group)).toEqual([]);
  });

  test('a child that keeps the pipe open holds nothing up, goes on, and is named', async () => {
    const ran = script('sleep 1000 & echo started; exit 0');
    const ended = await ran.end;
    expect(ended).toMatchObject({ exitCode: 0, stopped: null });
    expect(ended.left.map(({ name }) => name)).toEqual(['sleep']);
    expect(ended.tookMs).toBeLessThan(60_000);
    const group = await ran.group;
    expect(await membersOf(group)).toEqual(ended.left);
    expect(await endGroup(group, 1000)).toBe(true);
  });
});

describe('its output', () => {
  test('100 MB are read to the end in bounded memory', async () => {
    const { capture, end } = script('head -c 100000000 /dev/zero | tr "\\0" "x"; echo; echo the end');
    expect(await end).toMatchObject({ exitCode: 0 });
    expect(capture.total()).toBe(100_000_000 + '\nthe end\n'.length);
    expect(capture.text().length).toBeLessThan(1.1 * 1024 * 1024);
    expect(capture.text().endsWith('the end\n')).toBe(true);
  });

  test('output without end is ended, and does not take the thread', async () => {
    let turns = 0;
    const turning = setInterval(() => {
      turns += 1;
    }, 10);
    const ran = start(['yes']);
    await vi.waitFor(() => expect(ran.capture.total()).toBeGreaterThan(20_000_000), { timeout: 30_000, interval: 20 });
    ran.stop();
    expect(await ran.end).toMatchObject({ stopped: 'asked' });
    clearInterval(turning);
    expect(turns).toBeGreaterThan(5);
  });
});

describe('after a kill', () => {
  test('what was started is found by its mark, and by no other', async () => {
    const mark = `test-${process.pid}`;
    const ran = script('echo ready; sleep 1000; true', { env: { PATH, VAKHTA_OPERATION: mark } });
    const group = await ran.group;
    await until(ran.capture, 'ready');
    expect(await groupsWith('VAKHTA_OPERATION', (found) => found === mark)).toEqual([group]);
    expect(await groupsWith('VAKHTA_OPERATION', (found) => found === mark.slice(0, -1))).toEqual([]);
    ran.stop();
    await ran.end;
    expect(await groupsWith('VAKHTA_OPERATION', (found) => found === mark)).toEqual([]);
  });
});

describe('whether it can run is known before', () => {
  const why = async (argv: string[], cwd = folder) => (await whyUnavailable({ argv, cwd }, PATH))?.key ?? null;

  test('the program, by name or path, and the folder', async () => {
    writeFileSync(join(folder, 'runs.sh'), '#!/bin/sh\n');
    chmodSync(join(folder, 'runs.sh'), 0o755);
    writeFileSync(join(folder, 'text.txt'), '');
    expect(await why(['sh'])).toBeNull();
    expect(await why(['/bin/sh'])).toBeNull();
    expect(await why(['./runs.sh'])).toBeNull();
    expect(await why(['runs.sh'])).toBe('commands-no-program');
    expect(await why(['./text.txt'])).toBe('commands-not-executable');
    expect(await why(['./gone.sh'])).toBe('commands-no-program');
    expect(await why(['sh'], join(folder, 'gone'))).toBe('commands-no-folder');
    expect(await why(['sh'], join(folder, 'text.txt'))).toBe('commands-not-a-folder');
  });
});
