import type { BackupSet } from '../sets/types.ts';

/** Which set an archive of a script belongs to, and what its volumes are called on the Engine. Pure. */
export interface TargetSet {
  readonly name: string;
  /** As it is now; null when there is none of that name. */
  readonly set: BackupSet | null;
  /** Name of a volume's archive → name of the volume. */
  readonly volumes: ReadonlyMap<string, string>;
}

/**
 * The set that a person named; else the one whose volumes these are; else what the archive says of itself, its project or
 * its label. Scripts call a volume by its whole name (`shop_data`) or by its key in the compose file (`data`).
 */
export function targetSet(
  sets: readonly BackupSet[],
  archive: { readonly volumes: readonly string[]; readonly project: string | null; readonly label: string },
  named: string | null,
): TargetSet {
  const byName = (name: string | null) => sets.find((set) => set.name === name) ?? null;
  const matches = sets
    .map((set) => ({
      set,
      found: [...volumeNames(set, archive.volumes)].filter(([, name]) => hasTree(set, name)).length,
    }))
    .filter(({ found }) => found > 0)
    .sort((a, b) => b.found - a.found);
  const set = named === null ? (matches[0]?.set ?? byName(archive.project) ?? byName(archive.label)) : byName(named);
  const name = named ?? set?.name ?? archive.project ?? archive.label;
  const volumes = set === null ? new Map(archive.volumes.map((one) => [one, one])) : volumeNames(set, archive.volumes);
  return { name, set, volumes };
}

function hasTree(set: BackupSet, name: string): boolean {
  return set.trees.some((tree) => tree.name === name);
}

function volumeNames(set: BackupSet, archived: readonly string[]): Map<string, string> {
  return new Map(
    archived.map((one) => {
      const tree =
        set.trees.find(({ name }) => name === one) ??
        set.trees.find(({ composeKey }) => composeKey === one) ??
        set.trees.find(({ name }) => name === `${set.project}_${one}`);
      return [one, tree?.name ?? one];
    }),
  );
}
