import type { DiskUsage } from '../docker/index.ts';
import type { HostSnapshot } from '../host/index.ts';

/** What things are listed as, in the order of the first screen. */
export const GROUPS = ['image', 'container', 'volume', 'cache', 'log', 'own'] as const;
export type Group = (typeof GROUPS)[number];

/** `rotated-log`: the files that the log driver has put aside; `live-log`: the one it writes; `own`: what Vakhta has saved. */
export const ITEM_KINDS = ['container', 'image', 'cache', 'rotated-log', 'live-log', 'own', 'volume'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** Why something is never touched; `cleanup-why-<reason>` says it in words. */
export type Why =
  | 'running'
  | 'in-use'
  | 'stopped-containers'
  | 'own'
  | 'project-runs'
  | 'other-scope'
  | 'incident-open'
  | 'young'
  | 'not-writable';

/** What has to be said before it is removed; `cleanup-warn-<kind>` with its project. */
export type WarningKind = 'last-images' | 'old-version' | 'stopped-project' | 'built-here' | 'live-log';

export type Verdict =
  /** `safe`: nothing is lost that anybody could want; only such items are freed together. */
  | { readonly free: true; readonly safe: boolean; readonly warning: WarningKind | null }
  | { readonly free: false; readonly why: Why };

export interface Item {
  readonly kind: ItemKind;
  /** Image or container id, volume name, `all` of the build cache, a path relative to DATA_DIR. */
  readonly id: string;
  readonly name: string;
  /** What becomes free when it alone is removed: of an image, the layers that no other one has. */
  readonly bytes: number;
  /** What the Engine says it takes. More than `bytes` where layers are shared. */
  readonly takesBytes: number;
  readonly project: string | null;
  readonly service: string | null;
  /** Of an image: the names that go with it. */
  readonly tags: readonly string[];
  readonly verdict: Verdict;
}

/** The log files of one container, as they are on the host. */
export interface ContainerLog {
  readonly containerId: string;
  readonly name: string;
  readonly project: string | null;
  readonly service: string;
  readonly driver: string;
  readonly hasMaxSize: boolean;
  /** `elsewhere`: another driver, whose files are not ours to read. `unreadable`: the host's file system is not there for us. */
  readonly files: 'read' | 'elsewhere' | 'unreadable';
  readonly liveBytes: number;
  readonly rotated: readonly { readonly path: string; readonly bytes: number }[];
  /** We may remove and cut its files. */
  readonly writable: boolean;
}

export const OWN_PARTS = ['database', 'evidence', 'reports', 'attachments', 'backups', 'other'] as const;
export type OwnPart = (typeof OWN_PARTS)[number];

/** Something that Vakhta has saved and may let go after a while: the evidence of one operation, one report. */
export interface OwnFile {
  /** Relative to DATA_DIR. */
  readonly path: string;
  readonly bytes: number;
  readonly changedAt: number;
  /** Belongs to an incident that is still open. */
  readonly needed: boolean;
}

export interface OwnData {
  readonly parts: readonly { readonly part: OwnPart; readonly bytes: number }[];
  readonly files: readonly OwnFile[];
}

/** Count, bytes and what the Engine calls reclaimable, as `docker system df` prints them. */
export interface DfRow {
  readonly count: number;
  readonly active: number;
  readonly bytes: number;
  readonly reclaimableBytes: number;
}

export type DfTable = Readonly<Record<'image' | 'container' | 'volume' | 'cache', DfRow>>;

export interface Growth {
  readonly kind: Group;
  readonly name: string;
  readonly bytes: number;
}

/** Everything that a look has found. */
export interface Inventory {
  readonly at: number;
  readonly df: DfTable;
  /** Largest first within their kind. */
  readonly items: readonly Item[];
  readonly logs: readonly ContainerLog[];
  readonly own: OwnData;
  readonly disks: HostSnapshot['disks'];
  /** The mount of the disk that the Engine writes to; null when not known. */
  readonly engineDisk: string | null;
  /** What grew since `sinceAt`, most first; null before there is something to compare with. */
  readonly growth: { readonly sinceAt: number; readonly grew: readonly Growth[] } | null;
}

/** What is judged. */
export interface Facts {
  readonly usage: DiskUsage;
  /** Of the container that this process runs in. */
  readonly self: { readonly containerId: string; readonly imageId: string; readonly volumes: readonly string[] } | null;
  /** Which projects have used an image, also when their containers are gone. */
  readonly remembered: ReadonlyMap<string, readonly string[]>;
  /** A label that narrows what exists for us; images carry it too. */
  readonly onlyLabel: string | null;
  readonly projects: readonly string[];
  readonly logs: readonly ContainerLog[];
  readonly own: OwnData;
  readonly retentionMs: number;
  readonly now: number;
}

export const GROUP_OF: Readonly<Record<ItemKind, Group>> = {
  container: 'container',
  image: 'image',
  cache: 'cache',
  'rotated-log': 'log',
  'live-log': 'log',
  own: 'own',
  volume: 'volume',
};
