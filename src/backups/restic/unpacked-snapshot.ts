import { messageOf } from '../../errors.ts';
import type { BackupParts } from '../parts.ts';
import type { Restic } from './restic.ts';

/**
 * A snapshot restored into a volume of its own, for as long as the work takes. Read from there through the archive API it
 * is what a volume is, byte for byte: names, owners, links, devices.
 */
export async function unpackedInVolume<T>(
  { storage, log }: Pick<BackupParts, 'storage' | 'log'>,
  restic: Restic,
  job: {
    readonly operation: string;
    readonly snapshot: string;
    readonly volume: string;
    readonly name: string;
    readonly signal: AbortSignal;
  },
  work: (place: { readonly container: string; readonly path: string }) => Promise<T>,
): Promise<T> {
  const { operation, volume, signal } = job;
  await storage.createVolume({ name: volume, driver: 'local', options: {}, labels: {}, operation }, { signal });
  try {
    await restic.restore(job);
    const mounts = [{ type: 'volume', source: volume, target: '/scratch', readOnly: true }] as const;
    const container = await storage.createHelper({ operation, image: 'empty', mounts }, { signal });
    try {
      return await work({ container, path: '/scratch/vol' });
    } finally {
      await storage.removeHelper(container);
    }
  } finally {
    // What cannot be removed now goes when the operation is over.
    await storage
      .removeScratchVolume(volume)
      .catch((error: unknown) => log.warn({ volume, reason: messageOf(error) }, 'a scratch volume stays'));
  }
}
