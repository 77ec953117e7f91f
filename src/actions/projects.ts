import { type ContainerDetail, isLive, type PortBinding } from '../docker/index.ts';
import { UserError } from '../errors.ts';
import type { OperationKind, Reason } from '../operations/index.ts';
import { scaleObstacle } from './compose-config.ts';
import { type Connected, describedOnce, whoIsConnected } from './connected.ts';
import { type ComposePlan, lookAtCompose, planCompose } from './project-compose.ts';
import { memberOf, membersToChange, orderOf, type ProjectOrder } from './project-members.ts';
import type { ProjectParams, RecreateParams, ScaleParams } from './project-params.ts';
import { createProjectRecreateKind } from './project-recreate.ts';
import { createProjectRestartKind } from './project-restart.ts';
import { findOrder, type ProjectKindOptions } from './project-run.ts';
import { createProjectStartKind, createProjectStopKind } from './project-switch.ts';
import { createScaleKind, planScale } from './scale.ts';

const LOOK_DEADLINE_MS = 5000;
/** Not networks of anybody's: every container that names none is in one of them. */
const ENGINE_NETWORKS = new Set(['bridge', 'host', 'none']);

export const PROJECT_VERBS = ['restart', 'stop', 'start', 'recreate'] as const;
export type ProjectVerb = (typeof PROJECT_VERBS)[number];

/** What an operation on a project will touch, for the question that is asked once more. */
export interface ProjectPlan {
  /** Hand these to `confirmations.create`, with the kind `project-<verb>`. */
  readonly params: ProjectParams | RecreateParams;
  readonly services: readonly string[];
  readonly order: ProjectOrder;
  readonly containers: number;
  readonly running: number;
  /** Published ones, by service. */
  readonly ports: readonly { readonly service: string; readonly port: PortBinding }[];
  readonly volumes: readonly string[];
  /** Containers of others in a network of the project. */
  readonly neighbours: readonly string[];
  /** Who of outside has a connection open to one of its containers; null when that cannot be seen. */
  readonly connected: Connected | null;
  /** The longest that is waited for one container, milliseconds. */
  readonly waitMs: number;
  /** Only of a recreate. */
  readonly way:
    | null
    | { readonly via: 'compose'; readonly compose: ComposePlan }
    | { readonly via: 'engine'; readonly why: Reason };
}

export interface ScaleChoice {
  readonly service: string;
  readonly count: number;
  /** Why there can be only one; null: there can be more. */
  readonly obstacle: Reason | null;
}

export interface Projects {
  /** For the operations room. */
  readonly kinds: readonly OperationKind<unknown>[];
  /** @throws UserError where there is nothing to do or it would hit the bot itself · EngineError */
  plan(verb: ProjectVerb, project: string): Promise<ProjectPlan>;
  /** Its services, and which of them can be run several times. @throws UserError where compose cannot be used · EngineError */
  scaleChoices(project: string): Promise<readonly ScaleChoice[]>;
  /** @throws UserError that says why not · EngineError */
  planScale(project: string, service: string, count: number): Promise<ScaleParams>;
}

export interface ProjectsOptions extends ProjectKindOptions {
  /** HOST_ROOT; null: the host's file system is our own. */
  readonly hostRoot: string | null;
}

/** What can be done to a compose project as a whole. */
export function createProjects(options: ProjectsOptions): Projects {
  const { docker, compose, isNarrowed } = options;

  async function plan(verb: ProjectVerb, project: string): Promise<ProjectPlan> {
    const details = await membersToChange(docker, project);
    refuseIdle(verb, project, details);
    const [whole, around] = await Promise.all([
      verb === 'recreate' ? planRecreate(project, details) : planOrder(project, details),
      surroundings(options, project, details),
    ]);
    const services = [...new Set(details.map((detail) => detail.service))];
    const params: ProjectParams = { engine: 'local', project, name: project, services };
    return {
      params: whole.way === null ? params : { ...params, via: whole.way.via },
      services,
      ...whole,
      ...around,
      containers: details.length,
      running: details.filter(isLive).length,
      waitMs: Math.max(...details.map((detail) => memberOf(detail).waitMs)),
    };
  }

  async function planOrder(project: string, details: readonly ContainerDetail[]) {
    return { order: await findOrder(compose, project, details), way: null };
  }

  async function planRecreate(project: string, details: readonly ContainerDetail[]) {
    const look = await lookAtCompose(compose, project, details);
    const planned = await planCompose(docker, look, details, isNarrowed);
    const order = orderOf(details, look.kind === 'read' ? look.reading.services : null);
    if ('plan' in planned) return { order, way: { via: 'compose', compose: planned.plan } as const };
    if (!details.some(isLive)) throw new UserError('operations-project-nothing-runs', { project });
    return { order, way: { via: 'engine', why: planned.why } as const };
  }

  async function scaleChoices(project: string): Promise<readonly ScaleChoice[]> {
    const details = await membersToChange(docker, project);
    const planned = await planCompose(docker, await lookAtCompose(compose, project, details), details, isNarrowed);
    if ('why' in planned) throw new UserError(planned.why.key, planned.why.params);
    const counts = new Map<string, number>();
    for (const { service } of details) counts.set(service, (counts.get(service) ?? 0) + 1);
    return planned.plan.services
      .filter((service) => counts.has(service.name))
      .map((service) => ({
        service: service.name,
        count: counts.get(service.name) ?? 0,
        obstacle: scaleObstacle(service),
      }));
  }

  return {
    kinds: [
      createProjectRestartKind(options),
      createProjectStopKind(options),
      createProjectStartKind(options),
      createProjectRecreateKind(options),
      createScaleKind(options),
    ],
    plan,
    scaleChoices,
    async planScale(project, service, count) {
      const details = await membersToChange(docker, project);
      await planScale(options, { project, service, count }, details);
      const from = details.filter((detail) => detail.service === service).length;
      if (from === count) throw new UserError('operations-scale-same', { service, count });
      return { engine: 'local', project, name: `${service} ×${count}`, service, from, count };
    },
  };
}

function refuseIdle(verb: ProjectVerb, project: string, details: readonly ContainerDetail[]): void {
  if ((verb === 'restart' || verb === 'stop') && !details.some(isLive)) {
    throw new UserError('operations-project-nothing-runs', { project });
  }
  if (verb === 'start' && details.every((detail) => detail.state === 'running' || detail.state === 'restarting')) {
    throw new UserError('operations-project-all-run', { project });
  }
}

/** Who and what outside of the project feels it. */
async function surroundings(
  { docker, hostRoot }: ProjectsOptions,
  project: string,
  details: readonly ContainerDetail[],
) {
  const networks = new Set(details.flatMap((detail) => detail.networks).filter((name) => !ENGINE_NETWORKS.has(name)));
  const all = await docker.list({ deadlineMs: LOOK_DEADLINE_MS });
  const others = all.filter((other) => other.project !== project && other.state === 'running');
  const once = describedOnce(docker);
  const described = await Promise.all(others.map((other) => once.describe(other.id, { deadlineMs: LOOK_DEADLINE_MS })));
  const neighbours = described
    .filter((other) => other?.networks.some((name) => networks.has(name)) === true)
    .flatMap((other) => (other === null ? [] : [other.name]));
  const root = hostRoot ?? '/';
  const seen = await Promise.all(details.map((detail) => whoIsConnected({ docker: once, root, detail, all })));
  const own = new Set(details.map((detail) => detail.name));
  return {
    neighbours,
    connected: seen.every((one) => one === null) ? null : fromOutside(seen, own),
    ports: details.flatMap((detail) =>
      detail.ports.filter((port) => port.hostIp !== null).map((port) => ({ service: detail.service, port })),
    ),
    volumes: [
      ...new Set(
        details.flatMap(({ mounts }) => mounts.filter(({ type }) => type === 'volume').map(({ source }) => source)),
      ),
    ].sort(),
  };
}

/** Connections of its containers among each other end with it and are nobody's loss. */
function fromOutside(seen: readonly (Connected | null)[], own: ReadonlySet<string>): Connected {
  const counts = new Map<string, number>();
  for (const { name, count } of seen.flatMap((one) => one?.containers ?? [])) {
    if (!own.has(name)) counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return {
    containers: [...counts].map(([name, count]) => ({ name, count })).sort((one, other) => other.count - one.count),
    outside: seen.reduce((sum, one) => sum + (one?.outside ?? 0), 0),
  };
}
