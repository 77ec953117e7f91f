import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { createCommandChecks, createCommands } from '../../../src/commands/index.ts';
import { parseSettings } from '../../../src/config/index.ts';

const PATH = process.env.PATH ?? '';
const DATA_DIR = `/no/such/folder/${process.pid}`;
const { commands: configured } = parseSettings(
  `commands:
  - { id: good, name: Good one, argv: [sh, -c, "echo fine"], check: true, project: shop, service: web, timeout: 20s }
  - { id: bad, argv: [sh, -c, "echo first; echo password=hunter2; exit 3"], check: true }
  - { id: slow, argv: [sh, -c, "trap '' TERM; while :; do sleep 1; done"], check: true }
  - { id: gone, argv: [no-such-program], check: true }
  - { id: no-check, argv: ["true"] }
`,
  'vakhta.yaml',
);
const commands = createCommands({
  commands: configured,
  variable: (name) => (name === 'PATH' ? PATH : null),
  servicesOf: async () => [],
});
const checks = createCommandChecks({
  commands,
  mask: (text) => text.replaceAll('hunter2', '[masked]'),
  dataDir: DATA_DIR,
});
const never = new AbortController().signal;
const started: number[] = [];

afterEach(() => {
  for (const pid of started.splice(0)) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  }
});

test('are those of the configuration that are called so', () => {
  expect(checks.list()).toEqual([
    { id: 'good', name: 'Good one', timeoutMs: 20_000, service: 'web' },
    { id: 'bad', name: 'bad', timeoutMs: 300_000 },
    { id: 'slow', name: 'slow', timeoutMs: 300_000 },
    { id: 'gone', name: 'gone', timeoutMs: 300_000 },
  ]);
});

describe('a run', () => {
  test('is good when it ends with 0', async () => {
    expect(await checks.run('good', never)).toMatchObject({ ok: true, exitCode: 0, lastLine: 'fine' });
  });

  test('else says its code and its last line, masked', async () => {
    expect(await checks.run('bad', never)).toMatchObject({ ok: false, exitCode: 3, lastLine: 'password=[masked]' });
  });

  test('ends with its deadline, also where it does not hear SIGTERM', async () => {
    expect(await checks.run('slow', AbortSignal.timeout(200))).toMatchObject({ ok: false, exitCode: null });
  });

  test('that cannot begin says why', async () => {
    expect(await checks.run('gone', never)).toMatchObject({
      ok: false,
      exitCode: null,
      reason: { key: 'commands-no-program', params: { program: 'no-such-program' } },
    });
  });

  test.each(['no-check', 'nothing'])('nothing else can be run as a check: %s', async (id) => {
    await expect(checks.run(id, never)).rejects.toMatchObject({ key: 'commands-unknown' });
  });
});

test('what a killed process has left is ended, what another Vakhta runs is not', async () => {
  async function leave(mark: string) {
    const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore', env: { PATH, VAKHTA_OPERATION: mark } });
    await once(child, 'spawn');
    started.push(child.pid ?? 0);
    return child;
  }
  const [own, others, present] = await Promise.all([
    leave(`check ${DATA_DIR} 1`),
    leave(`check ${DATA_DIR}-other 1`),
    leave(`check ${DATA_DIR} ${process.pid}`),
  ]);
  const ended = once(own, 'exit');
  await checks.endLeftovers();
  await ended;
  expect(own.signalCode).toBe('SIGTERM');
  expect([others.signalCode, present.signalCode]).toEqual([null, null]);
});
