import type { Manifest, StoredFile } from '../manifest.ts';

/** Every file in a backup's folder that its manifest answers for. */
export function storedFiles(manifest: Manifest): StoredFile[] {
  const trees = manifest.trees.flatMap(({ archive, list }) => (archive === null ? [list] : [archive, list]));
  const config = manifest.config === null ? [] : [manifest.config];
  return [...trees, ...config, ...manifest.extras.map(({ stored }) => stored)];
}
