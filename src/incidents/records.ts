/** What others can do with incidents, what goes in and what comes out. */
import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import type { Log } from '../log.ts';
import type {
  Actor,
  Category,
  Impact,
  Incident,
  PersonId,
  PostmortemField,
  ServiceKey,
  Severity,
  State,
} from './incident.ts';
import type { TimelineDataOf, TimelineEntry, TimelineKind } from './timeline.ts';
import type { TimeField } from './times.ts';

export interface OpenInput {
  readonly severity: Severity;
  readonly category: Category;
  readonly summary: string;
  readonly affected: readonly ServiceKey[];
  readonly affectedAll?: boolean;
  readonly usersImpacted: boolean;
  readonly businessImpact: Impact;
  readonly impactStartedAt?: number | null;
  /** When it was noticed. Default: when the triage started, else now. */
  readonly detectedAt?: number | null;
  readonly triageStartedAt?: number | null;
  readonly evidence?: readonly EvidenceInput[];
  readonly drill?: boolean;
}

/** `data`: anything that survives JSON; secrets in it are masked before it is stored. `at`: when it was true. */
export interface EvidenceInput {
  readonly source: string;
  readonly data: unknown;
  readonly at: number;
  readonly operationId?: string | null;
}

export interface Evidence {
  readonly id: number;
  readonly incident: number;
  readonly source: string;
  readonly data: unknown;
  readonly at: number;
  readonly operationId: string | null;
}

export interface MessageRef {
  readonly chatId: number;
  readonly messageId: number;
}

export interface NoteInput {
  readonly text: string;
  /** Where it was written, so that editing the message edits the note. */
  readonly message: MessageRef | null;
}

/** `path` (a kept copy, relative to DATA_DIR) or `fileId` (Telegram's), or both. */
export interface AttachmentInput {
  readonly fileName: string;
  readonly mime: string;
  readonly path: string | null;
  readonly fileId: string | null;
  readonly sizeBytes: number;
  readonly caption: string;
  readonly message: MessageRef | null;
}

export interface Attachment extends Omit<AttachmentInput, 'message'> {
  readonly id: number;
  readonly incident: number;
  readonly by: PersonId;
  readonly at: number;
}

/** `kind`: the entry that says most about the change; `opened`, `evidence` and `recovered` (or fallen again) have none of their own. */
export interface IncidentChange {
  readonly kind: TimelineKind | 'opened' | 'evidence' | 'recovered';
  readonly incident: Incident;
  readonly before: Incident | null;
  readonly entries: readonly TimelineEntry[];
  readonly by: Actor;
  readonly cause: string;
}

export interface IncidentQuery {
  /** `active`: open or mitigated. Default: all, the active ones first. */
  readonly state?: State | 'active';
  /** From 0. A page behind the last one gives the last one. */
  readonly page: number;
  readonly pageSize: number;
}

export interface IncidentPage {
  readonly items: readonly Incident[];
  readonly page: number;
  readonly pages: number;
  readonly total: number;
}

/**
 * Incidents and their timelines. Every change is done once for each `cause` (a repeat returns the incident as it is),
 * throws UserError `incidents-…` when the state or the order of times forbids it, appends to the timeline,
 * and calls `announce` — all in one transaction, joined to the caller's.
 */
export interface Incidents {
  open(input: OpenInput, by: PersonId, cause: string): Incident;
  take(number: number, by: PersonId, cause: string): Incident;
  note(number: number, note: NoteInput, by: PersonId, cause: string): Incident;
  /** @returns null when the message is neither a note nor an attachment */
  editNote(message: MessageRef, text: string, by: PersonId, cause: string): Incident | null;
  attach(number: number, attachment: AttachmentInput, by: PersonId, cause: string): Incident;
  changeSeverity(number: number, severity: Severity, by: PersonId, cause: string): Incident;
  mitigate(number: number, by: Actor, cause: string): Incident;
  restore(number: number, by: Actor, cause: string): Incident;
  /** `unwell`: affected services that the Engine does not show as well; the timeline and the report say so. */
  resolve(number: number, by: Actor, cause: string, unwell?: readonly ServiceKey[]): Incident;
  reopen(number: number, by: Actor, cause: string): Incident;
  setPostmortem(number: number, field: PostmortemField, text: string, by: PersonId, cause: string): Incident;
  /** `at`: UTC milliseconds, not in the future. */
  correctTime(number: number, field: TimeField, at: number, by: PersonId, cause: string): Incident;
  addEvidence(number: number, evidence: EvidenceInput, by: Actor, cause: string): Incident;
  recordOperation(number: number, operation: TimelineDataOf<'operation'>, by: Actor, cause: string): Incident;
  /** A verified recovery. When every affected service has one, the incident is marked restored by `vakhta`. Not refused when it is over. */
  markRecovered(number: number, key: ServiceKey, operationId: string, cause: string): Incident;
  /** The service fell again: takes that recovery back, and "restored" with it if the bot had concluded it by itself. */
  unmarkRecovered(number: number, key: ServiceKey, operationId: string, cause: string): Incident;

  get(number: number): Incident | null;
  /** The one with the highest number. */
  newest(): Incident | null;
  list(query: IncidentQuery): IncidentPage;
  /** Those that were detected, or not yet restored, between the two moments: what the metrics need. */
  during(fromAt: number, toAt: number): Incident[];
  /** In order of `at`, then as written. */
  timeline(number: number): TimelineEntry[];
  /** Of all incidents, written down since then; newest first. */
  entriesSince(sinceAt: number): TimelineEntry[];
  evidence(number: number): Evidence[];
  attachments(number: number): Attachment[];
  /** The services whose recovery was verified and not taken back. */
  recovered(number: number): ServiceKey[];
}

export interface IncidentsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Called inside the transaction of the change; what it throws undoes the change. */
  readonly announce: (change: IncidentChange) => void;
  /** Hides secrets in evidence before it is stored, whatever its source did already. Default: what looks like one; a masker also knows the configured ones. */
  readonly mask?: (value: unknown) => unknown;
}
