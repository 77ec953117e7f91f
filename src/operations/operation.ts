import type { Clock } from '../clock.ts';
import type { Access } from '../config/index.ts';
import type { Database } from '../database/index.ts';
import type { TextParams } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Confirmations } from './confirmation.ts';
import type { Lock } from './locks.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A sentence of `locales/*.ftl` with its values; rendered per reader, never stored as text. */
export interface Reason {
  readonly key: string;
  readonly params: TextParams;
}

/**
 * `queued` waits for a lock · `running` · `watching`: done and good, still being looked at ·
 * `succeeded` · `failed` · `cancelled` by a person · `interrupted`: what it did is not known, or it never began.
 */
export const OPERATION_STATES = [
  'queued',
  'running',
  'watching',
  'succeeded',
  'failed',
  'cancelled',
  'interrupted',
] as const;
export type OperationState = (typeof OPERATION_STATES)[number];

/** What the on-call procedure says to do next: recreate the service, restore its data, read its logs, or call somebody. */
export const NEXT_STEPS = ['recreate', 'restore', 'logs', 'escalate'] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

/** A file that was saved before the effect. `path` is relative to DATA_DIR. */
export interface EvidenceFile {
  readonly what: 'logs' | 'inspect' | 'output';
  readonly path: string;
  readonly bytes: number;
}

export interface Outcome {
  /** true: done and seen to be good; false: seen to be bad; null: not known, or nothing was done. */
  readonly ok: boolean | null;
  readonly reason: Reason;
  /** From the start of the operation to this outcome, UTC clock, milliseconds. */
  readonly tookMs: number;
  readonly exitCode?: number;
  /** The Engine says that the kernel killed it for want of memory. */
  readonly oom?: boolean;
  /** Masked. */
  readonly lastLines?: readonly string[];
  readonly nextStep?: NextStep;
  readonly evidence?: readonly EvidenceFile[];
  /** What went wrong beside the matter itself: evidence that could not be saved, and why. */
  readonly notes?: readonly Reason[];
  /** Set when an earlier ✓ was taken back; `reason` then says why, and `saidOkAt` when it had been given. */
  readonly retracted?: { readonly at: number; readonly saidOkAt: number };
  /** How the two minutes of watching ended. Absent while watching and where nothing is watched. */
  readonly watch?: 'held' | 'fell' | 'blind' | 'overtaken';
  /** What the kind needs to resume watching after a kill. */
  readonly data?: Json;
  /** Done as asked, and the service does not run: no recovery, and nothing to watch. */
  readonly down?: true;
}

/** What a kind itself says of its end; the ledger adds the time and what the watch found. */
export type KindOutcome = Omit<Outcome, 'tookMs' | 'retracted' | 'watch'>;

export interface Operation {
  /** Short and unguessable; also the folder of its evidence. */
  readonly id: string;
  /** What allowed it, unique: a confirmation's token, or the caller's own key. */
  readonly key: string;
  readonly kind: string;
  readonly params: Json;
  readonly state: OperationState;
  /** The journal step it is at or stopped at. */
  readonly step: string | null;
  /** The person's id; null when Vakhta itself asked (a schedule). */
  readonly requestedBy: number | null;
  readonly chatId: number | null;
  readonly threadId: number | null;
  readonly incident: number | null;
  readonly requestedAt: number;
  readonly startedAt: number | null;
  /** When the outcome was reached (the watch may go on after it). */
  readonly finishedAt: number | null;
  readonly watchUntil: number | null;
  /** What it is waiting for, as last said. */
  readonly progress: Reason | null;
  readonly outcome: Outcome | null;
}

/** Told inside the transaction that makes it true; if the listener throws, the change did not happen. */
export type OperationChange =
  /** A row was written: queued, or about to start. */
  | { readonly kind: 'requested'; readonly operation: Operation }
  | { readonly kind: 'started'; readonly operation: Operation }
  /** At most once a second per operation. `elapsedMs` since it started; `doing` says what it is waiting for. */
  | {
      readonly kind: 'progress';
      readonly operation: Operation;
      readonly step: string | null;
      readonly elapsedMs: number;
      readonly doing: Reason | null;
    }
  /** The outcome is there: state `watching` or `succeeded` (✓), `failed` (✗), `cancelled`, `interrupted`. */
  | { readonly kind: 'finished'; readonly operation: Operation }
  /** Like `finished`, for an operation that a killed or stopped process left behind: closed with what the Engine shows. */
  | { readonly kind: 'recovered'; readonly operation: Operation }
  /** The ✓ is taken back: state `failed`, or `interrupted` when the watch went blind. */
  | { readonly kind: 'retracted'; readonly operation: Operation; readonly reason: Reason }
  /** The watch is over and it held: state `succeeded`. */
  | { readonly kind: 'confirmed-good'; readonly operation: Operation };

export type Announce = (change: OperationChange) => void;

export interface JournalEntry {
  readonly step: string;
  /** Written before the work. */
  readonly intent: Json;
  readonly startedAt: number;
  /** null: the process ended in the middle, or it is still at it. */
  readonly finishedAt: number | null;
  readonly result: Json;
  /** The message of what was thrown. */
  readonly error: string | null;
}

export interface Journal {
  /** Oldest first. */
  entries(): readonly JournalEntry[];
  /** The first row of that name (the effect itself is journaled once). */
  find(step: string): JournalEntry | null;
}

export interface OperationContext<P> {
  readonly operation: Operation;
  readonly params: P;
  readonly journal: Journal;
  /** Aborted when a person cancels or the process is stopping. */
  readonly signal: AbortSignal;
  /**
   * Journals the intent, does the work, journals its result (plain data, kept as JSON). Refuses to begin (throws) once cancelled or stopping,
   * so an effect that has begun is always in the journal, and one that is not in it did not happen.
   */
  step<T>(name: string, intent: Json, work: () => Promise<T>): Promise<T>;
  /**
   * As `step`, also after a person has cancelled: for what has to be put in order then (services started again, data
   * rolled back). Refuses only when the process is stopping; recovery does the rest.
   */
  settle<T>(name: string, intent: Json, work: () => Promise<T>): Promise<T>;
  /** Says what is being waited for; told on at most once a second. */
  progress(doing: Reason): void;
  /** Resolves after `ms` or when `wake` resolves; rejects when cancelled or stopping. */
  sleep(ms: number, wake?: Promise<void>): Promise<void>;
}

export interface WatchContext<P> {
  readonly operation: Operation;
  readonly params: P;
  readonly outcome: Outcome;
  /** UTC milliseconds; may be past already when the process was away: look once, then decide. */
  readonly watchUntil: number;
  readonly signal: AbortSignal;
  sleep(ms: number, wake?: Promise<void>): Promise<void>;
}

export type WatchVerdict =
  | { readonly verdict: 'held' }
  | (Pick<Outcome, 'reason' | 'exitCode' | 'oom' | 'lastLines' | 'nextStep'> & { readonly verdict: 'fell' | 'blind' });

export interface OperationKind<P> {
  readonly kind: string;
  /** Validates params from a row or a caller; throws when they are malformed. */
  parse(raw: unknown): P;
  locks(params: P): readonly Lock[];
  /** Who may ask for it; default `responder`. */
  access?(params: P): Access;
  /** Done three times to one target within ten minutes, it needs a second yes: once more will hardly help. */
  readonly breaker?: true;
  run(context: OperationContext<P>): Promise<KindOutcome>;
  /** Called at start for an operation that was running: looks at the world, finishes or reports. Repeats only what changes nothing where it is done already (`up -d`). */
  recover(context: OperationContext<P>): Promise<KindOutcome>;
  /** What a cancelled one leaves behind, from its journal: in words, or all that is known. */
  cancelled?(journal: Journal): Reason | Omit<KindOutcome, 'ok'>;
  /** Watches for `forMs` after a ✓. */
  readonly watch?: { readonly forMs: number; run(context: WatchContext<P>): Promise<WatchVerdict> };
}

export interface SubmitInput {
  /** Unique: the same key submitted again returns the operation that it made. */
  readonly key: string;
  readonly kind: string;
  readonly params: Json;
  readonly requestedBy: number | null;
  readonly chatId?: number | null;
  readonly threadId?: number | null;
  readonly incident?: number | null;
  /** `refuse` (default): answer who is at it. `queue`: wait for the lock. */
  readonly ifBusy?: 'refuse' | 'queue';
}

export type SubmitResult =
  | { readonly ok: true; readonly operation: Operation; readonly repeated: boolean }
  /** `operation`: who (requestedBy) does what (kind, params) since when (startedAt ?? requestedAt). */
  | { readonly ok: false; readonly reason: 'busy'; readonly operation: Operation };

/** `cancelled`: it had not begun. `requested`: it ends at its next step. `too-late`: it has its outcome. */
export type CancelResult = 'cancelled' | 'requested' | 'too-late' | 'unknown';

export interface OperationsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly kinds: readonly OperationKind<unknown>[];
  readonly announce: Announce;
  /** Whether two people have to agree; default: never. */
  readonly needsSecond?: (kind: string, params: Json) => boolean;
}

export interface Operations {
  readonly confirmations: Confirmations;
  /** What a person must be to ask for this. @throws ZodError for malformed parameters */
  accessFor(kind: string, params: Json): Access;
  /** Whether a second person has to agree. */
  needsSecond(kind: string, params: Json): boolean;
  /** One row, idempotent by key; joins the caller's transaction; runs after its commit. */
  submit(input: SubmitInput): SubmitResult;
  /** Recovers what a dead process left, resumes watches, then runs what is queued. */
  start(): void;
  /** Starts nothing more; what runs reaches its next journal step, or `deadlineMs` passes; the rest is left for recovery. */
  stop(deadlineMs: number): Promise<void>;
  get(id: string): Operation | null;
  /** Queued, running and watching, oldest first. */
  listActive(): Operation[];
  /** Asked for since then, with who gave the second yes where two were needed; newest first. */
  listSince(sinceAt: number): { readonly operation: Operation; readonly secondedBy: number | null }[];
  /** Newest first. */
  listByIncident(incident: number): Operation[];
  journal(id: string): readonly JournalEntry[];
  cancel(id: string): CancelResult;
  /** Resolves when nothing is queued, running or watching (tests, `stop` in scripts). */
  idle(): Promise<void>;
}
