import fc from 'fast-check';
import { createTask, getTasks } from 'node-cron';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createTimetable, tomorrowAt } from '../../../src/schedule/timetable.ts';

const at = (text: string) => Date.parse(text);
const iso = (moments: readonly (number | null)[]) =>
  moments.map((moment) => (moment === null ? null : new Date(moment).toISOString().replace(':00.000Z', 'Z')));

const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';

afterEach(() => {
  vi.useRealTimers();
});

describe('a nightly job where the clock is changed', () => {
  test.each([
    // On 29 March 2026 Berlin has no 02:30: it comes as much later as the clock is put forward.
    [BERLIN, '2026-03-27T12:00Z', ['2026-03-28T01:30Z', '2026-03-29T01:30Z', '2026-03-30T00:30Z']],
    // On 25 October 2026 Berlin has 02:30 twice: the first counts.
    [BERLIN, '2026-10-23T12:00Z', ['2026-10-24T00:30Z', '2026-10-25T00:30Z', '2026-10-26T01:30Z']],
    // 8 March 2026 in New York: none.
    [NEW_YORK, '2026-03-06T12:00Z', ['2026-03-07T07:30Z', '2026-03-08T07:30Z', '2026-03-09T06:30Z']],
    // 1 November 2026 in New York: 01:30 would be twice; 02:30 is once.
    [NEW_YORK, '2026-10-30T12:00Z', ['2026-10-31T06:30Z', '2026-11-01T07:30Z', '2026-11-02T07:30Z']],
  ])('in %s after %s runs once a day', (zone, after, expected) => {
    const { between } = createTimetable('30 2 * * *', zone);
    expect(iso(between(at(after), at(after) + 3 * 86_400_000))).toEqual(expected);
  });

  test('takes the first of the two 01:30 of New York, and the 03:30 after the gap only once', () => {
    expect(
      iso(createTimetable('30 1 * * *', NEW_YORK).between(at('2026-10-31T12:00Z'), at('2026-11-02T12:00Z'))),
    ).toEqual(['2026-11-01T05:30Z', '2026-11-02T06:30Z']);
    const both = createTimetable('30 2,3 * * *', BERLIN);
    expect(iso(both.between(at('2026-03-29T00:00Z'), at('2026-03-29T12:00Z')))).toEqual(['2026-03-29T01:30Z']);
  });

  test('what is due in every hour follows the time that passes', () => {
    const hourly = createTimetable('15 * * * *', BERLIN);
    const spring = hourly.between(at('2026-03-29T00:00Z'), at('2026-03-29T04:00Z'));
    const autumn = hourly.between(at('2026-10-24T23:00Z'), at('2026-10-25T03:00Z'));
    expect(spring).toHaveLength(4);
    expect(autumn).toHaveLength(4);
    expect(
      new Set(
        [...spring, ...autumn].map((moment, index, all) => (index % 4 === 0 ? 0 : moment - (all[index - 1] ?? 0))),
      ),
    ).toEqual(new Set([0, 3_600_000]));
  });
});

describe('due times', () => {
  test('weekly, monthly, on the last day, never', () => {
    const from = at('2026-01-15T00:00Z');
    expect(iso([createTimetable('0 4 * * 0', 'UTC').next(from)])).toEqual(['2026-01-18T04:00Z']);
    expect(iso([createTimetable('0 10 1 * *', 'UTC').next(from)])).toEqual(['2026-02-01T10:00Z']);
    expect(iso([createTimetable('0 10 L * *', 'UTC').next(from)])).toEqual(['2026-01-31T10:00Z']);
    expect(iso([createTimetable('0 0 29 2 *', 'UTC').next(from)])).toEqual(['2028-02-29T00:00Z']);
    expect(createTimetable('0 0 1 * 1#3', 'UTC').next(from)).toBeNull();
  });

  test('the last one that was missed, and none before the moment from which on one asks', () => {
    const nightly = createTimetable('30 2 * * *', 'UTC');
    expect(iso([nightly.last(at('2026-01-01T00:00Z'), at('2026-01-20T12:00Z'))])).toEqual(['2026-01-20T02:30Z']);
    expect(nightly.last(at('2026-01-20T02:30Z'), at('2026-01-20T12:00Z'))).toBeNull();
    expect(iso([nightly.last(at('2026-01-20T02:29Z'), at('2026-01-20T02:30Z'))])).toEqual(['2026-01-20T02:30Z']);
  });

  test('next and last are each other’s inverse, in any zone, around any change of the clock', () => {
    const zones = ['UTC', BERLIN, NEW_YORK, 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca'];
    const patterns = [
      '30 2 * * *',
      '0 4 * * 0',
      '0 10 1 * *',
      '*/20 * * * *',
      '15 1-3 * * *',
      '59 23 * * *',
      '0 0 * * *',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...patterns),
        fc.integer({ min: at('2025-01-01T00:00Z'), max: at('2028-01-01T00:00Z') }),
        (zone, pattern, moment) => {
          const timetable = createTimetable(pattern, zone);
          const next = timetable.next(moment);
          if (next === null) throw new Error('each of them comes');
          expect(next).toBeGreaterThan(moment);
          expect(timetable.last(moment, next)).toBe(next);
          expect(timetable.last(moment, next - 1)).toBeNull();
          expect(timetable.next(next - 1)).toBe(next);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('a nightly job runs exactly once on each day of two years', () => {
    for (const zone of [BERLIN, NEW_YORK, 'Australia/Lord_Howe']) {
      const nightly = createTimetable('30 2 * * *', zone).between(at('2026-01-01T12:00Z'), at('2027-12-31T12:00Z'));
      const days = nightly.map((moment) => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(moment));
      expect(new Set(days).size).toBe(days.length);
      expect(days).toHaveLength(729);
    }
  });

  test('agrees with node-cron on days on which the clock is left alone', () => {
    vi.useFakeTimers();
    for (const pattern of ['30 2 * * *', '*/7 3-5 * * 1-5', '0 10 1 * *', '0 12 * JAN,JUN 2#1', '5 5 L * *']) {
      vi.setSystemTime(at('2026-05-20T10:11Z'));
      const task = createTask(pattern, () => undefined, { timezone: BERLIN });
      const theirs = task.getNextRuns(5).map((date) => date.getTime());
      void task.destroy();
      const ours = createTimetable(pattern, BERLIN);
      const own: number[] = [];
      for (let from: number | null = at('2026-05-20T10:11Z'); own.length < 5 && from !== null; ) {
        from = ours.next(from);
        if (from !== null) own.push(from);
      }
      expect(iso(own)).toEqual(iso(theirs));
    }
  });

  test('nothing is left behind in node-cron’s own list', () => {
    const before = getTasks().size;
    createTimetable('30 2 * * *', BERLIN);
    expect([...getTasks().values()].filter((task) => task.getStatus() !== 'destroyed')).toHaveLength(before);
  });
});

test('tomorrow is at the same hour, also where the clock is changed in between', () => {
  const due = at('2026-03-01T09:00Z');
  expect(iso([tomorrowAt(due, at('2026-03-01T15:00Z'), BERLIN)])).toEqual(['2026-03-02T09:00Z']);
  expect(iso([tomorrowAt(due, at('2026-03-28T22:59Z'), BERLIN)])).toEqual(['2026-03-29T08:00Z']);
  expect(iso([tomorrowAt(due, at('2026-03-28T23:30Z'), BERLIN)])).toEqual(['2026-03-30T08:00Z']);
});
