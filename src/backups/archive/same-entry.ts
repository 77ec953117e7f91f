import type { Entry } from '../tar/entry.ts';

/** Everything that the archive keeps, times of folders too. */
export function isIdentical(a: Entry, b: Entry): boolean {
  return a.mtime === b.mtime && isSameAfterRestore(a, b);
}

/**
 * Whether a restore would leave it as it is. The Engine writes 1970 for times before it; a folder's time moves whenever
 * something in it does.
 */
export function isSame(a: Entry, b: Entry): boolean {
  const sameTime = a.type === 'folder' || Math.max(0, a.mtime) === Math.max(0, b.mtime);
  return sameTime && isSameAfterRestore(a, b);
}

function isSameAfterRestore(a: Entry, b: Entry): boolean {
  return (
    a.path === b.path &&
    a.type === b.type &&
    a.mode === b.mode &&
    a.uid === b.uid &&
    a.gid === b.gid &&
    a.size === b.size &&
    a.link === b.link &&
    a.sha256 === b.sha256 &&
    a.device?.[0] === b.device?.[0] &&
    a.device?.[1] === b.device?.[1] &&
    sameXattrs(a.xattrs, b.xattrs)
  );
}

function sameXattrs(a: Entry['xattrs'], b: Entry['xattrs']): boolean {
  if (a === undefined || b === undefined) return Object.keys(a ?? b ?? {}).length === 0;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
