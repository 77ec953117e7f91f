import { z } from 'zod';
import { ACCESS } from './access.ts';
import { backupsSchema, schedulesSchema } from './backup-schema.ts';
import { checkSchema } from './check-schema.ts';
import { commandSchema } from './command-schema.ts';
import { duration, host, hours, minutes } from './values.ts';

/** What two people can be demanded for, whatever it is done to. */
export const TWO_PERSON_OPERATIONS = [
  'restart',
  'stop',
  'start',
  'kill',
  'pause',
  'unpause',
  'memory',
  'project-restart',
  'project-stop',
  'project-start',
  'project-recreate',
  'scale',
  'cleanup',
  'command',
  'backup',
  'backup-verify',
  'drill',
  'restore-dry-run',
  'restore',
  'backup-prune',
  'backup-import',
] as const;

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
  /** Programs of the host that people may run, each an argument list that stands here as it will run. */
  commands: z
    .array(commandSchema)
    .default([])
    .refine((all) => new Set(all.map((one) => one.id)).size === all.length, 'every command needs an id of its own'),
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
  /** How long what Vakhta saves itself is kept; never less than an open incident lasts. */
  retention: z.strictObject({ evidence: duration.default(hours(24 * 90)) }).prefault({}),
  backups: backupsSchema,
  schedules: schedulesSchema,
  people: z.array(person).default([]),
  /** What needs the yes of two people. */
  twoPerson: z
    .strictObject({
      operations: z.array(z.enum(TWO_PERSON_OPERATIONS)).default([]),
      /** `project/service`, or a service's name alone. */
      services: z.array(z.string().min(1)).default([]),
    })
    .prefault({}),
  /** How to reach the host when the Engine is silent: shown as commands to copy. */
  host: z.strictObject({ ssh: z.string().min(1).max(200).optional() }).prefault({}),
  /** The language of the team's chat. */
  locale: z.enum(['en', 'ru']).optional(),
});
export type Settings = z.infer<typeof settingsSchema>;
