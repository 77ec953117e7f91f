/** On every snapshot of ours. */
export const TAG = 'vakhta';
/** On the one that holds what lies in the local store: lists, configuration, the manifest. */
export const MANIFEST_TAG = 'vakhta-manifest';

/** restic separates tags by commas. */
export function tagOf(name: string): string {
  return name.replaceAll(',', '_');
}

/** Without a parent everything is read anew: another volume at the same path is none. */
export function backupArguments(of: {
  readonly path: string;
  readonly tags: readonly string[];
  readonly host: string;
  readonly parent: string | null;
}): string[] {
  const tags = of.tags.flatMap((tag) => ['--tag', tagOf(tag)]);
  const parent = of.parent === null ? ['--force'] : ['--parent', of.parent];
  return ['backup', of.path, ...tags, '--host', of.host, ...parent, '--json', '--no-cache'];
}

export function restoreArguments(snapshot: string, target: string): string[] {
  return ['restore', snapshot, '--target', target, '--no-cache'];
}

export function snapshotsArguments(tags: readonly string[]): string[] {
  return ['snapshots', '--json', '--no-cache', ...(tags.length === 0 ? [] : ['--tag', tags.map(tagOf).join(',')])];
}

export function forgetArguments(snapshots: readonly string[], prune: boolean): string[] {
  return ['forget', ...snapshots, ...(prune ? ['--prune'] : []), '--no-cache'];
}
