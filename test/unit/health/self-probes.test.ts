import { describe, expect, test } from 'vitest';
import { createTexts } from '../../../src/document/index.ts';
import {
  createSelfProbes,
  judgeBackup,
  judgeDataDisk,
  judgeGaps,
  judgeOutbox,
  judgePoll,
  type SelfSources,
} from '../../../src/health/self-probes.ts';

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

  test('each backup set has a line of its own, the store only while something is wrong with it', async () => {
    const warnings: { set: string | null; kind: string; key: string; params: Record<string, string | number> }[] = [];
    const sets = [
      { set: 'shop', provenAt: NOW - HOUR, rpoMs: 24 * HOUR },
      { set: 'crm', provenAt: NOW - 30 * HOUR, rpoMs: 24 * HOUR },
      { set: 'new', provenAt: null, rpoMs: 24 * HOUR },
    ];
    const sources = {
      now: () => NOW,
      rpoMs: HOUR,
      diskPercent: 90,
      backupSets: () => sets,
      backupWarnings: () => warnings,
    };
    const lines = async () => {
      const probes = createSelfProbes(sources as unknown as SelfSources).filter(({ kind }) =>
        kind.startsWith('backup'),
      );
      return Promise.all(probes.map(async ({ kind, set, run }) => `${set ?? kind}: ${said((await run()) as Judged)}`));
    };
    expect(await lines()).toEqual([
      'shop: ok health-backup-age',
      'crm: failed health-backup-old',
      'new: warning health-backup-none',
    ]);
    const drill = { set: 'shop', kind: 'drill-failed', key: 'backups-warning-drill-failed', params: { set: 'shop' } };
    const full = {
      set: null,
      kind: 'full',
      key: 'backups-warning-store-nearly-full',
      params: { free: 1, percent: 2, last: 3 },
    };
    const none = { set: 'new', kind: 'no-verified', key: 'unused', params: {} };
    warnings.push(drill, full, none);
    expect(await lines()).toEqual([
      'shop: warning backups-warning-drill-failed',
      'crm: failed health-backup-old',
      'new: failed health-backup-none',
      'backup-store: warning backups-warning-store-nearly-full',
    ]);
    sets.length = 0;
    expect(await lines()).toEqual(['backup: warning health-backup-none']);
  });
});
