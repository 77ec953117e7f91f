import { validate } from 'node-cron';
import { z } from 'zod';
import { duration, hours, minutes, port } from './values.ts';

const absolute = z.string().regex(/^\/(?!.*(?:^|\/)\.\.(?:\/|$))/, 'expected an absolute path without ".."');
const argv = z.array(z.string().max(2000)).min(1).max(60);

const hook = z.strictObject({
  /** Without a shell, in the service's own container. */
  argv,
  /** Default: the container's own user. */
  user: z.string().min(1).max(80).optional(),
  timeout: duration.default(minutes(10)),
  /** Keep what it prints to stdout in the backup, as `pg_dump` does. */
  output: z.boolean().default(false),
});
export type HookConfig = z.infer<typeof hook>;

const service = z.strictObject({
  /** What happens to it while its volumes are read. */
  during: z.enum(['stop', 'pause', 'run']).optional(),
  before: hook.optional(),
  after: hook.optional(),
  /** false: its volumes are not taken. */
  backup: z.boolean().optional(),
});

const probe = z
  .strictObject({
    service: z.string().min(1),
    command: argv.optional(),
    http: z
      .strictObject({
        port,
        path: z.string().regex(/^\//).default('/'),
        status: z.int().min(100).max(599).default(200),
      })
      .optional(),
    timeout: duration.default(minutes(1)),
  })
  .refine(({ command, http }) => (command === undefined) !== (http === undefined), 'expected either command or http');

const set = z.strictObject({
  /** The compose project; default: the set's own name. null: only what stands here. */
  project: z.string().min(1).nullable().optional(),
  /** false: no backups of it. */
  enabled: z.boolean().default(true),
  volumes: z
    .strictObject({ add: z.array(z.string().min(1)).default([]), exclude: z.array(z.string().min(1)).default([]) })
    .prefault({}),
  services: z.record(z.string().min(1), service).default({}),
  /** Folders and files of the host; only below one of `backups.roots`. */
  paths: z.array(absolute).default([]),
  /** Take along the git state of the project's folder, and the last logs of its services. */
  git: z.boolean().default(false),
  logs: z.boolean().default(false),
  /** What a drill asks the copy of the service, beside its health check. */
  probe: probe.optional(),
  /** Default: `targets`. */
  rpo: duration.optional(),
  rto: duration.optional(),
});
export type SetConfig = z.infer<typeof set>;

/** What is backed up and how it is kept. Without a word here every compose project with named volumes is a set. */
export const backupsSchema = z
  .strictObject({
    store: z.enum(['local', 'restic']).default('local'),
    /** zstd; higher is smaller and slower. */
    level: z.int().min(1).max(19).default(1),
    retention: z
      .strictObject({
        daily: z.int().min(1).max(1000).default(7),
        weekly: z.int().min(0).max(1000).default(4),
        monthly: z.int().min(0).max(1000).default(3),
        /** What restores put aside before they changed anything. */
        safety: duration.default(hours(24 * 3)),
      })
      .prefault({}),
    /** Paths of the host are taken only below these folders; a label can never widen them. */
    roots: z.array(absolute).default([]),
    /** Folders with archives of another script (`NAME-YYYYMMDD-HHMMSS.tar.gz`), beside DATA_DIR/import. */
    importFrom: z.array(absolute).default([]),
    sets: z
      .record(z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/, 'expected a name such as "shop"'), set)
      .default({}),
  })
  .prefault({});
export type BackupsConfig = z.infer<typeof backupsSchema>;

const cron = z
  .string()
  .refine(
    (text) => text.trim().split(/\s+/).length === 5 && validate(text),
    'expected five fields of cron, such as "30 2 * * *"',
  );

/** When what runs by itself; in TZ. null: never. */
export const schedulesSchema = z
  .strictObject({
    backup: cron.nullable().default('30 2 * * *'),
    verify: cron.nullable().default('0 4 * * 0'),
    drill: cron.nullable().default('0 10 1 * *'),
    /** `ask`: a reminder with buttons; `auto`: the drill runs by itself and only its result is told. */
    drillMode: z.enum(['ask', 'auto']).default('ask'),
    /** Until an unanswered reminder is repeated. It is repeated twice, then the drill counts as missed. */
    remindAgain: duration.default(hours(24)),
    /** Backups and verifications begin at a moment within this after their time, so that hosts do not begin together. */
    jitter: duration.default(minutes(10)),
  })
  .prefault({});
export type SchedulesConfig = z.infer<typeof schedulesSchema>;
