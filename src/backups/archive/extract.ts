import { basename } from 'node:path';
import { createTarScanner } from '../tar/scanner.ts';
import { shownPath } from '../tar/shown-path.ts';
import { TarError } from '../tar/tar-error.ts';
import { treePath } from '../tar/tree-entry.ts';
import type { JobOf } from './messages.ts';
import type { Running } from './running.ts';
import { openStored } from './stored-reader.ts';
import { DamagedArchiveError, TooLargeError } from './types.ts';

/** One file; of a hard link the file that it is. The whole archive is read: its hash is the proof of its content. */
export async function extract(job: JobOf<'extract'>, running: Running): Promise<Buffer> {
  const found = await find(job, job.entry, running);
  if (found.bytes !== null) return found.bytes;
  const linked = found.link === null ? null : (await find(job, found.link, running)).bytes;
  if (linked === null) throw new DamagedArchiveError({ kind: 'entry-missing', name: shownPath(job.entry) });
  return linked;
}

interface Found {
  readonly bytes: Buffer | null;
  readonly link: string | null;
}

async function find(job: JobOf<'extract'>, path: string, { signal, progress }: Running): Promise<Found> {
  const stored = await openStored({ ...job.archive, key: job.key });
  let parts: Buffer[] | null = null;
  let bytes: Buffer | null = null;
  let link: string | null = null;
  const scanner = createTarScanner({
    onEntry(header) {
      if (treePath(header.name) !== path) return;
      if (header.type === 'hardlink') link = treePath(header.link ?? '');
      if (header.type !== 'file') return;
      if (header.size > job.maxBytes) throw new TooLargeError(header.size);
      parts = [];
    },
    onData: (data) => parts?.push(Buffer.from(data)),
    onEntryEnd() {
      if (parts !== null) bytes = Buffer.concat(parts);
      parts = null;
    },
  });
  try {
    for await (const part of stored.content()) {
      signal.throwIfAborted();
      scanner.push(part);
      progress(scanner.bytes());
    }
    const problem = await stored.check();
    if (problem !== null) throw new DamagedArchiveError(problem);
    return { bytes, link };
  } catch (error) {
    if (!(error instanceof TarError)) throw error;
    throw new DamagedArchiveError({ kind: 'bad-tar', name: basename(job.archive.path) });
  } finally {
    await stored.close();
  }
}
