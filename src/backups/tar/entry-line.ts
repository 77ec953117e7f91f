import type { Entry } from './entry.ts';

/** One line of a list, with its line feed: always the same bytes for the same entry, so that equal trees have equal lists. */
export function entryLine(entry: Entry): string {
  const { path, type, mode, uid, gid, size, mtime, link, sha256, xattrs, device } = entry;
  const sorted = xattrs === undefined ? undefined : Object.fromEntries(Object.entries(xattrs).sort(byKey));
  return `${JSON.stringify({ path, type, mode, uid, gid, size, mtime, link, sha256, xattrs: sorted, device })}\n`;
}

const byKey = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : 1);

const isWhole = (value: unknown) => Number.isSafeInteger(value);
const isText = (value: unknown) => typeof value === 'string';
const TYPES: ReadonlySet<unknown> = new Set<Entry['type']>([
  'file',
  'folder',
  'symlink',
  'hardlink',
  'fifo',
  'char',
  'block',
]);
const REQUIRED = ['path', 'type', 'mode', 'uid', 'gid', 'size', 'mtime'];
const CHECKS: Readonly<Record<keyof Entry, (value: unknown) => boolean>> = {
  path: isText,
  type: (value) => TYPES.has(value),
  mode: isWhole,
  uid: isWhole,
  gid: isWhole,
  size: (value) => isWhole(value) && Number(value) >= 0,
  mtime: isWhole,
  link: isText,
  sha256: isText,
  xattrs: (value) => isObject(value) && Object.values(value).every(isText),
  device: (value) => Array.isArray(value) && value.length === 2 && value.every(isWhole),
};
const isChecked = (key: string): key is keyof Entry => Object.hasOwn(CHECKS, key);

/**
 * Null: the line is no entry. The same as `entrySchema` says (a test holds them together), without what a schema costs:
 * a list may have millions of lines, and zod would take 20 MiB of each thread that reads one.
 */
export function parseEntryLine(line: string): Entry | null {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : null;
  } catch {
    return null;
  }
}

function isEntry(value: unknown): value is Entry {
  if (!isObject(value)) return false;
  const fields = Object.entries(value);
  const hasAll = REQUIRED.every((key) => Object.hasOwn(value, key));
  return hasAll && fields.every(([key, field]) => isChecked(key) && CHECKS[key](field));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
