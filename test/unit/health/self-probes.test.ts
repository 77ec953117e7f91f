import { describe, expect, test } from 'vitest';
import { createTexts } from '../../../src/document/index.ts';
import { judgeBackup, judgeDataDisk, judgeGaps, judgeOutbox, judgePoll } from '../../../src/health/self-probes.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = 1_000 * HOUR;
const GIB = 1024 ** 3;
const texts = createTexts();

type Judged = { ok: boolean; level?: string; reason?: { key: string; params: Record<string, string | number> } };

/** Level and words, which both languages must have. */
function said(outcome: Judged): string {
  if (outcome.reason !== undefined) {
    for (const locale of ['en', 'ru'] as const) texts.t(locale, outcome.reason.key, outcome.reason.params);
  }
  const level = outcome.ok ? (outcome.level ?? 'ok') : 'failed';
  return outcome.reason === undefined ? level : `${level} ${outcome.reason.key}`;
}

describe('what Vakhta says of itself', () => {
  test.each([
    [null, 'ok'],
    [30_000, 'ok'],
    [5 * MINUTE, 'failed health-telegram-poll'],
  ])('a poll that was answered %s ms ago: %s', (age, wanted) => {
    expect(said(judgePoll(age === null ? null : NOW - age, NOW) as Judged)).toBe(wanted);
  });

  test.each([
    [50 * GIB, 50 * GIB, 'ok'],
    [95 * GIB, 5 * GIB, 'failed'],
    [0.85 * GIB, 0.15 * GIB, 'failed'],
  ])('a disk with %d used and %d free: %s', (usedBytes, freeBytes, level) => {
    expect(said(judgeDataDisk({ usedBytes, freeBytes }, 90) as Judged)).toBe(`${level} health-data-disk`);
  });

  test('a disk is as full as df says: what is kept from us is not used', () => {
    expect(judgeDataDisk({ usedBytes: 25 * GIB, freeBytes: 75 * GIB }, 90).reason?.params.percent).toBe(25);
  });

  test.each([
    [null, 'ok'],
    [10_000, 'ok'],
    [2 * MINUTE, 'warning health-outbox-waits'],
    [10 * MINUTE, 'failed health-outbox-waits'],
  ])('a message that has waited %s ms: %s', (age, wanted) => {
    const oldestAt = age === null ? null : NOW - age;
    expect(said(judgeOutbox({ count: 3, oldestAt }, NOW) as Judged)).toBe(wanted);
  });

  test('the recorder: blind now fails, blind before is told, never blind is well', () => {
    const gap = (fromAt: number, toAt: number | null) => ({ fromAt, toAt, reason: 'engine-down' });
    expect(said(judgeGaps([gap(NOW - HOUR, NOW - HOUR + 3 * MINUTE), gap(NOW - MINUTE, null)], NOW) as Judged)).toBe(
      'failed health-recorder-blind',
    );
    const before = judgeGaps([gap(NOW - HOUR, NOW - HOUR + 3 * MINUTE)], NOW);
    expect(said(before as Judged)).toBe('ok health-recorder-gaps');
    expect(before.reason?.params).toEqual({ count: 1, minutes: 3 });
    expect(said(judgeGaps([], NOW) as Judged)).toBe('ok');
  });

  test.each([
    [null, 'warning health-backup-none'],
    [23 * HOUR, 'ok health-backup-age'],
    [25 * HOUR, 'failed health-backup-old'],
  ])('a backup of %s ms ago against an RPO of a day: %s', (age, wanted) => {
    expect(said(judgeBackup(age === null ? null : { at: NOW - age }, 24 * HOUR, NOW) as Judged)).toBe(wanted);
  });
});
