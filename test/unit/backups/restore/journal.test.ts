import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Held, startLevels } from '../../../../src/backups/restore/held.ts';
import { BACK_STEPS, readJournal, STEPS, type Step, standstillOf } from '../../../../src/backups/restore/journal.ts';
import { parseRestoreParams, restoreLocks } from '../../../../src/backups/restore/params.ts';
import { beginRise, judgeRise } from '../../../../src/backups/restore/well.ts';
import type { JournalEntry } from '../../../../src/operations/index.ts';

const HELD: Held = {
  participants: [],
  trees: [{ kind: 'volume', name: 'shop_data', existed: true }],
  config: [],
  networks: [],
  lost: [],
  safety: '20260131T023000Z-ab12cd',
};
const WHY = { key: 'backups-restore-why-killed', params: {} };

function entry(step: Step, at = 0): JournalEntry {
  const intent = step === 'hold' ? HELD : step === 'back' ? { why: WHY } : null;
  return { step, intent, startedAt: at, finishedAt: at + 1, result: null, error: null };
}

/** A journal that got so far; the last step may or may not have ended. */
const upTo = (step: Step) =>
  STEPS.slice(0, STEPS.indexOf(step as (typeof STEPS)[number]) + 1).map((each) => entry(each));

describe('what a journal says has to be done', () => {
  const table: readonly (readonly [Step, ReturnType<typeof readJournal>['kind'], boolean | null])[] = [
    ['verify', 'nothing', null],
    ['stage', 'nothing', null],
    ['hold', 'back', false],
    ['stop', 'back', false],
    ['safety', 'back', false],
    ['apply', 'back', true],
    ['compare', 'back', true],
    ['config', 'back', true],
    ['start', 'back', true],
    ['commit', 'forward', null],
  ];
  it.each(table)('killed in %s: %s', (step, kind, applied) => {
    const found = readJournal(upTo(step));
    expect(found.kind).toBe(kind);
    if (found.kind === 'back') expect(found).toMatchObject({ applied, done: false, why: null, held: HELD });
  });

  it('is to begin the way back again wherever that was cut off, any number of times, until the old data stood', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...BACK_STEPS.filter((step) => step !== 'back-done')), { maxLength: 30 }),
        (steps) => {
          const found = readJournal([...upTo('start'), entry('back'), ...steps.map((step) => entry(step))]);
          expect(found).toMatchObject({ kind: 'back', applied: true, done: false, why: WHY });
        },
      ),
    );
    const found = readJournal([...upTo('apply'), entry('back'), entry('back-done')]);
    expect(found).toMatchObject({ kind: 'back', done: true });
  });

  it('is never to go back once the new data was committed, whatever came after', () => {
    const after = fc.array(fc.constantFrom<Step>('start', 'release', 'clean-up'), { maxLength: 10 });
    fc.assert(
      fc.property(after, (steps) => {
        expect(readJournal([...upTo('commit'), ...steps.map((step) => entry(step))]).kind).toBe('forward');
      }),
    );
  });

  it('leaves alone what is stuck', () => {
    expect(readJournal([...upTo('apply'), entry('back'), entry('stuck')])).toMatchObject({ kind: 'stuck', why: WHY });
  });
});

describe('the standstill', () => {
  it('lasts from the stop until the services could serve, by the way that was gone last', () => {
    const started = { ...entry('start', 500), result: { wellAt: 900 } };
    expect(standstillOf([entry('stop', 100), started], 5000)).toBe(800);
    const failed = { ...started, error: 'it did not come up', result: null };
    const back = { ...entry('back-start', 2000), result: { wellAt: 2500 } };
    expect(standstillOf([entry('stop', 100), failed, back], 5000)).toBe(2400);
    expect(standstillOf([entry('stop', 100)], 5000)).toBe(4900);
    expect(standstillOf([entry('verify')], 5000)).toBe(0);
  });
});

describe('the order of starting', () => {
  it('has each after what it needs, and everybody once, rings or not', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const one = fc.record({ service: fc.constantFrom(...names), dependsOn: fc.subarray(names) });
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: ({ service }) => service }), (services) => {
        const participants = services.map((service) => ({
          ...service,
          ...{ id: service.service, name: service.service, project: 'shop', was: 'running' as const, wasWell: true },
          policy: { name: 'always', maximumRetryCount: 0 },
        }));
        const levels = startLevels(participants);
        expect(
          levels
            .flat()
            .map(({ id }) => id)
            .sort(),
        ).toEqual(participants.map(({ id }) => id).sort());
        const levelOf = new Map(levels.flatMap((level, number) => level.map(({ id }) => [id, number] as const)));
        // In every level but the last, which may hold a ring, all that is needed came before.
        for (const level of levels.slice(0, -1)) {
          for (const { id, dependsOn } of level) {
            const needed = dependsOn.filter((name) => name !== id && levelOf.has(name));
            for (const name of needed) expect(levelOf.get(name)).toBeLessThan(levelOf.get(id) ?? -1);
          }
        }
      }),
    );
  });
});

describe('the parameters', () => {
  const params = {
    ...{ engine: 'local', project: 'shop', services: ['db'], name: 'shop', set: 'shop', backup: 'b' },
    choice: { trees: [], files: [], config: [] },
    alsoProjects: ['tools', null, 'shop'],
  };
  it('lock every project that stands still, once', () => {
    expect(restoreLocks(parseRestoreParams(params))).toEqual([
      { scope: 'project', id: 'local/shop' },
      { scope: 'project', id: 'local/tools' },
      { scope: 'project', id: 'local/-' },
    ]);
  });
  it('take single files of one tree only', () => {
    const of = (trees: string[]) => ({ ...params, choice: { trees, files: ['state'], config: [] } });
    expect(() => parseRestoreParams(of([]))).toThrow(/exactly one tree/);
    expect(() => parseRestoreParams(of(['one', 'two']))).toThrow(/exactly one tree/);
    expect(parseRestoreParams(of(['one'])).choice.files).toEqual(['state']);
  });
});

describe('a container that was started on its data', () => {
  const begin = (policy: string) => beginRise({ name: 'db', policy: { name: policy, maximumRetryCount: 0 } }, 0);
  it('is bad when it is gone', () => {
    expect(judgeRise(begin('always'), null, 0).verdict).toMatchObject({ kind: 'bad' });
  });
});
