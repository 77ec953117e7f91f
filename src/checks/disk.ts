import type { DiskFigures, HostSnapshot } from '../host/index.ts';
import type { Outcome } from './outcome.ts';

/** Whether the disk that holds `path` has room: at most `percent` of its space and of its inodes are used. */
export function judgeDisk(snapshot: HostSnapshot, path: string, percent: number): Outcome {
  const { disks } = snapshot;
  if (disks.value === null) return { ok: false, latencyMs: null, reason: { key: disks.reason, params: {} } };
  const disk = diskOf(disks.value, path);
  if (disk === null) return { ok: false, latencyMs: null, reason: { key: 'checks-disk-unknown', params: { path } } };
  const inodes = disk.inodesUsedPercent ?? 0;
  const key = inodes > percent && disk.usedPercent <= percent ? 'checks-disk-inodes' : 'checks-disk-used';
  const used = Math.round(key === 'checks-disk-inodes' ? inodes : disk.usedPercent);
  const ok = disk.usedPercent <= percent && inodes <= percent;
  return { ok, latencyMs: null, reason: { key, params: { mount: disk.mount, percent: used } } };
}

/** The file system with the longest mount point that `path` lies in. */
function diskOf(disks: readonly DiskFigures[], path: string): DiskFigures | null {
  const holds = (mount: string) => mount === '/' || path === mount || path.startsWith(`${mount}/`);
  const holding = disks.filter((disk) => holds(disk.mount));
  return holding.reduce<DiskFigures | null>(
    (best, disk) => (best === null || disk.mount.length > best.mount.length ? disk : best),
    null,
  );
}
