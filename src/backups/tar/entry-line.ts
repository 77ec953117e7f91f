import { type Entry, entrySchema } from './entry.ts';

/** One line of a list, with its line feed: always the same bytes for the same entry, so that equal trees have equal lists. */
export function entryLine(entry: Entry): string {
  const { path, type, mode, uid, gid, size, mtime, link, sha256, xattrs, device } = entry;
  const sorted = xattrs === undefined ? undefined : Object.fromEntries(Object.entries(xattrs).sort(byKey));
  return `${JSON.stringify({ path, type, mode, uid, gid, size, mtime, link, sha256, xattrs: sorted, device })}\n`;
}

const byKey = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : 1);

/** Null: the line is no entry. */
export function parseEntryLine(line: string): Entry | null {
  try {
    const parsed = entrySchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
