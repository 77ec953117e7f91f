import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, jitterOf } from '../../../src/schedule/jobs.ts';
import { createTimetable } from '../../../src/schedule/timetable.ts';

const at = (text: string) => Date.parse(text);
const nightly = createTimetable('30 2 * * *', 'UTC');
const due = { dueAt: at('2026-01-10T02:30Z'), paused: null, goneAt: null };

describe('whether a job runs now', () => {
  test('not before its time and its jitter', () => {
    expect(decide(due, nightly, 0, at('2026-01-10T02:29:59Z'))).toEqual({ kind: 'wait' });
    expect(decide(due, nightly, 0, at('2026-01-10T02:30Z'))).toMatchObject({ kind: 'run' });
    expect(decide(due, nightly, 60_000, at('2026-01-10T02:30:59Z'))).toEqual({ kind: 'wait' });
    expect(decide(due, nightly, 60_000, at('2026-01-10T02:31Z'))).toEqual({
      kind: 'run',
      dueAt: due.dueAt,
      next: at('2026-01-11T02:30Z'),
    });
  });

  test('once, for the last time that was missed', () => {
    const decision = decide(due, nightly, 60_000, at('2026-01-20T09:00Z'));
    expect(decision).toEqual({ kind: 'run', dueAt: at('2026-01-20T02:30Z'), next: at('2026-01-21T02:30Z') });
    // While the jitter of the next one is running, the missed one is not made up for a moment before.
    expect(decide(due, nightly, 600_000, at('2026-01-20T02:35Z'))).toEqual({ kind: 'wait' });
    expect(decide(due, nightly, 600_000, at('2026-01-20T02:40Z'))).toMatchObject({ dueAt: at('2026-01-20T02:30Z') });
  });

  test('paused it only moves on; without its set it waits', () => {
    const paused = { ...due, paused: { at: 1, by: 7 } };
    const now = at('2026-01-20T09:00Z');
    expect(decide(paused, nightly, 0, now)).toEqual({ kind: 'pass', next: at('2026-01-21T02:30Z') });
    expect(decide({ ...due, goneAt: 1 }, nightly, 0, now)).toEqual({ kind: 'wait' });
    expect(decide({ ...due, dueAt: null }, nightly, 0, now)).toEqual({ kind: 'wait' });
  });

  test('however long nobody looked, it runs once, and is due after that', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 * 86_400_000 }),
        fc.integer({ min: 0, max: 3_600_000 }),
        (away, jitter) => {
          const now = due.dueAt + jitter + away;
          const first = decide(due, nightly, jitter, now);
          if (first.kind !== 'run') {
            expect((now - due.dueAt) % 86_400_000).toBeLessThan(jitter);
            return;
          }
          expect(decide({ ...due, dueAt: first.next }, nightly, jitter, now)).toEqual({ kind: 'wait' });
          expect(first.dueAt + jitter).toBeLessThanOrEqual(now);
        },
      ),
    );
  });
});

test('jitter is the same for one job for ever, below its bound, and not the same for all', () => {
  const some = Array.from({ length: 50 }, (_, index) => jitterOf(`backup:set${index}`, 'here', 600_000));
  expect(Math.max(...some)).toBeLessThan(600_000);
  expect(Math.min(...some)).toBeGreaterThanOrEqual(0);
  expect(new Set(some).size).toBeGreaterThan(45);
  expect(jitterOf('backup:shop', 'here', 600_000)).toBe(jitterOf('backup:shop', 'here', 600_000));
  expect(jitterOf('backup:shop', 'here', 600_000)).not.toBe(jitterOf('backup:shop', 'there', 600_000));
  expect(jitterOf('backup:shop', 'here', 0)).toBe(0);
});
