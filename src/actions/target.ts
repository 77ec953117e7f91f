import { z } from 'zod';
import type { ContainerDetail, ContainerState, Docker, PortBinding, ServiceKey } from '../docker/index.ts';

const params = z.strictObject({
  engine: z.literal('local'),
  project: z.string().nullable(),
  service: z.string().min(1),
  number: z.number().int().positive().nullable().default(null),
  containerIdAtRequest: z.string().min(1),
  reason: z.string().nullable().default(null),
});

/**
 * What is to be restarted. `number` null: the container of that service which was seen when it was asked for.
 * A type and not an interface, so that it fits where JSON is expected.
 */
export type RestartParams = Readonly<z.infer<typeof params>>;

/** @throws ZodError when a row or a caller gives something else */
export function parseRestartParams(raw: unknown): RestartParams {
  return params.parse(raw);
}

/** What will happen, for the question that is asked once more. */
export interface RestartPlan {
  /** With the id and number filled in: hand these to `confirmations.create`. */
  readonly params: RestartParams;
  readonly container: {
    readonly id: string;
    readonly name: string;
    readonly image: string;
    readonly state: ContainerState;
    readonly number: number;
    /** Containers of this service; the others are left alone. */
    readonly replicas: number;
  };
  /** Services of the project that need this one, directly or through others, in the order of distance. */
  readonly dependents: readonly { readonly service: string; readonly through: string | null }[];
  /** False when compose wrote no `depends_on` label (1.29 does not): then nothing is known of dependents. */
  readonly dependentsKnown: boolean;
  /** Published ones only: these do not answer meanwhile. */
  readonly ports: readonly PortBinding[];
  readonly volumes: readonly { readonly source: string; readonly destination: string }[];
  /** Between SIGTERM and SIGKILL, the container's own; -1 means for ever. */
  readonly stopTimeoutS: number;
  readonly hasHealthcheck: boolean;
  /** How long it is waited for at most, milliseconds. */
  readonly waitMs: number;
}

export function serviceKeyOf(target: Pick<RestartParams, 'engine' | 'project' | 'service'>): ServiceKey {
  return `${target.engine}/${target.project ?? '-'}/${target.service}`;
}

/**
 * The container that the parameters mean today. Ids change when a container is recreated, so the id only decides
 * between replicas while it still exists; null when the service has no container (of that number).
 * @throws EngineError
 */
export async function resolveContainer(
  docker: Docker,
  target: Pick<RestartParams, 'engine' | 'project' | 'service' | 'number'>,
  id: string,
  deadlineMs: number,
): Promise<ContainerDetail | null> {
  const known = await docker.inspect(id, { deadlineMs });
  if (known !== null) return known;
  const candidates = await docker.find(serviceKeyOf(target), { deadlineMs });
  const wanted = candidates
    .filter((candidate) => target.number === null || candidate.number === target.number)
    .sort((a, b) => a.number - b.number)[0];
  return wanted === undefined ? null : docker.inspect(wanted.id, { deadlineMs });
}
