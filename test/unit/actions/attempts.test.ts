import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Attempt,
  efficacies,
  FAILURES,
  failureOf,
  NO_FAILURE,
  recordAfter,
} from '../../../src/actions/attempts.ts';
import type { BadEvent } from '../../../src/recorder/index.ts';

const NOW = 1_000_000_000;
const UNHEALTHY = { kind: 'unhealthy', exitCode: null } as const;
const OOM = { kind: 'oom', exitCode: null } as const;

function bad(kind: BadEvent['kind'], agoMs: number, exitCode: number | null = null): BadEvent {
  return { at: NOW - agoMs, key: 'local/shop/web', containerId: 'aaaa', kind, exitCode };
}

function tried(action: string, failure: Attempt['failure'], ...outcomes: (number | null)[]): Attempt[] {
  return outcomes.map((tookMs) => ({ action, failure, helped: tookMs !== null, tookMs: tookMs ?? 5000 }));
}

describe('what is wrong with a service', () => {
  const running = { state: 'running', health: null };
  it.each([
    ['nothing, where nothing was seen', [running], [], NO_FAILURE],
    ['its health, however long ago that began', [{ state: 'running', health: 'unhealthy' }], [], UNHEALTHY],
    [
      'nothing, of one that is healthy again',
      [{ state: 'running', health: 'healthy' }],
      [bad('unhealthy', 1000)],
      NO_FAILURE,
    ],
    [
      'a crash with its code',
      [{ state: 'restarting', health: null }],
      [bad('crash', 1000, 3)],
      { kind: 'crash', exitCode: 3 },
    ],
    [
      'the last crash, of several',
      [running],
      [bad('crash', 9000, 1), bad('crash', 1000, 2)],
      { kind: 'crash', exitCode: 2 },
    ],
    ['memory, told right before the end', [running], [bad('oom', 1100), bad('crash', 1000, 137)], OOM],
    ['memory, told right after the end', [running], [bad('crash', 1100, 137), bad('oom', 1000)], OOM],
    [
      'not the memory of an earlier death',
      [running],
      [bad('oom', 60_000), bad('crash', 1000, 1)],
      { kind: 'crash', exitCode: 1 },
    ],
    ['nothing any more, when it has run for long', [running], [bad('crash', 11 * 60_000, 1)], NO_FAILURE],
    [
      'the old crash of one that lies',
      [{ state: 'exited', health: null }],
      [bad('crash', 3_600_000, 1)],
      { kind: 'crash', exitCode: 1 },
    ],
    ['nothing, of one that was stopped by hand', [{ state: 'exited', health: null }], [], NO_FAILURE],
  ] as const)('is %s', (_name, seen, events, expected) => {
    expect(failureOf(seen, events, NOW)).toEqual(expected);
  });
});

describe('what helped before', () => {
  it('counts, and takes the median of those that helped', () => {
    const attempts = tried('restart', UNHEALTHY, 20_000, null, 22_000, 90_000, 21_000);
    expect(efficacies(attempts)).toEqual([
      { action: 'restart', failure: UNHEALTHY, helped: 4, of: 5, medianMs: 21_500 },
    ]);
  });

  it('keeps failures apart: after a lack of memory a restart never helped', () => {
    const attempts = [
      ...tried('restart', UNHEALTHY, 1000, 1000),
      ...tried('restart', OOM, null, null),
      ...tried('memory', OOM, 9000),
    ];
    expect(recordAfter(OOM, attempts)).toMatchObject([
      { action: 'memory', helped: 1, of: 1 },
      { action: 'restart', helped: 0, of: 2, medianMs: null },
    ]);
    expect(recordAfter(UNHEALTHY, attempts)).toMatchObject([{ action: 'restart', helped: 2 }]);
  });

  it('does not put one success of one before nine of ten', () => {
    const attempts = [...tried('start', UNHEALTHY, 1000), ...tried('restart', UNHEALTHY, ...Array(9).fill(1000), null)];
    expect(recordAfter(UNHEALTHY, attempts).map(({ action }) => action)).toEqual(['restart', 'start']);
  });

  it('falls back on all crashes where this exit code is new', () => {
    const attempts = tried('restart', { kind: 'crash', exitCode: 1 }, 1000, null);
    expect(recordAfter({ kind: 'crash', exitCode: 2 }, attempts)).toMatchObject([
      { helped: 1, of: 2, failure: { kind: 'crash', exitCode: null } },
    ]);
    expect(recordAfter({ kind: 'crash', exitCode: 1 }, attempts)).toMatchObject([{ failure: { exitCode: 1 } }]);
  });

  const attempt = fc.record({
    action: fc.constantFrom('restart', 'start', 'memory'),
    failure: fc.record({ kind: fc.constantFrom(...FAILURES), exitCode: fc.constant(null) }),
    helped: fc.boolean(),
    tookMs: fc.nat(600_000),
  });

  it('loses no attempt and invents none, and a median is the time of some that helped', () => {
    fc.assert(
      fc.property(fc.array(attempt), (attempts) => {
        const found = efficacies(attempts);
        expect(found.reduce((sum, each) => sum + each.of, 0)).toBe(attempts.length);
        expect(found.reduce((sum, each) => sum + each.helped, 0)).toBe(attempts.filter((each) => each.helped).length);
        for (const { action, failure, helped, medianMs } of found) {
          const times = attempts
            .filter((each) => each.action === action && each.failure.kind === failure.kind && each.helped)
            .map((each) => each.tookMs);
          expect(times).toHaveLength(helped);
          if (medianMs === null) expect(helped).toBe(0);
          else {
            expect(medianMs).toBeGreaterThanOrEqual(Math.min(...times));
            expect(medianMs).toBeLessThanOrEqual(Math.max(...times));
          }
        }
      }),
    );
  });

  it('never ranks an action lower for one more success', () => {
    fc.assert(
      fc.property(fc.array(attempt, { minLength: 1 }), fc.nat(), (attempts, pick) => {
        const one = attempts[pick % attempts.length];
        if (one === undefined) return;
        const rank = (all: readonly Attempt[]) =>
          recordAfter(one.failure, all).findIndex((each) => each.action === one.action);
        expect(rank([...attempts, { ...one, helped: true, tookMs: 0 }])).toBeLessThanOrEqual(rank(attempts));
      }),
    );
  });
});
