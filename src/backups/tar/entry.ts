import { z } from 'zod';

export const ENTRY_TYPES = ['file', 'folder', 'symlink', 'hardlink', 'fifo', 'char', 'block'] as const;

/**
 * One entry of a tree, as it stands in a list file (a line of JSON each, in the order of the tar).
 * Names are bytes: every character of `path` and `link` is one byte (latin1), so that no name is lost or taken for
 * another; `shownPath` makes them readable. The path is relative to the tree's root: '' is the root itself.
 */
export const entrySchema = z.strictObject({
  path: z.string(),
  type: z.enum(ENTRY_TYPES),
  mode: z.int(),
  uid: z.int(),
  gid: z.int(),
  /** Bytes; 0 for everything but files. */
  size: z.int().nonnegative(),
  /** Whole seconds since 1970, as the archive API keeps them. */
  mtime: z.int(),
  /** Target of a symlink as it is, of a hard link as a path relative to the root. */
  link: z.string().optional(),
  /** SHA-256 of a file's content, hexadecimal. */
  sha256: z.string().optional(),
  /** Extended attributes that the archive holds: name → base64. */
  xattrs: z.record(z.string(), z.string()).optional(),
  device: z.tuple([z.int(), z.int()]).optional(),
});
export type Entry = z.infer<typeof entrySchema>;
