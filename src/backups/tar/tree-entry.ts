import type { Entry } from './entry.ts';
import type { TarHeader } from './scanner.ts';
import { TarError } from './tar-error.ts';

/** The folder that all entries of a tree's tar lie in. */
export const TREE_ROOT = 'vol';

/** A header of a tree's tar as an entry of its list, with the hash of its content where it is a file. */
export function treeEntry(header: TarHeader, sha256: string | null): Entry {
  const { name, type, mode, uid, gid, size, mtime, link, xattrs, device } = header;
  return {
    path: treePath(name),
    type,
    mode,
    uid,
    gid,
    size,
    mtime,
    ...(link === undefined ? {} : { link: type === 'hardlink' ? treePath(link) : link }),
    ...(sha256 === null ? {} : { sha256 }),
    ...(xattrs === undefined ? {} : { xattrs }),
    ...(device === undefined ? {} : { device }),
  };
}

/** Its path below the tree's root. @throws TarError when it lies outside of it */
export function treePath(name: string): string {
  if (name === TREE_ROOT) return '';
  const path = name.startsWith(`${TREE_ROOT}/`) ? name.slice(TREE_ROOT.length + 1) : null;
  if (path === null || hasOddSegment(path)) throw new TarError('an entry lies outside of its tree');
  return path;
}

export function tarName(path: string): string {
  return path === '' ? TREE_ROOT : `${TREE_ROOT}/${path}`;
}

function hasOddSegment(path: string): boolean {
  return path.includes('\0') || path.split('/').some((part) => part === '' || part === '.' || part === '..');
}
