import type { ManifestWarning } from '../manifest.ts';
import type { Entry } from '../tar/entry.ts';
import { shownPath } from '../tar/shown-path.ts';
import { TarError } from '../tar/tar-error.ts';
import { getArchive } from './engine-connection.ts';
import { createListWriter, type ListWriter } from './list-file.ts';
import type { JobOf } from './messages.ts';
import { createPacker, type Packer } from './packer.ts';
import type { RunningOnEngine } from './running.ts';
import { count, createTreeScan, nothingCounted, type TreeScan } from './tree-scan.ts';
import { TornReadError, type TreeRead } from './types.ts';

/** Tree → archive and list. What cannot be finished is removed. */
export async function readTree(job: JobOf<'readTree'>, running: RunningOnEngine): Promise<TreeRead> {
  const archive = await createPacker(job.archiveFile, job.level, job.key);
  try {
    return await readInto(archive, job, running);
  } catch (error) {
    await archive.discard();
    throw error;
  }
}

/** Tree → list alone. */
export function listTree(job: JobOf<'listTree'>, running: RunningOnEngine): Promise<TreeRead> {
  return readInto(null, job, running);
}

async function readInto(
  archive: Packer | null,
  job: JobOf<'listTree'>,
  { engine, signal, progress }: RunningOnEngine,
): Promise<TreeRead> {
  const list = await createListWriter(job.listFile, job.key);
  try {
    const { engineTimeMs, bytes } = await getArchive(engine, job.container, job.path, signal);
    const scan = createTreeScan();
    const seen = createSeen(engineTimeMs);
    for await (const part of bytes) {
      push(scan, part);
      await archive?.write(part);
      await takeEntries(scan, list, seen);
      progress(scan.bytes());
    }
    if (!scan.isEnded()) throw torn(scan);
    const [listed, stored] = [await list.finish(), (await archive?.finish()) ?? null];
    signal.throwIfAborted();
    return {
      archive: stored,
      list: listed.written,
      listSha256: listed.listSha256,
      tarBytes: scan.bytes(),
      ...seen.result(),
    };
  } catch (error) {
    await list.discard();
    throw error;
  }
}

function push(scan: TreeScan, part: Buffer): void {
  try {
    scan.push(part);
  } catch (error) {
    // The Engine's tar is right or cut; what is neither counts for as little.
    throw error instanceof TarError ? Object.assign(torn(scan), { cause: error }) : error;
  }
}

function torn(scan: TreeScan): TornReadError {
  const path = scan.openPath();
  return new TornReadError(path === null ? null : shownPath(path));
}

async function takeEntries(scan: TreeScan, list: ListWriter, seen: Seen): Promise<void> {
  for (const entry of scan.take()) {
    seen.see(entry);
    list.add(entry);
  }
  await list.flush();
}

type Seen = ReturnType<typeof createSeen>;

const SHOWN_PATHS = 20;

/** What is worth saying about the entries of a tree. `engineTimeMs`: its clock when the reading began, in whole seconds. */
function createSeen(engineTimeMs: number) {
  const beganAt = performance.now();
  const beganS = Math.floor(engineTimeMs / 1000);
  const counts = nothingCounted();
  const warnings = new Map<ManifestWarning['kind'], { count: number; paths: string[] }>();
  let dataBytes = 0;

  function warn(kind: ManifestWarning['kind'], path: string): void {
    const warning = warnings.get(kind) ?? { count: 0, paths: [] };
    warnings.set(kind, warning);
    warning.count += 1;
    if (warning.paths.length < SHOWN_PATHS) warning.paths.push(shownPath(path));
  }

  return {
    see(entry: Entry): void {
      count(counts, entry);
      dataBytes += entry.size;
      // Written since the reading began: it may not belong to the same moment as the others. A clock that goes wrong
      // by more than the reading took is no sign of that.
      const nowS = beganS + Math.ceil((performance.now() - beganAt) / 1000);
      if (entry.type === 'file' && entry.mtime > beganS && entry.mtime <= nowS) warn('changed-while-read', entry.path);
      // It is in the archive, but the Engine puts it back as 1970.
      if (entry.mtime < 0) warn('old-mtime', entry.path);
    },
    result: () => ({
      counts: { ...counts },
      dataBytes,
      warnings: [...warnings].map(([kind, { count: found, paths }]) => ({ kind, count: found, paths })),
    }),
  };
}
