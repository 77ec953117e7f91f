import { constants, createZstdCompress } from 'node:zlib';
import { createStoredWriter, type StoredWriter } from './stored-writer.ts';
import type { Key, Written } from './types.ts';

/** Bytes → zstd → (encryption) → a stored file. */
export interface Packer {
  /** The bytes are copied: they may be used again at once. */
  write(bytes: Buffer): Promise<void>;
  finish(): Promise<Written>;
  discard(): Promise<void>;
}

/** Two of these take turns: one is filled while the other one is compressed, in a thread of libuv. */
const GATHER_BYTES = 512 * 1024;
/** A list is written a line at a time and stays small. */
export const SMALL_GATHER_BYTES = 64 * 1024;

export async function createPacker(path: string, level: number, key: Key, gatherBytes = GATHER_BYTES): Promise<Packer> {
  return packInto(await createStoredWriter(path, key), level, gatherBytes);
}

function packInto(file: StoredWriter, level: number, gatherBytes: number): Packer {
  const zstd = createZstdCompress({
    chunkSize: gatherBytes,
    params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  const buffers = [Buffer.allocUnsafeSlow(gatherBytes), Buffer.allocUnsafeSlow(gatherBytes)];
  let turn = 0;
  let filled = 0;
  let compressing: Promise<void> = Promise.resolve();

  const storing = (async () => {
    for await (const part of zstd) await file.write(part);
  })();
  // Whoever waits for the compressor must hear that the disk is full: it would never go on.
  const broken = storing.then(() => new Promise<never>(() => undefined));
  broken.catch(() => undefined);

  /** Whichever of the two fails first, what is said is why nothing could be stored. */
  async function compressed(): Promise<void> {
    try {
      await Promise.race([compressing, broken]);
    } catch (error) {
      await storing;
      throw error;
    }
  }

  async function flush(): Promise<void> {
    await compressed();
    const bytes = (buffers[turn] ?? Buffer.alloc(0)).subarray(0, filled);
    turn = 1 - turn;
    filled = 0;
    compressing = new Promise((resolve, reject) => {
      zstd.write(bytes, (error) => (error == null ? resolve() : reject(error)));
    });
    compressing.catch(() => undefined);
  }

  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const target = buffers[turn];
        if (target === undefined) throw new Error('there are two buffers');
        const size = bytes.copy(target, filled, at, at + gatherBytes - filled);
        filled += size;
        at += size;
        if (filled === gatherBytes) await flush();
      }
    },
    async finish() {
      if (filled > 0) await flush();
      await compressed();
      zstd.end();
      await storing;
      return file.finish();
    },
    async discard() {
      zstd.destroy();
      await storing.catch(() => undefined);
      await file.discard();
    },
  };
}
