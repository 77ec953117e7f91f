import type { ContainerDetail, ContainerSummary, Docker } from '../docker/index.ts';
import { UserError } from '../errors.ts';
import { waitMsFor } from './well.ts';
import { type RestartParams, type RestartPlan, resolveContainer, serviceKeyOf } from './target.ts';

const LOOK_DEADLINE_MS = 5000;
const DEPENDS_ON_LABEL = 'com.docker.compose.depends_on';

/**
 * Looks at what a restart would touch; changes nothing.
 * @throws UserError operations-container-gone, operations-own-container · EngineError when the Engine does not answer
 */
export async function planRestart(docker: Docker, params: RestartParams): Promise<RestartPlan> {
  const detail = await resolveContainer(docker, params, params.containerIdAtRequest, LOOK_DEADLINE_MS);
  if (detail === null) throw new UserError('operations-container-gone', { service: params.service });
  await refuseOwnContainer(docker, detail);
  const all = await docker.list({ deadlineMs: LOOK_DEADLINE_MS });
  const project = all.filter((other) => other.project !== null && other.project === detail.project && !other.oneOff);
  const replicas = all.filter((other) => other.key === serviceKeyOf(params) && !other.oneOff);
  return {
    params: { ...params, number: detail.number, containerIdAtRequest: detail.id },
    container: {
      id: detail.id,
      name: detail.name,
      image: detail.image,
      state: detail.state,
      number: detail.number,
      replicas: Math.max(1, replicas.length),
    },
    dependents: dependentsOf(detail.service, project),
    dependentsKnown: detail.project === null || project.some((other) => other.labels[DEPENDS_ON_LABEL] !== undefined),
    ports: detail.ports.filter((port) => port.hostIp !== null),
    volumes: detail.mounts
      .filter((mount) => mount.type === 'volume' || mount.type === 'bind')
      .map(({ source, destination }) => ({ source, destination })),
    stopTimeoutS: detail.stopTimeoutS,
    hasHealthcheck: detail.healthcheck !== null,
    waitMs: waitMsFor(detail.healthcheck),
  };
}

/** The bot that stops itself cannot start itself again. @throws UserError operations-own-container */
export async function refuseOwnContainer(docker: Docker, detail: ContainerDetail): Promise<void> {
  const own = await docker.selfContainerId({ deadlineMs: LOOK_DEADLINE_MS });
  if (own === detail.id) throw new UserError('operations-own-container', { name: detail.name });
}

/** Breadth first over `depends_on`, against its arrows. A ring of services ends where it began. */
export function dependentsOf(service: string, project: readonly ContainerSummary[]): RestartPlan['dependents'] {
  const found: { service: string; through: string | null }[] = [];
  const seen = new Set([service]);
  let front = [service];
  while (front.length > 0) {
    const next: string[] = [];
    for (const needed of front) {
      const direct = project.filter((other) => other.dependsOn.includes(needed)).map((other) => other.service);
      for (const name of [...new Set(direct)].sort().filter((candidate) => !seen.has(candidate))) {
        seen.add(name);
        next.push(name);
        found.push({ service: name, through: needed === service ? null : needed });
      }
    }
    front = next;
  }
  return found;
}
