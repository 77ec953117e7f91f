import type { Readable } from 'node:stream';
import type { CallOptions, ContainerState } from './types.ts';

/** A named volume as the Engine describes it. */
export interface VolumeDetail {
  readonly name: string;
  readonly driver: string;
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** On the Engine's host. */
  readonly mountpoint: string;
  /** Up to Docker 20.10 the local driver says here when something was last made or removed in its root folder. */
  readonly createdAt: number | null;
}

/** A container that mounts a volume, whoever it belongs to: also what is hidden from people by the bot's scope. */
export interface VolumeUser {
  readonly id: string;
  readonly name: string;
  readonly state: ContainerState;
  readonly project: string | null;
  readonly service: string;
  readonly inScope: boolean;
  readonly readOnly: boolean;
  readonly destination: string;
}

export interface HelperMount {
  readonly type: 'volume' | 'bind';
  /** Name of a volume, which must exist, or a path on the Engine's host, which must exist too. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export interface HelperSpec {
  /** The operation it works for: helpers of operations that are over are removed at start. */
  readonly operation: string;
  /**
   * `empty`: an image without a single file, for the archive API; never started. `tool`: has a shell and busybox.
   * `restic`: has those and restic; what it is to know is written into it before it starts.
   */
  readonly image: 'empty' | 'tool' | 'restic' | { readonly id: string };
  /** By default the Engine makes one up. */
  readonly hostname?: string;
  readonly mounts: readonly HelperMount[];
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** `none` by default. */
  readonly network?: 'none' | 'bridge' | 'host' | { readonly name: string };
  /** Linux capabilities that it keeps when it runs, beside none: `DAC_OVERRIDE`, `FOWNER`. */
  readonly capabilities?: readonly string[];
}

export interface HelperEnd {
  readonly exitCode: number;
  /** Both streams as text, the last 64 KiB. */
  readonly output: string;
}

export interface ExecOptions {
  readonly argv: readonly string[];
  readonly user?: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** What it prints to stdout, as bytes; the promise is awaited before more is read. */
  readonly onStdout?: (chunk: Buffer) => void | Promise<void>;
}

export interface ExecEnd {
  /** Null: its time was over, and the Engine cannot end it; it may still run. */
  readonly exitCode: number | null;
  /** The last 16 KiB of stderr. */
  readonly stderr: string;
}

export interface RestartPolicy {
  readonly name: string;
  readonly maximumRetryCount: number;
}

export interface EngineInfo {
  readonly version: string;
  readonly apiVersion: string;
  readonly arch: string;
  /** The Engine maps the ids of users: what the archive API gives and takes are not the same ids. */
  readonly usernsRemap: boolean;
  readonly rootDir: string;
  /** What `/info` calls the Engine; changes with another machine, not with a restart. */
  readonly engineId: string;
}

export interface NetworkDetail {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly internal: boolean;
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** A scratch copy of a container: same image and settings, other volumes, own network, no published ports, no restarts. */
export interface CopySpec {
  readonly operation: string;
  /** The container that is copied: its inspect answer. */
  readonly raw: unknown;
  readonly name: string;
  /** Volume name in the original → volume name in the copy. Other volumes are left out. */
  readonly volumes: Readonly<Record<string, string>>;
  /** Where a bind of the original is mounted → the path on the host that stands there, read-only. Other binds are left out. */
  readonly binds: Readonly<Record<string, string>>;
  readonly network: string;
  /** How others in the network call it. */
  readonly aliases: readonly string[];
}

/**
 * Volumes, the containers that only serve to reach them, and what a drill builds and takes down again.
 * Everything made here carries `HELPER_LABEL=<operation>` and the label that narrows the bot's view, where there is one.
 * Everything throws EngineError; long calls take a signal.
 */
export interface EngineStorage {
  info(options?: CallOptions): Promise<EngineInfo>;
  listVolumes(options?: CallOptions): Promise<VolumeDetail[]>;
  /** Null when there is none of that name. */
  volume(name: string, options?: CallOptions): Promise<VolumeDetail | null>;
  /** All containers that mount it, running or not, in scope or not, helpers left out. */
  usersOf(volume: string, options?: CallOptions): Promise<VolumeUser[]>;
  /** Makes a scratch volume (labelled with the operation), or with `keep` one that stays, with the labels as given. */
  createVolume(
    spec: {
      readonly name: string;
      readonly driver: string;
      readonly options: Readonly<Record<string, string>>;
      readonly labels: Readonly<Record<string, string>>;
      /** Null: it stays when the operation is over. */
      readonly operation: string | null;
    },
    options?: CallOptions,
  ): Promise<VolumeDetail>;
  /** Only one that carries `HELPER_LABEL`; nothing happens when there is none. @throws EngineError 409 while a container mounts it */
  removeScratchVolume(name: string, options?: CallOptions): Promise<void>;
  /** Creates, does not start. */
  createHelper(spec: HelperSpec, options?: CallOptions): Promise<string>;
  /** Creates, starts, waits, reads what it printed, removes. */
  runHelper(spec: HelperSpec, options?: CallOptions): Promise<HelperEnd>;
  /** With force; nothing happens when there is none. Only one that carries `HELPER_LABEL`. */
  removeHelper(id: string, options?: CallOptions): Promise<void>;
  /** Containers, volumes and networks that carry `HELPER_LABEL` of an operation that `isLive` does not know. */
  reap(isLive: (operation: string) => boolean, options?: CallOptions): Promise<void>;
  /** One file or small folder as a tar, whole in memory; throws when it is larger than `maxBytes`. Null: there is none. */
  readSmall(container: string, path: string, maxBytes: number, options?: CallOptions): Promise<Buffer | null>;
  /** Unpacks a small tar below `path`. */
  writeSmall(container: string, path: string, tar: Buffer, options?: CallOptions): Promise<void>;
  setRestartPolicy(id: string, policy: RestartPolicy, options?: CallOptions): Promise<void>;
  exec(id: string, options: ExecOptions): Promise<ExecEnd>;
  networks(options?: CallOptions): Promise<NetworkDetail[]>;
  /** `operation` null: it stays. */
  createNetwork(
    spec: {
      readonly name: string;
      readonly driver: string;
      readonly internal: boolean;
      readonly options: Readonly<Record<string, string>>;
      readonly labels: Readonly<Record<string, string>>;
      readonly operation: string | null;
    },
    options?: CallOptions,
  ): Promise<string>;
  removeNetwork(id: string, options?: CallOptions): Promise<void>;
  /** Creates the copy, does not start it. It is a helper: startHelper, helperState, helperLogs, exec and removeHelper work on it. */
  createCopy(spec: CopySpec, options?: CallOptions): Promise<string>;
  startHelper(id: string, options?: CallOptions): Promise<void>;
  /** State, health and exit code of a helper (the other calls do not see it). Null when it is gone. */
  helperState(
    id: string,
    options?: CallOptions,
  ): Promise<{
    readonly state: ContainerState;
    readonly health: 'starting' | 'healthy' | 'unhealthy' | null;
    readonly exitCode: number;
    /** In its own network, null while it does not run. */
    readonly address: string | null;
  } | null>;
  /** The last lines of a helper, masked by nobody. */
  helperLogs(id: string, lines: number, options?: CallOptions): Promise<string>;
  /** Id of an image by reference, digest or id; null when the Engine does not have it. */
  imageId(reference: string, options?: CallOptions): Promise<string | null>;
  /** Makes an image of a tar (a root file system) that is not pulled from anywhere; answers its id. */
  importImage(tar: Readable, reference: string, options?: CallOptions): Promise<string>;
}
