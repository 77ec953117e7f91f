import { z } from 'zod';
import { type Actor, CATEGORIES, IMPACTS, POSTMORTEM_FIELDS, SEVERITIES } from './incident.ts';
import { TIME_FIELDS } from './times.ts';

const nothing = z.object({});
/** `implied`: followed from a later step (resolving implies restored), nobody said it by itself. */
const milestone = z.object({ implied: z.boolean() });

/** What each kind of entry carries. Rows are parsed with these when they are read. */
export const timelineData = {
  detected: nothing,
  'triage-started': nothing,
  declared: z.object({ severity: z.enum(SEVERITIES) }),
  triaged: z.object({
    severity: z.enum(SEVERITIES),
    category: z.enum(CATEGORIES),
    affected: z.array(z.string()),
    affectedAll: z.boolean(),
    usersImpacted: z.boolean(),
    businessImpact: z.enum(IMPACTS),
  }),
  /** `from`: who had it before. */
  taken: z.object({ from: z.number().nullable() }),
  note: z.object({ text: z.string() }),
  /** `entry`: the id of the note or attachment whose text changed. */
  'note-edited': z.object({ entry: z.number(), from: z.string(), to: z.string() }),
  attachment: z.object({
    attachment: z.number(),
    fileName: z.string(),
    mime: z.string(),
    sizeBytes: z.number(),
    caption: z.string(),
  }),
  operation: z.object({
    operationId: z.string(),
    operation: z.string(),
    targets: z.array(z.string()),
    outcome: z.enum(['started', 'succeeded', 'failed', 'cancelled', 'interrupted', 'withdrawn']),
    durationMs: z.number().nullable(),
    /** One sentence for the report ("exit code 137, out of memory"), or empty. */
    detail: z.string(),
  }),
  severity: z.object({ from: z.enum(SEVERITIES), to: z.enum(SEVERITIES) }),
  mitigated: milestone,
  restored: milestone,
  resolved: nothing,
  /** What was withdrawn, for the audit. */
  reopened: z.object({
    mitigatedAt: z.number().nullable(),
    restoredAt: z.number().nullable(),
    resolvedAt: z.number().nullable(),
    closedAt: z.number().nullable(),
  }),
  postmortem: z.object({ field: z.enum(POSTMORTEM_FIELDS), from: z.string().nullable(), to: z.string() }),
  /** `relapse`: the service that fell again after the bot had called it recovered; otherwise a person corrected a time. */
  'time-corrected': z.object({
    field: z.enum(TIME_FIELDS),
    from: z.number().nullable(),
    to: z.number().nullable(),
    relapse: z.string().nullable(),
  }),
  closed: nothing,
} as const;

export type TimelineKind = keyof typeof timelineData;
export type TimelineDataOf<K extends TimelineKind> = z.infer<(typeof timelineData)[K]>;

/** What happened, when and by whom. Append-only: nothing here is ever changed or removed. */
export type TimelineEntry = {
  [K in TimelineKind]: {
    readonly id: number;
    readonly incident: number;
    /** When it happened, UTC milliseconds. */
    readonly at: number;
    /** When it was written down, UTC milliseconds. */
    readonly recordedAt: number;
    readonly kind: K;
    readonly by: Actor;
    readonly data: TimelineDataOf<K>;
  };
}[TimelineKind];

export type EntryOf<K extends TimelineKind> = Extract<TimelineEntry, { kind: K }>;
