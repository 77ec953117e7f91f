import type { Consistency, Manifest } from './manifest.ts';
import type { Proof } from './proof/proof.ts';

/** A backup as lists show it. From the index; `manifest()` has the whole. */
export interface BackupSummary {
  readonly id: string;
  readonly engine: string;
  readonly set: string;
  readonly origin: Manifest['origin'];
  readonly store: Manifest['store'];
  readonly state: 'whole' | 'damaged';
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly dataAt: number;
  readonly consistency: Consistency;
  readonly dataBytes: number;
  readonly storedBytes: number;
  readonly standstillMs: number;
  readonly operationId: string | null;
  /** The last of each kind; null: never. */
  readonly verified: Proof | null;
  readonly drilled: Proof | null;
}

/** Kinds of operation of this room, with their parameters: what a handler or a schedule submits. All carry engine, project, services and name (see announce/operation-target.ts). */
export interface SetTarget {
  readonly engine: string;
  /** The compose project; null for a set that is none. */
  readonly project: string | null;
  /** Names of the services that it touches. */
  readonly services: readonly string[];
  /** The set's name: what people call it. */
  readonly name: string;
  readonly set: string;
}
export type BackupParams = SetTarget;
export interface ProofParams extends SetTarget {
  readonly backup: string;
  readonly scheduled: boolean;
}
export interface DrillParams extends ProofParams {
  /** 2: data only; 3: also starts a copy of its services. */
  readonly level: 2 | 3;
}
export interface DryRunParams extends SetTarget {
  readonly backup: string;
  readonly choice: RestoreChoice;
}
/** What is put back. Empty `trees`: all of them; none where configuration files are chosen. */
export interface RestoreChoice {
  readonly trees: readonly string[];
  /** Single files, paths as in the list (latin1 bytes); only with exactly one tree. */
  readonly files: readonly string[];
  /** Absolute paths of configuration files; only when chosen. */
  readonly config: readonly string[];
}
export interface RestoreParams extends SetTarget {
  readonly backup: string;
  readonly choice: RestoreChoice;
  /** Other projects whose containers mount one of the volumes: they stand still too. */
  readonly alsoProjects: readonly (string | null)[];
}
export interface PruneParams extends SetTarget {
  /** Those that were shown. What has become protected meanwhile is kept. */
  readonly ids: readonly string[];
  /** They were chosen one by one: imports, damaged ones and what a day, week or month keeps may go too. */
  readonly named: boolean;
}
