import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatClock,
  formatDateTime,
  formatDuration,
  formatPercent,
  formatUtc,
} from '../../../src/document/index.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('formatDuration', () => {
  test.each([
    [-5, '0 s', '0 с'],
    [999, '0 s', '0 с'],
    [45 * second, '45 s', '45 с'],
    [minute - 1, '59 s', '59 с'],
    [3 * minute + 59 * second, '3 min', '3 мин'],
    [hour, '1 h', '1 ч'],
    [2 * hour + 5 * minute, '2 h 5 min', '2 ч 5 мин'],
    [day, '1 d', '1 дн'],
    [3 * day + 4 * hour + 59 * minute, '3 d 4 h', '3 дн 4 ч'],
    [Number.NaN, '—', '—'],
  ])('%d ms is %s', (ms, en, ru) => {
    expect(formatDuration(ms, 'en')).toBe(en);
    expect(formatDuration(ms, 'ru')).toBe(ru);
  });
});

describe('formatBytes', () => {
  test.each([
    [0, '0 B', '0 Б'],
    [1023, '1023 B', '1023 Б'],
    [1024, '1 KiB', '1 КиБ'],
    [1536, '1.5 KiB', '1,5 КиБ'],
    [1024 ** 2 - 1, '1 MiB', '1 МиБ'],
    [12.4 * 1024 ** 3, '12 GiB', '12 ГиБ'],
    [-2048, '−2 KiB', '−2 КиБ'],
    [Number.POSITIVE_INFINITY, '—', '—'],
  ])('%d is %s', (bytes, en, ru) => {
    expect(formatBytes(bytes, 'en')).toBe(en);
    expect(formatBytes(bytes, 'ru')).toBe(ru);
  });
});

test('percents and moments', () => {
  const at = Date.UTC(2025, 1, 3, 23, 2);
  expect(formatPercent(91.26, 'en')).toBe('91%');
  expect(formatPercent(0.44, 'ru')).toBe('0,4%');
  expect(formatClock(at, 'Europe/Moscow', 'en')).toBe('02:02');
  expect(formatClock(Date.UTC(2025, 1, 3), 'UTC', 'en')).toBe('00:00');
  expect(formatDateTime(at, 'Europe/Moscow', 'en')).toBe('4 Feb 2025, 02:02');
  expect(formatUtc(at)).toBe('2025-02-03 23:02 UTC');
  expect(formatUtc(Number.NaN)).toBe('—');
});
