import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError, type EngineStorage } from '../../docker/index.ts';
import type { Log } from '../../log.ts';
import { firstFileOf } from './first-file.ts';

/** No compose or env file is longer; whatever else a label points at is not read whole. */
export const LONGEST_FILE = 2 * 1024 * 1024;
const HELPER_DEADLINE_MS = 15_000;

/** A small file of the host, with what has to be known to put it back. */
export interface HostFile {
  readonly bytes: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface HostFiles {
  /** Null when there is none, it is no plain file, it is too large, or nobody may read it. Symlinks are followed as the host does. */
  read(path: string): Promise<HostFile | null>;
  /** Where a path really leads; null where that cannot be seen. */
  real(path: string): Promise<string | null>;
}

/**
 * Files of the host: through the bot's own file system (below HOST_ROOT where that is given), and what it may not read
 * there through a container that never runs, with the file bound read-only.
 * @param storage null: only directly, for a quick look
 */
export function createHostFiles(options: {
  readonly root: string | null;
  readonly storage: EngineStorage | null;
  readonly operation?: string;
  readonly log: Log;
}): HostFiles {
  const root = options.root ?? '/';
  const operation = options.operation ?? `look-${randomBytes(6).toString('hex')}`;
  const known = new Map<string, Promise<HostFile | null>>();

  /** Inside HOST_ROOT an absolute symlink would lead into the bot's own file system. */
  async function inside(path: string): Promise<string | null> {
    try {
      const resolved = await realpath(join(root, path));
      return root === '/' || resolved === root || resolved.startsWith(`${root.replace(/\/$/, '')}/`) ? resolved : null;
    } catch {
      return null;
    }
  }

  async function direct(path: string): Promise<HostFile | null> {
    const resolved = await inside(path);
    if (resolved === null) return null;
    try {
      const handle = await open(resolved, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      try {
        const { size, mode, uid, gid } = await handle.stat();
        if (!(await handle.stat()).isFile() || size > LONGEST_FILE) return null;
        return { bytes: await handle.readFile(), mode: mode & 0o7777, uid, gid };
      } finally {
        await handle.close();
      }
    } catch {
      return null;
    }
  }

  async function throughHelper(path: string, storage: EngineStorage): Promise<HostFile | null> {
    const call = { deadlineMs: HELPER_DEADLINE_MS };
    const mounts = [{ type: 'bind', source: path, target: '/vol', readOnly: true }] as const;
    try {
      const id = await storage.createHelper({ operation, image: 'empty', mounts }, call);
      try {
        const tar = await storage.readSmall(id, '/vol', LONGEST_FILE, call);
        return tar === null ? null : firstFileOf(tar);
      } finally {
        await storage.removeHelper(id, call);
      }
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      options.log.debug({ path, error }, 'a file of the host could not be read through a helper');
      return null;
    }
  }

  async function read(path: string): Promise<HostFile | null> {
    return (await direct(path)) ?? (options.storage === null ? null : await throughHelper(path, options.storage));
  }

  return {
    read(path) {
      const asked = known.get(path) ?? read(path);
      known.set(path, asked);
      return asked;
    },
    async real(path) {
      const resolved = await inside(path);
      if (resolved === null) return null;
      return root === '/' ? resolved : resolved.slice(root.replace(/\/$/, '').length) || '/';
    },
  };
}
