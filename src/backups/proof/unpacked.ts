import { type ArchiveProblem, type ArchiveWorks, DamagedArchiveError, type Key } from '../archive/types.ts';
import type { Manifest, StoredFile } from '../manifest.ts';
import type { Store } from '../store/types.ts';

/** Reads one small stored file whole, decoded, into `to`. Null: every byte is what the manifest says. */
export async function unpacked(
  parts: { readonly works: Pick<ArchiveWorks, 'unpackFile'>; readonly store: Pick<Store, 'pathOf'> },
  job: { readonly manifest: Manifest; readonly file: StoredFile; readonly to: string; readonly key: Key },
): Promise<ArchiveProblem | null> {
  const { manifest, file, to, key } = job;
  try {
    await parts.works.unpackFile({ from: parts.store.pathOf(manifest, file), to, key });
    return null;
  } catch (error) {
    if (error instanceof DamagedArchiveError) return error.problem;
    throw error;
  }
}
