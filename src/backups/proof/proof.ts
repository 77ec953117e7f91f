import { z } from 'zod';

/**
 * One attempt to prove a backup. `verify`: stored bytes against the manifest; `drill`: restored into scratch volumes
 * (level 2) and started there (level 3); `restore`: for real. `interrupted` counts as failed.
 */
export const proofSchema = z.strictObject({
  /** The operation's id; for a missed drill `missed:<set>:<due>`. Unique. */
  id: z.string(),
  /** Null for a missed drill. */
  backup: z.string().nullable(),
  set: z.string(),
  kind: z.enum(['verify', 'drill', 'restore']),
  level: z.int().min(1).max(3),
  result: z.enum(['passed', 'failed', 'interrupted', 'missed']),
  /** Asked for by a schedule (or by its reminder). By hand: kept, and shown apart. */
  scheduled: z.boolean(),
  at: z.int(),
  tookMs: z.int().nullable(),
  /** From the start until the data was back, compared and healthy. */
  recoveryTimeMs: z.int().nullable(),
  /** Age of the backup's data when it began (for a restore on an incident: at the moment of the failure). */
  recoveryPointMs: z.int().nullable(),
  bytes: z.int().nullable(),
  /** A sentence of locales for people: why it failed. */
  reason: z
    .strictObject({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })
    .nullable(),
});
export type Proof = z.infer<typeof proofSchema>;
