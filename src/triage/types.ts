import type { Reason } from '../checks/index.ts';
import type { Locale } from '../config/index.ts';
import type { ServiceKey } from '../docker/index.ts';
import type { Category, Impact, Incident, Severity } from '../incidents/index.ts';
import type { EvidenceBySource } from './evidence-types.ts';

export * from './evidence-types.ts';

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
  /** The services that the summary is about, in its order; empty where it is about something else. */
  readonly summaryServices: readonly ServiceKey[];
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
  /** Asks all sources that have no answer yet, in parallel; returns at once, with the containers as they were last seen in their row; never throws. Calling it again while it runs does nothing. */
  collect(draftId: string): void;
  /** After a start of the process: goes on with what was being collected when it ended. */
  resume(): void;
  /** What still comes in is not kept any more: `resume` asks for it again after the next start. */
  stop(): void;
  /** Resolves when no source of any draft is awaited any more. For tests. */
  idle(): Promise<void>;
  draft(draftId: string): Draft | null;
  /** Whether this cause has changed a draft: what asks again with it was interrupted. */
  knows(cause: string): boolean;
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
  /** The group in which drafts are under way has another id now: they go on there, and are drawn again. */
  moveChat(oldId: number, newId: number): void;
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
