import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { endLeftovers, runCompose } from '../../../src/actions/compose-process.ts';
import { OPERATION_VARIABLE } from '../../../src/host/index.ts';
import { processIdentity } from '../../engine/support/reaper.ts';

const env = { PATH: process.env.PATH ?? '' };
const sh = (script: string, more: Partial<Parameters<typeof runCompose>[0]> = {}) =>
  runCompose({ argv: ['sh', '-c', script], env, cwd: '/', deadlineMs: 20_000, ...more });

/** A process that has ended and is not collected yet does not live. */
const lives = (pid: number) => processIdentity(pid) !== null;

describe('a program', () => {
  it('gives its code, both streams and each line as it comes', async () => {
    const lines: string[] = [];
    const end = await sh('echo one; printf "half\\rwhole\\n"; echo "two" >&2; exit 3', {
      onLine: (line) => lines.push(line),
    });
    expect(end).toMatchObject({ code: 3, problem: null, late: false, stdout: 'one\nhalf\rwhole\n', stderr: 'two\n' });
    expect([...lines].sort()).toEqual(['half', 'one', 'two', 'whole']);
  });

  it('inherits nothing of our environment', async () => {
    process.env.VAKHTA_UNIT_SECRET = 'x';
    const end = await sh('env');
    delete process.env.VAKHTA_UNIT_SECRET;
    expect(end.stdout).not.toContain('VAKHTA_UNIT_SECRET');
  });

  it('that is not there is said to be so', async () => {
    expect(await runCompose({ argv: ['/no/such'], env, cwd: '/', deadlineMs: 1000 })).toMatchObject({
      code: null,
      problem: expect.stringContaining('ENOENT'),
    });
  });

  it('that takes too long is ended with all that it has started', async () => {
    const end = await sh('sleep 1000 & echo $!; wait', { deadlineMs: 1500 });
    expect(end.late).toBe(true);
    const child = Number(end.stdout.trim());
    expect(child).toBeGreaterThan(1);
    expect(lives(child)).toBe(false);
  });

  it('that prints without end is kept to its newest', async () => {
    const end = await sh('head -c 20000000 /dev/zero | tr "\\0" "x"; echo; echo last');
    expect(end.stdout.length).toBeLessThanOrEqual(1024 * 1024);
    expect(end.stdout.endsWith('last\n')).toBe(true);
  });
});

describe('what a killed bot has left running', () => {
  it('is waited for, and ended at the deadline; nothing else is', async () => {
    const marked = (id: string) => ({ env: { ...env, [OPERATION_VARIABLE]: id }, detached: true });
    const mine = spawn('sleep', ['1000'], marked('op-unit-1'));
    const other = spawn('sleep', ['1000'], marked('op-unit-12'));
    const ended = once(mine, 'exit');
    await endLeftovers('op-unit-1', 0);
    expect((await ended)[1]).toMatch(/^SIG(TERM|KILL)$/);
    expect(lives(other.pid ?? 0)).toBe(true);
    other.kill('SIGKILL');
  });
});
