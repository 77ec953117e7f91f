import { randomBytes } from 'node:crypto';
import { mkdir, rm, rmdir, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { Reason } from '../../operations/index.ts';
import type { Key } from '../archive/types.ts';
import type { Manifest, Tree } from '../manifest.ts';
import type { BackupParts } from '../parts.ts';
import { createMeter } from '../progress.ts';
import { engineFreeBytes, scratchBytes } from '../proof/engine-space.ts';
import type { Store } from '../store/types.ts';
import { unpackedInVolume } from './unpacked-snapshot.ts';

export type Materialise = (job: MaterialiseJob) => Promise<Materialised>;

export interface Materialised {
  readonly manifest: Manifest;
  release(): Promise<void>;
}

/** zstd: it is read once and thrown away. */
const LEVEL = 1;

export interface MaterialiseJob {
  readonly manifest: Manifest;
  readonly key: Key;
  readonly operation: string;
  /** Empty: all of them. */
  readonly trees: readonly string[];
  readonly signal: AbortSignal;
  readonly report: (doing: Reason) => void;
}

export type ReadingParts = Pick<
  BackupParts,
  'storage' | 'works' | 'store' | 'dataDir' | 'hostRoot' | 'log' | 'clock' | 'restic'
>;

/** As `materialise`, where there may be no repository at all. */
export async function withArchives(
  { materialise: make }: { readonly materialise?: Materialise },
  job: MaterialiseJob,
): Promise<Materialised> {
  return make === undefined ? { manifest: job.manifest, release: async () => undefined } : make(job);
}

/** Where archives lie that were made of snapshots, for `pathOf`. */
const places = new WeakMap<NonNullable<Tree['archive']>, string>();

/** A store that also finds the archives of `materialise`. */
export function findingMaterialised(store: Store): Store {
  return {
    ...store,
    pathOf: (manifest, file) => {
      const path = places.get(file);
      return path === undefined ? store.pathOf(manifest, file) : { path, bytes: file.bytes, sha256: file.sha256 };
    },
  };
}

/**
 * A manifest whose trees all have an archive: for one in the repository they are made of its snapshots, in a folder that
 * goes with `release`. One of the local store stays as it is.
 * @throws DamagedArchiveError for a snapshot that does not come out whole · UserError · NoSpaceError · EngineError
 */
export async function materialise(parts: ReadingParts, job: MaterialiseJob): Promise<Materialised> {
  const { manifest, trees: names } = job;
  const wanted = manifest.trees.filter(
    ({ archive, name }) => archive === null && (names.length === 0 || names.includes(name)),
  );
  if (wanted.length === 0) return { manifest, release: async () => undefined };
  await checkSpace(parts, wanted);
  const folder = join(parts.dataDir, 'scratch', job.operation, `restic-${randomBytes(4).toString('hex')}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const release = async () => {
    await rm(folder, { recursive: true, force: true });
    // Others of the operation may still have theirs beside it.
    await rmdir(dirname(folder)).catch(() => undefined);
  };
  const totalBytes = wanted.reduce((sum, { tarBytes }) => sum + tarBytes, 0);
  const meter = createMeter({ phase: 'restic', totalBytes, clock: parts.clock, report: job.report });
  try {
    const made = new Map<string, NonNullable<Tree['archive']>>();
    for (const [number, tree] of wanted.entries()) {
      job.signal.throwIfAborted();
      meter.at(0, tree.name);
      made.set(
        tree.name,
        await archiveOf(parts, job, tree, join(folder, `tree-${number}`), (bytes) => meter.at(bytes, tree.name)),
      );
      meter.passed(tree.tarBytes);
    }
    const trees = manifest.trees.map((tree) => ({ ...tree, archive: tree.archive ?? made.get(tree.name) ?? null }));
    return { manifest: { ...manifest, trees }, release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function archiveOf(
  parts: ReadingParts,
  { operation, key, signal }: MaterialiseJob,
  { name, snapshot }: Tree,
  path: string,
  progress: (bytes: number) => void,
): Promise<NonNullable<Tree['archive']>> {
  const { restic } = parts;
  if (snapshot === null) throw new UserError('backups-proof-no-archive', { name });
  if (restic === undefined) throw new UserError('backups-restic-not-set');
  const archiveFile = `${path}.tar.zst`;
  const volume = `vakhta-restic-${operation}-${randomBytes(4).toString('hex')}`;
  const read = await unpackedInVolume(parts, restic, { operation, snapshot, volume, name, signal }, (place) =>
    parts.works.readTree(
      { container: place.container, path: place.path, archiveFile, listFile: `${path}.list`, level: LEVEL, key },
      { signal, onProgress: ({ doneBytes }) => progress(doneBytes) },
    ),
  );
  if (read.archive === null) throw new Error(`reading ${name} made no archive`);
  const archive = {
    file: `${name.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^[^A-Za-z0-9]+/, '') || 'tree'}.tar.zst`,
    ...read.archive,
  };
  places.set(archive, archiveFile);
  return archive;
}

/** Side by side in DATA_DIR, one after the other on the Engine's disk. */
async function checkSpace(parts: ReadingParts, trees: readonly Tree[]): Promise<void> {
  const needed = trees.reduce((sum, { tarBytes }) => sum + tarBytes, 0);
  const { bavail, bsize } = await statfs(parts.dataDir);
  if (needed > bavail * bsize) throw new UserError('backups-no-space', { needed, free: bavail * bsize });
  const largest = Math.max(...trees.map((tree) => scratchBytes([tree])));
  const free = await engineFreeBytes(parts);
  if (free !== null && largest > free) throw new UserError('backups-restic-no-engine-space', { needed: largest, free });
}
