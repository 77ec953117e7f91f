import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createListWriter } from '../../../../src/backups/archive/list-file.ts';
import { packFile, unpackFile } from '../../../../src/backups/archive/pack-file.ts';
import { createPacker } from '../../../../src/backups/archive/packer.ts';
import { NoSpaceError } from '../../../../src/backups/archive/types.ts';
import { convertVolume } from '../../../../src/backups/legacy/convert-volume.ts';
import { spool } from '../../../../src/backups/legacy/spool.ts';
import { paddingOf, type TarHeader } from '../../../../src/backups/tar/scanner.ts';
import { END_MARKER, writeHeader } from '../../../../src/backups/tar/writer.ts';

const MIB = 1024 * 1024;
const root = mkdtempSync(join(tmpdir(), 'vakhta-full-'));
const full = join(root, 'full');
mkdirSync(full);
const isMounted = mount();

/** A disk of 1 MiB; only root can make one. */
function mount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', full], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

afterEach(() => {
  for (const name of readdirSync(full)) rmSync(join(full, name), { recursive: true });
});

afterAll(() => {
  // It is busy where a file was left open.
  try {
    if (isMounted) execFileSync('umount', [full]);
  } catch (error) {
    execFileSync('umount', ['-l', full]);
    throw error;
  }
  rmSync(root, { recursive: true, force: true });
});

const running = { signal: new AbortController().signal, progress: () => undefined };
const key = randomBytes(32);
/** Nothing that a compressor makes smaller. */
const noise = randomBytes(4 * MIB);

describe.skipIf(!isMounted)('a disk that gets full', () => {
  it.each([
    ['in the middle, plain', null, 4 * MIB],
    ['in the middle, encrypted', key, 4 * MIB],
    ['at the very end, plain', null, MIB + 1],
    ['at the very end, encrypted', key, MIB + 1],
  ])('ends the packing of a file %s, and leaves nothing behind', async (_, by, bytes) => {
    const from = join(root, 'noise');
    writeFileSync(from, noise.subarray(0, bytes));
    const to = join(full, 'a.zst');
    await expect(packFile({ from, to, level: 1, key: by }, running)).rejects.toBeInstanceOf(NoSpaceError);
    expect(readdirSync(full)).toEqual([]);
  });

  it('is heard by each write that comes later, and by the end', async () => {
    const packer = await createPacker(join(full, 'a.zst'), 1, null);
    await expect(packer.write(noise)).rejects.toBeInstanceOf(NoSpaceError);
    await expect(packer.write(noise)).rejects.toBeInstanceOf(NoSpaceError);
    await expect(packer.finish()).rejects.toBeInstanceOf(NoSpaceError);
    await packer.discard();
    expect(readdirSync(full)).toEqual([]);
  });

  it('ends a list', async () => {
    const list = await createListWriter(join(full, 'l.zst'), null);
    const add = async () => {
      for (let n = 0; n < 30_000; n += 1) {
        const sha256 = createHash('sha256').update(String(n)).digest('hex');
        list.add({ ...{ path: sha256, type: 'file', mode: 0o644, uid: 0, gid: 0, size: 1, mtime: n }, sha256 });
        if (n % 100 === 0) await list.flush();
      }
      await list.finish();
    };
    await expect(add()).rejects.toBeInstanceOf(NoSpaceError);
    await list.discard();
    expect(readdirSync(full)).toEqual([]);
  });

  it('ends an unpacking', async () => {
    const [from, packed] = [join(root, 'noise'), join(root, 'noise.zst')];
    writeFileSync(from, noise);
    const written = await packFile({ from, to: packed, level: 1, key: null }, running);
    const job = { from: { path: packed, ...written }, to: join(full, 'noise'), key: null } as const;
    await expect(unpackFile(job, running)).rejects.toBeInstanceOf(NoSpaceError);
    expect(readdirSync(full)).toEqual([]);
  });

  it('ends the import of a volume, and of what lies beside it', async () => {
    const volume = join(root, 'volume.tar.gz');
    await writeGzip(volume, [file('data/noise', noise), END_MARKER]);
    const files = { archiveFile: join(full, 'a.zst'), listFile: join(full, 'l.zst') };
    await expect(convertVolume({ path: volume, ...files, level: 1, key: null })).rejects.toBeInstanceOf(NoSpaceError);
    expect(readdirSync(full)).toEqual([]);

    const archive = join(root, 'script.tar.gz');
    const job = { path: archive, folder: full, level: 1, key: null, onProgress: () => undefined };
    await writeGzip(archive, [file('20250131-023000/logs/app.log', noise), END_MARKER]);
    await expect(spool(job)).rejects.toBeInstanceOf(NoSpaceError);
    expect(existsSync(join(full, 'logs.tar.zst'))).toBe(false);
    await writeGzip(archive, [file('20250131-023000/volumes/db.tar.gz', noise), END_MARKER]);
    await expect(spool(job)).rejects.toMatchObject({ code: 'ENOSPC' });
  });
});

function file(name: string, bytes: Buffer): Buffer {
  const header: TarHeader = { name, type: 'file', mode: 0o644, uid: 0, gid: 0, size: bytes.length, mtime: 0 };
  return Buffer.concat([writeHeader(header), bytes, Buffer.alloc(paddingOf(bytes.length))]);
}

async function writeGzip(path: string, parts: readonly Buffer[]): Promise<void> {
  const gzip = createGzip({ level: 1 });
  const target = gzip.pipe(createWriteStream(path));
  for (const part of parts) gzip.write(part);
  gzip.end();
  await finished(target);
}
