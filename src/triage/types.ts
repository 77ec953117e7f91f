import type { CheckResult, Reason } from '../checks/index.ts';
import type { Locale } from '../config/index.ts';
import type { ServiceKey, UnreachableCause } from '../docker/index.ts';
import type { UnmeasuredReason } from '../host/index.ts';
import type { Category, Impact, Incident, Severity } from '../incidents/index.ts';
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
 * `pending`: asked, no answer yet · `ok` · `failed`: `reason` says why · `slow`: two seconds are over, the answer is still awaited
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

/** `offer` is the first message: Accept and the severities. `noticed` is a side step that comes back to where it was entered. */
export const STEPS = ['offer', 'affected', 'users', 'impact', 'summary'] as const;
export type MainStep = (typeof STEPS)[number];
export type Step = MainStep | 'noticed';

/** What the person has said so far; what is absent is taken from the suggestion. */
export interface Answers {
  readonly severity?: Severity;
  /** Ticked so far; absent: the suggested ones are ticked. `All` and `None` go on to the next question at once. */
  readonly affected?: { readonly all: boolean; readonly keys: readonly ServiceKey[] };
  readonly usersImpacted?: boolean;
  readonly businessImpact?: Impact;
  readonly summary?: string;
}

export interface Draft {
  /** Short (8 characters of base32), for callback data. */
  readonly id: string;
  readonly chatId: number;
  readonly threadId: number | null;
  readonly userId: number;
  readonly locale: Locale;
  readonly state: 'active' | 'opened' | 'cancelled' | 'expired';
  readonly step: Step;
  /** Where `noticed` returns to. */
  readonly returnStep: MainStep;
  readonly answers: Answers;
  readonly startedAt: number;
  /** When it was noticed, as the person said; null: now, that is, when triage started. */
  readonly noticedAt: number | null;
  /** Set once opened. */
  readonly incident: number | null;
}

export type Answer =
  | { readonly kind: 'severity'; readonly severity: Severity }
  | { readonly kind: 'affected'; readonly choice: 'all' | 'none' | 'done' | { readonly toggle: ServiceKey } }
  | { readonly kind: 'users'; readonly impacted: boolean }
  | { readonly kind: 'impact'; readonly impact: Impact }
  /** Opens the side step about the time. */
  | { readonly kind: 'ask-noticed' }
  | { readonly kind: 'noticed-ago'; readonly minutes: number }
  /** `HH:MM` or `YYYY-MM-DD HH:MM`, in the configured zone. */
  | { readonly kind: 'noticed-typed'; readonly text: string }
  | { readonly kind: 'summary-typed'; readonly text: string }
  | { readonly kind: 'summary-suggested' }
  | { readonly kind: 'back' };

export interface Suggestion {
  readonly category: Category;
  readonly severity: Severity;
  readonly affected: readonly ServiceKey[];
  readonly affectedAll: boolean;
  readonly usersImpacted: boolean;
  readonly businessImpact: Impact;
  readonly summary: Reason;
  /** Why, in words; at least one, the one that decided first. */
  readonly reasons: readonly Reason[];
  /** When it began, by the recorder; null when not known. */
  readonly impactStartedAt: number | null;
  /** Some source has not answered yet: the suggestion may still change. */
  readonly provisional: boolean;
}

export interface StartInput {
  readonly chatId: number;
  readonly threadId: number | null;
  readonly userId: number;
  readonly locale: Locale;
}

/** Every change carries a unique `cause` (`update:step`); a repeat changes nothing and returns what is. */
export interface Triage {
  /**
   * Begins a draft with six pending rows of evidence; call `collect` next.
   * @throws UserError `triage-already-active` when this person has one under way in this chat and topic
   */
  start(input: StartInput, cause: string): Draft;
  /** Asks all sources that have no answer yet, in parallel; returns at once; never throws. Calling it again while it runs does nothing. */
  collect(draftId: string): void;
  /** After a start of the process: goes on with what was being collected when it ended. */
  resume(): void;
  /** Resolves when no source of any draft is awaited any more (stop, tests). */
  idle(): Promise<void>;
  draft(draftId: string): Draft | null;
  activeDraft(chatId: number, threadId: number | null, userId: number): Draft | null;
  evidence(draftId: string): EvidenceBySource;
  suggestion(draftId: string): Suggestion;
  /** What the draft says now: the person's answers, the suggestion for the rest. Views show it; `accept` opens exactly this. */
  effective(draftId: string): Effective;
  /**
   * One step. The answer to the last question opens the incident in the same transaction (`state` is then `opened`).
   * An answer to another step than the present one is taken too (a tap that crossed an edit); a repeated last answer gives the opened draft.
   * @throws UserError `triage-over` (ended), `triage-unknown`, `triage-time-…`, `triage-summary-…`, `triage-unknown-service`
   */
  answer(draftId: string, answer: Answer, cause: string): Draft;
  /** Opens the incident with `effective`. Twice, by two taps or by a replay, gives the same incident. @throws UserError `triage-over` when cancelled or expired */
  accept(draftId: string, cause: string): Incident;
  /** @throws UserError `triage-over` when it was opened already */
  cancel(draftId: string, cause: string): Draft;
  /** Ends drafts in which nothing happened for so long; returns them, so that the persons can be told. */
  expire(idleMs: number): Draft[];
  /** After the commit of anything that changes what the message of a draft shows. */
  onChange(listener: (draftId: string) => void): () => void;
}

export interface Effective {
  readonly category: Category;
  readonly severity: Severity;
  readonly affected: readonly ServiceKey[];
  readonly affectedAll: boolean;
  readonly usersImpacted: boolean;
  readonly businessImpact: Impact;
  readonly summary: string;
  readonly noticedAt: number;
  readonly impactStartedAt: number | null;
}
