import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type ArchiveWorks,
  DamagedArchiveError,
  type Key,
  NoSpaceError,
  type StoredAt,
  TooLargeError,
  TornReadError,
  type TreeRead,
} from '../../src/backups/archive/types.ts';
import { createArchiveWorks } from '../../src/backups/archive/works.ts';
import { EngineError } from '../../src/docker/index.ts';
import { silentLog } from '../../src/log.ts';
import { BUSYBOX_IMAGE } from './support/images.ts';
import { DEEP, fillNastily, look } from './support/nasty-tree.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

let engine: SharedEngine;
let works: ArchiveWorks;
let folder = '';
const made: string[] = [];

beforeAll(() => {
  engine = sharedEngine();
  works = createArchiveWorks({ host: engine.host, apiVersion: () => Promise.resolve('1.41'), log: silentLog });
});
afterAll(() => works.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vakhta-archive-'));
});
afterEach(async () => {
  for (const path of made.splice(0).reverse()) await engine.api.ask('DELETE', path);
  rmSync(folder, { recursive: true });
});

interface Place {
  /** A helper that was never started, with the volume at /vol. */
  readonly helper: string;
  /** Where the volume lies on this machine. */
  readonly root: string;
}

async function ask(path: string, body: object, field: string): Promise<string> {
  const answer = await engine.api.ask('POST', path, body);
  return String(new Map(Object.entries(answer ?? {})).get(field));
}

async function volume(options: Record<string, string> = {}): Promise<Place> {
  const [key = '', value = ''] = engine.label.split('=');
  const Labels = { [key]: value };
  const Name = `archive-${randomBytes(4).toString('hex')}`;
  const root = await ask('/volumes/create', { Name, Labels, DriverOpts: options }, 'Mountpoint');
  made.push(`/volumes/${Name}`);
  const Mounts = [{ Type: 'volume', Source: Name, Target: '/vol' }];
  const HostConfig = { NetworkMode: 'none', Mounts };
  const helper = await ask('/containers/create', { Image: BUSYBOX_IMAGE, Cmd: ['true'], Labels, HostConfig }, 'Id');
  made.push(`/containers/${helper}?force=true`);
  return { helper, root };
}

interface Kept {
  readonly read: TreeRead;
  readonly archive: StoredAt;
  readonly list: StoredAt;
  readonly key: Key;
}

async function keep(place: Place, key: Key = null): Promise<Kept> {
  const name = randomBytes(4).toString('hex');
  const [archiveFile, listFile] = [join(folder, `${name}.tar.zst`), join(folder, `${name}.list.zst`)];
  const read = await works.readTree({ container: place.helper, path: '/vol', archiveFile, listFile, level: 1, key });
  if (read.archive === null) throw new Error('a tree that was read has an archive');
  return { read, archive: { ...read.archive, path: archiveFile }, list: { ...read.list, path: listFile }, key };
}

const verify = ({ archive, list, read, key }: Kept) =>
  works.verify({ archive, list, listSha256: read.listSha256, key });

async function listOf(place: Place) {
  const path = join(folder, `${randomBytes(4).toString('hex')}.list`);
  await works.listTree({ container: place.helper, path: '/vol', listFile: path, key: null });
  return { path, sha256: null, key: null };
}

const wanted = ({ list, key }: Kept) => ({ path: list.path, sha256: list.sha256, key });

describe('a tree of everything that a volume may hold', () => {
  it('comes back as it was, and each way of looking at it agrees', async () => {
    const [source, target] = [await volume(), await volume()];
    fillNastily(source.root);
    const kept = await keep(source);
    expect(kept.read.counts).toEqual({ files: 9, folders: 7, symlinks: 3, hardlinks: 2, special: 3 });
    expect(kept.read.warnings).toEqual([]);
    expect([kept.archive, kept.list].map(({ path }) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600]);
    const bytes = readFileSync(kept.archive.path);
    expect(kept.archive).toMatchObject({
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(await verify(kept)).toEqual({ problems: [], tarBytes: kept.read.tarBytes });

    const progress: number[] = [];
    await works.writeTree(
      { container: target.helper, path: '/vol', archive: kept.archive, key: null },
      { onProgress: ({ doneBytes }) => progress.push(doneBytes) },
    );
    expect(look(target.root)).toBe(look(source.root));
    expect(execFileSync('getcap', ['capable'], { cwd: target.root, encoding: 'utf8' })).toContain('cap_net_raw=ep');
    const diff = await works.compare({ current: await listOf(target), wanted: wanted(kept) });
    expect(diff).toMatchObject({ added: 0, changed: 0, deleted: 0, same: 24, samples: [] });
  });

  it('shows what would change, and writes only what was chosen', async () => {
    const [source, target] = [await volume(), await volume()];
    fillNastily(source.root);
    const kept = await keep(source);
    await works.writeTree({ container: target.helper, path: '/vol', archive: kept.archive, key: null });
    rmSync(join(target.root, 'hard-2'));
    writeFileSync(join(target.root, 'hard-1'), 'two\n');
    writeFileSync(join(target.root, 'new'), 'more');
    const current = await listOf(target);
    expect(await works.compare({ current, wanted: wanted(kept) })).toMatchObject({
      added: 1,
      deleted: 1,
      deletedBytes: 4,
      samples: expect.arrayContaining([
        { how: 'added', path: 'hard-2', bytes: 0 },
        { how: 'deleted', path: 'new', bytes: 4 },
        // It is one file with three names, and the first of them has its content.
        { how: 'changed', path: `${DEEP}/hard-3`, bytes: 4 },
      ]),
    });
    // A second name of a file that stays as it is.
    await works.writeTree({
      container: target.helper,
      path: '/vol',
      archive: kept.archive,
      key: null,
      only: ['hard-2', 'latin-\xe9'],
    });
    const text = (name: string) => readFileSync(join(target.root, name), 'utf8');
    expect([text('hard-1'), text('hard-2'), text('new')]).toEqual(['two\n', 'one\n', 'more']);
    const absent = { container: target.helper, path: '/vol', archive: kept.archive, key: null, only: ['nobody'] };
    await expect(works.writeTree(absent)).rejects.toMatchObject({ problem: { kind: 'entry-missing', name: 'nobody' } });
  });

  it('can be walked through, and gives out one file', async () => {
    const source = await volume();
    fillNastily(source.root);
    const kept = await keep(source);
    const page = await works.browse({ list: wanted(kept), folder: '', offset: 1, limit: 3 });
    expect(page.total).toBe(17);
    expect(page.entries.map(({ path, type }) => [path, type])).toEqual([
      ['empty', 'folder'],
      ['.wh.odd', 'file'],
      ['capable', 'file'],
    ]);
    const take = (entry: string, maxBytes = 10) => works.extract({ archive: kept.archive, key: null, entry, maxBytes });
    expect(String(await take('hard-1'))).toBe('one\n');
    expect(String(await take('hard-2'))).toBe('one\n');
    await expect(take('hard-1', 3)).rejects.toBeInstanceOf(TooLargeError);
    await expect(take('nobody')).rejects.toMatchObject({ problem: { kind: 'entry-missing' } });
  });
});

describe('a tree that changes while it is read', () => {
  /** Large enough that the Engine cannot have read all of it when the reading has begun. */
  const LARGE = 192 * 1024 * 1024;

  async function readWhile(change: (root: string) => void): Promise<TreeRead> {
    const source = await volume();
    mkdirSync(join(source.root, 'a'));
    execFileSync('sh', ['-c', `head -c ${LARGE} /dev/urandom > a/large; echo last > z; echo middle > m`], {
      cwd: source.root,
    });
    let isChanged = false;
    const [archiveFile, listFile] = [join(folder, 'a.tar'), join(folder, 'a.list')];
    return works.readTree(
      { container: source.helper, path: '/vol', archiveFile, listFile, level: 1, key: null },
      {
        onProgress() {
          if (!isChanged) change(source.root);
          isChanged = true;
        },
      },
    );
  }

  it('is torn when a file has shrunk, and leaves nothing behind', async () => {
    const reading = readWhile((root) => truncateSync(join(root, 'a/large'), 1024));
    await expect(reading).rejects.toBeInstanceOf(TornReadError);
    await expect(reading).rejects.toMatchObject({ inPath: 'a/large' });
    expect(existsSync(join(folder, 'a.tar')) || existsSync(join(folder, 'a.list'))).toBe(false);
  });

  it('holds what was there when one grows or vanishes', async () => {
    const { counts, dataBytes } = await readWhile((root) => {
      appendFileSync(join(root, 'a/large'), 'more');
      rmSync(join(root, 'z'));
    });
    expect(counts.files).toBe(2);
    expect(dataBytes).toBe(LARGE + 'middle\n'.length);
  });

  it('is given up on request, and leaves nothing behind', async () => {
    const source = await volume();
    execFileSync('sh', ['-c', `head -c ${LARGE} /dev/urandom > large`], { cwd: source.root });
    const cancelling = new AbortController();
    const [archiveFile, listFile] = [join(folder, 'b.tar'), join(folder, 'b.list')];
    const reading = works.readTree(
      { container: source.helper, path: '/vol', archiveFile, listFile, level: 1, key: null },
      { signal: cancelling.signal, onProgress: () => cancelling.abort(new Error('enough')) },
    );
    await expect(reading).rejects.toThrow('enough');
    expect(existsSync(archiveFile) || existsSync(listFile)).toBe(false);
  });
});

describe('an archive that is not what it was', () => {
  /** A copy of it, changed; its size and hash are made right again where `isForged`. */
  function spoil(kept: Kept, change: (path: string) => void, isForged = false): Kept {
    const path = join(folder, `spoilt-${randomBytes(3).toString('hex')}`);
    copyFileSync(kept.archive.path, path);
    change(path);
    const bytes = readFileSync(path);
    const forged = { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    return { ...kept, archive: isForged ? forged : { ...kept.archive, path } };
  }

  it('is named, and refused, wherever a bit of it flips or it ends early', async () => {
    const [source, target] = [await volume(), await volume()];
    execFileSync('sh', ['-c', 'head -c 300000 /dev/urandom > random; seq 20000 > lines'], { cwd: source.root });
    const kept = await keep(source);
    const size = kept.archive.bytes;
    for (const at of [0, Math.floor(size / 2), size - 2]) {
      const flipped = spoil(kept, (path) => {
        const bytes = readFileSync(path);
        bytes[at] = (bytes[at] ?? 0) ^ 4;
        writeFileSync(path, bytes);
      });
      expect((await verify(flipped)).problems).toContainEqual(expect.objectContaining({ kind: 'wrong-sha256' }));
      const writing = works.writeTree({ container: target.helper, path: '/vol', archive: flipped.archive, key: null });
      await expect(writing).rejects.toMatchObject({ problem: { kind: 'wrong-sha256' } });
    }
    const cut = spoil(kept, (path) => truncateSync(path, size - 1000), true);
    expect((await verify(cut)).problems).not.toEqual([]);
    const writing = works.writeTree({ container: target.helper, path: '/vol', archive: cut.archive, key: null });
    await expect(writing).rejects.toBeInstanceOf(DamagedArchiveError);
  });

  it('is refused when its tar was cut between two entries, which the Engine would take', async () => {
    const [source, target] = [await volume(), await volume()];
    execFileSync('sh', ['-c', 'echo 1 > a; echo 2 > b'], { cwd: source.root });
    const kept = await keep(source);
    const plain = join(folder, 'plain.tar');
    await works.unpackFile({ from: kept.archive, to: plain, key: null });
    for (const end of [512, 2560, 3072]) {
      const cut = join(folder, `cut-${end}`);
      writeFileSync(`${cut}.tar`, readFileSync(plain).subarray(0, end));
      const archive = { ...(await works.packFile({ from: `${cut}.tar`, to: cut, level: 1, key: null })), path: cut };
      expect((await verify({ ...kept, archive })).problems).toContainEqual(
        expect.objectContaining({ kind: 'no-tar-end' }),
      );
      const writing = works.writeTree({ container: target.helper, path: '/vol', archive, key: null });
      await expect(writing).rejects.toMatchObject({ problem: { kind: 'no-tar-end' } });
    }
  });

  it('is named when it is not the one of its list, or not there', async () => {
    const source = await volume();
    writeFileSync(join(source.root, 'a'), 'one');
    writeFileSync(join(source.root, 'b'), 'two');
    const before = await keep(source);
    writeFileSync(join(source.root, 'a'), 'ONE');
    rmSync(join(source.root, 'b'));
    writeFileSync(join(source.root, 'c'), 'new');
    const after = await keep(source);
    const { problems } = await verify({ ...before, archive: after.archive });
    expect(problems).toEqual(
      expect.arrayContaining([
        { kind: 'entry-differs', name: 'a' },
        { kind: 'entry-missing', name: 'b' },
        { kind: 'entry-extra', name: 'c' },
      ]),
    );
    const nowhere = { ...before.archive, path: join(folder, 'nowhere') };
    expect((await verify({ ...before, archive: nowhere })).problems).toEqual([
      { kind: 'missing-file', name: 'nowhere' },
    ]);
  });
});

describe('a full disk', () => {
  it('of the store is told as such, and nothing half-written stays', async () => {
    const [source, small] = [await volume(), join(folder, 'small')];
    execFileSync('sh', ['-c', 'head -c 12000000 /dev/urandom > random'], { cwd: source.root });
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'vakhta-test', small]);
    try {
      const files = { archiveFile: join(small, 'a'), listFile: join(small, 'b') };
      const reading = works.readTree({ container: source.helper, path: '/vol', ...files, level: 1, key: null });
      await expect(reading).rejects.toSatisfy((error) => error instanceof NoSpaceError && error.where === 'store');
      expect(existsSync(files.archiveFile) || existsSync(files.listFile)).toBe(false);
    } finally {
      execFileSync('umount', [small]);
    }
  });

  it('of the target is told as such', async () => {
    const source = await volume();
    const target = await volume({ type: 'tmpfs', device: 'tmpfs', o: 'size=4m' });
    execFileSync('sh', ['-c', 'head -c 12000000 /dev/urandom > random'], { cwd: source.root });
    const { archive } = await keep(source);
    const writing = works.writeTree({ container: target.helper, path: '/vol', archive, key: null });
    await expect(writing).rejects.toSatisfy((error) => error instanceof NoSpaceError && error.where === 'volume');
  });
});

describe('an encrypted archive', () => {
  it('opens with its key alone, and shows nothing of what is in it', async () => {
    const [source, target] = [await volume(), await volume()];
    execFileSync('sh', ['-c', 'seq 400000 > lines; echo "password=hunter2" > .env'], { cwd: source.root });
    const kept = await keep(source, randomBytes(32));
    for (const { path } of [kept.archive, kept.list]) expect(readFileSync(path).includes('hunter2')).toBe(false);
    expect((await verify(kept)).problems).toEqual([]);
    for (const key of [null, randomBytes(32)]) {
      expect((await verify({ ...kept, key })).problems.map(({ kind }) => kind)).toEqual([
        'wrong-passphrase',
        'wrong-passphrase',
      ]);
      const writing = works.writeTree({ container: target.helper, path: '/vol', archive: kept.archive, key });
      await expect(writing).rejects.toMatchObject({ problem: { kind: 'wrong-passphrase' } });
    }
    await works.writeTree({ container: target.helper, path: '/vol', archive: kept.archive, key: kept.key });
    expect(await works.compare({ current: await listOf(target), wanted: wanted(kept) })).toMatchObject({ same: 3 });
  });
});

describe('an Engine that does not answer as it should', () => {
  it('is told with its own words, or with why it cannot be reached', async () => {
    const job = { container: 'nobody', path: '/vol', listFile: join(folder, 'list'), key: null };
    await expect(works.listTree(job)).rejects.toSatisfy(
      (error) => error instanceof EngineError && error.statusCode === 404,
    );
    const nowhere = createArchiveWorks({
      host: { kind: 'unix', socketPath: join(folder, 'no.sock') },
      apiVersion: () => Promise.resolve('1.41'),
      log: silentLog,
    });
    await expect(nowhere.listTree(job)).rejects.toMatchObject({ name: 'EngineError', unreachable: 'no-socket' });
    expect(existsSync(job.listFile)).toBe(false);
  });
});
