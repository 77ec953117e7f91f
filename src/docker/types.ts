import type { DiskUsage, ImageUse } from './disk-types.ts';
import type { EngineEvent, FollowOptions } from './event-types.ts';
import type { EngineStorage } from './storage-types.ts';

/** What the docker room tells the others about the Engine. Times are UTC milliseconds, sizes are bytes. */

/** `${engine}/${project ?? '-'}/${service}`: outlives a recreated container, whose id does not. */
export type ServiceKey = string;

/** The one Engine of today; every identity carries the name so that others can come. */
export type EngineName = 'local';

/** Who a container is. Outside of compose the project is null and the service is the container's name. */
export interface ContainerRef {
  engine: EngineName;
  project: string | null;
  service: string;
  /** Compose's container number, from 1; 1 outside of compose. */
  number: number;
  /** Full 64-digit id. Changes whenever the container is recreated. */
  id: string;
  /** Without the leading slash. */
  name: string;
}

export type ContainerState = 'created' | 'running' | 'restarting' | 'paused' | 'exited' | 'dead' | 'removing';

/** A port of the container and where it can be reached on the host: `hostIp` is null when it is not published, `hostPort` also while the Engine has not chosen one yet. */
export interface PortBinding {
  containerPort: number;
  protocol: string;
  hostIp: string | null;
  hostPort: number | null;
}

export interface ContainerSummary extends ContainerRef {
  key: ServiceKey;
  /** The reference the container was made from, or an id when the tag has moved on. */
  image: string;
  imageId: string;
  state: ContainerState;
  /** The Engine's own words: `Up 3 hours (healthy)`. For people, not for decisions. */
  statusText: string;
  createdAt: number;
  labels: Record<string, string>;
  ports: PortBinding[];
  /** Services of the same project this one needs, from the label that Compose v2 writes. */
  dependsOn: string[];
  /** Made by `docker compose run`: not a part of the service's normal running. */
  oneOff: boolean;
}

export interface HealthProbe {
  at: number;
  exitCode: number;
  output: string;
}

export interface ContainerHealth {
  status: 'starting' | 'healthy' | 'unhealthy';
  failingStreak: number;
  /** The last probes the Engine keeps (five of them), oldest first. */
  log: HealthProbe[];
}

export interface HealthcheckSettings {
  intervalMs: number;
  timeoutMs: number;
  retries: number;
  startPeriodMs: number;
}

export interface ContainerMount {
  type: string;
  /** Name of the volume, or the path on the host. */
  source: string;
  destination: string;
  readOnly: boolean;
}

export interface ContainerDetail extends ContainerSummary {
  startedAt: number | null;
  /** Null while it runs and when it never ended. */
  finishedAt: number | null;
  /** Of the last end; null while running and before the first start. Meaningful while `restarting`. */
  exitCode: number | null;
  /** As inspect says. Not to be relied on: Engines differ on when they clear it; the `oom` event is the proof. */
  oomKilled: boolean;
  /** Restarts by the restart policy since the last start by hand; the Engine resets it to 0 then. */
  restartCount: number;
  restartPolicy: string;
  /** Null without a health check, and whenever it does not run (a stopped container is left as "unhealthy" by the Engine). */
  health: ContainerHealth | null;
  healthcheck: HealthcheckSettings | null;
  tty: boolean;
  memoryLimitBytes: number | null;
  /** Seconds the container gets between SIGTERM and SIGKILL; -1 means for ever. */
  stopTimeoutS: number;
  /** `repo@sha256:…` when the Engine's image reference carries a digest, else null; compare `imageId` for changes. */
  imageDigest: string | null;
  /** Compose's hash of the service's configuration. */
  configHash: string | null;
  /** Names only: values are secrets until proven otherwise. */
  envNames: string[];
  networks: string[];
  mounts: ContainerMount[];
  /** The whole inspect JSON, for evidence. Unmasked. */
  raw: unknown;
}

export interface ContainerStats {
  at: number;
  /** 100 is one whole CPU, so it can exceed 100. Null for the first sample after a (re)start. */
  cpuPercent: number | null;
  onlineCpus: number;
  /** Without reclaimable cache, as `docker stats` counts. */
  memoryBytes: number;
  /** Null when the container has no limit of its own. */
  memoryLimitBytes: number | null;
  /** Of its own limit; null without one. */
  memoryPercent: number | null;
  /** Of the Engine's host: what `docker stats` reckons with where there is no limit. Null where the Engine does not say. */
  hostMemoryBytes: number | null;
  networkRxBytes: number;
  networkTxBytes: number;
  pids: number;
}

export interface LogLine {
  /** When the Engine received the line; null when it was not asked for timestamps. */
  at: number | null;
  stream: 'stdout' | 'stderr';
  text: string;
  /** The line was longer than is kept and has been cut. */
  truncated?: true;
}

export interface LogOptions {
  /** Keep at most this many lines, the newest. */
  tail?: number;
  sinceAt?: number;
  untilAt?: number;
  /** Keep at most this many bytes of text, the newest. Memory stays within a small multiple of it, whatever the log's size. */
  maxBytes: number;
  /** Ask the Engine for times; default true. */
  timestamps?: boolean;
  signal?: AbortSignal;
  /** Default 30,000. */
  deadlineMs?: number;
}

/** Why the Engine cannot be reached; `docker-unreachable-<cause>` says it in words. */
export type UnreachableCause =
  | 'no-socket'
  | 'refused'
  | 'not-allowed'
  | 'timeout'
  | 'unknown-host'
  | 'tls'
  | 'version'
  | 'other';

export type Availability =
  | { reachable: true }
  | { reachable: false; sinceAt: number; cause: UnreachableCause /** For the log, in English. */; reason: string };

export interface CallOptions {
  /** Every call ends by then with an EngineError. Default 10,000. */
  deadlineMs?: number;
  signal?: AbortSignal;
}

export interface StatsOptions extends CallOptions {
  /** The container as it was just inspected: spares asking for it again. */
  seen?: ContainerDetail;
}

export interface StopOptions {
  /** Seconds between SIGTERM and SIGKILL; default is the container's own. */
  stopTimeoutS?: number;
  /** Ends the waiting only; the Engine goes on. */
  signal?: AbortSignal;
  /** Default is the stop time-out and half a minute. */
  deadlineMs?: number;
}

/** What a container was made with, beside what every look needs. From `describe`. */
export interface ContainerDescription extends ContainerDetail {
  /** Entrypoint and command as they run. */
  command: string[];
  /** Of its first process on the host; null while it does not run. */
  pid: number | null;
  limits: {
    memoryBytes: number | null;
    /** Memory and swap together; null: twice the memory (the Engine's default) or no limit. */
    memorySwapBytes: number | null;
    /** Whole CPUs, as `--cpus`. */
    cpus: number | null;
    pids: number | null;
  };
  restartMaxRetries: number | null;
  networkAddresses: { name: string; ipAddress: string | null }[];
  healthcheckTest: string[];
  logDriver: string;
  logOptions: Record<string, string>;
  /** Of the `json-file` driver, on the host; null for others. */
  logPath: string | null;
}

export interface Docker {
  readonly engine: EngineName;
  /** Volumes, the containers that only serve to reach them, and what a drill builds. */
  readonly storage: EngineStorage;
  /** As far as is known without asking; true until a call has failed. */
  availability(): Availability;
  /** Called at each change, never for a repeat. Returns what ends it. */
  onAvailability(listener: (availability: Availability) => void): () => void;
  /** Asks the Engine and settles the API version spoken to it. `version` is the Engine's own, as `20.10.24`. */
  ping(options?: CallOptions): Promise<{ apiVersion: string; version: string }>;
  /** Every container, running or not; with `onlyLabel` those that carry it. Sorted by project, service, number. */
  list(options?: CallOptions): Promise<ContainerSummary[]>;
  /** As `list`, inspected. What vanishes between the two calls is left out. */
  listDetails(options?: CallOptions): Promise<ContainerDetail[]>;
  /** Null when there is no such container (or it is hidden by `onlyLabel`). Takes an id, a short id or a name. */
  inspect(id: string, options?: CallOptions): Promise<ContainerDetail | null>;
  /** The containers of a service, without one-off ones. */
  find(key: ServiceKey, options?: CallOptions): Promise<ContainerSummary[]>;
  /** One sample; null when the container does not run or does not exist. */
  stats(id: string, options?: StatsOptions): Promise<ContainerStats | null>;
  /** The newest lines, oldest first, in bounded memory. */
  logs(id: string, options: LogOptions): Promise<LogLine[]>;
  /** Live events until stopped; reconnects for ever. A throwing listener is logged. */
  events(listener: (event: EngineEvent) => void, options?: FollowOptions): { stop(): void };
  restart(id: string, options?: StopOptions): Promise<void>;
  /** Does nothing when it already runs. */
  start(id: string, options?: CallOptions): Promise<void>;
  /** Does nothing when it already stands. */
  stop(id: string, options?: StopOptions): Promise<void>;
  /** As `inspect`, with all that the container was made with. */
  describe(id: string, options?: CallOptions): Promise<ContainerDescription | null>;
  /** Sends SIGKILL. @throws EngineError 409 when it does not run */
  kill(id: string, options?: CallOptions): Promise<void>;
  /** Freezes its processes. @throws EngineError 409 when it does not run or stands frozen */
  pause(id: string, options?: CallOptions): Promise<void>;
  unpause(id: string, options?: CallOptions): Promise<void>;
  /** A new limit for a container, running or not; swap on top stays as large as it was. Lost when compose recreates it. */
  updateMemory(id: string, bytes: number, options?: CallOptions): Promise<void>;
  /** Takes a container that does not run away; its anonymous volumes stay. */
  removeContainer(id: string, options?: CallOptions): Promise<void>;
  /** Without force: an image that a container needs is refused by the Engine (409). */
  removeImage(idOrTag: string, options?: CallOptions): Promise<void>;
  /** All images as they are now, without their sizes: quick, for a look right before one is removed. */
  imageUse(options?: CallOptions): Promise<ImageUse[]>;
  /** Without force: a volume that a container mounts is refused by the Engine (409). */
  removeVolume(name: string, options?: CallOptions): Promise<void>;
  /** Build cache that is not in use. */
  pruneBuildCache(options?: CallOptions): Promise<void>;
  /** Slow on large hosts (the Engine walks the volumes): default deadline 60,000. */
  diskUsage(options?: CallOptions): Promise<DiskUsage>;
  /** The container this process itself runs in, when it is one of this Engine's; else null. */
  selfContainerId(options?: CallOptions): Promise<string | null>;
  /** Ends the streams and the probing; calls under way fail. */
  close(): void;
}
