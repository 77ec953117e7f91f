import type { ContainerLog, Facts } from '../../../src/cleanup/types.ts';
import type { ContainerUsage, ImageUsage, VolumeUsage } from '../../../src/docker/index.ts';

export const PROJECT = 'com.docker.compose.project';
export const SERVICE = 'com.docker.compose.service';

export function image(over: Partial<ImageUsage> & { id: string }): ImageUsage {
  const base = { tags: [], digests: [], bytes: 100, sharedBytes: 0, containers: 0, labels: {} };
  return { ...base, ...over };
}

export function container(over: Partial<ContainerUsage> & { id: string }): ContainerUsage {
  const base = { name: over.id, imageId: 'none', state: 'exited', writtenBytes: 10, labels: {} } as const;
  const project = over.project ?? null;
  return { ...base, labels: project === null ? {} : { [PROJECT]: project }, ...over, project };
}

export function volume(over: Partial<VolumeUsage> & { name: string }): VolumeUsage {
  const base = { labels: {}, bytes: 50, containers: 0 };
  return { ...base, ...over };
}

export function log(over: Partial<ContainerLog> & { containerId: string }): ContainerLog {
  return {
    ...{ name: over.containerId, project: null, service: over.containerId, driver: 'json-file', hasMaxSize: false },
    ...{ files: 'read', liveBytes: 7, rotated: [{ path: '/x.1', bytes: 5 }], writable: true },
    ...over,
  };
}

export function facts(over: Omit<Partial<Facts>, 'usage'> & { usage?: Partial<Facts['usage']> } = {}): Facts {
  const { usage, ...rest } = over;
  return {
    usage: { images: [], containers: [], volumes: [], buildCache: [], layersBytes: 0, ...usage },
    self: null,
    remembered: new Map(),
    onlyLabel: null,
    projects: [],
    logs: [],
    own: { parts: [], files: [] },
    retentionMs: 1000,
    now: 10_000,
    ...rest,
  };
}
