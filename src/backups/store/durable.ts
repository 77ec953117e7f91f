import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { NoSpaceError } from '../archive/types.ts';

/** A full disk, or a full quota, in words of this room. */
export async function knowingSpace<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT' ? new NoSpaceError('store') : error;
  }
}

export function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** Until what a file or folder holds would survive power loss. A new name is safe only once its folder was synced too. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A new file, mode 0600, whole and synced. @throws when there is one of that name */
export async function writeNew(path: string, content: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whole or not at all, in place of one that may be there. */
export async function replaceFile(path: string, content: string): Promise<void> {
  const fresh = `${path}.new`;
  await rm(fresh, { force: true });
  await writeNew(fresh, content);
  await rename(fresh, path);
  await sync(dirname(path));
}
