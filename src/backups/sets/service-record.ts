import { z } from 'zod';
import { type ContainerDetail, isLive } from '../../docker/index.ts';
import type { ServiceRecord } from '../manifest.ts';

const policySchema = z.looseObject({
  HostConfig: z.looseObject({
    RestartPolicy: z.looseObject({ Name: z.string(), MaximumRetryCount: z.number().default(0) }).nullish(),
  }),
});

/** One service as it is now, from all of its containers (at least one). */
export function serviceRecord(
  name: string,
  containers: readonly [ContainerDetail, ...ContainerDetail[]],
  dependsOn: readonly string[],
): ServiceRecord {
  const [first] = containers;
  const policy = policySchema.safeParse(first.raw).data?.HostConfig.RestartPolicy;
  const watched = containers.filter((container) => container.health !== null);
  const volumes = containers.flatMap(({ mounts }) => mounts.filter(({ type }) => type === 'volume'));
  return {
    name,
    containers: containers.map((container) => ({
      id: container.id,
      name: container.name,
      running: isLive(container),
    })),
    image: first.image,
    imageId: first.imageId,
    imageDigest: first.imageDigest,
    restartPolicy: { name: policy?.Name || 'no', maximumRetryCount: policy?.MaximumRetryCount ?? 0 },
    hasHealthcheck: first.healthcheck !== null,
    healthy: watched.length === 0 ? null : watched.every(({ health }) => health?.status === 'healthy'),
    dependsOn: [...dependsOn],
    volumes: [...new Set(volumes.map(({ source }) => source))].sort(),
    inspect: withoutSecrets(first.raw),
  };
}

const inspectSchema = z.looseObject({
  Config: z.looseObject({ Env: z.array(z.string()).nullish() }),
  State: z.unknown(),
});

/** An inspect answer with the names of environment variables only, and without what its health check and its layers said. */
function withoutSecrets(raw: unknown): unknown {
  const parsed = inspectSchema.safeParse(raw);
  if (!parsed.success) return null;
  const { State: _state, GraphDriver: _graph, LogPath: _log, ...rest } = parsed.data;
  const Env = (rest.Config.Env ?? []).map((entry) => entry.split('=')[0] ?? '');
  return { ...rest, Config: { ...rest.Config, Env } };
}
