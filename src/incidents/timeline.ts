import { z } from 'zod';
import { type Actor, CATEGORIES, IMPACTS, POSTMORTEM_FIELDS, SEVERITIES } from './incident.ts';
import { TIME_FIELDS, type TimeField } from './times.ts';

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
    affected: z.array(z.string()).readonly(),
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
    targets: z.array(z.string()).readonly(),
    /** What it was about, where that is no service, or more than its name. */
    name: z.string().exactOptional(),
    /** The person who agreed, where two had to. */
    secondedBy: z.number().exactOptional(),
    outcome: z.enum(['started', 'succeeded', 'failed', 'cancelled', 'interrupted', 'withdrawn']),
    durationMs: z.number().nullable(),
    /** One sentence for the report ("exit code 137, out of memory"), or empty. */
    detail: z.string(),
    /** The same as a text of the locales, for readers of other languages. */
    reason: z
      .object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })
      .exactOptional(),
  }),
  severity: z.object({ from: z.enum(SEVERITIES), to: z.enum(SEVERITIES) }),
  mitigated: milestone,
  restored: milestone,
  /** `unwell`: affected services that were not well when a person called it resolved. */
  resolved: z.object({ unwell: z.array(z.string()).exactOptional() }),
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

/** An entry that is about to be written. */
export type NewEntry = {
  [K in TimelineKind]: {
    readonly at: number;
    readonly kind: K;
    readonly by: Actor;
    readonly data: TimelineDataOf<K>;
  };
}[TimelineKind];

export type EntryOf<K extends TimelineKind> = Extract<TimelineEntry, { kind: K }>;

const base = { id: z.number(), incident: z.number(), at: z.number(), recordedAt: z.number() };
const by = z.union([z.number(), z.literal('vakhta')]);

function entrySchema<K extends TimelineKind>(kind: K) {
  return z.object({ ...base, by, kind: z.literal(kind), data: timelineData[kind] });
}

const anyEntry = z.discriminatedUnion('kind', [
  entrySchema('detected'),
  entrySchema('triage-started'),
  entrySchema('declared'),
  entrySchema('triaged'),
  entrySchema('taken'),
  entrySchema('note'),
  entrySchema('note-edited'),
  entrySchema('attachment'),
  entrySchema('operation'),
  entrySchema('severity'),
  entrySchema('mitigated'),
  entrySchema('restored'),
  entrySchema('resolved'),
  entrySchema('reopened'),
  entrySchema('postmortem'),
  entrySchema('time-corrected'),
  entrySchema('closed'),
]);

/** @throws ZodError when the row was not written by this room */
export function parseEntry(row: unknown): TimelineEntry {
  return anyEntry.parse(row);
}

/** An entry as it reads today. */
export interface ShownEntry {
  /** When it happened, as last corrected. */
  readonly at: number;
  readonly entry: TimelineEntry;
  /** The present text of a note or caption; `null` for other kinds. */
  readonly text: string | null;
  /** When that text was last changed. */
  readonly editedAt: number | null;
}

const FIELD_OF = {
  detected: 'detectedAt',
  declared: 'declaredAt',
  triaged: 'triagedAt',
  taken: 'acknowledgedAt',
  mitigated: 'mitigatedAt',
  restored: 'restoredAt',
  resolved: 'resolvedAt',
} as const satisfies Partial<Record<TimelineKind, TimeField>>;

function fieldOf(kind: TimelineKind): TimeField | null {
  const fields: Partial<Record<TimelineKind, TimeField>> = FIELD_OF;
  return fields[kind] ?? null;
}

/**
 * The timeline as people should read it now: each entry at its corrected time and with its edited text, in order.
 * The edits themselves are folded into what they edit; corrections stay, as what was done and when.
 */
export function shownTimeline(entries: readonly TimelineEntry[]): ShownEntry[] {
  const shown = new Map<number, ShownEntry>();
  const latest = new Map<TimeField, number>();
  for (const entry of [...entries].sort((a, b) => a.id - b.id)) {
    if (entry.kind === 'note-edited') {
      const edited = shown.get(entry.data.entry);
      if (edited) shown.set(edited.entry.id, { ...edited, text: entry.data.to, editedAt: entry.at });
      continue;
    }
    // One relapse withdraws "mitigated" and "restored"; told once.
    if (entry.kind === 'time-corrected' && entry.data.relapse !== null && entry.data.field === 'mitigatedAt') continue;
    if (entry.kind === 'time-corrected' && entry.data.to !== null) {
      const corrected = shown.get(latest.get(entry.data.field) ?? -1);
      if (corrected) shown.set(corrected.entry.id, { ...corrected, at: entry.data.to });
    }
    shown.set(entry.id, { at: entry.at, entry, text: textOf(entry), editedAt: null });
    const field = fieldOf(entry.kind);
    // The first "taken" is the acknowledgement; of the others the last one counts, since reopening starts them anew.
    if (field !== null && !(field === 'acknowledgedAt' && latest.has(field))) latest.set(field, entry.id);
  }
  return [...shown.values()].sort((a, b) => a.at - b.at || a.entry.id - b.entry.id);
}

function textOf(entry: TimelineEntry): string | null {
  if (entry.kind === 'note') return entry.data.text;
  return entry.kind === 'attachment' ? entry.data.caption : null;
}
