import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { BackupParts } from '../parts.ts';
import { sync } from '../store/durable.ts';
import { BACKUP_ID, setFolder } from '../store/folder-names.ts';
import { readManifest } from '../store/manifest-file.ts';

export interface FetchedManifest {
  readonly id: string;
  readonly set: string;
  /** `here`: it was not missing. `damaged`: what came out is no whole manifest. */
  readonly end: 'fetched' | 'here' | 'damaged';
}

/**
 * Brings back from the repository what the local store knows of its backups, where that was lost with the server: from
 * then on they can be verified, drilled and restored. @throws UserError
 */
export async function fetchManifests({
  restic,
  store,
  dataDir,
  index,
}: Pick<BackupParts, 'restic' | 'store' | 'dataDir' | 'index'>): Promise<FetchedManifest[]> {
  if (restic === undefined) throw new UserError('backups-restic-not-set');
  const fetched: FetchedManifest[] = [];
  for (const { id: snapshot, paths, tags } of await restic.manifests()) {
    const id = tags?.find((tag) => BACKUP_ID.test(tag));
    const [path] = paths;
    if (id === undefined || path === undefined) continue;
    const target = join(dataDir, 'scratch', `fetch-${randomBytes(6).toString('hex')}`);
    await mkdir(target, { recursive: true, mode: 0o700 });
    try {
      const set = await bring(snapshot, path, id, target);
      if (!fetched.some((one) => one.id === id)) fetched.push(set);
    } finally {
      await rm(target, { recursive: true, force: true });
    }
  }
  await index.rescan();
  return fetched;

  async function bring(snapshot: string, path: string, id: string, target: string): Promise<FetchedManifest> {
    const named = basename(dirname(path));
    const there = join(store.root, named, id);
    if ('manifest' in (await readManifest(there, named, id))) return { id, set: named, end: 'here' };
    await restic?.bringManifest(snapshot, target);
    const brought = join(target, path);
    const read = await readManifest(brought, named, id);
    if (!('manifest' in read)) return { id, set: named, end: 'damaged' };
    const { set } = read.manifest;
    const folder = join(store.root, setFolder(set));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // What lies there is damaged: this one is whole.
    await rm(join(folder, id), { recursive: true, force: true });
    await rename(brought, join(folder, id));
    await sync(folder);
    return { id, set, end: 'fetched' };
  }
}
