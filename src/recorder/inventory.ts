import { z } from 'zod';
import type { ContainerDetail } from '../docker/index.ts';
import { maskSecrets } from '../masking/index.ts';

const COMPOSE_LABEL = 'com.docker.compose.';

/**
 * What may be kept of a container: no inspect JSON (it holds the values of the environment),
 * no labels but compose's (others hold passwords of proxies), probes' output masked.
 */
export function keepable(container: ContainerDetail): ContainerDetail {
  const labels = Object.entries(container.labels).filter(([name]) => name.startsWith(COMPOSE_LABEL));
  const { health } = container;
  return {
    ...container,
    labels: Object.fromEntries(labels),
    health:
      health === null
        ? null
        : { ...health, log: health.log.map((probe) => ({ ...probe, output: maskSecrets(probe.output) })) },
    raw: null,
  };
}

const at = z.number();
const containerSchema = z.object({
  engine: z.literal('local'),
  project: z.string().nullable(),
  service: z.string(),
  number: z.number(),
  id: z.string(),
  name: z.string(),
  key: z.string(),
  image: z.string(),
  imageId: z.string(),
  state: z.enum(['created', 'running', 'restarting', 'paused', 'exited', 'dead', 'removing']),
  statusText: z.string(),
  createdAt: at,
  labels: z.record(z.string(), z.string()),
  ports: z.array(
    z.object({
      containerPort: z.number(),
      protocol: z.string(),
      hostIp: z.string().nullable(),
      hostPort: z.number().nullable(),
    }),
  ),
  dependsOn: z.array(z.string()),
  oneOff: z.boolean(),
  startedAt: at.nullable(),
  finishedAt: at.nullable(),
  exitCode: z.number().nullable(),
  oomKilled: z.boolean(),
  restartCount: z.number(),
  restartPolicy: z.string(),
  health: z
    .object({
      status: z.enum(['starting', 'healthy', 'unhealthy']),
      failingStreak: z.number(),
      log: z.array(z.object({ at, exitCode: z.number(), output: z.string() })),
    })
    .nullable(),
  healthcheck: z
    .object({ intervalMs: z.number(), timeoutMs: z.number(), retries: z.number(), startPeriodMs: z.number() })
    .nullable(),
  tty: z.boolean(),
  memoryLimitBytes: z.number().nullable(),
  stopTimeoutS: z.number(),
  imageDigest: z.string().nullable(),
  configHash: z.string().nullable(),
  envNames: z.array(z.string()),
  networks: z.array(z.string()),
  mounts: z.array(z.object({ type: z.string(), source: z.string(), destination: z.string(), readOnly: z.boolean() })),
  raw: z.null(),
});

/** Containers as `keepable` left them, from their JSON. @throws when the row is not one of ours */
export function parseContainers(json: string): ContainerDetail[] {
  return z.array(containerSchema).parse(JSON.parse(json));
}

export function parseContainer(json: string): ContainerDetail {
  return containerSchema.parse(JSON.parse(json));
}

/** The part of a container that only people change; a new snapshot is kept when it differs. */
export function identityOf(container: ContainerDetail): string {
  const { id, imageId, configHash, envNames, restartPolicy, memoryLimitBytes, mounts, networks, ports } = container;
  return JSON.stringify([id, imageId, configHash, envNames, restartPolicy, memoryLimitBytes, mounts, networks, ports]);
}
