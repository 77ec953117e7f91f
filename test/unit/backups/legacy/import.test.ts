import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createArchiveWorks } from '../../../../src/backups/archive/works.ts';
import { createBackupIndex } from '../../../../src/backups/backup-index.ts';
import { createBackupsStore } from '../../../../src/backups/backups-store.ts';
import { importArchive } from '../../../../src/backups/legacy/import-archive.ts';
import { verifyBackup } from '../../../../src/backups/proof/verify-backup.ts';
import { createLocalStore } from '../../../../src/backups/store/local-store.ts';
import { systemClock } from '../../../../src/clock.ts';
import { settingsSchema } from '../../../../src/config/schema.ts';
import { openDatabase } from '../../../../src/database/index.ts';
import { silentLog } from '../../../../src/log.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function scratch(): string {
  const path = mkdtempSync(join(tmpdir(), 'vakhta-import-'));
  closers.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const STAMP = '20250131-023000';

/** What the script writes: `tar czf` of a folder, `sha256sum` beside it. */
function scriptArchive(parts: {
  readonly volumes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly broken?: Readonly<Record<string, 'empty' | 'cut'>>;
  readonly config?: Readonly<Record<string, string>>;
  readonly metadata?: string;
  readonly wrapped?: boolean;
  readonly sum?: boolean;
}): string {
  const root = scratch();
  const folder = join(root, STAMP);
  for (const part of ['volumes', 'config', 'state', 'logs']) mkdirSync(join(folder, part), { recursive: true });
  for (const [name, files] of Object.entries(parts.volumes ?? {})) {
    const data = join(root, 'work', name, 'data');
    mkdirSync(data, { recursive: true });
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(data, file)), { recursive: true });
      writeFileSync(join(data, file), text);
    }
    symlinkSync('../../etc/shadow', join(data, 'escape'));
    const to = join(folder, 'volumes', `${name}.tar.gz`);
    if (parts.wrapped === true) execFileSync('tar', ['czf', to, '-C', dirname(data), 'data']);
    else execFileSync('tar', ['czf', to, '-C', data, '.']);
  }
  for (const [name, how] of Object.entries(parts.broken ?? {})) {
    const to = join(folder, 'volumes', `${name}.tar.gz`);
    writeFileSync(to, '');
    if (how === 'empty') continue;
    writeFileSync(join(root, 'big'), 'x'.repeat(300_000));
    execFileSync('tar', ['czf', to, '-C', root, 'big']);
    truncateSync(to, 200);
  }
  for (const [name, text] of Object.entries(parts.config ?? {})) writeFileSync(join(folder, 'config', name), text);
  writeFileSync(join(folder, 'state', 'git.txt'), 'abc123 main');
  writeFileSync(join(folder, 'logs', 'gateway.log'), 'listens on 18790');
  if (parts.metadata !== undefined) writeFileSync(join(folder, 'metadata.txt'), parts.metadata);
  const path = join(root, `codefoundry-${STAMP}.tar.gz`);
  execFileSync('tar', ['czf', path, '-C', root, STAMP]);
  const sum = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (parts.sum !== false) writeFileSync(`${path}.sha256`, `${sum}  /backups/codefoundry/${path}\n`);
  return path;
}

function place(passphrase: string | null = null) {
  const root = join(scratch(), 'backups');
  const database = openDatabase(':memory:');
  closers.push(() => database.close());
  const store = createLocalStore({ root, passphrase, log: silentLog });
  const works = createArchiveWorks({
    host: { kind: 'unix', socketPath: '/nowhere' },
    apiVersion: async () => '1.41',
    log: silentLog,
  });
  closers.push(() => works.close());
  const index = createBackupIndex({ rows: createBackupsStore(database), store, log: silentLog });
  const parts = {
    store,
    index,
    clock: systemClock,
    log: silentLog,
    settings: settingsSchema.parse({}).backups,
    timeZone: 'UTC',
    version: 'test',
    sets: { list: async () => Promise.reject(new Error('no Engine')), find: async () => null },
    storage: { info: async () => Promise.reject(new Error('no Engine')) },
  };
  const bring = (path: string, set: string | null = null) =>
    importArchive(parts as never, { path, set, operation: null });
  const problemsOf = async (set: string, id: string) => {
    const opened = await store.open(set, id);
    if (!opened.ok) throw new Error(opened.why);
    const { manifest } = opened;
    const job = {
      manifest,
      key: await store.keyFor(manifest),
      folder: scratch(),
      signal: new AbortController().signal,
    };
    return verifyBackup({ works, store }, { ...job, meter: { at: () => undefined, passed: () => undefined } });
  };
  return { store, works, index, bring, problemsOf };
}

const WHOLE = {
  volumes: { 'codefoundry-test_data': { 'a/rows.txt': 'one\ntwo\n', 'b.txt': 'b' }, 'codefoundry-test_models': {} },
  config: { 'docker-compose.test.yml': 'services: {}', '.env.example': 'TOKEN=', Makefile: 'all:' },
  metadata: 'Project: codefoundry-test\nDirectory: /root/projects/CodeFoundry/server\n',
};

describe('an archive of their script', () => {
  test.each([
    ['packed with its folder’s content', false, null],
    ['packed as a folder', true, null],
    ['into an encrypted store', false, 'correct horse battery staple'],
  ])('%s is a backup of ours, every byte verified', async (_, wrapped, passphrase) => {
    const at = place(passphrase);
    const imported = await at.bring(scriptArchive({ ...WHOLE, wrapped }));
    expect(imported).toMatchObject({ set: 'codefoundry-test', sum: 'right', left: [] });
    expect(imported.id).toMatch(/^20250131T023000Z-[0-9a-f]{6}$/);
    const { manifest } = imported;
    expect(manifest).toMatchObject({
      origin: 'import',
      consistency: 'live',
      dataAt: Date.parse('2025-01-31T02:30:00Z'),
    });
    expect(manifest.trees.map(({ name, counts }) => [name, counts])).toEqual([
      ['codefoundry-test_data', { files: 2, folders: 2, symlinks: 1, hardlinks: 0, special: 0 }],
      ['codefoundry-test_models', { files: 0, folders: 1, symlinks: 1, hardlinks: 0, special: 0 }],
    ]);
    expect(manifest.configFiles.map(({ path, role }) => [path, role])).toEqual([
      ['/root/projects/CodeFoundry/server/.env.example', 'other'],
      ['/root/projects/CodeFoundry/server/Makefile', 'other'],
      ['/root/projects/CodeFoundry/server/docker-compose.test.yml', 'compose'],
    ]);
    expect(manifest.missing).toEqual([
      { what: 'secrets', name: '.env' },
      { what: 'image', name: '*' },
    ]);
    expect(await at.problemsOf(imported.set, imported.id)).toEqual([]);
    expect(at.index.get(imported.id)).toMatchObject({ origin: 'import', state: 'whole', dataBytes: 9 });
    const [tree] = manifest.trees;
    if (tree?.archive == null) throw new Error('no archive');
    const key = await at.store.keyFor(manifest);
    const file = { archive: at.store.pathOf(manifest, tree.archive), key, entry: 'a/rows.txt', maxBytes: 100 };
    expect((await at.works.extract(file)).toString()).toBe('one\ntwo\n');
  });

  test('says what the script failed at, and keeps the rest', async () => {
    const archive = scriptArchive({
      ...WHOLE,
      broken: { 'codefoundry-test_a': 'empty', 'codefoundry-test_b': 'cut' },
      config: {},
    });
    const { manifest } = await place().bring(archive);
    expect(manifest.missing.map(({ what, name }) => `${what} ${name}`)).toEqual([
      'volume codefoundry-test_a',
      'volume codefoundry-test_b',
      'compose docker-compose.yml',
      'secrets .env',
      'image *',
    ]);
    expect(manifest.trees).toHaveLength(2);
  });

  test('that failed on every volume has none, and says so', async () => {
    const { manifest, set } = await place().bring(scriptArchive({}));
    expect(set).toBe('codefoundry');
    expect(manifest.trees).toEqual([]);
    expect(manifest.missing[0]).toEqual({ what: 'volume', name: '*' });
  });

  test('without a sum beside it is taken, and it is said', async () => {
    expect(await place().bring(scriptArchive({ ...WHOLE, sum: false }))).toMatchObject({ sum: 'none' });
  });

  test('is imported once', async () => {
    const at = place();
    const archive = scriptArchive(WHOLE);
    await at.bring(archive);
    await expect(at.bring(archive)).rejects.toMatchObject({ key: 'backups-import-known' });
    expect(at.index.list()).toHaveLength(1);
  });

  test('that is not what its sum says, or is cut off, leaves nothing behind', async () => {
    const at = place();
    const archive = scriptArchive(WHOLE);
    truncateSync(archive, statSync(archive).size >> 1);
    await expect(at.bring(archive)).rejects.toMatchObject({ key: 'backups-import-wrong-sum' });
    rmSync(`${archive}.sha256`);
    await expect(at.bring(archive)).rejects.toMatchObject({ key: 'backups-import-damaged' });
    const noTar = join(scratch(), 'codefoundry-20250131-023000.tar.gz');
    writeFileSync(noTar, 'hello');
    await expect(at.bring(noTar)).rejects.toMatchObject({ key: 'backups-import-damaged' });
    for await (const left of at.store.scan()) throw new Error(`left: ${left.folder}`);
    expect(at.index.list()).toEqual([]);
  });

  test('of another name, or unreadable, is refused in words', async () => {
    await expect(place().bring('/tmp/notes.tar.gz')).rejects.toMatchObject({ key: 'backups-import-name' });
    await expect(place().bring(`/nowhere/codefoundry-${STAMP}.tar.gz`)).rejects.toMatchObject({
      key: 'backups-import-unreadable',
    });
  });
});
