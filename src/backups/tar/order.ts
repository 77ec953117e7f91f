/**
 * The order in which the Engine walks a tree: a folder before what is in it, and names byte by byte within a folder.
 * A plain comparison of paths is not that order: in it `a.b` stands between `a` and `a/c`. Paths are latin1 strings.
 */
export function compareInTreeOrder(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at += 1) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

const SLASH = 47;
const rank = (code: number) => (code === SLASH ? -1 : code);

/** The folder that a path lies in; null for the root, which is ''. */
export function folderOf(path: string): string | null {
  if (path === '') return null;
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}
