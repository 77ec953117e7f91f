import { existsSync, mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BackupsDeps, createBackups } from '../../../src/backups/backups.ts';
import type { BackupSet } from '../../../src/backups/sets/types.ts';
import { createLocalStore } from '../../../src/backups/store/local-store.ts';
import { systemClock } from '../../../src/clock.ts';
import { settingsSchema } from '../../../src/config/index.ts';
import { openDatabase } from '../../../src/database/index.ts';
import { EngineError } from '../../../src/docker/index.ts';
import { silentLog as log } from '../../../src/log.ts';
import { createMasker } from '../../../src/masking/index.ts';
import { DAY } from './backup-facts.ts';
import { sealOne, temporaryFolder } from './store/facts.ts';

const ID = '20260130T023000Z-aaaaaa';
const { backups: settings, targets } = settingsSchema.parse({ backups: { sets: { archive: { rpo: '7d' } } } });

let folder: ReturnType<typeof temporaryFolder>;
const stops: (() => Promise<void>)[] = [];

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  folder.remove();
});

/** The room over a real store; of the Engine only what it finds on it. */
function room(options: { readonly sets?: () => readonly string[]; readonly reap?: () => void } = {}) {
  const database = openDatabase(':memory:');
  const store = createLocalStore({ root: join(folder.path, 'backups'), passphrase: null, log });
  const reaped: boolean[] = [];
  const list = async () => (options.sets ?? (() => ['shop']))().map((name) => ({ name, rpoMs: DAY }) as BackupSet);
  const storage = {
    reap: async (isLive: (operation: string) => boolean) => {
      options.reap?.();
      reaped.push(isLive('running'), isLive('over'), isLive('stuck'));
    },
  };
  const deps = {
    ...{ database, store, log, settings, targets, clock: systemClock, timeZone: 'UTC', version: '1' },
    ...{ docker: {}, storage, works: { close: async () => undefined }, sets: { list }, hostRoot: null },
    ...{ masking: createMasker({ known: [] }), dataDir: folder.path, active: () => [{ id: 'running' }] },
    isStuck: (id: string) => id === 'stuck',
  };
  const backups = createBackups(deps as unknown as BackupsDeps);
  stops.push(() => backups.stop());
  return { backups, store, database, reaped };
}

const later = () => Date.now() + 30 * DAY;
const kinds = ({ backups }: ReturnType<typeof room>, now = later()) =>
  backups.warnings(now).map(({ kind, set }) => `${kind} ${set}`);

describe('the room of backups', () => {
  it('at its start takes away what a killed process left, and knows what is in the store', async () => {
    const { backups, store, reaped } = room();
    await sealOne(store, ID);
    mkdirSync(join(folder.path, 'backups', 'shop', '20260131T023000Z-bbbbbb.partial'));
    const scratch = (name: string) => join(folder.path, 'scratch', name);
    for (const name of ['over', 'running']) {
      mkdirSync(scratch(name), { recursive: true });
      utimesSync(scratch(name), 1, 1);
    }
    mkdirSync(scratch('just-begun'));
    backups.start();
    await backups.stop();
    expect(backups.list()).toMatchObject([{ id: ID, state: 'whole' }]);
    expect(backups.setsWithBackups()).toEqual(['shop']);
    expect(readdirSync(join(folder.path, 'backups', 'shop'))).toEqual([ID]);
    expect(reaped).toEqual([true, false, true]);
    expect(['over', 'running', 'just-begun'].map((name) => existsSync(scratch(name)))).toEqual([false, true, true]);
  });

  it('looks at the store also when the Engine is away', async () => {
    const { backups, store } = room({
      sets: () => {
        throw new EngineError(null, 'down', 'no-socket');
      },
      reap: () => {
        throw new EngineError(null, 'down', 'no-socket');
      },
    });
    await sealOne(store, ID);
    backups.start();
    await backups.stop();
    expect(backups.list()).toHaveLength(1);
  });

  it('warns of sets that the Engine has, and before it was seen of those that are configured or have backups', async () => {
    let found = ['shop', 'blog'];
    const one = room({ sets: () => found });
    await sealOne(one.store, ID, { set: 'gone' });
    expect(kinds(one)).toEqual(['no-verified archive']);
    await one.backups.rescan();
    expect(kinds(one)).toEqual(['no-verified blog', 'no-verified shop']);
    found = ['shop'];
    await one.backups.rescan();
    expect(kinds(one)).toEqual(['no-verified shop']);
  });

  it('counts a drill that was missed once, and warns when nobody chose that', async () => {
    const one = room();
    await one.backups.rescan();
    const missed = { set: 'shop', dueAt: Date.now(), why: 'unanswered' } as const;
    one.backups.recordMissed(missed);
    one.backups.recordMissed(missed);
    expect(one.backups.passRate(0)).toEqual({ passed: 0, of: 1, missed: 1, byHand: { passed: 0, of: 0 } });
    expect(one.backups.recoveries()).toMatchObject([{ kind: 'scheduled-drill', missed: true, passed: false }]);
    expect(kinds(one, Date.now())).toEqual(['drill-missed shop']);
    const skipping = room();
    await skipping.backups.rescan();
    skipping.backups.recordMissed({ ...missed, why: 'skipped' });
    expect(skipping.backups.passRate(0).missed).toBe(1);
    expect(kinds(skipping, Date.now())).toEqual([]);
  });

  it('plans what to prune in the words that the operation reads', async () => {
    const { backups, store } = room();
    await sealOne(store, ID);
    await backups.rescan();
    const plan = await backups.prunePlan('shop');
    expect(plan).toMatchObject({ set: 'shop', remove: [], keep: [{ why: 'last-good' }], freedBytes: 0 });
    const [{ backup } = { backup: null }] = plan.keep;
    const target = { engine: 'local', project: 'shop', services: [], name: 'shop', set: 'shop' };
    const params = backups.pruneParams({ ...plan, remove: backup === null ? [] : [backup] }, target);
    const kind = backups.kinds.find((one) => one.kind === 'backup-prune');
    expect(kind?.parse(params)).toEqual({ ...target, ids: [ID], named: false });
    expect(() => kind?.parse({ ...params, ids: ['../../etc'] })).toThrow();
  });
});
