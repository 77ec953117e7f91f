import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { createListWriter } from '../archive/list-file.ts';
import { createPacker } from '../archive/packer.ts';
import type { Key, TreeRead } from '../archive/types.ts';
import type { EntryCounts } from '../manifest.ts';
import type { Entry } from '../tar/entry.ts';
import { createTarScanner, paddingOf, type TarHeader } from '../tar/scanner.ts';
import { TarError } from '../tar/tar-error.ts';
import { TREE_ROOT, tarName, treeEntry } from '../tar/tree-entry.ts';
import { END_MARKER, writeHeader } from '../tar/writer.ts';

const READ_BYTES = 256 * 1024;
const GZIP = Buffer.from([0x1f, 0x8b]);
/** Folders that scripts mount a volume at and pack as a whole: the name is theirs, not the volume's. */
const WRAPPERS = new Set(['data', 'volume', 'vol', 'source', 'backup', '_data', 'mnt']);

/** Why the archive of a volume inside of an archive cannot be used. */
export type VolumeDamage = 'empty' | 'cut-off' | 'not-a-tar';

export class DamagedVolumeError extends Error {
  override readonly name = 'DamagedVolumeError';
  readonly damage: VolumeDamage;
  constructor(damage: VolumeDamage, options?: ErrorOptions) {
    super(`the archive of a volume is ${damage}`, options);
    this.damage = damage;
  }
}

/**
 * One `volumes/NAME.tar.gz` of a script as a tree of our own: names below `vol`, hashes of every file, a list.
 * @throws DamagedVolumeError when there is nothing whole in it
 */
export async function convertVolume(job: {
  readonly path: string;
  readonly archiveFile: string;
  readonly listFile: string;
  readonly level: number;
  readonly key: Key;
}): Promise<TreeRead> {
  const prefix = await rootOf(job.path);
  const packer = await createPacker(job.archiveFile, job.level, job.key);
  const list = await createListWriter(job.listFile, job.key).catch(async (error) => {
    await packer.discard();
    throw error;
  });
  try {
    const totals = await convert(job.path, prefix, packer, list);
    await packer.write(END_MARKER);
    const { written, listSha256 } = await list.finish();
    const archive = await packer.finish();
    return {
      archive,
      list: written,
      listSha256,
      warnings: [],
      ...totals,
      tarBytes: totals.tarBytes + END_MARKER.length,
    };
  } catch (error) {
    await Promise.all([packer.discard(), list.discard()]);
    throw error;
  }
}

type Writes = { write(bytes: Buffer): Promise<void> };
type Lists = { add(entry: Entry): void; flush(): Promise<void> };

async function convert(path: string, prefix: string, packer: Writes, list: Lists) {
  const counts = { files: 0, folders: 0, symlinks: 0, hardlinks: 0, special: 0 };
  let tarBytes = 0;
  let dataBytes = 0;
  let sawRoot = false;
  let out: Buffer[] = [];
  let open: { header: TarHeader; hash: ReturnType<typeof createHash> } | null = null;
  const emit = (bytes: Buffer) => {
    out.push(bytes);
    tarBytes += bytes.length;
  };
  function begin(header: TarHeader): void {
    if (header.name === TREE_ROOT) {
      if (sawRoot) throw new TarError('the root stands in it twice');
      sawRoot = true;
    } else if (!sawRoot) begin(ROOT);
    emit(writeHeader(header));
    open = { header, hash: createHash('sha256') };
    count(counts, header);
    dataBytes += header.size;
    if (header === ROOT) finish();
  }
  function finish(): void {
    if (open === null) return;
    const { header, hash } = open;
    open = null;
    if (header.size > 0) emit(Buffer.alloc(paddingOf(header.size)));
    list.add(treeEntry(header, header.type === 'file' ? hash.digest('hex') : null));
  }
  const push = scanTar(path, {
    onEntry: (header) => begin(renamed(header, prefix)),
    onData(bytes) {
      open?.hash.update(bytes);
      emit(bytes);
    },
    onEntryEnd: finish,
  });
  const drain = async () => {
    for (const bytes of out) await packer.write(bytes);
    out = [];
    await list.flush();
  };
  for await (const _ of push) await drain();
  if (!sawRoot) begin(ROOT);
  await drain();
  return { counts: { ...counts }, tarBytes, dataBytes };
}

/** Nobody packed the volume's own folder: it is taken to be root's. */
const ROOT: TarHeader = { name: TREE_ROOT, type: 'folder', mode: 0o755, uid: 0, gid: 0, size: 0, mtime: 0 };

function count(counts: { -readonly [name in keyof EntryCounts]: number }, { type }: TarHeader): void {
  if (type === 'file') counts.files += 1;
  else if (type === 'folder') counts.folders += 1;
  else if (type === 'symlink') counts.symlinks += 1;
  else if (type === 'hardlink') counts.hardlinks += 1;
  else counts.special += 1;
}

function renamed(header: TarHeader, prefix: string): TarHeader {
  const name = tarName(below(header.name, prefix));
  const { link } = header;
  return header.type === 'hardlink' && link !== undefined
    ? { ...header, name, link: tarName(below(link, prefix)) }
    : { ...header, name };
}

function below(name: string, prefix: string): string {
  const clean = cleaned(name);
  if (prefix === '') return clean;
  if (clean === prefix) return '';
  if (clean.startsWith(`${prefix}/`)) return clean.slice(prefix.length + 1);
  throw new TarError('an entry lies outside of the others’ folder');
}

function cleaned(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw new TarError('an entry lies outside of its volume');
  return parts.join('/');
}

/** The folder that everything lies in, where it is only the script's; '' for none. Reads the whole archive once. */
async function rootOf(path: string): Promise<string> {
  const tops = new Set<string>();
  let own = false;
  const onEntry = ({ name, type }: TarHeader) => {
    const clean = cleaned(name);
    const [top = ''] = clean.split('/');
    if (top === '') own = true;
    else tops.add(top);
    if (clean === top && type !== 'folder') own = true;
  };
  for await (const _ of scanTar(path, { onEntry, onData: () => undefined, onEntryEnd: () => undefined })) {
    // Only the names are looked at.
  }
  const [top = ''] = tops;
  return !own && tops.size === 1 && WRAPPERS.has(top) ? top : '';
}

type Listener = Parameters<typeof createTarScanner>[0];

/** Yields after each piece. @throws DamagedVolumeError */
async function* scanTar(path: string, listener: Listener): AsyncGenerator<void, void> {
  const scanner = createTarScanner(listener);
  const isPacked = (await firstBytes(path)).equals(GZIP);
  const source = createReadStream(path, { highWaterMark: READ_BYTES });
  const bytes = isPacked ? source.pipe(createGunzip({ chunkSize: READ_BYTES })) : source;
  source.on('error', (error) => bytes.destroy(error));
  try {
    for await (const chunk of bytes) {
      scanner.push(chunk);
      yield;
    }
  } catch (error) {
    if (error instanceof TarError) throw new DamagedVolumeError('not-a-tar', { cause: error });
    const isCut = error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
    if (isCut) throw new DamagedVolumeError(scanner.bytes() === 0 ? 'empty' : 'cut-off', { cause: error });
    const isZlib = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
    throw isZlib ? new DamagedVolumeError('not-a-tar', { cause: error }) : error;
  } finally {
    source.destroy();
  }
  if (scanner.bytes() === 0) throw new DamagedVolumeError('empty');
  if (!scanner.isEnded()) throw new DamagedVolumeError('cut-off');
}

async function firstBytes(path: string): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
