import { access, constants, lstat, readdir, rm, truncate } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ContainerDescription, Docker } from '../docker/index.ts';
import type { ContainerLog } from './types.ts';

/** The only driver whose files others may read and cut: dockerd appends to it (O_APPEND) and reopens nothing. */
const DRIVER = 'json-file';
const DESCRIBE_DEADLINE_MS = 10_000;

export interface LogFiles {
  /** Every container's log, largest first. */
  all(): Promise<ContainerLog[]>;
  one(containerId: string): Promise<ContainerLog | null>;
  /** Removes what the driver has put aside. @returns bytes freed */
  removeRotated(containerId: string): Promise<number>;
  /** Empties the file that is being written, in place: the Engine goes on at its start. @returns bytes freed */
  empty(containerId: string): Promise<number>;
}

/** @param root where the Engine's host has its file system for us; null: nowhere */
export function createLogFiles(docker: Docker, root: () => Promise<string | null>): LogFiles {
  async function read(described: ContainerDescription, base: string | null): Promise<ContainerLog> {
    const log = {
      containerId: described.id,
      name: described.name,
      project: described.project,
      service: described.service,
      driver: described.logDriver,
      hasMaxSize: Object.hasOwn(described.logOptions, 'max-size'),
      ...{ liveBytes: 0, rotated: [], writable: false },
    };
    if (described.logDriver !== DRIVER) return { ...log, files: 'elsewhere' };
    const path = pathOf(described, base);
    if (path === null) return { ...log, files: 'unreadable' };
    try {
      const [liveBytes, rotated, writable] = await Promise.all([sizeOf(path), rotatedFiles(path), isWritable(path)]);
      return { ...log, files: 'read', liveBytes, rotated, writable };
    } catch {
      // Not there for us (another mount), or not for our user.
      return { ...log, files: 'unreadable' };
    }
  }

  async function describe(
    containerId: string,
  ): Promise<{ described: ContainerDescription; base: string | null } | null> {
    const described = await docker.describe(containerId, { deadlineMs: DESCRIBE_DEADLINE_MS });
    return described === null ? null : { described, base: await root() };
  }

  async function one(containerId: string): Promise<ContainerLog | null> {
    const found = await describe(containerId);
    return found === null ? null : read(found.described, found.base);
  }

  return {
    one,
    async all() {
      const listed = await docker.list({ deadlineMs: DESCRIBE_DEADLINE_MS });
      const logs = await Promise.all(listed.map(({ id }) => one(id)));
      return logs.filter((log) => log !== null).sort((a, b) => bytesOf(b) - bytesOf(a));
    },
    async removeRotated(containerId) {
      const log = await one(containerId);
      let freed = 0;
      for (const { path, bytes } of log?.rotated ?? []) {
        // The driver may move it on meanwhile: then it is gone under this name, and not counted.
        await rm(path).then(
          () => {
            freed += bytes;
          },
          (error: unknown) => {
            if (!isMissing(error)) throw error;
          },
        );
      }
      return freed;
    },
    async empty(containerId) {
      const found = await describe(containerId);
      const path = found === null ? null : pathOf(found.described, found.base);
      if (path === null) return 0;
      const bytes = await sizeOf(path);
      await truncate(path, 0);
      return bytes;
    },
  };
}

export function bytesOf(log: ContainerLog): number {
  return log.rotated.reduce((total, file) => total + file.bytes, log.liveBytes);
}

/** The path comes from the Engine; what is not `…/containers/<id>/<id>-json.log` is not taken for a log. */
function pathOf({ id, logPath }: ContainerDescription, base: string | null): string | null {
  if (base === null || logPath === null || logPath.includes('..')) return null;
  return logPath.endsWith(`/${id}/${id}-json.log`) ? join(base, logPath) : null;
}

/** @throws for what is no file: a link could lead anywhere */
async function sizeOf(path: string): Promise<number> {
  const stat = await lstat(path);
  if (!stat.isFile()) throw new Error(`${path} is not a file`);
  return stat.size;
}

/** `<id>-json.log.1`, `.2.gz` …: what `max-file` keeps. */
async function rotatedFiles(path: string): Promise<{ path: string; bytes: number }[]> {
  const prefix = `${basename(path)}.`;
  const names = await readdir(dirname(path));
  const rotated = names.filter((name) => name.startsWith(prefix) && /^\d+(\.gz)?$/.test(name.slice(prefix.length)));
  const files = await Promise.all(
    rotated.map(async (name) => {
      const file = join(dirname(path), name);
      const bytes = await sizeOf(file).catch(() => null);
      return bytes === null ? [] : [{ path: file, bytes }];
    }),
  );
  return files.flat();
}

async function isWritable(path: string): Promise<boolean> {
  const may = (file: string) =>
    access(file, constants.W_OK).then(
      () => true,
      () => false,
    );
  return (await may(path)) && (await may(dirname(path)));
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
