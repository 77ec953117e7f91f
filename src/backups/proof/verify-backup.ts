import { UserError } from '../../errors.ts';
import type { ArchiveProblem, ArchiveWorks, Key } from '../archive/types.ts';
import type { Manifest, Tree } from '../manifest.ts';
import type { Meter } from '../progress.ts';
import type { Store } from '../store/types.ts';
import { unaccountedFor } from './completeness.ts';
import { readConfig } from './config-files.ts';
import { unpacked } from './unpacked.ts';

/** What speaks of the data: what is only incomplete is as good as it was. */
export function isDamage({ kind }: ArchiveProblem): boolean {
  return kind !== 'config-incomplete' && kind !== 'wrong-passphrase';
}

/**
 * Every byte of a backup that the store has: archives decoded to their end and compared with their lists, lists and
 * configuration and whatever was taken along against the manifest, and whether all that the services need is accounted for.
 * @param folder for what is unpacked meanwhile; must exist, and is left as it is
 * @returns the problems, none for a good one · @throws UserError for data that are in another store; the signal's reason
 */
export async function verifyBackup(
  parts: { readonly works: Pick<ArchiveWorks, 'verify' | 'unpackFile'>; readonly store: Pick<Store, 'pathOf'> },
  job: {
    readonly manifest: Manifest;
    readonly key: Key;
    readonly folder: string;
    readonly signal: AbortSignal;
    readonly meter: Meter;
  },
): Promise<ArchiveProblem[]> {
  const { manifest, key, folder, signal, meter } = job;
  const problems: ArchiveProblem[] = [];
  for (const tree of manifest.trees) {
    signal.throwIfAborted();
    meter.at(0, tree.name);
    problems.push(...(await verifyTree(tree)));
    meter.passed(tree.tarBytes);
  }
  signal.throwIfAborted();
  const config = await readConfig(parts, { manifest, key, folder });
  problems.push(...config.problems);
  for (const [index, { stored }] of manifest.extras.entries()) {
    signal.throwIfAborted();
    const problem = await unpacked(parts, { manifest, file: stored, to: `${folder}/extra-${index}`, key });
    if (problem !== null) problems.push(problem);
  }
  return [...problems, ...unaccountedFor(manifest, config.files)];

  async function verifyTree(tree: Tree): Promise<readonly ArchiveProblem[]> {
    const { archive, list, listSha256 } = tree;
    if (archive === null) throw new UserError('backups-proof-no-archive', { name: tree.name });
    const at = (file: typeof archive) => parts.store.pathOf(manifest, file);
    const result = await parts.works.verify(
      { archive: at(archive), list: at(list), listSha256, key },
      { signal, onProgress: ({ doneBytes }) => meter.at(doneBytes, tree.name) },
    );
    return result.problems;
  }
}

/** What of it there is to read, for a bar. */
export function bytesToVerify(manifest: Manifest): number {
  return manifest.trees.reduce((sum, { tarBytes }) => sum + tarBytes, 0);
}
