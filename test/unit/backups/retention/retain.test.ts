import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Proof } from '../../../../src/backups/proof/proof.ts';
import { createCalendar } from '../../../../src/backups/retention/calendar.ts';
import { protection, type RetainInput, retain } from '../../../../src/backups/retention/retain.ts';
import type { BackupSummary } from '../../../../src/backups/types.ts';
import { backup, DAY, NOW, proof } from '../backup-facts.ts';

const settings = { daily: 7, weekly: 4, monthly: 3, safety: 3 * DAY };

function judged(backups: readonly BackupSummary[], more: Partial<RetainInput> = {}) {
  const plan = retain({
    ...{ backups, settings, now: NOW, proofs: [], inUse: new Set<string>(), timeZone: 'UTC' },
    ...more,
  });
  return {
    plan,
    kept: Object.fromEntries(plan.keep.map(({ backup: { id }, why }) => [id, why])),
    removed: plan.remove.map(({ id }) => id),
  };
}

describe('retention', () => {
  it('keeps seven days, four weeks and three months', () => {
    const { kept, removed } = judged(Array.from({ length: 100 }, (_, age) => backup(age)));
    expect(kept).toEqual({
      ...{ b0: 'last-good', b1: 'daily', b2: 'daily', b3: 'daily', b4: 'daily', b5: 'daily', b6: 'daily' },
      // Sundays 25, 18 and 11 January; the week of the 31st has its own newest.
      ...{ b13: 'weekly', b20: 'weekly' },
      // The last days of December and November.
      ...{ b31: 'monthly', b62: 'monthly' },
    });
    expect(removed).toHaveLength(89);
  });

  it('counts days that have a backup, not days that went by', () => {
    const { removed } = judged([60, 61, 62, 63, 64, 65, 66].map((age) => backup(age)));
    expect(removed).toEqual([]);
  });

  it('keeps of one day the newest whole one', () => {
    const { kept, removed } = judged([
      backup(0, { id: 'damaged', state: 'damaged' }),
      backup(0.1, { id: 'newer' }),
      backup(0.2, { id: 'older' }),
    ]);
    expect(kept).toEqual({ damaged: 'damaged', newer: 'last-good' });
    expect(removed).toEqual(['older']);
  });

  it('counts days in the zone of the people: 30 minutes after midnight there is still yesterday here', () => {
    const late = [backup(0, { id: 'new', dataAt: Date.UTC(2026, 0, 30, 21, 30) })];
    const all = [...late, backup(0, { id: 'old', dataAt: Date.UTC(2026, 0, 30, 20, 30) })];
    expect(judged(all, { timeZone: 'UTC' }).removed).toEqual(['old']);
    expect(judged(all, { timeZone: 'Europe/Moscow' }).removed).toEqual([]);
  });

  it('knows the days on which the clock is changed', () => {
    const { day, week, month } = createCalendar('Europe/Berlin');
    expect(day(Date.UTC(2026, 2, 28, 23))).toBe('2026-03-29');
    expect(day(Date.UTC(2026, 2, 29, 22))).toBe('2026-03-30');
    expect(week(Date.UTC(2026, 2, 29, 21, 59))).toBe('2026-03-23');
    expect(week(Date.UTC(2026, 2, 29, 22))).toBe('2026-03-30');
    expect(month(Date.UTC(2025, 11, 31, 23))).toBe('2026-01');
  });

  it('keeps the last proven one, however old, before newer ones that nobody verified', () => {
    const backups = Array.from({ length: 200 }, (_, age) => backup(age));
    expect(judged(backups, { proofs: [proof('b150')] }).kept).toMatchObject({ b150: 'last-good', b0: 'daily' });
  });

  it('keeps the last drilled one', () => {
    const backups = Array.from({ length: 200 }, (_, age) => backup(age));
    const drill = (of: string, ago: number, result: Proof['result']) =>
      proof(of, { kind: 'drill', level: 2, at: NOW - ago * DAY, result });
    const proofs = [proof('b1'), drill('b90', 5, 'passed'), drill('b99', 30, 'passed'), drill('b98', 1, 'failed')];
    const { kept } = judged(backups, { proofs });
    expect(kept).toMatchObject({ b1: 'last-good', b90: 'last-drilled' });
    expect(kept).not.toHaveProperty('b98');
    expect(kept).not.toHaveProperty('b99');
  });

  it('keeps what an operation works with', () => {
    const backups = Array.from({ length: 200 }, (_, age) => backup(age));
    expect(judged(backups, { inUse: new Set(['b177']) }).kept).toMatchObject({ b177: 'in-use' });
  });

  it('keeps what a restore put aside for three days when it passed, and for thirty when it did not', () => {
    const safety = (age: number, operationId: string | null) =>
      backup(age, { id: `${operationId} ${age}`, origin: 'safety', operationId });
    const proofs = [
      proof('b0', { id: 'passed', kind: 'restore' }),
      proof('b0', { id: 'failed', kind: 'restore', result: 'failed' }),
    ];
    const all = ['passed', 'failed', null].flatMap((of) => [2, 4, 29, 31].map((age) => safety(age, of)));
    const { removed } = judged([backup(0), ...all], { proofs });
    expect(removed.toSorted()).toEqual(['failed 31', 'null 31', 'passed 29', 'passed 31', 'passed 4']);
  });

  it('lets safety copies and imports take no day away from backups', () => {
    const { kept } = judged([
      backup(0, { id: 'import', origin: 'import' }),
      backup(0, { id: 'safety', origin: 'safety' }),
      ...Array.from({ length: 7 }, (_, age) => backup(age)),
    ]);
    expect(kept).toMatchObject({ import: 'import', safety: 'fresh-safety', b0: 'last-good', b6: 'daily' });
  });

  it('lets a person remove by name what only the rules keep, and nothing else', () => {
    const backups = [
      ...Array.from({ length: 4 }, (_, age) => backup(age)),
      backup(0, { id: 'import', origin: 'import' }),
      backup(0, { id: 'safety', origin: 'safety' }),
      backup(0, { id: 'damaged', state: 'damaged' }),
    ];
    const { plan } = judged(backups, { inUse: new Set(['b3']) });
    const named = backups.filter(({ id }) => protection(plan, id, true) === null).map(({ id }) => id);
    expect(named).toEqual(['b1', 'b2', 'import', 'damaged']);
    expect(backups.every(({ id }) => protection(plan, id, false) !== null)).toBe(true);
  });
});

const summaries = fc.uniqueArray(
  fc.record({
    age: fc.integer({ min: 0, max: 9600 }).map((hours) => hours / 24),
    origin: fc.constantFrom('backup', 'backup', 'safety', 'import'),
    state: fc.constantFrom('whole', 'whole', 'damaged'),
  }),
  { selector: ({ age }) => age, maxLength: 60 },
);
const inputs = fc
  .record({
    all: summaries,
    daily: fc.integer({ min: 1, max: 10 }),
    weekly: fc.integer({ min: 0, max: 6 }),
    monthly: fc.integer({ min: 0, max: 6 }),
    proofs: fc.array(
      fc.record({
        of: fc.nat(59),
        kind: fc.constantFrom('verify', 'drill', 'restore'),
        result: fc.constantFrom('passed', 'failed', 'interrupted'),
        ago: fc.nat(400),
      }),
    ),
    used: fc.array(fc.nat(59), { maxLength: 3 }),
    timeZone: fc.constantFrom('UTC', 'Europe/Moscow', 'Pacific/Auckland', 'America/St_Johns'),
  })
  .map(({ all, proofs, used, daily, weekly, monthly, timeZone }): RetainInput => {
    const backups = all.map(({ age, origin, state }) => backup(age, { origin, state }));
    const idOf = (index: number) => backups[index]?.id ?? null;
    return {
      ...{ backups, timeZone, now: NOW, settings: { daily, weekly, monthly, safety: 3 * DAY } },
      proofs: proofs.map(({ of, kind, result, ago }, at) =>
        proof(idOf(of), { id: `p${at}`, kind, result, at: NOW - ago * DAY }),
      ),
      inUse: new Set(used.flatMap((index) => idOf(index) ?? [])),
    };
  });

describe('retention of anything', () => {
  it('judges every backup once, and never lets go of what must stay', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { keep, remove } = retain(input);
        const judgedIds = [...keep.map(({ backup: { id } }) => id), ...remove.map(({ id }) => id)];
        expect(judgedIds.toSorted()).toEqual(input.backups.map(({ id }) => id).toSorted());
        const passed = new Set(input.proofs.flatMap(({ result, backup: of }) => (result === 'passed' ? of : [])));
        const whole = input.backups.filter(({ state }) => state === 'whole');
        for (const gone of remove) {
          expect(gone.state).toBe('whole');
          expect(gone.origin).not.toBe('import');
          expect(input.inUse.has(gone.id)).toBe(false);
          expect(gone.origin === 'safety' && NOW - gone.finishedAt < input.settings.safety).toBe(false);
        }
        if (whole.length > 0) expect(keep.some(({ backup: { state } }) => state === 'whole')).toBe(true);
        if (whole.some(({ origin, id }) => origin === 'backup' && passed.has(id)))
          expect(keep.some(({ backup: { id, state } }) => state === 'whole' && passed.has(id))).toBe(true);
        const newest = whole.filter(({ origin }) => origin === 'backup').toSorted((a, b) => b.dataAt - a.dataAt)[0];
        if (newest !== undefined) expect(remove).not.toContain(newest);
      }),
      { numRuns: 300 },
    );
  });

  it('lets go of nothing more once it was done, and does not depend on the order', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { keep, remove } = retain(input);
        const again = retain({ ...input, backups: keep.map(({ backup: kept }) => kept).toReversed() });
        expect(again.remove).toEqual([]);
        expect(again.keep).toEqual(keep);
        expect(retain({ ...input, backups: input.backups.toReversed() })).toEqual({ keep, remove });
      }),
      { numRuns: 200 },
    );
  });

  it('keeps at most as many by the rules as they say', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { keep } = retain(input);
        const count = (why: string) => keep.filter((kept) => kept.why === why).length;
        expect(count('daily')).toBeLessThanOrEqual(input.settings.daily);
        expect(count('weekly')).toBeLessThanOrEqual(input.settings.weekly);
        expect(count('monthly')).toBeLessThanOrEqual(input.settings.monthly);
      }),
      { numRuns: 200 },
    );
  });
});
