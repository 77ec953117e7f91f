import { execFile } from 'node:child_process';
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalStore } from '../../../../src/backups/store/local-store.ts';
import type { OpenedManifest, Store } from '../../../../src/backups/store/types.ts';
import { silentLog } from '../../../../src/log.ts';
import { sealOne, temporaryFolder, writeStored } from './facts.ts';

const run = promisify(execFile);
const FIRST = '20260130T023000Z-aaaaaa';
const SECOND = '20260131T023000Z-bbbbbb';
const KILLED = fileURLToPath(new URL('./killed.ts', import.meta.url));

let folder: ReturnType<typeof temporaryFolder>;
let root = '';
let store: Store;

const open = (passphrase: string | null = null, writer: 'bot' | 'tool' = 'bot') =>
  createLocalStore({ root, passphrase, log: silentLog, writer });
const all = async (): Promise<OpenedManifest[]> => {
  const found: OpenedManifest[] = [];
  for await (const opened of store.scan()) found.push(opened);
  return found;
};
const wholeIds = async () => (await all()).map((opened) => (opened.ok ? opened.manifest.id : `damaged ${opened.id}`));

beforeEach(() => {
  folder = temporaryFolder();
  root = join(folder.path, 'backups');
  store = open();
});
afterEach(() => folder.remove());

describe('the embedded store', () => {
  it('keeps what was sealed, readable by nobody else', async () => {
    const made = await sealOne(store, FIRST);
    const [opened] = await all();
    expect(opened).toMatchObject({ ok: true, manifest: made });
    const modes = await Promise.all(
      ['', 'shop', `shop/${FIRST}`, `shop/${FIRST}/manifest.json`, `shop/${FIRST}/manifest.json.sha256`].map(
        async (path) => ((await lstat(join(root, path))).mode & 0o777).toString(8),
      ),
    );
    expect(modes).toEqual(['700', '700', '700', '600', '600']);
    expect(await readdir(join(root, 'shop'))).toEqual([FIRST]);
  });

  it('writes a checksum that sha256sum agrees with', async () => {
    await sealOne(store, FIRST);
    const cwd = join(root, 'shop', FIRST);
    expect((await run('sha256sum', ['-c', 'manifest.json.sha256'], { cwd })).stdout).toContain('manifest.json: OK');
  });

  it.each(['../../etc', '.hidden', 'Магазин', 'a/b', '', 'x'.repeat(300), 'a%2fb'])(
    'keeps the set %j in a folder of its own, and knows its name again',
    async (name) => {
      const set = name === '' ? ' ' : name;
      await sealOne(store, FIRST, { set });
      const [only, ...others] = await readdir(root);
      expect(others).toEqual([]);
      expect(only).not.toMatch(/^\.|\//);
      expect(await all()).toMatchObject([{ ok: true, manifest: { set } }]);
      expect(await store.open(set, FIRST)).toMatchObject({ ok: true });
    },
  );

  it('is no backup before it is sealed, and nothing remains of an abandoned one', async () => {
    const draft = await store.begin('shop', FIRST);
    await writeStored(draft, 'data.tar.zst', 'half');
    expect(await all()).toEqual([]);
    await draft.abandon();
    expect(await readdir(join(root, 'shop'))).toEqual([]);
  });

  it('does not seal what its manifest is mistaken about', async () => {
    const draft = await store.begin('shop', FIRST);
    await writeStored(draft, 'data.tar.zst', 'archive');
    const other = await sealOne(store, SECOND);
    await expect(draft.seal({ ...other, id: FIRST })).rejects.toThrow(/data/);
    expect(await wholeIds()).toEqual([SECOND]);
  });

  it('refuses a second backup of the same id', async () => {
    await sealOne(store, FIRST);
    await expect(store.begin('shop', FIRST)).rejects.toThrow(/already/);
    await store.begin('shop', SECOND);
    await expect(store.begin('shop', SECOND)).rejects.toThrow(/already/);
  });
});

describe('a manifest', () => {
  const flip = (bytes: Buffer, bit: number): Buffer => {
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    return flipped;
  };

  it.each(['manifest.json', 'manifest.json.sha256'])('is not believed with one bit of %s fallen over', async (name) => {
    await sealOne(store, FIRST);
    const path = join(root, 'shop', FIRST, name);
    const right = await readFile(path);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: right.length * 8 - 1 }), async (bit) => {
        await writeFile(path, flip(right, bit));
        const opened = await store.open('shop', FIRST);
        expect(opened).toMatchObject({ ok: false, id: FIRST, set: 'shop' });
        expect(['manifest-differs', 'checksum-damaged']).toContain(opened.ok ? '' : opened.why);
      }),
      { numRuns: 100 },
    );
    await writeFile(path, right);
    expect(await store.open('shop', FIRST)).toMatchObject({ ok: true });
  });

  it.each([
    ['manifest.json', 'manifest-missing'],
    ['manifest.json.sha256', 'checksum-missing'],
  ])('is not believed without %s', async (name, why) => {
    await sealOne(store, FIRST);
    await unlink(join(root, 'shop', FIRST, name));
    expect(await all()).toMatchObject([{ ok: false, id: FIRST, why }]);
  });

  it('is not believed in the folder of another backup or set', async () => {
    await sealOne(store, FIRST);
    await rename(join(root, 'shop', FIRST), join(root, 'shop', SECOND));
    expect(await store.open('shop', SECOND)).toMatchObject({ ok: false, why: 'manifest-elsewhere' });
    await mkdir(join(root, 'blog'));
    await rename(join(root, 'shop', SECOND), join(root, 'blog', FIRST));
    expect(await all()).toMatchObject([{ ok: false, id: FIRST, set: 'blog', why: 'manifest-elsewhere' }]);
  });
});

describe('a kill', () => {
  const kill = async (what: 'seal' | 'remove', id: string, step: string) => {
    const killed = await run(process.execPath, [KILLED, root, what, id, step]).then(
      () => null,
      (error: { readonly signal?: string }) => error.signal,
    );
    expect(killed).toBe('SIGKILL');
  };

  it.each(['make-set-folder', 'make-folder', 'sync-files', 'manifest', 'checksum', 'sync-folder', 'rename'])(
    'in front of %s leaves no backup, and the next one of that id can be made',
    async (step) => {
      await kill('seal', FIRST, step);
      expect(await all()).toEqual([]);
      await store.sweep(() => false);
      expect(await readdir(join(root, 'shop')).catch(() => [])).toEqual([]);
      await sealOne(store, FIRST);
      expect(await wholeIds()).toEqual([FIRST]);
    },
  );

  it('after the rename leaves a whole one', async () => {
    await kill('seal', FIRST, 'sync-parent');
    expect(await wholeIds()).toEqual([FIRST]);
  });

  it.each([
    ['rename-away', [FIRST, SECOND]],
    ['sync-away', [FIRST]],
    ['remove', [FIRST]],
  ])('in front of %s of a removal leaves a backup whole or gone', async (step, left) => {
    await sealOne(store, FIRST);
    await sealOne(store, SECOND);
    await kill('remove', SECOND, step);
    expect(await wholeIds()).toEqual(left);
    await store.sweep(() => false);
    expect(await readdir(join(root, 'shop'))).toEqual(left);
  });

  it('in the middle of a removal leaves nothing that looks like a backup', async () => {
    await sealOne(store, FIRST);
    await rename(join(root, 'shop', FIRST), join(root, 'shop', `${FIRST}.removing`));
    await rm(join(root, 'shop', `${FIRST}.removing`, 'manifest.json'));
    expect(await all()).toEqual([]);
    await store.sweep(() => false);
    expect(await readdir(join(root, 'shop'))).toEqual([]);
  });
});

describe('sweeping', () => {
  it('leaves alone what this process is at, what somebody says is alive, and what people put there', async () => {
    await store.begin('shop', FIRST);
    await mkdir(join(root, 'shop', `${SECOND}.partial`));
    await mkdir(join(root, 'shop', 'notes.partial'));
    await store.sweep((id) => id === SECOND);
    expect(await readdir(join(root, 'shop'))).toEqual([`${FIRST}.partial`, `${SECOND}.partial`, 'notes.partial']);
    await open().sweep(() => false);
    expect(await readdir(join(root, 'shop'))).toEqual(['notes.partial']);
  });

  it('gives an import of another program a day', async () => {
    const draft = await open(null, 'tool').begin('shop', FIRST);
    await store.sweep(() => false);
    expect(await readdir(join(root, 'shop'))).toEqual([`${FIRST}.importing`]);
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    await utimes(draft.folder, yesterday, yesterday);
    await store.sweep(() => false);
    expect(await readdir(join(root, 'shop'))).toEqual([]);
  });
});

describe('the passphrase', () => {
  it('is asked for, told from a wrong one, and stretched once for the whole store', async () => {
    const right = open('correct horse battery');
    const first = await sealOne(right, FIRST);
    const second = await sealOne(right, SECOND);
    expect(second.encryption).toEqual(first.encryption);
    const key = await right.keyFor(first);
    expect(key).toHaveLength(32);
    expect(await open('correct horse battery').keyFor(first)).toEqual(key);
    await expect(open().keyFor(first)).rejects.toMatchObject({ key: 'backups-passphrase-missing' });
    await expect(open('another one entirely').keyFor(first)).rejects.toMatchObject({ key: 'backups-passphrase-wrong' });
    const text = await readFile(join(root, 'shop', FIRST, 'manifest.json'), 'utf8');
    expect(text).not.toContain(Buffer.from(key ?? []).toString('base64'));
  });

  it('may change: old backups keep theirs, and their salt outlives the store’s own file', async () => {
    const old = await sealOne(open('the first passphrase'), FIRST);
    const fresh = await sealOne(open('the second passphrase'), SECOND);
    expect(fresh.encryption?.salt).not.toBe(old.encryption?.salt);
    await writeFile(join(root, '.salt.json'), 'not json');
    expect(await open('the first passphrase').keyFor(old)).toHaveLength(32);
  });

  it('is not needed for what is not encrypted', async () => {
    const made = await sealOne(store, FIRST);
    expect(await open('whatever it is').keyFor(made)).toBeNull();
  });
});

describe('an unchanged file', () => {
  const CONTENT = 'the same bytes '.repeat(100);

  async function linked(more: { passphrase?: string } = {}) {
    const from = await sealOne(store, FIRST, { content: CONTENT });
    const draft = await open(more.passphrase ?? null).begin('shop', SECOND);
    await writeStored(draft, 'data.tar.zst', 'written again');
    const stored = from.trees[0]?.archive;
    if (stored === null || stored === undefined) throw new Error('no archive');
    return { from, draft, stored, link: () => store.linkUnchanged(draft, 'data.tar.zst', from, stored) };
  }

  it('is stored once, and stays when the backup that it came from goes', async () => {
    const { draft, link, from } = await linked();
    expect(await link()).toBe(true);
    const before = await store.space();
    const wouldFree = await store.wouldFree([from]);
    expect(wouldFree).toBe(before.usedByBackups - CONTENT.length);
    expect(await store.remove('shop', FIRST)).toBe(wouldFree);
    expect(before.usedByBackups - (await store.space()).usedByBackups).toBe(wouldFree);
    expect(await readFile(draft.pathOf('data.tar.zst'), 'utf8')).toBe(CONTENT);
  });

  it('is not taken when it is damaged, cut off, gone, or encrypted otherwise', async () => {
    const { draft, stored, link, from } = await linked();
    const path = join(root, 'shop', FIRST, stored.file);
    const written = async () => readFile(draft.pathOf('data.tar.zst'), 'utf8');
    await writeFile(path, CONTENT.replace('same', 'sane'));
    expect(await link()).toBe(false);
    await truncate(path, 10);
    expect(await link()).toBe(false);
    await unlink(path);
    expect(await link()).toBe(false);
    expect(await written()).toBe('written again');
    expect(await readdir(draft.folder)).toEqual(['data.tar.zst']);
    await writeFile(path, CONTENT);
    const other = { ...from, encryption: { alg: 'aes-256-gcm-scrypt', salt: 'x', check: 'y' } } as const;
    expect(await store.linkUnchanged(draft, 'data.tar.zst', other, stored)).toBe(false);
    expect(await link()).toBe(true);
  });

  it('is stored again after so many backups share it', async () => {
    let from = await sealOne(store, FIRST, { content: CONTENT });
    const linkedTimes: boolean[] = [];
    for (let day = 1; day <= 8; day += 1) {
      const id = `202602${String(day).padStart(2, '0')}T023000Z-aaaaaa`;
      const draft = await store.begin('shop', id);
      const archive = await writeStored(draft, 'data.tar.zst', CONTENT);
      const stored = from.trees.at(0)?.archive ?? archive;
      linkedTimes.push(await store.linkUnchanged(draft, 'data.tar.zst', from, stored));
      const list = await writeStored(draft, 'data.jsonl.zst', 'list');
      from = { ...from, id, trees: from.trees.map((tree) => ({ ...tree, archive, list })) };
      await draft.seal(from);
    }
    expect(linkedTimes).toEqual([true, true, true, true, true, true, false, true]);
  });
});

describe('proofs', () => {
  it('are kept beside a backup, whatever power loss left of the last line', async () => {
    await sealOne(store, FIRST);
    await store.appendProof('shop', FIRST, { id: 'one' });
    const path = join(root, 'shop', FIRST, 'proofs.jsonl');
    await writeFile(path, `${await readFile(path, 'utf8')}{"id":"tw`);
    await Promise.all(['three', 'four'].map((id) => store.appendProof('shop', FIRST, { id })));
    expect(await store.readProofs('shop', FIRST)).toEqual([{ id: 'one' }, { id: 'three' }, { id: 'four' }]);
    expect(await store.open('shop', FIRST)).toMatchObject({ ok: true });
    expect(await store.readProofs('shop', SECOND)).toEqual([]);
  });
});

describe('the disk', () => {
  it('says how much is free', async () => {
    await sealOne(store, FIRST, { content: 'x'.repeat(5000) });
    const { freeBytes, totalBytes, usedByBackups } = await store.space();
    expect(freeBytes).toBeGreaterThan(0);
    expect(totalBytes).toBeGreaterThanOrEqual(freeBytes);
    expect(usedByBackups).toBeGreaterThan(5000);
    expect(usedByBackups).toBeLessThan(15_000);
  });

  it('is tightened where it was readable by others', async () => {
    await mkdir(root, { mode: 0o755 });
    await chmod(root, 0o755);
    await sealOne(store, FIRST);
    expect((await lstat(root)).mode & 0o777).toBe(0o700);
  });
});
