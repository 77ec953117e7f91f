import type { HostSnapshot } from '../host/index.ts';
import type { HostEvidence } from './types.ts';

/** The host's figures for a person; a disk is full above `diskPercent` of its space or its inodes. Pure. */
export function hostEvidence(snapshot: HostSnapshot, diskPercent: number): HostEvidence {
  const { uptimeS, load, cores, memory, disks } = snapshot;
  const missing = [uptimeS, load, cores, memory, disks].find((measured) => measured.reason !== null);
  return {
    source: 'host',
    uptimeS: uptimeS.value,
    load: load.value,
    cores: cores.value,
    memory:
      memory.value === null
        ? null
        : {
            totalBytes: memory.value.totalBytes,
            availableBytes: memory.value.availableBytes,
            usedPercent: 100 * (1 - memory.value.availableBytes / memory.value.totalBytes),
          },
    disks:
      disks.value?.map(({ mount, totalBytes, usedBytes, availableBytes, usedPercent, inodesUsedPercent }) => ({
        ...{ mount, totalBytes, usedBytes, availableBytes, usedPercent, inodesUsedPercent },
        full: usedPercent > diskPercent || (inodesUsedPercent ?? 0) > diskPercent,
      })) ?? null,
    unavailable: missing?.reason ?? null,
  };
}
