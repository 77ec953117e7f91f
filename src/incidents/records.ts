/** What goes into the room and what comes out of it, beside the incident itself. */
import type { Actor, Category, Impact, Incident, PersonId, ServiceKey, Severity, State } from './incident.ts';
import type { TimelineEntry, TimelineKind } from './timeline.ts';

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
