import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes what processes before this one left in the folder for what is unpacked meanwhile: configuration, with its
 * secrets. @param isLive whether an operation of that id will still come back to its own
 */
export async function sweepScratch(folder: string, isLive: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const stat = await lstat(join(folder, name)).catch(() => null);
    if (stat === null || isLive(name) || stat.mtimeMs >= performance.timeOrigin) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}
