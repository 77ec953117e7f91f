import { access, readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { type Mount, realDisks } from './mounts.ts';
import { parseBootId, parseCores, parseLoad, parseMemory, parseUptime } from './proc-files.ts';
import type { DiskFigures, Host, HostSnapshot, Measured, UnmeasuredReason } from './types.ts';

export interface HostDeps {
  /** HOST_ROOT: where the host's file system is mounted in our container; null when it is not. */
  hostRoot: string | null;
  clock: Clock;
  log: Log;
  /** Where this process itself sees its own root; only tests change it. */
  ownRoot?: string;
  /**
   * Whether this process runs in a container of the Engine. A machine that is itself some container (LXC, a CI runner)
   * may run the Engine beside us: then what we see is what the Engine's host is. Rejects while the Engine is away.
   */
  isOnEngine?: () => Promise<boolean>;
}

/** A disk that does not answer by then is left out: dying ones keep statfs waiting for minutes. */
const STATFS_DEADLINE_MS = 1_500;

/** The figures of the machine that the Engine runs on. In a container without HOST_ROOT they would be the container's, so there are none. */
export function createHost(deps: HostDeps): Host {
  const { clock, log } = deps;
  const ownRoot = deps.ownRoot ?? '/';
  const root = deps.hostRoot ?? ownRoot;
  let onEngine: boolean | null = null;

  /** In a container without HOST_ROOT the figures would be those of the container. */
  async function isHidden(): Promise<boolean> {
    if (deps.hostRoot !== null || !(await isInContainer(ownRoot))) return false;
    try {
      onEngine ??= (await deps.isOnEngine?.()) ?? true;
    } catch {
      return true;
    }
    return onEngine;
  }

  async function measure<T>(path: string, parse: (text: string) => T | null): Promise<Measured<T>> {
    try {
      const value = parse(await readFile(join(root, path), 'utf8'));
      if (value !== null) return { value, reason: null };
      log.warn({ path }, 'A file of /proc is not as expected');
    } catch (error) {
      log.warn({ path, error: messageOf(error) }, 'A file of /proc cannot be read');
    }
    return missing('host-unreadable');
  }

  async function disks(): Promise<Measured<DiskFigures[]>> {
    // Of process 1: our own list would be that of our container.
    const mounts = await measure(deps.hostRoot === null ? 'proc/self/mountinfo' : 'proc/1/mountinfo', realDisks);
    if (mounts.value === null) return mounts;
    const figures = await Promise.all(mounts.value.map(diskFigures));
    const known = figures.filter((each) => each !== null);
    return { value: known.sort((a, b) => b.usedPercent - a.usedPercent), reason: null };
  }

  async function diskFigures(mount: Mount): Promise<DiskFigures | null> {
    try {
      const figures = await withDeadline(statfs(join(root, mount.mountPoint)), STATFS_DEADLINE_MS);
      const usedBlocks = figures.blocks - figures.bfree;
      if (figures.blocks === 0) return null;
      return {
        mount: mount.mountPoint,
        device: mount.device,
        totalBytes: figures.blocks * figures.bsize,
        usedBytes: usedBlocks * figures.bsize,
        availableBytes: figures.bavail * figures.bsize,
        usedPercent: percent(usedBlocks, usedBlocks + figures.bavail),
        inodesUsedPercent: figures.files === 0 ? null : percent(figures.files - figures.ffree, figures.files),
      };
    } catch (error) {
      log.warn({ mount: mount.mountPoint, error: messageOf(error) }, 'A disk does not tell its figures');
      return null;
    }
  }

  return {
    async snapshot(): Promise<HostSnapshot> {
      const at = clock.now();
      if (await isHidden()) return unmeasured(at, 'host-in-container');
      const [uptimeS, load, cores, memory, bootId, diskList] = await Promise.all([
        measure('proc/uptime', parseUptime),
        measure('proc/loadavg', parseLoad),
        measure('proc/cpuinfo', parseCores),
        measure('proc/meminfo', parseMemory),
        measure('proc/sys/kernel/random/boot_id', parseBootId),
        disks(),
      ]);
      return { at, uptimeS, load, cores, memory, disks: diskList, bootId };
    },
  };
}

/**
 * Whether this process runs in a container: Docker and Podman leave a file, Kubernetes and LXC show in the cgroup,
 * and the Engine mounts its own files over ours.
 */
export async function isInContainer(root = '/'): Promise<boolean> {
  const exists = (path: string) =>
    access(join(root, path)).then(
      () => true,
      () => false,
    );
  const read = (path: string) => readFile(join(root, path), 'utf8').catch(() => '');
  if ((await exists('.dockerenv')) || (await exists('run/.containerenv'))) return true;
  if (/\/(docker|kubepods|containerd|libpod|lxc)[-/.]/.test(await read('proc/self/cgroup'))) return true;
  return /\/containers\/[0-9a-f]{64}\/hostname \/etc\/hostname /.test(await read('proc/self/mountinfo'));
}

function unmeasured(at: number, reason: UnmeasuredReason): HostSnapshot {
  const none = missing(reason);
  return { at, uptimeS: none, load: none, cores: none, memory: none, disks: none, bootId: none };
}

function missing(reason: UnmeasuredReason): { value: null; reason: UnmeasuredReason } {
  return { value: null, reason };
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (part / whole) * 100;
}

function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
