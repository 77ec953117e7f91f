import { z } from 'zod';
import { CHECK_KINDS } from '../checks/index.ts';
import type { Evidence, EvidenceSource } from './types.ts';

const at = z.number();
const reason = z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });
const project = z.string().nullable();
const exitCode = z.number().nullable();

const checkResult = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(CHECK_KINDS),
  service: z.string().exactOptional(),
  publicName: z.string().exactOptional(),
  ok: z.boolean(),
  latencyMs: z.number().nullable(),
  reason: reason.exactOptional(),
  at,
});

const host = z.object({
  source: z.literal('host'),
  uptimeS: z.number().nullable(),
  load: z.tuple([z.number(), z.number(), z.number()]).nullable(),
  cores: z.number().nullable(),
  memory: z.object({ totalBytes: z.number(), availableBytes: z.number(), usedPercent: z.number() }).nullable(),
  disks: z
    .array(
      z.object({
        mount: z.string(),
        totalBytes: z.number(),
        usedBytes: z.number(),
        availableBytes: z.number(),
        usedPercent: z.number(),
        inodesUsedPercent: z.number().nullable(),
        full: z.boolean(),
      }),
    )
    .nullable(),
  unavailable: z.enum(['host-in-container', 'host-unreadable']).nullable(),
});

const publicNames = z.object({
  source: z.literal('public-names'),
  names: z.array(z.object({ name: z.string(), checks: z.array(checkResult) })),
});

const problem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('restarting'), restartCount: z.number(), exitCode }),
  z.object({ kind: z.literal('oom-killed'), at: at.nullable(), times: z.number() }),
  z.object({ kind: z.literal('exited'), exitCode, at: at.nullable() }),
  z.object({ kind: z.literal('dead') }),
  z.object({ kind: z.literal('never-started') }),
  z.object({
    kind: z.literal('unhealthy'),
    failingStreak: z.number(),
    exitCode,
    output: z.string(),
    at: at.nullable(),
  }),
  z.object({ kind: z.literal('memory'), usedBytes: z.number(), limitBytes: z.number(), percent: z.number() }),
  z.object({ kind: z.literal('paused') }),
]);

const unwell = z.object({
  key: z.string(),
  project,
  service: z.string(),
  number: z.number(),
  containerId: z.string(),
  name: z.string(),
  image: z.string(),
  problems: z.array(problem),
});

const unreachableCause = z.enum(['no-socket', 'refused', 'not-allowed', 'timeout', 'unknown-host', 'tls', 'other']);

const containers = z.object({
  source: z.literal('containers'),
  engine: z.discriminatedUnion('reachable', [
    z.object({ reachable: z.literal(true) }),
    z.object({ reachable: z.literal(false), sinceAt: at, cause: unreachableCause }),
  ]),
  pictureAt: at.nullable(),
  projects: z.array(z.object({ project, total: z.number(), well: z.number(), unwell: z.array(unwell) })),
  services: z.array(
    z.object({
      key: z.string(),
      project,
      service: z.string(),
      unwell: z.boolean(),
      down: z.boolean(),
      finished: z.boolean(),
      published: z.boolean(),
    }),
  ),
});

const checks = z.object({
  source: z.literal('checks'),
  results: z.array(checkResult),
  failed: z.number(),
  waiting: z.number(),
});

const logs = z.object({
  source: z.literal('logs'),
  services: z.array(
    z.object({
      key: z.string(),
      project,
      service: z.string(),
      readLines: z.number(),
      errors: z.array(z.object({ text: z.string(), count: z.number(), lastAt: at.nullable() })),
      more: z.number(),
      failure: z.string().nullable(),
    }),
  ),
});

const changes = z.object({
  source: z.literal('changes'),
  sinceAt: at,
  changes: z.array(
    z.object({
      kind: z.enum([
        'image',
        'config',
        'restarted-by-hand',
        'recreated',
        'created',
        'removed',
        'host-reboot',
        'engine-restart',
      ]),
      key: z.string().nullable(),
      at,
      detail: z.object({
        from: z.string().exactOptional(),
        to: z.string().exactOptional(),
        envAdded: z.array(z.string()).exactOptional(),
        envRemoved: z.array(z.string()).exactOptional(),
        containerName: z.string().exactOptional(),
      }),
    }),
  ),
  gaps: z.array(
    z.object({ fromAt: at, toAt: at.nullable(), reason: z.enum(['engine-down', 'stream-cut', 'bot-off']) }),
  ),
});

/** Each source's data as its row holds it. */
export const evidenceSchemas = {
  host,
  'public-names': publicNames,
  containers,
  checks,
  logs,
  changes,
} satisfies { [S in EvidenceSource]: z.ZodType<Extract<Evidence, { source: S }>> };

const stored = z.discriminatedUnion('source', [host, publicNames, containers, checks, logs, changes]);

/** Evidence of a triage, back from JSON; null for anything else. */
export function evidenceFrom(data: unknown): Evidence | null {
  const parsed = stored.safeParse(data);
  return parsed.success ? parsed.data : null;
}
