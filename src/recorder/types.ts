import type { ContainerAction, ContainerDetail, ContainerState, ServiceKey } from '../docker/index.ts';
import type { HostSnapshot } from '../host/index.ts';

export const CHANGE_KINDS = [
  'image',
  'config',
  'restarted-by-hand',
  'recreated',
  'created',
  'removed',
  'host-reboot',
  'engine-restart',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** Something that became different, and may be why things broke. */
export interface Change {
  readonly kind: ChangeKind;
  /** null: the host or the Engine as a whole. */
  readonly key: ServiceKey | null;
  /** UTC milliseconds. */
  readonly at: number;
  readonly detail: ChangeDetail;
}

/** What is known about a change; masked. Absent: not known. */
export interface ChangeDetail {
  /** Short image digest, config hash, boot id: what it was and what it is. */
  readonly from?: string;
  readonly to?: string;
  /** Names of environment variables that came or went; never values. */
  readonly envAdded?: readonly string[];
  readonly envRemoved?: readonly string[];
  readonly containerName?: string;
}

/** The Engine's containers as they were at one moment; `raw` is null and labels are masked. */
export interface Inventory {
  readonly at: number;
  readonly containers: readonly ContainerDetail[];
}

export interface Sample {
  readonly at: number;
  readonly key: ServiceKey;
  readonly containerId: string;
  readonly state: ContainerState;
  readonly health: 'starting' | 'healthy' | 'unhealthy' | null;
  readonly restartCount: number;
  readonly cpuPercent: number | null;
  /** Bytes in use without reclaimable cache, as the Docker CLI counts them. */
  readonly memoryBytes: number | null;
  /** null: the container has no limit of its own. */
  readonly memoryLimitBytes: number | null;
  /** What the percent is of where it has no limit; null with one, and where it is not known. */
  readonly hostMemoryBytes: number | null;
}

/** How full a disk of the host was. */
export interface DiskSample {
  /** As seen from the host. */
  readonly mount: string;
  readonly at: number;
  readonly totalBytes: number;
  readonly usedBytes: number;
  /** To ordinary users. */
  readonly availableBytes: number;
}

export const RECORDED_ACTIONS = [
  'create',
  'start',
  'die',
  'oom',
  'kill',
  'stop',
  'restart',
  'pause',
  'unpause',
  'health_status',
  'rename',
  'update',
  'destroy',
] as const satisfies readonly ContainerAction[];

/** An event of the Engine, as it was kept. */
export interface RecordedEvent {
  readonly at: number;
  readonly key: ServiceKey;
  readonly containerId: string;
  readonly action: ContainerAction;
  /** Of `die`, else null. */
  readonly exitCode: number | null;
  /** Of `kill`, else null. */
  readonly signal: number | null;
  /** Of `health_status`, else null. */
  readonly health: 'starting' | 'healthy' | 'unhealthy' | null;
}

export const BAD_EVENT_KINDS = ['crash', 'oom', 'unhealthy'] as const;
export type BadEventKind = (typeof BAD_EVENT_KINDS)[number];

/** A container went wrong by itself (a stop by hand is none). */
export interface BadEvent {
  readonly at: number;
  readonly key: ServiceKey;
  readonly containerId: string;
  readonly kind: BadEventKind;
  readonly exitCode: number | null;
}

/** `engine-down`: it did not answer · `stream-cut`: only its events were interrupted · `bot-off`: nobody looked. */
export const GAP_REASONS = ['engine-down', 'stream-cut', 'bot-off'] as const;
export type GapReason = (typeof GAP_REASONS)[number];

/** The Engine could not be seen. */
export interface Gap {
  readonly fromAt: number;
  /** null: still blind. */
  readonly toAt: number | null;
  readonly reason: GapReason;
}

export interface Recorder {
  start(): void;
  stop(): void;
  /** Takes a sample that begins now; after the one that is under way, if there is one. Resolves also when the Engine is silent (the last picture then stays). */
  sampleNow(): Promise<void>;
  /** Takes a picture that begins now, without waiting for the Engine's slow statistics (they follow, if the last are older than a few seconds). Resolves also when the Engine is silent. */
  lookNow(): Promise<void>;
  /** The last picture taken; survives a restart of the bot and an Engine that is away. */
  lastInventory(): Inventory | null;
  /** Changes within (sinceAt, untilAt], newest first. */
  changesSince(sinceAt: number, untilAt: number): Change[];
  /** Samples of the last 24 h, or since a later moment, oldest first. */
  lastSamples(key: ServiceKey, sinceAt?: number): Sample[];
  /** The samples that belong to the last picture. */
  latestSamples(): Sample[];
  /** The host as it was seen with the last picture; null before the first, also after a restart of the bot. */
  lastHost(): HostSnapshot | null;
  /** How full the host's disks were, at most a day back, oldest first. */
  diskSamples(sinceAt: number): DiskSample[];
  /** What the Engine told of one container, newest first. */
  eventsOf(container: Pick<ContainerDetail, 'key' | 'id'>, limit: number): RecordedEvent[];
  /** Crashes, OOM kills and failing health since then, oldest first. */
  badEventsSince(sinceAt: number, key?: ServiceKey): BadEvent[];
  /** When trouble that still lasts began for any of these services: the first bad event of the present bad stretch, within 24 h; null when nothing is known. Never in the future. */
  detectedAt(keys: readonly ServiceKey[]): number | null;
  /** Times when the Engine could not be seen, within (sinceAt, now]. */
  gapsSince(sinceAt: number): Gap[];
  /** Calls back after each completed sample and each event that changed what is known. */
  onChange(listener: () => void): () => void;
}
