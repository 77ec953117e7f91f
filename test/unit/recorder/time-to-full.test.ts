import { describe, expect, test } from 'vitest';
import { type DiskSample, timesToFull, timeToFull } from '../../../src/recorder/index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const GIB = 2 ** 30;
const NOW = 1_000 * HOUR;

/** A disk of 100 GiB, a sample a minute for so many hours until now; `used` by the minutes before now. */
function disk(hours: number, used: (minutesAgo: number) => number, mount = '/'): DiskSample[] {
  return Array.from({ length: hours * 60 + 1 }, (_, index) => {
    const minutesAgo = hours * 60 - index;
    const usedBytes = used(minutesAgo) * GIB;
    const totalBytes = 100 * GIB;
    return { mount, at: NOW - minutesAgo * MINUTE, totalBytes, usedBytes, availableBytes: totalBytes - usedBytes };
  });
}

describe('time to full', () => {
  test('a disk that grows by a gibibyte an hour with five left is full in five hours', () => {
    const growing = disk(3, (minutes) => 95 - minutes / 60);
    expect(timeToFull(growing, NOW)).toBeCloseTo(5 * HOUR, -2);
  });

  test('counts from now, not from the last sample', () => {
    const growing = disk(3, (minutes) => 95 - minutes / 60);
    expect(timeToFull(growing, NOW + HOUR)).toBeCloseTo(4 * HOUR, -2);
    expect(timeToFull(growing, NOW + 5.5 * HOUR)).toBe(0);
  });

  test('what happened more than six hours ago does not count', () => {
    const stopped = disk(12, (minutes) => (minutes > 7 * 60 ? 90 - minutes / 60 : 83));
    expect(timeToFull(stopped, NOW)).toBeNull();
  });

  test.each<[string, DiskSample[]]>([
    ['nothing was seen', []],
    ['one sample', disk(0, () => 99)],
    ['twenty minutes are no trend', disk(1, (minutes) => 95 - minutes / 60).slice(-20)],
    ['it stands still', disk(6, () => 99)],
    ['it shrinks', disk(6, (minutes) => 50 + minutes / 60)],
    ['it breathes: logs come and are rotated', disk(6, (minutes) => 50 + (minutes % 30) / 10)],
    ['a backup was written and taken away', disk(6, (minutes) => (minutes < 180 && minutes > 120 ? 80 : 50))],
    ['it grows by less than a thousandth of itself', disk(6, (minutes) => 50 - minutes / 10_000)],
    ['it would take months', disk(6, (minutes) => 10 - minutes / 1_500)],
  ])('says nothing where %s', (_why, samples) => {
    expect(timeToFull(samples, NOW)).toBeNull();
  });

  test('noise on top of real growth does not hide it', () => {
    const noisy = disk(6, (minutes) => 95 - minutes / 60 + ((minutes * 7919) % 13) / 50);
    const left = timeToFull(noisy, NOW) ?? 0;
    expect(left / HOUR).toBeGreaterThan(4);
    expect(left / HOUR).toBeLessThan(6);
  });

  test('each disk for itself; those that say nothing are left out', () => {
    const both = [...disk(2, (minutes) => 90 - minutes / 30, '/data'), ...disk(2, () => 10, '/')];
    const full = timesToFull(
      both.sort((a, b) => a.at - b.at),
      NOW,
    );
    expect([...full.keys()]).toEqual(['/data']);
    expect(full.get('/data')).toBeCloseTo(5 * HOUR, -2);
  });
});
