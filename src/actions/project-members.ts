import { z } from 'zod';
import { type ContainerDetail, type Docker, isLive } from '../docker/index.ts';
import { UserError } from '../errors.ts';
import type { ComposeService } from './compose-config.ts';
import { type Dependencies, dependenciesFromLabels, type StartOrder, startOrder } from './dependencies.ts';
import { waitMsFor } from './well.ts';

const LOOK_DEADLINE_MS = 5000;

/** What the journal keeps of a container before the effect. */
export const memberSchema = z.object({
  service: z.string(),
  number: z.number(),
  id: z.string(),
  name: z.string(),
  startedAt: z.number().nullable(),
  restartCount: z.number(),
  /** It ran, or Docker was just starting it again, or it stood frozen: it is to run afterwards. */
  ran: z.boolean(),
  paused: z.boolean(),
  /** It has a restart policy that lets it stay down once it has ended well. */
  mayEnd: z.boolean(),
  stopTimeoutS: z.number(),
  waitMs: z.number(),
});
export type Member = Readonly<z.infer<typeof memberSchema>>;

export function memberOf(detail: ContainerDetail): Member {
  return {
    service: detail.service,
    number: detail.number,
    id: detail.id,
    name: detail.name,
    startedAt: detail.startedAt,
    restartCount: detail.restartCount,
    ran: isLive(detail),
    paused: detail.state === 'paused',
    mayEnd: detail.restartPolicy === 'no' || detail.restartPolicy === 'on-failure',
    stopTimeoutS: detail.stopTimeoutS,
    waitMs: waitMsFor(detail.healthcheck),
  };
}

/** `gateway` or, of several, `gateway 2`. */
export function memberLabel({ service, number }: Pick<Member, 'service' | 'number'>): string {
  return number === 1 ? service : `${service} ${number}`;
}

/**
 * The containers of a project as they are now, without one-off ones.
 * @throws EngineError
 */
export async function membersOf(docker: Docker, project: string, signal?: AbortSignal): Promise<ContainerDetail[]> {
  const options = { deadlineMs: LOOK_DEADLINE_MS, ...(signal === undefined ? {} : { signal }) };
  const listed = await docker.list(options);
  const own = listed.filter((container) => container.project === project && !container.oneOff);
  const details = await Promise.all(own.map((container) => docker.inspect(container.id, options)));
  return details.filter((detail) => detail !== null);
}

/**
 * The same for an operation that is to change them.
 * @throws UserError operations-project-gone, operations-own-project · EngineError
 */
export async function membersToChange(docker: Docker, project: string): Promise<ContainerDetail[]> {
  const details = await membersOf(docker, project);
  if (details.length === 0) throw new UserError('operations-project-gone', { project });
  const own = await docker.selfContainerId({ deadlineMs: LOOK_DEADLINE_MS });
  if (details.some((detail) => detail.id === own)) throw new UserError('operations-own-project', { project });
  return details;
}

export interface ProjectOrder extends StartOrder {
  /** `labels` of Compose v2, else the compose `files`, else `unknown`: then everything stands in one level. */
  readonly source: 'labels' | 'files' | 'unknown';
  readonly dependencies: Dependencies;
}

/** In which order the services of a project start. */
export function orderOf(
  containers: readonly ContainerDetail[],
  services: readonly ComposeService[] | null,
): ProjectOrder {
  const names = containers.map((container) => container.service);
  const labelled = dependenciesFromLabels(containers);
  if (labelled !== null) return { ...startOrder(names, labelled), source: 'labels', dependencies: labelled };
  if (services !== null) {
    const dependencies = new Map(services.map((service) => [service.name, service.dependsOn]));
    return { ...startOrder(names, dependencies), source: 'files', dependencies };
  }
  return { ...startOrder(names, new Map()), source: 'unknown', dependencies: new Map() };
}
