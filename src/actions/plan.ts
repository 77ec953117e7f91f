import {
  type ContainerDetail,
  type ContainerState,
  type ContainerSummary,
  type Docker,
  type PortBinding,
  serviceKey,
} from '../docker/index.ts';
import { UserError } from '../errors.ts';
import { type Connected, whoIsConnected } from './connected.ts';
import { type Dependent, dependentsOf, needsOf } from './dependents.ts';
import type { MemoryNow } from './memory.ts';
import { refuseOwnContainer, unfitReason } from './refusals.ts';
import { resolveContainer, type Target } from './target.ts';
import { VERBS, type VerbName } from './verb.ts';
import { kill, memory, pause, restart, start, stop, unpause } from './verbs.ts';
import { waitMsFor } from './well.ts';

const LOOK_DEADLINE_MS = 5000;
const STATS_DEADLINE_MS = 3000;

/** What will happen, for the question that is asked once more. */
export interface ContainerPlan {
  /** With the id and number filled in: hand these to `confirmations.create`. */
  readonly params: Target;
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
  readonly dependents: readonly Dependent[];
  /** False when nothing is known of dependents: compose wrote no label, and its files cannot be read. */
  readonly dependentsKnown: boolean;
  /** Published ones only: these do not answer meanwhile. */
  readonly ports: readonly PortBinding[];
  readonly volumes: readonly { readonly source: string; readonly destination: string }[];
  /** Who has a connection open to its ports now; null when that cannot be seen. */
  readonly connected: Connected | null;
  /** Between SIGTERM and SIGKILL, the container's own; -1 means for ever. */
  readonly stopTimeoutS: number;
  readonly restartPolicy: string;
  readonly hasHealthcheck: boolean;
  /** How long it is waited for at most, milliseconds. */
  readonly waitMs: number;
}

export interface PlanOptions {
  readonly docker: Docker;
  /** Where the host's file system begins: `/`, or HOST_ROOT. */
  readonly root: string;
}

const BY_NAME = { restart, start, stop, kill, pause, unpause, memory } as const;

/** What makes sense for a container in this state. */
export function verbsFor(state: ContainerState): VerbName[] {
  return VERBS.filter((name) => !BY_NAME[name].unfit.includes(state));
}

/**
 * Looks at what an action would touch; changes nothing.
 * @throws UserError operations-container-gone, operations-own-container, operations-action-unfit · EngineError when the Engine does not answer
 */
export async function planAction(options: PlanOptions, verb: VerbName, target: Target): Promise<ContainerPlan> {
  const { docker, root } = options;
  const detail = await found(docker, target);
  if (BY_NAME[verb].unfit.includes(detail.state)) {
    const { key, params } = unfitReason(detail);
    throw new UserError(key, params);
  }
  await refuseOwnContainer(docker, detail);
  const all = await docker.list({ deadlineMs: LOOK_DEADLINE_MS });
  const [needs, connected] = await Promise.all([
    detail.project === null ? new Map() : needsOf(detail.project, projectOf(detail, all), root),
    whoIsConnected({ docker, root, detail, all }),
  ]);
  const replicas = all.filter((other) => other.key === serviceKey(target) && !other.oneOff);
  return {
    params: { ...target, number: detail.number, containerIdAtRequest: detail.id },
    container: {
      id: detail.id,
      name: detail.name,
      image: detail.image,
      state: detail.state,
      number: detail.number,
      replicas: detail.oneOff ? 1 : Math.max(1, replicas.length),
    },
    dependents: detail.oneOff || needs === null ? [] : dependentsOf(detail.service, needs),
    dependentsKnown: needs !== null,
    ports: detail.ports.filter((port) => port.hostIp !== null),
    volumes: detail.mounts
      .filter((mount) => mount.type === 'volume' || mount.type === 'bind')
      .map(({ source, destination }) => ({ source, destination })),
    connected,
    stopTimeoutS: detail.stopTimeoutS,
    restartPolicy: detail.restartPolicy,
    hasHealthcheck: detail.healthcheck !== null,
    waitMs: waitMsFor(detail.healthcheck),
  };
}

async function found(docker: Docker, target: Target): Promise<ContainerDetail> {
  const detail = await resolveContainer(docker, target, target.containerIdAtRequest, LOOK_DEADLINE_MS);
  if (detail === null) throw new UserError('operations-container-gone', { service: target.service });
  return detail;
}

function projectOf(detail: ContainerDetail, all: readonly ContainerSummary[]): ContainerSummary[] {
  return all.filter((other) => other.project !== null && other.project === detail.project && !other.oneOff);
}

/** What a container uses and may use. @throws UserError operations-container-gone · EngineError */
export async function memoryOf(docker: Docker, target: Target, hostBytes: number | null): Promise<MemoryNow> {
  const detail = await found(docker, target);
  const stats = detail.state === 'running' ? await docker.stats(detail.id, { deadlineMs: STATS_DEADLINE_MS }) : null;
  return { limitBytes: detail.memoryLimitBytes, usedBytes: stats?.memoryBytes ?? null, hostBytes };
}
