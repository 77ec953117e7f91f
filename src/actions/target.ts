import { z } from 'zod';
import { type ContainerDetail, type Docker, serviceKey } from '../docker/index.ts';

/** Names one container. `engine`, `project` and `service` are what locks and timelines know a target by. */
export const targetSchema = z.strictObject({
  engine: z.literal('local'),
  project: z.string().nullable(),
  service: z.string().min(1),
  number: z.number().int().positive().nullable().default(null),
  containerIdAtRequest: z.string().min(1),
  reason: z.string().nullable().default(null),
  /** What people see instead of the service's name, where that does not tell it from others. */
  name: z.string().min(1).exactOptional(),
  /** Made by `docker compose run`: nothing takes its place when it is gone. */
  oneOff: z.literal(true).exactOptional(),
});

/**
 * The container that is meant. `number` null: the container of that service which was seen when it was asked for.
 * A type and not an interface, so that it fits where JSON is expected.
 */
export type Target = Readonly<z.infer<typeof targetSchema>>;

/** @throws ZodError when a row or a caller gives something else */
export function parseTarget(raw: unknown): Target {
  return targetSchema.parse(raw);
}

/** The container that an action's parameters name, whatever else they hold. @throws ZodError */
export function targetIn(params: unknown): Target {
  return z.object(targetSchema.shape).parse(params);
}

/**
 * The container that the parameters mean today. Ids change when a container is recreated, so the id only decides
 * between replicas while it still exists; null when the service has no container (of that number).
 * @throws EngineError
 */
export async function resolveContainer(
  docker: Docker,
  target: Pick<Target, 'engine' | 'project' | 'service' | 'number' | 'oneOff'>,
  id: string,
  deadlineMs: number,
): Promise<ContainerDetail | null> {
  const known = await docker.inspect(id, { deadlineMs });
  if (known !== null || target.oneOff === true) return known;
  const candidates = await docker.find(serviceKey(target), { deadlineMs });
  const wanted = candidates
    .filter((candidate) => target.number === null || candidate.number === target.number)
    .sort((a, b) => a.number - b.number)[0];
  return wanted === undefined ? null : docker.inspect(wanted.id, { deadlineMs });
}
