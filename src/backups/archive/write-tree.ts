import { basename, posix } from 'node:path';
import { TarError } from '../tar/tar-error.ts';
import { createChosen } from './chosen.ts';
import { type ArchiveUpload, putArchive } from './engine-connection.ts';
import type { JobOf, ResultOf } from './messages.ts';
import type { RunningOnEngine } from './running.ts';
import { openStored } from './stored-reader.ts';
import { createTreeScan } from './tree-scan.ts';
import { DamagedArchiveError } from './types.ts';

/**
 * Archive → tree. The Engine takes a tar that is cut between two entries for a whole one: so the end of the tar is
 * held back here until the archive's hash and its end marker were right.
 */
export async function writeTree(job: JobOf<'writeTree'>, running: RunningOnEngine): Promise<ResultOf<'writeTree'>> {
  const name = basename(job.archive.path);
  const stored = await openStored({ ...job.archive, key: job.key });
  const scan = createTreeScan();
  const chosen = job.only === undefined ? null : createChosen(job.only);
  let upload: ArchiveUpload | null = null;
  try {
    const target = putArchive(running.engine, job.container, posix.dirname(job.path), running.signal);
    upload = target;
    let held: Buffer | null = null;
    for await (const part of stored.content()) {
      scan.push(part);
      scan.take();
      chosen?.push(part);
      const next: Buffer = chosen === null ? part : chosen.take();
      if (next.length > 0) {
        if (held !== null) await target.write(held);
        held = next;
      }
      running.progress(scan.bytes());
    }
    const problem = await stored.check();
    if (problem !== null) throw new DamagedArchiveError(problem);
    if (!scan.isEnded()) throw new DamagedArchiveError({ kind: 'no-tar-end', name });
    if (held !== null) await target.write(held);
    if (chosen !== null) await target.write(chosen.end);
    await target.finish();
    return { tarBytes: scan.bytes() };
  } catch (error) {
    upload?.abort();
    // A hash that is wrong says more than where the decoding stumbled over it.
    if (error instanceof TarError || error instanceof DamagedArchiveError) {
      const problem = await stored.check();
      throw new DamagedArchiveError(
        problem ?? (error instanceof DamagedArchiveError ? error.problem : { kind: 'bad-tar', name }),
      );
    }
    throw error;
  } finally {
    await stored.close();
  }
}
