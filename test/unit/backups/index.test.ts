import { readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBackupIndex } from '../../../src/backups/backup-index.ts';
import { createBackupsStore } from '../../../src/backups/backups-store.ts';
import { createProofs } from '../../../src/backups/proofs.ts';
import { openSource } from '../../../src/backups/restore/source.ts';
import { createLocalStore } from '../../../src/backups/store/local-store.ts';
import type { Store } from '../../../src/backups/store/types.ts';
import { openDatabase } from '../../../src/database/index.ts';
import { silentLog as log } from '../../../src/log.ts';
import { proof } from './backup-facts.ts';
import { sealOne, temporaryFolder } from './store/facts.ts';

const FIRST = '20260130T023000Z-aaaaaa';
const SECOND = '20260131T023000Z-bbbbbb';

let folder: ReturnType<typeof temporaryFolder>;
let store: Store;

beforeEach(() => {
  folder = temporaryFolder();
  store = createLocalStore({ root: join(folder.path, 'backups'), passphrase: null, log });
});
afterEach(() => folder.remove());

const inFolder = (id: string, file: string) => join(folder.path, 'backups', 'shop', id, file);

/** As a process that begins: with rows of its own, or with those that there are. */
function begin(database = openDatabase(':memory:')) {
  const rows = createBackupsStore(database);
  const index = createBackupIndex({ rows, store, log });
  return { database, rows, index, proofs: createProofs({ rows, store, log }) };
}

const states = ({ index }: ReturnType<typeof begin>) =>
  Object.fromEntries(index.list().map(({ id, state }) => [id, state]));

describe('the index of backups', () => {
  it('is made again from the folders alone, with what was proven', async () => {
    const before = begin();
    const made = await sealOne(store, FIRST, { more: { dataAt: 5, consistency: 'hook', standstillMs: 7 } });
    await sealOne(store, SECOND, { more: { dataAt: 6, origin: 'safety' } });
    await before.index.take('shop', FIRST, 'operation');
    await before.index.take('shop', SECOND, null);
    await before.proofs.recordProof(proof(FIRST, { id: 'v', result: 'passed' }));
    await before.proofs.recordProof(proof(FIRST, { id: 'd', kind: 'drill', level: 2, result: 'failed' }));
    expect(before.index.get(FIRST)).toMatchObject({
      ...{ set: 'shop', origin: 'backup', state: 'whole', dataAt: 5, consistency: 'hook', standstillMs: 7 },
      ...{ dataBytes: made.trees[0]?.dataBytes, operationId: 'operation' },
      ...{ verified: { id: 'v', result: 'passed' }, drilled: { id: 'd', result: 'failed' } },
    });
    const after = begin();
    await after.index.rescan();
    const withoutOperations = before.index.list().map((summary) => ({ ...summary, operationId: null }));
    expect(after.index.list()).toEqual(withoutOperations);
    expect(after.index.list().map(({ id }) => id)).toEqual([SECOND, FIRST]);
    expect(after.index.sets()).toEqual(['shop']);
    expect(after.proofs.list({ set: 'shop' })).toEqual(before.proofs.list({ set: 'shop' }));
  });

  it('sees what another program imported, and what is gone', async () => {
    const house = begin();
    await sealOne(store, FIRST);
    await house.index.rescan();
    await sealOne(store, SECOND, { set: 'blog', more: { origin: 'import' } });
    await house.index.rescan();
    expect(house.index.sets()).toEqual(['blog', 'shop']);
    await rm(inFolder(FIRST, '.'), { recursive: true });
    await house.index.rescan();
    expect(states(house)).toEqual({ [SECOND]: 'whole' });
  });

  it('believes the manifest and not the row', async () => {
    const house = begin();
    await sealOne(store, FIRST);
    await house.index.take('shop', FIRST, 'operation');
    const right = house.index.list();
    house.database.prepare("UPDATE backups SET data_bytes = 1, consistency = 'live', origin = 'import'").run();
    await house.index.rescan();
    expect(house.index.list()).toEqual(right);
  });

  it.each([
    "state = 'whole', manifest_sha256 = 'right'",
    "state = 'whole', set_name = 'blog'",
    "consistency = 'nobody knows'",
    "id = '20260130T023000Z-zzzzzz'",
  ])('never lets a row win over a manifest that is damaged: %s', async (tampered) => {
    const house = begin();
    await sealOne(store, FIRST);
    await house.index.take('shop', FIRST, null);
    await flip(inFolder(FIRST, 'manifest.json'));
    await house.index.rescan();
    house.database.prepare(`UPDATE backups SET ${tampered}`).run();
    // Whatever the row says, a restore asks the store.
    const choice = { trees: [], files: [], config: [] };
    await expect(openSource(store, { set: 'shop', backup: FIRST, choice })).rejects.toMatchObject({
      ...{ key: 'backups-restore-damaged', params: { backup: FIRST, why: 'manifest-differs' } },
    });
    await house.index.rescan();
    expect(states(house)).toEqual({ [FIRST]: 'damaged' });
  });

  it('makes a row anew that nobody can read', async () => {
    const house = begin();
    await sealOne(store, FIRST);
    await house.index.take('shop', FIRST, null);
    const right = house.index.list();
    house.database.prepare("UPDATE backups SET consistency = 'lite', data_bytes = 1").run();
    expect(house.index.list()).toEqual([]);
    await house.index.rescan();
    expect(house.index.list()).toEqual(right);
  });

  it.each([
    ['a flipped manifest', (id: string) => flip(inFolder(id, 'manifest.json'))],
    ['a flipped checksum', (id: string) => flip(inFolder(id, 'manifest.json.sha256'))],
    ['an archive that is gone', (id: string) => rm(inFolder(id, 'data.tar.zst'))],
    ['a list that was cut off', (id: string) => truncate(inFolder(id, 'data.jsonl.zst'), 3)],
  ])('marks what has %s, also when it never saw it whole', async (_, spoil) => {
    const house = begin();
    await sealOne(store, FIRST);
    await sealOne(store, SECOND);
    await house.index.rescan();
    await spoil(FIRST);
    await house.index.rescan();
    const fresh = begin();
    await fresh.index.rescan();
    for (const one of [house, fresh]) expect(states(one)).toEqual({ [FIRST]: 'damaged', [SECOND]: 'whole' });
    expect(fresh.index.get(FIRST)?.set).toBe('shop');
  });

  it('keeps in mind what a verification found, until another one passes', async () => {
    const house = begin();
    await sealOne(store, FIRST);
    await house.index.take('shop', FIRST, null);
    const damaged = { key: 'backups-proof-damaged', params: { name: 'data', count: 1 } };
    await house.proofs.recordProof(proof(FIRST, { id: 'bad', at: 1, result: 'failed', reason: damaged }));
    expect(states(house)).toEqual({ [FIRST]: 'damaged' });
    await house.proofs.recordProof(proof(FIRST, { id: 'part', at: 2, kind: 'drill' }));
    const fresh = begin();
    await fresh.index.rescan();
    for (const one of [house, fresh]) expect(states(one)).toEqual({ [FIRST]: 'damaged' });
    await fresh.proofs.recordProof(proof(FIRST, { id: 'good', at: 3 }));
    expect(states(fresh)).toEqual({ [FIRST]: 'whole' });
  });

  it('is not misled by a verification that only lacked something', async () => {
    const house = begin();
    await sealOne(store, FIRST);
    await house.index.take('shop', FIRST, null);
    const reason = { key: 'backups-verify-incomplete', params: { name: '.env', count: 1 } };
    await house.proofs.recordProof(proof(FIRST, { result: 'failed', reason }));
    expect(states(house)).toEqual({ [FIRST]: 'whole' });
  });

  it('knows one backup once, when somebody has copied its folder elsewhere', async () => {
    await sealOne(store, FIRST, { set: 'blog' });
    await rename(join(folder.path, 'backups', 'blog'), join(folder.path, 'backups', 'shop'));
    await sealOne(store, FIRST, { set: 'blog' });
    const house = begin();
    await house.index.rescan();
    expect(house.index.list()).toMatchObject([{ id: FIRST, set: 'blog', state: 'whole' }]);
  });

  it('does not bring back what was removed while it looked', async () => {
    await sealOne(store, FIRST);
    let seen = 0;
    const scan = async function* () {
      for await (const opened of store.scan()) {
        seen += 1;
        await store.remove('shop', FIRST);
        index.forget(FIRST);
        yield opened;
      }
    };
    const rows = createBackupsStore(openDatabase(':memory:'));
    const index = createBackupIndex({ rows, store: { ...store, scan }, log });
    await index.take('shop', FIRST, null);
    await index.rescan();
    expect(seen).toBe(1);
    expect(index.list()).toEqual([]);
  });
});

describe('a proof', () => {
  it('holds as it was first said, and is in the store and in SQLite', async () => {
    const { proofs } = begin();
    await sealOne(store, FIRST);
    const passed = proof(FIRST, { id: 'one', result: 'passed' });
    await proofs.recordProof(passed);
    await proofs.recordProof({ ...passed, result: 'interrupted' });
    expect(proofs.list({ backup: FIRST })).toEqual([passed]);
    expect(await store.readProofs('shop', FIRST)).toEqual([passed]);
  });

  it('outlives the backup, and a store that cannot be written', async () => {
    const { proofs } = begin();
    await proofs.recordProof(proof(FIRST, { id: 'of one that is gone' }));
    expect(proofs.list({ set: 'shop' })).toHaveLength(1);
    expect(proofs.list({ set: 'blog' })).toEqual([]);
    expect(proofs.list({ set: 'shop', sinceAt: Number.MAX_SAFE_INTEGER })).toEqual([]);
  });

  it('of another backup is not believed because it lies in this folder', async () => {
    await sealOne(store, FIRST);
    await store.appendProof('shop', FIRST, proof(SECOND, { id: 'of another' }));
    await store.appendProof('shop', FIRST, { id: 'no proof' });
    const house = begin();
    await house.index.rescan();
    expect(house.proofs.list({})).toEqual([]);
  });
});

async function flip(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
  await writeFile(path, bytes);
}
