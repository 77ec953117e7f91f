import type { Entry } from '../tar/entry.ts';
import { folderOf } from '../tar/order.ts';
import { openList } from './list-file.ts';
import type { JobOf, ResultOf } from './messages.ts';
import type { Running } from './running.ts';
import { DamagedArchiveError } from './types.ts';

/** Entries of one folder, folders first, then by name. */
export async function browse(job: JobOf<'browse'>, running: Running): Promise<ResultOf<'browse'>> {
  const counted = { folders: 0, total: 0 };
  let last: Entry | null = null;
  let isSorted = true;
  await eachChild(job, running, (entry) => {
    counted.total += 1;
    if (entry.type === 'folder') counted.folders += 1;
    if (last !== null && byName(last, entry) > 0) isSorted = false;
    last = entry;
  });
  // A folder may hold a million files: where their order is that of the list, only the wanted ones are kept.
  const entries = isSorted ? await window(job, running, counted.folders) : await sortedWindow(job, running);
  return { entries, total: counted.total };
}

async function window(job: JobOf<'browse'>, running: Running, folders: number): Promise<Entry[]> {
  const found: { readonly at: number; readonly entry: Entry }[] = [];
  let folder = 0;
  let other = folders;
  await eachChild(job, running, (entry) => {
    const at = entry.type === 'folder' ? folder : other;
    if (entry.type === 'folder') folder += 1;
    else other += 1;
    if (at >= job.offset && at < job.offset + job.limit) found.push({ at, entry });
  });
  return found.sort((a, b) => a.at - b.at).map(({ entry }) => entry);
}

async function sortedWindow(job: JobOf<'browse'>, running: Running): Promise<Entry[]> {
  const all: Entry[] = [];
  await eachChild(job, running, (entry) => all.push(entry));
  const rank = (entry: Entry) => (entry.type === 'folder' ? 0 : 1);
  all.sort((a, b) => rank(a) - rank(b) || byName(a, b));
  return all.slice(job.offset, job.offset + job.limit);
}

const byName = (a: Entry, b: Entry) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

async function eachChild(job: JobOf<'browse'>, { signal }: Running, see: (entry: Entry) => void): Promise<void> {
  const { list, folder } = job;
  const reader = await openList({ path: list.path, key: list.key, bytes: null, sha256: list.sha256 }, null);
  try {
    for (let entry = await reader.next(); entry !== null; entry = await reader.next()) {
      if (folderOf(entry.path) === folder) see(entry);
    }
    signal.throwIfAborted();
    const problem = await reader.check();
    if (problem !== null) throw new DamagedArchiveError(problem);
  } finally {
    await reader.close();
  }
}
