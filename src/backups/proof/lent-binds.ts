import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostFiles } from '../sets/host-files.ts';
import type { InspectFacts } from './inspect-facts.ts';

/** A folder of more entries is not looked through, and not lent. */
const MOST_ENTRIES = 100_000;
/** No project lives there, whatever a label says. */
const NEVER = ['/proc', '/sys', '/dev', '/run', '/var/run'];
/** Mounted everywhere, and missed nowhere: a copy without them is the same in all that a drill looks at. */
const NOT_MISSED = new Set(['/etc/localtime', '/etc/timezone', '/usr/share/zoneinfo']);

type Bind = InspectFacts['binds'][number];

export interface LentBinds {
  /** Where it is mounted → the path on the host, free of symlinks. To be mounted read-only. */
  readonly lent: Readonly<Record<string, string>>;
  /** Folders of those that the service itself could write to. */
  readonly wereWritable: readonly string[];
  /** Where those are mounted that stay away and that the service may miss. */
  readonly missed: readonly string[];
}

/**
 * Which folders and files of the host a copy may read: those that really lie in the project's own folder, wherever a
 * symlink says that they do, and hold nothing by which something that runs could be reached (a socket, a device, a pipe).
 * @param workingDir the project's folder; null: nothing is lent
 * @param root where the host's file system is mounted, when the bot runs in a container
 */
export async function lendBinds(
  binds: readonly Bind[],
  workingDir: string | null,
  { files, root }: { readonly files: Pick<HostFiles, 'real'>; readonly root: string | null },
): Promise<LentBinds> {
  const folder = workingDir === null ? null : await files.real(workingDir);
  const lent: Record<string, string> = {};
  const wereWritable: string[] = [];
  const missed: string[] = [];
  for (const bind of binds) {
    const source = folder === null || bind.source === '' ? null : await files.real(bind.source);
    const kind =
      folder === null || source === null || !isWithin(source, folder)
        ? null
        : await harmless(join(root ?? '/', source));
    if (source === null || kind === null) {
      if (!NOT_MISSED.has(bind.destination)) missed.push(bind.destination);
      continue;
    }
    lent[bind.destination] = source;
    if (kind === 'folder' && !bind.readOnly) wereWritable.push(bind.destination);
  }
  return { lent, wereWritable, missed };
}

function isWithin(source: string, folder: string): boolean {
  if (folder === '/' || NEVER.some((path) => isBelow(folder, path) || isBelow(source, path))) return false;
  return isBelow(source, folder);
}

/** Or the same. */
function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Null: it may not be lent, or nobody can see what it is. */
async function harmless(path: string): Promise<'file' | 'folder' | null> {
  try {
    const found = await stat(path);
    if (found.isFile()) return 'file';
    if (!found.isDirectory()) return null;
    let seen = 0;
    // Symlinks are not followed: inside the copy they lead into the copy.
    for await (const entry of await opendir(path, { recursive: true })) {
      seen += 1;
      const isPlain = entry.isFile() || entry.isDirectory() || entry.isSymbolicLink();
      if (!isPlain || seen > MOST_ENTRIES) return null;
    }
    return 'folder';
  } catch {
    return null;
  }
}
