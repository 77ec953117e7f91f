import { open } from 'node:fs/promises';
import type { JobOf } from './messages.ts';
import { createPacker } from './packer.ts';
import type { Running } from './running.ts';
import { openStored } from './stored-reader.ts';
import { createStoredWriter } from './stored-writer.ts';
import { DamagedArchiveError, type Written } from './types.ts';

const READ_BYTES = 256 * 1024;

export async function packFile(job: JobOf<'packFile'>, { signal }: Running): Promise<Written> {
  const source = await open(job.from, 'r');
  try {
    const packer = await createPacker(job.to, job.level, job.key);
    try {
      const memory = Buffer.allocUnsafeSlow(READ_BYTES);
      for (;;) {
        signal.throwIfAborted();
        const { bytesRead } = await source.read(memory, 0, memory.length, null);
        if (bytesRead === 0) return await packer.finish();
        await packer.write(memory.subarray(0, bytesRead));
      }
    } catch (error) {
      await packer.discard();
      throw error;
    }
  } finally {
    await source.close();
  }
}

export async function unpackFile(job: JobOf<'unpackFile'>, { signal }: Running): Promise<void> {
  const stored = await openStored({ ...job.from, key: job.key });
  try {
    const target = await createStoredWriter(job.to, null);
    try {
      for await (const part of stored.content()) {
        signal.throwIfAborted();
        await target.write(part);
      }
      const problem = await stored.check();
      if (problem !== null) throw new DamagedArchiveError(problem);
      await target.finish();
    } catch (error) {
      await target.discard();
      if (!(error instanceof DamagedArchiveError)) throw error;
      throw new DamagedArchiveError((await stored.check()) ?? error.problem);
    }
  } finally {
    await stored.close();
  }
}
