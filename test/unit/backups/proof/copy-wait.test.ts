import { describe, expect, test } from 'vitest';
import { beginCopyWait, type CopySeen, judgeCopy } from '../../../../src/backups/proof/copy-wait.ts';

const healthcheck = { intervalMs: 1000, timeoutMs: 1000, retries: 2, startPeriodMs: 10_000 };
type Begin = Parameters<typeof beginCopyWait>[0];

/** What comes of a row of looks, a second apart, beginning at 0. */
function judge(begin: Partial<Begin>, ...looks: CopySeen[]) {
  let wait = beginCopyWait({ service: 'db', healthcheck: null, isJob: false, restartPolicy: 'no', now: 0, ...begin });
  return looks.map((seen, second) => {
    const judged = judgeCopy(wait, seen, second * 1000);
    wait = judged.wait;
    return judged.verdict.kind === 'bad' ? judged.verdict.reason.key : judged.verdict.kind;
  });
}

const running: CopySeen = { state: 'running', health: null, exitCode: 0 };
const exited = (exitCode: number): CopySeen => ({ state: 'exited', health: null, exitCode });
const health = (now: 'starting' | 'healthy' | 'unhealthy'): CopySeen => ({
  state: 'running',
  health: now,
  exitCode: 0,
});

describe('a copy with a health check', () => {
  test('is well when it says so, and not by running alone', () => {
    const verdicts = judge({ healthcheck }, ...Array(8).fill(health('starting')), health('healthy'));
    expect(verdicts).toEqual([...Array(8).fill('wait'), 'well']);
  });

  test('is not waited for once it says the opposite', () => {
    expect(judge({ healthcheck }, health('starting'), health('unhealthy'))).toEqual(['wait', 'backups-copy-unhealthy']);
  });

  test('gets the time that its own settings need, and a margin', () => {
    const looks: CopySeen[] = Array(32).fill(health('starting'));
    const verdicts = judge({ healthcheck }, ...looks);
    // 10 s to start, 3 rounds of 2 s, 15 s.
    expect(verdicts.indexOf('backups-copy-not-in-time')).toBe(31);
  });
});

describe('a copy without a health check', () => {
  test('is well when it has run for five seconds', () => {
    expect(judge({}, ...Array(6).fill(running))).toEqual([...Array(5).fill('wait'), 'well']);
  });

  test('is not when it ends, whatever its code', () => {
    expect(judge({}, running, exited(0))).toEqual(['wait', 'backups-copy-exited']);
  });

  test('is started again where its policy would do so, twice, and then counts anew', () => {
    const verdicts = judge({ restartPolicy: 'always' }, exited(1), running, exited(1), running, exited(1));
    expect(verdicts).toEqual(['start-again', 'wait', 'start-again', 'wait', 'backups-copy-exited']);
  });
});

test('a job is well when it has ended well, and only then', () => {
  const long: CopySeen[] = Array(20).fill(running);
  expect(judge({ isJob: true }, ...long, exited(0)).at(-1)).toBe('well');
  expect(judge({ isJob: true }, ...long).at(-1)).toBe('wait');
  expect(judge({ isJob: true, restartPolicy: 'always' }, exited(3))).toEqual(['backups-copy-exited']);
});

test('what is gone does not come back', () => {
  expect(judge({}, null)).toEqual(['backups-copy-gone']);
});
