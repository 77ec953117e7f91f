import { type DiskUsage, isLive } from '../docker/index.ts';
import type { DfTable } from './types.ts';

/** The table of `docker system df`, with its own arithmetic (docker/cli, cli/command/formatter/disk_usage.go). */
export function dfTable({ images, containers, volumes, buildCache, layersBytes }: DiskUsage): DfTable {
  const usedImages = images.filter((image) => image.containers > 0);
  const unique = usedImages.filter((image) => image.sharedBytes !== null);
  const live = containers.filter(isLive);
  const written = sum(containers.map((container) => container.writtenBytes));
  const mounted = volumes.filter((volume) => volume.containers > 0);
  const volumeBytes = sum(volumes.map((volume) => volume.bytes ?? 0));
  const cache = buildCache.filter((entry) => !entry.shared);
  const cacheBytes = sum(cache.map((entry) => entry.bytes));
  return {
    image: {
      count: images.length,
      active: usedImages.length,
      bytes: layersBytes,
      reclaimableBytes: layersBytes - sum(unique.map((image) => image.bytes - (image.sharedBytes ?? 0))),
    },
    container: {
      count: containers.length,
      active: live.length,
      bytes: written,
      reclaimableBytes: written - sum(live.map((container) => container.writtenBytes)),
    },
    volume: {
      count: volumes.length,
      active: mounted.length,
      bytes: volumeBytes,
      reclaimableBytes: volumeBytes - sum(mounted.map((volume) => volume.bytes ?? 0)),
    },
    cache: {
      count: buildCache.length,
      active: buildCache.filter((entry) => entry.inUse).length,
      bytes: cacheBytes,
      reclaimableBytes: cacheBytes - sum(cache.filter((entry) => entry.inUse).map((entry) => entry.bytes)),
    },
  };
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
