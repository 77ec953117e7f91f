import { z } from 'zod';
import { LEVELS } from './format/index.ts';

/** A follow ends by itself after so long: nobody looks at a phone for longer, and each one costs a connection. */
export const MAX_FOLLOW_MS = 5 * 60_000;

/** Whose log: one container, all of a service, or all of a compose project (null: what is outside of compose). */
const targetSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('service'), key: z.string(), project: z.string().nullable(), service: z.string() }),
  // `reference` outlives the container: whoever took its place is found by it.
  z.object({ kind: z.literal('container'), reference: z.string(), name: z.string() }),
  z.object({ kind: z.literal('project'), project: z.string().nullable() }),
]);
export type LogTarget = z.infer<typeof targetSchema>;

const rangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('last'), ms: z.number() }),
  z.object({ kind: z.literal('start') }),
  z.object({ kind: z.literal('incident'), number: z.number() }),
]);
export type LogRange = z.infer<typeof rangeSchema>;

const patternSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('errors') }),
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('regex'), source: z.string() }),
]);

const reasonSchema = z.object({
  key: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});
export type Words = z.infer<typeof reasonSchema>;

const lineSchema = z.object({
  at: z.number().nullable(),
  source: z.string(),
  level: z.enum(LEVELS).nullable(),
  bad: z.boolean(),
  text: z.string(),
  count: z.number(),
  dropped: z.number(),
  endless: z.boolean(),
  binary: z.boolean(),
  match: z.boolean(),
  gap: z.boolean(),
  firstStamp: z.string().nullable(),
  lastStamp: z.string().nullable(),
});

/** What was read last. */
const contentSchema = z.object({
  at: z.number(),
  lines: z.array(lineSchema),
  hasOlder: z.boolean(),
  hasNewer: z.boolean(),
  scannedBytes: z.number(),
  matches: z.number(),
  /** What was read of: ids, to notice that a container has been made anew. */
  sources: z.array(z.string()),
  /** What did not go as wanted, each a sentence. */
  notes: z.array(reasonSchema),
});
export type LogContent = z.infer<typeof contentSchema>;

const activitySchema = z.object({
  kind: z.enum(['reading', 'searching', 'following', 'packing']),
  by: z.number(),
  startedAt: z.number(),
  scannedBytes: z.number(),
  matches: z.number(),
});
export type LogActivity = z.infer<typeof activitySchema>;

const pickSchema = z.object({
  /** What was asked for and not found, or found several times. */
  query: z.string().nullable(),
  ambiguous: z.boolean(),
  page: z.number(),
  pages: z.number(),
  entries: z.array(z.object({ ref: z.string(), label: z.string(), unwell: z.boolean(), project: z.boolean() })),
});
export type LogPick = z.infer<typeof pickSchema>;

export const viewStateSchema = z.object({
  /** Null until somebody has picked one. */
  target: targetSchema.nullable(),
  incident: z.number().nullable(),
  range: rangeSchema,
  pattern: patternSchema,
  menu: z.enum(['pick', 'since']).nullable(),
  pick: pickSchema.nullable(),
  content: contentSchema.nullable(),
  activity: activitySchema.nullable(),
  /** How what was under way has ended, where that needs a word. */
  ended: reasonSchema.nullable(),
  /** Who was asked what to search for, and has not said it yet. */
  asked: z.object({ by: z.number(), at: z.number() }).nullable(),
});
/** What a message with a log shows. */
export type LogViewState = z.infer<typeof viewStateSchema>;

export function emptyState(): LogViewState {
  return {
    target: null,
    incident: null,
    range: { kind: 'all' },
    pattern: { kind: 'all' },
    menu: null,
    pick: null,
    content: null,
    activity: null,
    ended: null,
    asked: null,
  };
}
