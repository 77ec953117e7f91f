import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packFile, unpackFile } from '../../../src/backups/archive/pack-file.ts';
import type { StoredAt } from '../../../src/backups/archive/types.ts';
import { verify } from '../../../src/backups/archive/verify.ts';
import { writeTree } from '../../../src/backups/archive/write-tree.ts';
import { createBackupIndex } from '../../../src/backups/backup-index.ts';
import { createBackupsStore } from '../../../src/backups/backups-store.ts';
import { unpacked } from '../../../src/backups/proof/unpacked.ts';
import { createVerifyKind } from '../../../src/backups/proof/verify-kind.ts';
import { createProofs } from '../../../src/backups/proofs.ts';
import { verifySource } from '../../../src/backups/restore/prove.ts';
import type { Session } from '../../../src/backups/restore/session.ts';
import { openSource } from '../../../src/backups/restore/source.ts';
import { createLocalStore } from '../../../src/backups/store/local-store.ts';
import { storedFiles } from '../../../src/backups/store/stored-files.ts';
import { createManualClock } from '../../../src/clock.ts';
import { openDatabase } from '../../../src/database/index.ts';
import { silentLog as log } from '../../../src/log.ts';
import { createOperations } from '../../../src/operations/index.ts';
import { temporaryFolder } from './store/facts.ts';
import { sealWhole, tarPieces } from './whole-backup.ts';

const ID = '20260131T023000Z-ab12cd';
/** So many bits turn over, one after the other, in all of a backup's files. */
const FLIPS = [
  ['tree-0.tar.zst', 34],
  ['tree-0.jsonl.zst', 22],
  ['config.tar.zst', 14],
  ['hook-0.zst', 6],
  ['manifest.json', 14],
  ['manifest.json.sha256', 10],
] as const;

const running = { signal: new AbortController().signal, progress: () => undefined };
/** The jobs of the worker threads, in this one. */
const works = {
  verify: (job: Parameters<typeof verify>[0]) => verify(job, running),
  unpackFile: (job: Parameters<typeof unpackFile>[0]) => unpackFile(job, running),
};

const folder = temporaryFolder();
const socketPath = join(folder.path, 'engine.sock');
/** Tars that came to their end at the Engine. */
const taken: number[] = [];
let engine: Server;
const pieces = tarPieces();

beforeAll(async () => {
  engine = createServer((request, response) => {
    let bytes = 0;
    request.on('data', (part: Buffer) => {
      bytes += part.length;
    });
    request.on('end', () => {
      taken.push(bytes);
      response.end();
    });
    request.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => engine.listen(socketPath, resolve));
});
afterAll(() => {
  engine.close();
  engine.closeAllConnections();
  folder.remove();
});

/** A sealed backup and the rooms that read it. */
async function house(passphrase: string | null) {
  const root = join(folder.path, passphrase === null ? 'plain' : 'encrypted');
  await mkdir(root);
  const store = createLocalStore({ root: join(root, 'backups'), passphrase, log });
  const manifest = await sealWhole(store, ID, pieces);
  const key = await store.keyFor(manifest);
  const database = openDatabase(':memory:');
  const rows = createBackupsStore(database);
  const index = createBackupIndex({ rows, store, log });
  await index.take('shop', ID, null);
  const clock = createManualClock(1000);
  const kind = createVerifyKind({
    ...{ store, works, index, clock, log, dataDir: root, proofs: createProofs({ rows, store, log }) },
    storage: { imageId: async () => 'there' },
  });
  const operations = createOperations({ database, clock, log, kinds: [kind], announce: () => undefined });
  operations.start();
  let keys = 0;

  async function verified() {
    keys += 1;
    const params = { engine: 'local', project: 'shop', services: [], name: 'shop', set: 'shop', backup: ID };
    const asked = { key: `${keys}`, kind: 'backup-verify', params: { ...params, scheduled: false }, requestedBy: 1 };
    const { operation } = operations.submit(asked);
    await operations.idle();
    const outcome = operations.get(operation.id)?.outcome;
    return { ok: outcome?.ok, reason: outcome?.reason.key, notes: outcome?.notes ?? [], state: index.get(ID)?.state };
  }

  /** As a restore begins. */
  async function prove(): Promise<void> {
    const source = await openSource(store, { set: 'shop', backup: ID, choice: { trees: [], files: [], config: [] } });
    const meter = () => ({ at: () => undefined, passed: () => undefined });
    const session = { parts: { works, store }, meter, config: { stored: async () => [] } } as unknown as Session;
    await verifySource(session, source, running.signal);
  }

  function write(archive: StoredAt, only?: readonly string[]): Promise<unknown> {
    const job = { container: 'c', path: '/vol', archive, key, ...(only === undefined ? {} : { only }) };
    return writeTree(job, { ...running, engine: { host: { kind: 'unix', socketPath }, apiVersion: '1.41' } });
  }

  async function unpack(file: string) {
    const stored = storedFiles(manifest).find((one) => one.file === file);
    if (stored === undefined) throw new Error(`the backup has no ${file}`);
    const to = join(root, 'unpacked');
    const problem = await unpacked({ works, store }, { manifest, file: stored, to, key });
    const isLeft = existsSync(to);
    await rm(to, { force: true });
    return { problem, isLeft };
  }

  const [data] = manifest.trees;
  if (data?.archive == null) throw new Error('the volume has an archive');
  return {
    ...{ verified, prove, write, unpack, key, data },
    archive: store.pathOf(manifest, data.archive),
    list: store.pathOf(manifest, data.list),
    pathOf: (file: string) => join(root, 'backups', 'shop', ID, file),
  };
}

const damaged = { name: 'DamagedArchiveError' };

describe.each([
  ['a plain backup', null],
  ['an encrypted backup', 'correct horse battery'],
])('%s', (_, passphrase) => {
  let of: Awaited<ReturnType<typeof house>>;
  beforeAll(async () => {
    of = await house(passphrase);
  });

  it('that is whole is verified, proven for a restore, and written', async () => {
    expect(await of.verified()).toMatchObject({ ok: true, state: 'whole' });
    await of.prove();
    taken.length = 0;
    await of.write(of.archive);
    await of.write(of.archive, ['a/second']);
    expect(taken).toEqual([of.data.tarBytes, expect.any(Number)]);
  });

  it.each(FLIPS)(
    'with a bit turned over anywhere in %s is found, named and not restored (%i times)',
    async (file, times) => {
      const path = of.pathOf(file);
      const right = await readFile(path);
      taken.length = 0;
      for (let time = 0; time < times; time += 1) {
        const bit = randomInt(right.length * 8);
        await writeFile(path, flip(right, bit));
        const seen = await of.verified();
        const where = `bit ${bit} of ${file}`;
        expect(seen, where).toMatchObject({ ok: false, reason: 'backups-proof-damaged', state: 'damaged' });
        const named = file.startsWith('manifest.json') ? ID : file;
        expect(
          seen.notes.map(({ params }) => params.name),
          where,
        ).toContain(named);
        if (file.startsWith('manifest.json')) {
          await expect(of.prove(), where).rejects.toMatchObject({ key: 'backups-restore-damaged' });
        } else if (file.startsWith('tree-')) {
          await expect(of.prove(), where).rejects.toMatchObject({ ...damaged, problem: { name: file } });
        } else {
          expect(await of.unpack(file), where).toMatchObject({ problem: { name: file }, isLeft: false });
        }
        if (file === of.data.archive?.file) {
          await expect(of.write(of.archive), where).rejects.toMatchObject(damaged);
          await expect(of.write(of.archive, ['lines']), where).rejects.toMatchObject(damaged);
        }
      }
      // Whatever the Engine was sent of it never came to its end.
      expect(taken).toEqual([]);
      await writeFile(path, right);
      expect(await of.verified()).toMatchObject({ ok: true, state: 'whole' });
    },
  );

  it('whose tar is cut between two entries is refused, although all hashes were made right', async () => {
    const ends = pieces.map((_piece, index) => index).filter((index) => index < 9 || index % 50 === 0);
    taken.length = 0;
    const [tar, cut] = [of.pathOf('../cut.tar'), of.pathOf('../cut.tar.zst')];
    for (const end of [...ends, pieces.length]) {
      // Also with the first of both blocks that end it.
      const marker = end === pieces.length ? [Buffer.alloc(512)] : [];
      await writeFile(tar, Buffer.concat([...pieces.slice(0, end), ...marker]));
      await rm(cut, { force: true });
      const written = await packFile({ from: tar, to: cut, level: 1, key: of.key }, running);
      const archive = { ...written, path: cut };
      const { problems } = await works.verify({ ...of, archive, listSha256: of.data.listSha256 });
      expect(problems, `${end} entries`).toContainEqual({ kind: 'no-tar-end', name: 'cut.tar.zst' });
      await expect(of.write(archive), `${end} entries`).rejects.toMatchObject({ problem: { kind: 'no-tar-end' } });
    }
    expect(taken).toEqual([]);
  });

  it('whose archive ends early, anywhere, is refused', async () => {
    const right = await readFile(of.archive.path);
    taken.length = 0;
    for (let time = 0; time < 10; time += 1) {
      const bytes = randomInt(right.length);
      await writeFile(of.archive.path, right.subarray(0, bytes));
      const seen = await of.verified();
      expect(seen, `${bytes} bytes`).toMatchObject({ ok: false, state: 'damaged' });
      expect(seen.notes[0], `${bytes} bytes`).toMatchObject({ key: 'archive-problem-wrong-size' });
      await expect(of.prove(), `${bytes} bytes`).rejects.toMatchObject(damaged);
      await expect(of.write(of.archive), `${bytes} bytes`).rejects.toMatchObject(damaged);
    }
    expect(taken).toEqual([]);
    await writeFile(of.archive.path, right);
  });
});

function flip(bytes: Buffer, bit: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return flipped;
}
