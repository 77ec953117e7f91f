import { z } from 'zod';
import { checkSchema } from './check-schema.ts';
import { duration, host, hours, minutes } from './values.ts';

/** From the least to the most. */
export const ACCESS = ['viewer', 'responder', 'admin'] as const;
export type Access = (typeof ACCESS)[number];

const person = z.strictObject({
  id: z.int().positive(),
  name: z.string().min(1).max(80),
  role: z.string().min(1).max(80).optional(),
  /** What they may do here: `viewer` looks, `responder` operates, `admin` also restores, prunes and runs host commands. */
  access: z.enum(ACCESS).default('admin'),
});
export type PersonConfig = z.infer<typeof person>;

const severities = z.strictObject({
  P0: duration.default(minutes(15)),
  P1: duration.default(hours(1)),
  P2: duration.default(hours(4)),
  P3: duration.default(hours(24)),
});

/** Defaults are the figures of the first users' own on-call document. */
export const settingsSchema = z.strictObject({
  /** Only these compose projects are looked at; empty: all that the Engine has. */
  projects: z.array(z.string().min(1)).default([]),
  publicNames: z.array(host).default([]),
  checks: z
    .array(checkSchema)
    .default([])
    .refine((all) => new Set(all.map((one) => one.id)).size === all.length, 'every check needs an id of its own'),
  thresholds: z
    .strictObject({
      memoryPercent: z.number().min(1).max(100).default(90),
      diskPercent: z.number().min(1).max(100).default(90),
    })
    .prefault({}),
  severities: severities.prefault({}),
  targets: z
    .strictObject({
      rto: duration.default(hours(4)),
      rpo: duration.default(hours(24)),
      timeToTriage: duration.default(minutes(15)),
      mtbf: duration.default(hours(24 * 30)),
      passRatePercent: z.number().min(0).max(100).default(95),
    })
    .prefault({}),
  people: z.array(person).default([]),
  /** How to reach the host when the Engine is silent: shown as commands to copy. */
  host: z.strictObject({ ssh: z.string().min(1).max(200).optional() }).prefault({}),
  /** The language of the team's chat. */
  locale: z.enum(['en', 'ru']).optional(),
});
export type Settings = z.infer<typeof settingsSchema>;
