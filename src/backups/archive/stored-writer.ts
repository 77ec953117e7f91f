import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { createSealer } from './frames.ts';
import { type Key, NoSpaceError, type Written } from './types.ts';

/** A file that is being stored: encrypted where there is a key, hashed as it lies there. */
export interface StoredWriter {
  write(bytes: Buffer): Promise<void>;
  /** fsync and close. */
  finish(): Promise<Written>;
  /** Closes and removes it; never throws. */
  discard(): Promise<void>;
}

/** Written to disk in the background as it grows, so that the fsync at its end does not have all of it before it. */
const SYNC_EVERY_BYTES = 64 * 1024 * 1024;

/** A new file of mode 0600. @throws NoSpaceError, or the file system's error (`EEXIST` where there is one) */
export async function createStoredWriter(path: string, key: Key): Promise<StoredWriter> {
  const handle = await open(path, 'wx', 0o600).catch(rethrow);
  const sealer = key === null ? null : createSealer(key);
  const hash = createHash('sha256');
  let bytes = 0;
  let unsynced = 0;
  let syncing: Promise<void> | null = null;

  async function store(part: Buffer): Promise<void> {
    hash.update(part);
    bytes += part.length;
    await writeAll(handle, part);
    unsynced += part.length;
    if (unsynced < SYNC_EVERY_BYTES || syncing !== null) return;
    unsynced = 0;
    // A failure shows at the fsync of the end, too.
    syncing = handle
      .datasync()
      .catch(() => undefined)
      .finally(() => {
        syncing = null;
      });
  }

  return {
    async write(part) {
      if (sealer === null) return store(part);
      for (const sealed of sealer.push(part)) await store(sealed);
    },
    async finish() {
      for (const sealed of sealer?.end() ?? []) await store(sealed);
      await syncing;
      await handle.sync().catch(rethrow);
      await handle.close().catch(rethrow);
      return { bytes, sha256: hash.digest('hex') };
    },
    async discard() {
      await syncing;
      await handle.close().catch(() => undefined);
      await rm(path, { force: true }).catch(() => undefined);
    },
  };
}

async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at).catch(rethrow);
    at += bytesWritten;
  }
}

function rethrow(error: unknown): never {
  throw isNoSpace(error) ? new NoSpaceError('store') : error;
}

function isNoSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
