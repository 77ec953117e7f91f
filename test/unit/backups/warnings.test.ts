import { describe, expect, it } from 'vitest';
import type { Proof } from '../../../src/backups/proof/proof.ts';
import { passRateOf, recoveriesOf } from '../../../src/backups/recoveries.ts';
import { provenAt, type WarningInput, warningsOf } from '../../../src/backups/warnings.ts';
import { backup, DAY, NOW, proof } from './backup-facts.ts';

const SPACE = { freeBytes: 500_000, totalBytes: 1_000_000 };

function kindsOf(more: Partial<WarningInput>): string[] {
  const input: WarningInput = {
    ...{
      sets: [{ name: 'shop', rpoMs: DAY }],
      backups: [],
      proofs: [],
      space: SPACE,
      sinceAt: NOW - 10 * DAY,
      now: NOW,
    },
    ...more,
  };
  return warningsOf(input).map(({ kind }) => kind);
}

const fresh = { backups: [backup(0.5)], proofs: [proof('b0.5')] };
const drill = (result: Proof['result'], ago: number, more: Partial<Proof> = {}) =>
  proof('b0.5', { id: `${result} ${ago}`, kind: 'drill', level: 2, result, at: NOW - ago * DAY, ...more });

describe('a warning', () => {
  it('is not given where all is well', () => {
    expect(kindsOf(fresh)).toEqual([]);
  });

  it('says that no backup was verified in time: not made, not verified, or damaged since', () => {
    expect(kindsOf({})).toEqual(['no-verified']);
    expect(kindsOf({ backups: [backup(0.5)] })).toEqual(['no-verified']);
    expect(kindsOf({ backups: [backup(1.1)], proofs: [proof('b1.1')] })).toEqual(['no-verified']);
    expect(kindsOf({ backups: [backup(1)], proofs: [proof('b1')] })).toEqual([]);
    expect(kindsOf({ ...fresh, backups: [backup(0.5, { state: 'damaged' })] })).toEqual(['damaged', 'no-verified']);
    expect(kindsOf({ backups: [backup(0.5)], proofs: [proof('b0.5', { result: 'failed' })] })).toEqual(['no-verified']);
  });

  it('counts the age of the data, not of the verification, and no safety copy', () => {
    expect(kindsOf({ backups: [backup(2)], proofs: [proof('b2', { at: NOW })] })).toEqual(['no-verified']);
    const safety = backup(0.5, { origin: 'safety' });
    expect(kindsOf({ backups: [safety], proofs: [proof('b0.5')] })).toEqual(['no-verified']);
  });

  it('gives a new installation its time, and expects nothing of a set that is no more', () => {
    expect(kindsOf({ sinceAt: NOW - DAY / 2 })).toEqual([]);
    expect(kindsOf({ sets: [], backups: [backup(90)], proofs: [drill('failed', 1)] })).toEqual([]);
  });

  it('says that a backup shrank by more than half', () => {
    const sizes = (...bytes: number[]) => bytes.map((dataBytes, age) => backup(age / 10, { dataBytes }));
    const proofs = [proof('b0')];
    expect(kindsOf({ backups: sizes(499, 1000), proofs })).toEqual(['shrank']);
    expect(kindsOf({ backups: sizes(500, 1000), proofs })).toEqual([]);
    expect(kindsOf({ backups: sizes(499, 499, 1000), proofs })).toEqual([]);
    const [last, before] = sizes(499, 1000);
    const safety = backup(0.05, { dataBytes: 900, origin: 'safety' });
    expect(kindsOf({ backups: [last, safety, before].flatMap((one) => one ?? []), proofs })).toEqual(['shrank']);
  });

  it('says that a drill failed or was missed, until one passes', () => {
    const of = (...proofs: Proof[]) => kindsOf({ ...fresh, proofs: [...fresh.proofs, ...proofs] });
    expect(of(drill('failed', 1), drill('passed', 2))).toEqual(['drill-failed']);
    expect(of(drill('interrupted', 1))).toEqual(['drill-failed']);
    expect(of(drill('missed', 1, { backup: null }), drill('failed', 2))).toEqual(['drill-failed', 'drill-missed']);
    expect(of(drill('passed', 0), drill('failed', 1), drill('missed', 2))).toEqual([]);
    const reason = { key: 'backups-missed-skipped', params: {} };
    expect(of(drill('missed', 1, { backup: null, reason }))).toEqual([]);
  });

  it('says that the store is nearly full: less than a tenth, or than two more backups', () => {
    expect(kindsOf({ ...fresh, space: { freeBytes: 99_999, totalBytes: 1_000_000 } })).toEqual(['store-nearly-full']);
    expect(kindsOf({ ...fresh, space: { freeBytes: 100_000, totalBytes: 1_000_000 } })).toEqual([]);
    const large = [backup(0.5, { storedBytes: 250_001 }), backup(3, { storedBytes: 9_000_000, dataBytes: 1 })];
    expect(kindsOf({ ...fresh, backups: large })).toEqual(['store-nearly-full']);
    expect(kindsOf({ ...fresh, backups: large, space: null })).toEqual([]);
  });

  it('names what it is about', () => {
    const [warning] = warningsOf({
      ...{ sets: [], proofs: [], space: null, sinceAt: 0, now: NOW },
      backups: [backup(3, { set: 'blog', state: 'damaged' })],
    });
    expect(warning).toMatchObject({ kind: 'damaged', set: 'blog', backup: 'b3', params: { backup: 'b3' } });
  });
});

describe('what was proven', () => {
  it('is as old as the data of the newest backup that passed anything', () => {
    expect(provenAt([backup(1), backup(2)], [proof('b2', { kind: 'drill' })])).toBe(NOW - 2 * DAY);
    expect(provenAt([backup(1)], [])).toBeNull();
  });
});

describe('the pass rate', () => {
  const all = [
    proof('a', { id: '1', kind: 'restore', result: 'passed', recoveryTimeMs: 5, recoveryPointMs: 6 }),
    proof('a', { id: '2', kind: 'restore', result: 'interrupted', scheduled: false }),
    drill('passed', 1),
    drill('failed', 2),
    drill('missed', 3, { backup: null }),
    drill('passed', 4, { scheduled: false }),
    drill('failed', 5, { scheduled: false }),
    proof('a', { id: '3', kind: 'verify', result: 'failed' }),
  ];

  it('counts restores and scheduled drills, missed ones too; drills by hand stand apart', () => {
    expect(passRateOf(all)).toEqual({ passed: 2, of: 5, missed: 1, byHand: { passed: 1, of: 2 } });
    expect(passRateOf([])).toEqual({ passed: 0, of: 0, missed: 0, byHand: { passed: 0, of: 0 } });
  });

  it('is made of the recoveries that the five targets are measured with', () => {
    expect(recoveriesOf(all).map(({ kind, passed, missed }) => `${kind} ${passed} ${missed}`)).toEqual([
      ...['restore true false', 'restore false false'],
      ...['scheduled-drill true false', 'scheduled-drill false false', 'scheduled-drill false true'],
      ...['drill true false', 'drill false false'],
    ]);
    expect(recoveriesOf(all)[0]).toMatchObject({ recoveryTimeMs: 5, recoveryPointMs: 6, at: NOW });
  });
});
