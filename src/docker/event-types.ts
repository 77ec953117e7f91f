import type { ContainerRef, ServiceKey } from './types.ts';

export type ContainerAction =
  | 'create'
  | 'start'
  | 'die'
  | 'oom'
  | 'kill'
  | 'stop'
  | 'restart'
  | 'pause'
  | 'unpause'
  | 'health_status'
  | 'rename'
  | 'update'
  | 'destroy';

export interface ContainerEvent extends ContainerRef {
  kind: 'container';
  key: ServiceKey;
  at: number;
  /** The Engine's nanoseconds, as a string (they do not fit a number). */
  timeNano: string;
  action: ContainerAction;
  image: string;
  /** Of `die`, else null. */
  exitCode: number | null;
  /** Of `kill`, else null. */
  signal: number | null;
  /** Of `health_status`, else null. */
  health: 'starting' | 'healthy' | 'unhealthy' | null;
  labels: Record<string, string>;
}

/**
 * The stream was interrupted: between these times events may be missing, because the Engine keeps only 256 of
 * them and none across its own restart. Whoever keeps a picture reconciles it by listing.
 */
export interface GapEvent {
  kind: 'gap';
  /** When the stream was last known to be whole. */
  fromAt: number;
  /** When it was back. */
  toAt: number;
  /** The Engine could not be reached in between (it was stopped or restarted), rather than only the stream cut. */
  engineWasDown: boolean;
}

export interface FollowOptions {
  /**
   * First the kills for want of memory since then (UTC milliseconds) that the Engine still remembers: its own flag
   * `OOMKilled` is often not set, and nothing else tells such an end from a `kill -9` by somebody.
   */
  readonly killsSince?: number;
}

export type EngineEvent = ContainerEvent | GapEvent;
