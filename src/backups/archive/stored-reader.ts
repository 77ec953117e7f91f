import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { constants, createZstdDecompress } from 'node:zlib';
import { createCollector } from './collect.ts';
import { BrokenFrameError, createOpener, looksSealed, WrongKeyError } from './frames.ts';
import { type ArchiveProblem, DamagedArchiveError, type Key } from './types.ts';

const READ_BYTES = 256 * 1024;
/** What a frame of level 19 needs; a damaged one may claim more, and would get the memory. */
const WINDOW_LOG_MAX = 23;

/** A stored file that is read from its beginning to its end, hashed on the way. */
export interface StoredReader {
  /** What was stored: decrypted, decompressed. May be given up in the middle. @throws DamagedArchiveError */
  content(): AsyncGenerator<Buffer, void>;
  /** Reads what is left and says whether the file is what it must be; null: it is. */
  check(): Promise<ArchiveProblem | null>;
  close(): Promise<void>;
}

export interface ReadAs {
  readonly path: string;
  readonly key: Key;
  /** Null: not checked. */
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly chunkBytes?: number;
}

/** @throws DamagedArchiveError `missing-file` */
export async function openStored(wanted: ReadAs): Promise<StoredReader> {
  const name = basename(wanted.path);
  const damaged = (kind: ArchiveProblem['kind'], cause?: unknown) =>
    Object.assign(new DamagedArchiveError({ kind, name }), { cause });
  const handle: FileHandle = await open(wanted.path, 'r').catch((error: unknown) => {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw isMissing ? damaged('missing-file', error) : error;
  });
  const hash = createHash('sha256');
  const memory = Buffer.allocUnsafeSlow(READ_BYTES);
  let read = 0;
  let digest: string | null = null;

  async function next(): Promise<Buffer | null> {
    const { bytesRead } = await handle.read(memory, 0, memory.length, read);
    if (bytesRead === 0) return null;
    const part = memory.subarray(0, bytesRead);
    hash.update(part);
    read += bytesRead;
    return part;
  }

  /** The bytes are lent until the next ones are asked for. */
  async function* opened(): AsyncGenerator<Buffer, void> {
    const opener = wanted.key === null ? null : createOpener(wanted.key);
    for (let part = await next(); part !== null; part = await next()) {
      if (opener === null) {
        if (read === part.length && looksSealed(part)) throw new WrongKeyError('no key');
        yield part;
      } else yield* opener.push(part);
    }
    if (opener !== null) yield* opener.end();
  }

  return {
    async *content() {
      try {
        yield* decompress(opened(), wanted.chunkBytes ?? READ_BYTES);
      } catch (error) {
        if (error instanceof WrongKeyError) throw damaged('wrong-passphrase', error);
        if (error instanceof BrokenFrameError || isZstdError(error)) throw damaged('not-decodable', error);
        throw error;
      }
    },
    async check() {
      while (digest === null && (await next()) !== null);
      if (wanted.bytes !== null && read !== wanted.bytes) return { kind: 'wrong-size', name };
      digest ??= hash.digest('hex');
      if (wanted.sha256 !== null && digest !== wanted.sha256) return { kind: 'wrong-sha256', name };
      return null;
    },
    close: () => handle.close(),
  };
}

async function* decompress(source: AsyncIterable<Buffer>, chunkBytes: number): AsyncGenerator<Buffer, void> {
  const collect = createCollector();
  const zstd = createZstdDecompress({
    chunkSize: chunkBytes,
    params: { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG_MAX },
  });
  const feeding = (async () => {
    for await (const part of source) {
      await new Promise<void>((resolve, reject) => {
        // A write that breaks the decoder is never answered: the stream closes.
        const onClose = () => reject(new Error('the decoder was closed'));
        zstd.once('close', onClose);
        zstd.write(part, (error) => {
          zstd.off('close', onClose);
          if (error == null) resolve();
          else reject(error);
        });
      });
    }
    zstd.end();
  })();
  // The reader below hears of it: the stream is ended with it.
  feeding.catch((error: Error) => zstd.destroy(error));
  try {
    for await (const part of zstd) {
      yield part;
      collect(part.length);
    }
    await feeding;
  } finally {
    zstd.destroy();
    await feeding.catch(() => undefined);
  }
}

function isZstdError(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return /^(ZSTD_|Z_)/.test(String(error.code));
}
