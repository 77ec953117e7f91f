import { basename } from 'node:path';
import type { Entry } from '../tar/entry.ts';
import { compareInTreeOrder } from '../tar/order.ts';
import { shownPath } from '../tar/shown-path.ts';
import { TarError } from '../tar/tar-error.ts';
import { type ListReader, openList } from './list-file.ts';
import type { JobOf } from './messages.ts';
import type { Running } from './running.ts';
import { isIdentical } from './same-entry.ts';
import { openStored, type StoredReader } from './stored-reader.ts';
import { createTreeScan, type TreeScan } from './tree-scan.ts';
import { type ArchiveProblem, DamagedArchiveError, type VerifyResult } from './types.ts';

const MAX_PROBLEMS = 100;

/** Every stored byte of archive and list, the whole decode, the tar's end, and each entry against the list. */
export async function verify(job: JobOf<'verify'>, running: Running): Promise<VerifyResult> {
  const problems: ArchiveProblem[] = [];
  const add = (problem: ArchiveProblem) => {
    if (problems.length < MAX_PROBLEMS) problems.push(problem);
  };
  const archive = await opened(openStored({ ...job.archive, key: job.key }), add);
  const list = await opened(openList({ ...job.list, key: job.key }, job.listSha256), add);
  const scan = createTreeScan();
  try {
    if (archive !== null) await checkTar(archive, list, scan, basename(job.archive.path), add, running);
    running.signal.throwIfAborted();
    // A hash that is wrong says more than where the reading stumbled over it.
    const ofFiles = [await archive?.check(), await list?.check()].filter((problem) => problem != null);
    return { problems: [...ofFiles, ...problems].slice(0, MAX_PROBLEMS), tarBytes: scan.bytes() };
  } finally {
    await list?.close();
    await archive?.close();
  }
}

async function opened<T>(opening: Promise<T>, add: (problem: ArchiveProblem) => void): Promise<T | null> {
  return opening.catch(problemInto(add));
}

function problemInto(add: (problem: ArchiveProblem) => void) {
  return (error: unknown): null => {
    if (!(error instanceof DamagedArchiveError)) throw error;
    add(error.problem);
    return null;
  };
}

async function checkTar(
  archive: StoredReader,
  list: ListReader | null,
  scan: TreeScan,
  name: string,
  add: (problem: ArchiveProblem) => void,
  { signal, progress }: Running,
): Promise<void> {
  const matching = list === null ? null : createMatching(list, add);
  try {
    for await (const part of archive.content()) {
      signal.throwIfAborted();
      scan.push(part);
      for (const entry of scan.take()) await matching?.push(entry);
      progress(scan.bytes());
    }
    if (!scan.isEnded()) return add({ kind: 'no-tar-end', name });
    await matching?.end();
  } catch (error) {
    if (error instanceof TarError) add({ kind: 'bad-tar', name });
    else problemInto(add)(error);
  }
}

/** Entries of the tar beside those of the list: both in the same order, so that what is missing on a side shows. */
function createMatching(list: ListReader, add: (problem: ArchiveProblem) => void) {
  let held: Entry | null = null;
  let isBroken = false;

  async function expected(): Promise<Entry | null> {
    if (held !== null) return held;
    if (isBroken) return null;
    try {
      const next = list.next();
      held = next instanceof Promise ? await next : next;
    } catch (error) {
      isBroken = true;
      problemInto(add)(error);
    }
    return held;
  }

  async function match(entry: Entry): Promise<void> {
    for (;;) {
      const wanted = held ?? (await expected());
      if (isBroken) return;
      if (wanted?.path === entry.path) {
        held = null;
        if (!isIdentical(wanted, entry)) add({ kind: 'entry-differs', name: shownPath(entry.path) });
        return;
      }
      if (wanted === null || compareInTreeOrder(entry.path, wanted.path) < 0) {
        return add({ kind: 'entry-extra', name: shownPath(entry.path) });
      }
      add({ kind: 'entry-missing', name: shownPath(wanted.path) });
      held = null;
    }
  }

  return {
    push: match,
    /** What the list still has is missing in the tar. */
    async end(): Promise<void> {
      for (let wanted = await expected(); wanted !== null; wanted = await expected()) {
        add({ kind: 'entry-missing', name: shownPath(wanted.path) });
        held = null;
      }
    },
  };
}
