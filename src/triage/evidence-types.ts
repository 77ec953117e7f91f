import type { CheckResult } from '../checks/index.ts';
import type { ServiceKey, UnreachableCause } from '../docker/index.ts';
import type { UnmeasuredReason } from '../host/index.ts';
import type { Change, Gap } from '../recorder/index.ts';

export const EVIDENCE_SOURCES = ['host', 'public-names', 'containers', 'checks', 'logs', 'changes'] as const;
export type EvidenceSource = (typeof EVIDENCE_SOURCES)[number];

/** Everything below is data, masked before it was stored. Views turn it into words. All times are UTC milliseconds. */
export type Evidence =
  | HostEvidence
  | PublicNamesEvidence
  | ContainersEvidence
  | ChecksEvidence
  | LogsEvidence
  | ChangesEvidence;

/** A part is null when it cannot be known; `unavailable` is then the key of the text that says why. */
export interface HostEvidence {
  readonly source: 'host';
  readonly uptimeS: number | null;
  /** 1, 5 and 15 minutes. */
  readonly load: readonly [number, number, number] | null;
  readonly cores: number | null;
  readonly memory: {
    readonly totalBytes: number;
    readonly availableBytes: number;
    readonly usedPercent: number;
  } | null;
  readonly disks: readonly DiskEvidence[] | null;
  readonly unavailable: UnmeasuredReason | null;
}

export interface DiskEvidence {
  readonly mount: string;
  readonly totalBytes: number;
  readonly usedBytes: number;
  readonly availableBytes: number;
  /** As `df` counts: used ÷ (used + available), 0..100. */
  readonly usedPercent: number;
  readonly inodesUsedPercent: number | null;
  /** Above the configured threshold (by space or by inodes). */
  readonly full: boolean;
}

export interface PublicNamesEvidence {
  readonly source: 'public-names';
  /** Empty: none is configured. */
  readonly names: readonly PublicNameEvidence[];
}

export interface PublicNameEvidence {
  readonly name: string;
  /** DNS, TCP 443, HTTPS, certificate; those that have answered so far. */
  readonly checks: readonly CheckResult[];
}

export interface ContainersEvidence {
  readonly source: 'containers';
  /** `sinceAt`: since when it has not answered; `docker-unreachable-<cause>` says why in words. */
  readonly engine:
    | { readonly reachable: true }
    | { readonly reachable: false; readonly sinceAt: number; readonly cause: UnreachableCause };
  /** When the picture was taken: now, or earlier when the Engine is silent; null when there is none at all. */
  readonly pictureAt: number | null;
  readonly projects: readonly ProjectEvidence[];
  /** Every service, for the question which are affected; sorted by project and service. */
  readonly services: readonly ServiceEvidence[];
}

export interface ProjectEvidence {
  /** null: containers outside compose. */
  readonly project: string | null;
  readonly total: number;
  /** Those without a problem; jobs that ended with exit code 0 count as well. */
  readonly well: number;
  readonly unwell: readonly UnwellContainer[];
}

export interface ServiceEvidence {
  readonly key: ServiceKey;
  readonly project: string | null;
  readonly service: string;
  /** At least one of its containers has a problem. */
  readonly unwell: boolean;
  /** None of its containers does its work: each has ended, restarts over and over, is paused or unhealthy. */
  readonly down: boolean;
  /** A job that has ended as it should: neither unwell nor down. */
  readonly finished: boolean;
  /** Published on a port of the host: somebody outside uses it. */
  readonly published: boolean;
}

export interface UnwellContainer {
  readonly key: ServiceKey;
  readonly project: string | null;
  readonly service: string;
  readonly number: number;
  readonly containerId: string;
  readonly name: string;
  readonly image: string;
  /** At least one; the worst first. */
  readonly problems: readonly ContainerProblem[];
}

export type ContainerProblem =
  | { readonly kind: 'restarting'; readonly restartCount: number; readonly exitCode: number | null }
  | { readonly kind: 'oom-killed'; readonly at: number | null; readonly times: number }
  | { readonly kind: 'exited'; readonly exitCode: number | null; readonly at: number | null }
  | { readonly kind: 'dead' }
  /** Created, but its first start failed or never came (a port that is taken, a missing mount). */
  | { readonly kind: 'never-started' }
  | {
      readonly kind: 'unhealthy';
      readonly failingStreak: number;
      readonly exitCode: number | null;
      readonly output: string;
      readonly at: number | null;
    }
  | { readonly kind: 'memory'; readonly usedBytes: number; readonly limitBytes: number; readonly percent: number }
  | { readonly kind: 'paused' };

export interface ChecksEvidence {
  readonly source: 'checks';
  /** Those that have answered so far, failed first. */
  readonly results: readonly CheckResult[];
  readonly failed: number;
  /** How many have not answered yet. */
  readonly waiting: number;
}

export interface LogsEvidence {
  readonly source: 'logs';
  /** One entry per affected service, in the order of `ContainersEvidence.services`. */
  readonly services: readonly ServiceLogEvidence[];
}

export interface ServiceLogEvidence {
  readonly key: ServiceKey;
  readonly project: string | null;
  readonly service: string;
  /** How many of the last lines were looked at (50 at most for each container). */
  readonly readLines: number;
  /** Distinct error lines, the most frequent first, at most five. */
  readonly errors: readonly { readonly text: string; readonly count: number; readonly lastAt: number | null }[];
  /** Distinct error lines beyond those five. */
  readonly more: number;
  /** The log could not be read. */
  readonly failure: string | null;
}

export interface ChangesEvidence {
  readonly source: 'changes';
  readonly sinceAt: number;
  /** Newest first. */
  readonly changes: readonly Change[];
  /** When the Engine could not be seen: changes may be missing there. */
  readonly gaps: readonly Gap[];
}

/**
 * `pending`: asked, no answer yet (`data` of the containers: as they were last seen) · `ok` · `failed`: `reason` says why · `slow`: two seconds are over, the answer is still awaited
 * (`data` may already hold a part of it).
 */
export type EvidenceState = 'pending' | 'ok' | 'failed' | 'slow';

export interface EvidenceRow<E extends Evidence = Evidence> {
  readonly draftId: string;
  readonly source: EvidenceSource;
  readonly state: EvidenceState;
  readonly data: E | null;
  /** Why it failed: a fault in the Engine's or the system's own words, masked. */
  readonly reason: string | null;
  /** When the row last changed. */
  readonly at: number;
}

/** What an incident keeps of a source: the evidence as it was, or that it could not be had. */
export type StoredEvidence = Evidence | { readonly failed: string };

/** One row per source, typed by it. */
export type EvidenceBySource = {
  readonly [S in EvidenceSource]: EvidenceRow<Extract<Evidence, { source: S }>>;
};
