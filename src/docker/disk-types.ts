import type { ContainerState } from './types.ts';

/** What the Engine keeps on disk, as `docker system df -v` sees it. Narrowed to our scope only for containers and volumes. */
export interface DiskUsage {
  images: ImageUsage[];
  containers: ContainerUsage[];
  volumes: VolumeUsage[];
  buildCache: BuildCacheUsage[];
  /** All image layers together, each once. */
  layersBytes: number;
}

export interface ImageUsage {
  id: string;
  /** `repo:tag`; empty for a dangling image. */
  tags: string[];
  digests: string[];
  bytes: number;
  /** Of it shared with other images; null where the Engine does not say. */
  sharedBytes: number | null;
  /** Containers made from it, running or not. */
  containers: number;
  labels: Record<string, string>;
}

/** What an image is called and how many containers are made from it, at this moment. */
export interface ImageUse {
  id: string;
  tags: string[];
  /** Running or not, also those outside of our scope. */
  containers: number;
}

export interface ContainerUsage {
  id: string;
  name: string;
  imageId: string;
  state: ContainerState;
  /** Written into the container itself, beside its image and its volumes. */
  writtenBytes: number;
  labels: Record<string, string>;
  project: string | null;
}

export interface VolumeUsage {
  name: string;
  labels: Record<string, string>;
  /** Null where the driver does not say. */
  bytes: number | null;
  /** Containers that mount it, running or not. */
  containers: number;
}

export interface BuildCacheUsage {
  bytes: number;
  inUse: boolean;
  /** Also a layer of an image. */
  shared: boolean;
}
