import { basename, posix } from 'node:path';
import type { Entry } from '../tar/entry.ts';
import { shownPath } from '../tar/shown-path.ts';
import { TarError } from '../tar/tar-error.ts';
import { type ArchiveUpload, putArchive } from './engine-connection.ts';
import type { JobOf, ResultOf } from './messages.ts';
import type { RunningOnEngine } from './running.ts';
import { createChoice, createSelector, survey } from './selection.ts';
import { openStored, type StoredReader } from './stored-reader.ts';
import { createTreeScan, type TreeScan } from './tree-scan.ts';
import { DamagedArchiveError } from './types.ts';

type Job = JobOf<'writeTree'>;

/**
 * Archive → tree. The Engine takes a tar that is cut between two entries for a whole one: so the end of the tar is
 * held back here until the archive's hash and its end marker were right.
 */
export async function writeTree(job: Job, running: RunningOnEngine): Promise<ResultOf<'writeTree'>> {
  if (job.only !== undefined) return writeChosen(job, job.only, running);
  const upload = await begin(job, running);
  return whole(upload, () =>
    readWhole(job, running, async (part, held) => {
      if (held !== null) await upload.write(held);
      return part;
    }).then(async ({ tarBytes, held }) => {
      if (held !== null) await upload.write(held);
      return { tarBytes };
    }),
  );
}

/** Read twice: what is chosen may be a second name of a file that is not, and nothing is touched before all is known to be right. */
async function writeChosen(
  job: Job,
  only: readonly string[],
  running: RunningOnEngine,
): Promise<ResultOf<'writeTree'>> {
  const choice = createChoice(only);
  const { tarBytes } = await readWhole(
    job,
    running,
    () => Promise.resolve(null),
    (entry) => survey(choice, entry),
  );
  const [missing] = choice.missing;
  if (missing !== undefined) throw new DamagedArchiveError({ kind: 'entry-missing', name: shownPath(missing) });
  const selector = createSelector(choice);
  const upload = await begin(job, running);
  return whole(upload, async () => {
    await readWhole(job, running, async (part) => {
      for (const piece of selector.push(part)) await upload.write(piece);
      return null;
    });
    await upload.write(selector.end());
    return { tarBytes };
  });
}

async function begin(job: Job, { engine, signal }: RunningOnEngine): Promise<ArchiveUpload> {
  // Before the Engine is asked: without an archive there is nothing to put.
  await (await openStored({ ...job.archive, key: job.key })).close();
  return putArchive(engine, job.container, posix.dirname(job.path), signal);
}

/** The upload ends with its work, or the Engine hears that it is not whole. */
async function whole<T>(upload: ArchiveUpload, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    await upload.finish();
    return result;
  } catch (error) {
    upload.abort();
    throw error;
  }
}

/**
 * The archive from its beginning to its end. `take` gets each part of the tar and what it kept of the one before.
 * @throws DamagedArchiveError unless every byte was right
 */
async function readWhole(
  job: Job,
  running: RunningOnEngine,
  take: (part: Buffer, held: Buffer | null) => Promise<Buffer | null>,
  onEntry: (entry: Entry) => void = () => undefined,
): Promise<{ readonly tarBytes: number; readonly held: Buffer | null }> {
  const stored = await openStored({ ...job.archive, key: job.key });
  const scan = createTreeScan();
  let held: Buffer | null = null;
  try {
    for await (const part of stored.content()) {
      running.signal.throwIfAborted();
      scan.push(part);
      for (const entry of scan.take()) onEntry(entry);
      held = await take(part, held);
      running.progress(scan.bytes());
    }
    await requireWhole(stored, scan, basename(job.archive.path));
    return { tarBytes: scan.bytes(), held };
  } catch (error) {
    throw await explained(error, stored, basename(job.archive.path));
  } finally {
    await stored.close();
  }
}

async function requireWhole(stored: StoredReader, scan: TreeScan, name: string): Promise<void> {
  const problem = await stored.check();
  if (problem !== null) throw new DamagedArchiveError(problem);
  if (!scan.isEnded()) throw new DamagedArchiveError({ kind: 'no-tar-end', name });
}

/** A hash that is wrong says more than where the decoding stumbled over it. */
async function explained(error: unknown, stored: StoredReader, name: string): Promise<unknown> {
  if (error instanceof TarError) return new DamagedArchiveError((await stored.check()) ?? { kind: 'bad-tar', name });
  if (!(error instanceof DamagedArchiveError)) return error;
  return new DamagedArchiveError((await stored.check()) ?? error.problem);
}
