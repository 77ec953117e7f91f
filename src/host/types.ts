/** A figure, or why it cannot be had; `reason` is a key of a text. */
export type Measured<T> = { value: T; reason: null } | { value: null; reason: UnmeasuredReason };

export type UnmeasuredReason = 'host-in-container' | 'host-unreadable';

export interface MemoryFigures {
  totalBytes: number;
  /** What can still be handed out without swapping (MemAvailable). */
  availableBytes: number;
}

export interface DiskFigures {
  /** As seen from the host, without HOST_ROOT. */
  mount: string;
  device: string;
  totalBytes: number;
  usedBytes: number;
  /** To ordinary users: what is reserved for root is not in it. */
  availableBytes: number;
  /** As `df` counts: used ÷ (used + available), 0 to 100. */
  usedPercent: number;
  /** Null where the file system has no fixed number of inodes. */
  inodesUsedPercent: number | null;
}

export interface HostSnapshot {
  at: number;
  uptimeS: Measured<number>;
  /** Over 1, 5 and 15 minutes. */
  load: Measured<[number, number, number]>;
  cores: Measured<number>;
  memory: Measured<MemoryFigures>;
  /** Real file systems, each device once, fullest first. */
  disks: Measured<DiskFigures[]>;
  /** Changes when the host boots. */
  bootId: Measured<string>;
}

export interface Host {
  /** Never throws: what cannot be read says so in its own field. */
  snapshot(): Promise<HostSnapshot>;
}
