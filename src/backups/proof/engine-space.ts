import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../manifest.ts';
import type { BackupParts } from '../parts.ts';

/** A file takes whole blocks of its file system. */
const BLOCK_BYTES = 4096;

/** What the trees take once they are unpacked, side by side. */
export function scratchBytes(trees: Manifest['trees']): number {
  return trees.reduce(
    (sum, { dataBytes, counts }) => sum + dataBytes + (counts.files + counts.folders) * BLOCK_BYTES,
    0,
  );
}

/** Free on the disk that the Engine writes to; null where that disk cannot be seen from here. */
export async function engineFreeBytes({
  storage,
  hostRoot,
}: Pick<BackupParts, 'storage' | 'hostRoot'>): Promise<number | null> {
  const { rootDir } = await storage.info();
  try {
    const { bavail, bsize } = await statfs(join(hostRoot ?? '/', rootDir));
    return bavail * bsize;
  } catch {
    return null;
  }
}
