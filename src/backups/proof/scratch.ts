import { join } from 'node:path';
import type { Key, TreeDiff } from '../archive/types.ts';
import type { Manifest, Tree } from '../manifest.ts';
import { withMounted } from '../mounted.ts';
import type { BackupParts } from '../parts.ts';
import type { Meter } from '../progress.ts';

/** How the tree lies in a helper: its name is the one that the archives begin with. */
const FOLDER = { target: '/vol', path: '/vol' };
/** A single file of the host cannot lie where a volume is mounted: it lies in it. */
const FILE = { target: '/scratch', path: '/scratch/vol' };

export interface ScratchJob {
  readonly manifest: Manifest;
  readonly tree: Tree & { readonly archive: NonNullable<Tree['archive']> };
  readonly key: Key;
  readonly operation: string;
  /** The name of the volume that is made. */
  readonly volume: string;
  /** For the list of what came out. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly meter: Meter;
}

/**
 * Restores a tree into a volume of its own and compares what came out with what went in, entry by entry, content by
 * content. The volume stays: with the operation's label, so that it goes when the operation is over.
 * @throws DamagedArchiveError, NoSpaceError, EngineError, or the signal's reason
 */
export async function restoreIntoScratch(
  parts: Pick<BackupParts, 'storage' | 'works' | 'store' | 'log'>,
  job: ScratchJob,
): Promise<TreeDiff> {
  const { storage, works, store } = parts;
  const { manifest, tree, key, operation, volume, folder, signal, meter } = job;
  // Never the original's driver and options: they may say where the original's data lie.
  await storage.createVolume({ name: volume, driver: 'local', options: {}, labels: {}, operation }, { signal });
  const { target, path } = tree.counts.folders === 0 ? FILE : FOLDER;
  const mount = { type: 'volume', source: volume, target, readOnly: false } as const;
  return withMounted(parts, { operation, mount, signal }, async (container) => {
    const onProgress = ({ doneBytes }: { readonly doneBytes: number }) => meter.at(doneBytes, tree.name);
    const archive = store.pathOf(manifest, tree.archive);
    await works.writeTree({ container, path, archive, key }, { signal, onProgress });
    meter.passed(tree.tarBytes);
    const listFile = join(folder, `${volume}.list`);
    const read = await works.listTree({ container, path, listFile, key }, { signal, onProgress });
    meter.passed(tree.tarBytes);
    const list = store.pathOf(manifest, tree.list);
    const wanted = { path: list.path, sha256: list.sha256, key };
    const current = { path: listFile, sha256: read.list.sha256, key };
    return works.compare({ current, wanted }, { signal });
  });
}

export function isSame({ added, changed, deleted }: Pick<TreeDiff, 'added' | 'changed' | 'deleted'>): boolean {
  return added + changed + deleted === 0;
}
