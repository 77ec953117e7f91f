import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseNoticed } from '../../../src/triage/index.ts';

const at = (text: string) => Date.parse(text);
const MOSCOW = 'Europe/Moscow';

test.each([
  ['14:05', MOSCOW, '2026-02-03T12:00:00Z', '2026-02-03T11:05:00Z'],
  ['9.07', MOSCOW, '2026-02-03T12:00:00Z', '2026-02-03T06:07:00Z'],
  [' 00:00 ', MOSCOW, '2026-02-03T12:00:00Z', '2026-02-02T21:00:00Z'],
  ['2026-02-01 23:59', MOSCOW, '2026-02-03T12:00:00Z', '2026-02-01T20:59:00Z'],
  ['2026-02-01T23:59', 'UTC', '2026-02-03T12:00:00Z', '2026-02-01T23:59:00Z'],
  // Twenty past midnight: 23:50 is half an hour ago.
  ['23:50', MOSCOW, '2026-02-03T21:20:00Z', '2026-02-03T20:50:00Z'],
  // Across the days on which clocks change in Berlin.
  ['2026-03-29 01:30', 'Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-29T00:30:00Z'],
  ['2026-03-29 03:30', 'Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-29T01:30:00Z'],
  ['2026-10-25 04:30', 'Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-25T03:30:00Z'],
  // West of UTC, where the day is still yesterday's.
  ['22:00', 'America/New_York', '2026-02-03T04:00:00Z', '2026-02-03T03:00:00Z'],
])('%s in %s', (typed, zone, now, expected) => {
  expect(new Date(parseNoticed(typed, zone, at(now))).toISOString()).toBe(new Date(expected).toISOString());
});

test.each([
  ['soon', 'triage-time-format'],
  ['', 'triage-time-format'],
  ['24:00', 'triage-time-format'],
  ['12:60', 'triage-time-format'],
  ['2026-02-30 12:00', 'triage-time-format'],
  ['2026-13-01 12:00', 'triage-time-format'],
  ['5'.repeat(5000), 'triage-time-format'],
  ['15:05', 'triage-time-future'],
  ['2026-02-03 15:05', 'triage-time-future'],
  ['2026-01-03 11:59', 'triage-time-too-old'],
  ['0001-01-01 00:00', 'triage-time-too-old'],
])('refuses %s', (typed, key) => {
  expect(() => parseNoticed(typed, MOSCOW, at('2026-02-03T12:00:00Z'))).toThrowError(expect.objectContaining({ key }));
});

test('what the clock of any zone shows is understood as that minute', () => {
  const zones = fc.constantFrom(
    'UTC',
    MOSCOW,
    'America/St_Johns',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'Australia/Lord_Howe',
  );
  const base = at('2026-06-15T00:00:00Z');
  fc.assert(
    fc.property(zones, fc.integer({ min: 0, max: 29 * 1440 }), (zone, minutes) => {
      const moment = base - minutes * 60_000;
      const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(
        moment,
      );
      expect(parseNoticed(shown, zone, base)).toBe(moment);
    }),
  );
});
