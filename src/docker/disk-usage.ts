import type { DiskUsage } from './disk-types.ts';
import type { SystemUsage } from './engine-json.ts';
import { stateOf } from './inventory.ts';
import { isInScope, projectOf, type Scope } from './labels.ts';

/** From `/system/df`. Containers and volumes outside of our scope are left out; images and cache belong to nobody. */
export function toDiskUsage(usage: SystemUsage, scope: Scope): DiskUsage {
  return {
    layersBytes: usage.LayersSize ?? 0,
    images: usage.Images.map((image) => ({
      id: image.Id,
      tags: image.RepoTags.filter((tag) => tag !== '<none>:<none>'),
      digests: image.RepoDigests.filter((digest) => !digest.startsWith('<none>')),
      bytes: image.Size,
      sharedBytes: orNull(image.SharedSize),
      containers: Math.max(0, image.Containers ?? 0),
      labels: image.Labels,
    })),
    containers: usage.Containers.filter((container) => isInScope(container.Labels, scope)).map((container) => ({
      id: container.Id,
      name: (container.Names[0] ?? container.Id.slice(0, 12)).replace(/^\//, ''),
      imageId: container.ImageID,
      state: stateOf(container.State),
      writtenBytes: container.SizeRw ?? 0,
      labels: container.Labels,
      project: projectOf(container.Labels),
    })),
    volumes: usage.Volumes.filter((volume) => isInScope(volume.Labels, scope)).map((volume) => ({
      name: volume.Name,
      labels: volume.Labels,
      bytes: orNull(volume.UsageData?.Size),
      containers: Math.max(0, volume.UsageData?.RefCount ?? 0),
    })),
    buildCache: usage.BuildCache.map((entry) => ({ bytes: entry.Size, inUse: entry.InUse, shared: entry.Shared })),
  };
}

/** The Engine says -1 for "not counted". */
function orNull(bytes: number | null | undefined): number | null {
  return bytes === undefined || bytes === null || bytes < 0 ? null : bytes;
}
