import { UserError } from '../../errors.ts';
import type { Key } from '../archive/types.ts';
import type { ConfigFile, Manifest, Tree } from '../manifest.ts';
import { type Materialise, type MaterialiseJob, withArchives } from '../restic/reading.ts';
import type { Store } from '../store/types.ts';
import type { DryRunParams, RestoreChoice } from '../types.ts';

/** What is put back, and from where. */
export interface Source {
  readonly manifest: Manifest;
  readonly key: Key;
  readonly trees: readonly Tree[];
  readonly files: readonly string[];
  readonly config: readonly ConfigFile[];
}

/** @throws UserError for a backup that is gone or damaged, a choice that it does not hold, a passphrase that is not its own */
export async function openSource(
  store: Pick<Store, 'open' | 'keyFor'>,
  { set, backup, choice }: Pick<DryRunParams, 'set' | 'backup' | 'choice'>,
): Promise<Source> {
  const opened = await store.open(set, backup);
  if (!opened.ok) throw new UserError('backups-restore-damaged', { backup, why: opened.why });
  const { manifest } = opened;
  const onlyConfig = choice.trees.length === 0 && choice.config.length > 0;
  const trees = onlyConfig ? [] : choose(manifest.trees, choice.trees, (tree) => tree.name);
  const withoutArchive = trees.find((tree) => tree.archive === null && tree.snapshot === null);
  if (withoutArchive !== undefined) throw new UserError('backups-restore-no-archive', { tree: withoutArchive.name });
  const config = choice.config.length === 0 ? [] : choose(manifest.configFiles, choice.config, (file) => file.path);
  return { manifest, key: await store.keyFor(manifest), trees, files: choice.files, config };
}

/** The same with an archive for each of its trees, also where they lie in a repository. */
export async function archivedSource(
  parts: { readonly materialise?: Materialise },
  source: Source,
  job: Pick<MaterialiseJob, 'operation' | 'signal' | 'report'>,
): Promise<{ readonly source: Source; release(): Promise<void> }> {
  if (source.trees.length === 0) return { source, release: async () => undefined };
  const names = source.trees.map(({ name }) => name);
  const { manifest, key } = source;
  const made = await withArchives(parts, { ...job, manifest, key, trees: names });
  const trees = made.manifest.trees.filter(({ name }) => names.includes(name));
  return { source: { ...source, manifest: made.manifest, trees }, release: made.release };
}

/** Empty: all. */
function choose<T>(all: readonly T[], wanted: readonly string[], nameOf: (one: T) => string): readonly T[] {
  if (wanted.length === 0) return all;
  return [...new Set(wanted)].map((name) => {
    const found = all.find((one) => nameOf(one) === name);
    if (found === undefined) throw new UserError('backups-restore-not-in-backup', { name });
    return found;
  });
}

/** Whether whole trees are put back: then nothing may be in them that the backup does not have. */
export function isExact({ files }: Pick<RestoreChoice, 'files'>): boolean {
  return files.length === 0;
}

/** Bytes of tar that pass by when these are read or written once. */
export function bytesOf(trees: readonly Tree[]): number {
  return trees.reduce((sum, tree) => sum + tree.tarBytes, 0);
}
