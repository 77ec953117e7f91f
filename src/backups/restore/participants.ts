import { z } from 'zod';
import type { ContainerDetail, Docker, EngineStorage, VolumeUser } from '../../docker/index.ts';
import { isLive } from '../../docker/index.ts';
import type { Reason } from '../../operations/index.ts';
import type { Manifest, Tree } from '../manifest.ts';
import type { Participant } from './held.ts';

const hostConfig = z.looseObject({
  HostConfig: z.looseObject({
    AutoRemove: z.boolean().nullish(),
    RestartPolicy: z.looseObject({ Name: z.string(), MaximumRetryCount: z.number().nullish() }).nullish(),
  }),
});

export interface Users {
  /** In scope: they stand still, whoever they belong to. */
  readonly participants: readonly Participant[];
  /** Why nothing may be put back while they are as they are; empty: it may. */
  readonly problems: readonly Reason[];
  readonly alsoProjects: readonly (string | null)[];
  /** Services that mounted it when it was backed up and have no container now. */
  readonly lost: readonly { readonly service: string; readonly count: number }[];
}

/** Whoever mounts one of the trees, now. @throws EngineError */
export async function findUsers(
  deps: { readonly docker: Docker; readonly storage: Pick<EngineStorage, 'usersOf'> },
  what: {
    readonly manifest: Manifest;
    readonly trees: readonly Tree[];
    readonly project: string | null;
    /** Other projects that may be held still; null: any. */
    readonly allowed: readonly (string | null)[] | null;
  },
  signal: AbortSignal,
): Promise<Users> {
  const { docker, storage } = deps;
  const { manifest, trees, project, allowed } = what;
  const [mounting, details, self] = await Promise.all([
    Promise.all(trees.filter(({ kind }) => kind === 'volume').map(({ name }) => storage.usersOf(name, { signal }))),
    docker.listDetails({ signal }),
    docker.selfContainerId({ signal }),
  ]);
  const users = new Map(mounting.flat().map((user) => [user.id, user]));
  const paths = trees.filter(({ kind }) => kind === 'path').map(({ name }) => name);
  const inside = details.filter(
    (detail) =>
      users.has(detail.id) || detail.mounts.some((mount) => mount.type === 'bind' && touches(mount.source, paths)),
  );
  const recorded = new Map(manifest.services.map((service) => [service.name, service.dependsOn]));
  const participants = inside.map((detail) => participantOf(detail, detail.project === project ? recorded : null));
  const others = [...new Set(participants.map((one) => one.project))].filter((one) => one !== project);
  const unexpected =
    allowed === null ? [] : participants.filter((one) => one.project !== project && !allowed.includes(one.project));
  return {
    participants,
    alsoProjects: others,
    problems: [
      ...foreign([...users.values()], inside),
      ...named(
        'backups-restore-auto-remove',
        inside.filter((one) => isLive(one) && isAutoRemoved(one)),
      ),
      ...named(
        'backups-restore-self',
        inside.filter((one) => one.id === self),
      ),
      ...named('backups-restore-joined', unexpected),
    ],
    lost: lostServices(manifest, trees, details, project),
  };
}

/** Outside of what the bot may touch, and running: it would write into what is put back. */
function foreign(users: readonly VolumeUser[], inside: readonly { readonly id: string }[]): Reason[] {
  const known = new Set(inside.map(({ id }) => id));
  const live = (user: VolumeUser) => ['running', 'restarting', 'paused'].includes(user.state);
  return named(
    'backups-restore-foreign',
    users.filter((user) => !known.has(user.id) && live(user)),
  );
}

function named(key: string, those: readonly { readonly name: string }[]): Reason[] {
  if (those.length === 0) return [];
  const names = [...new Set(those.map(({ name }) => name))];
  return [{ key, params: { containers: names.slice(0, 5).join(', '), count: names.length } }];
}

/** Above it, below it, or the same. */
function touches(source: string, paths: readonly string[]): boolean {
  const under = (inner: string, outer: string) =>
    inner === outer || inner.startsWith(outer === '/' ? '/' : `${outer}/`);
  return paths.some((path) => under(source, path) || under(path, source));
}

function isAutoRemoved(detail: ContainerDetail): boolean {
  return hostConfig.safeParse(detail.raw).data?.HostConfig.AutoRemove === true;
}

function participantOf(detail: ContainerDetail, recorded: ReadonlyMap<string, readonly string[]> | null): Participant {
  const { id, name, project, service, state, health } = detail;
  const policy = hostConfig.safeParse(detail.raw).data?.HostConfig.RestartPolicy;
  const runs = state === 'running' || state === 'restarting';
  return {
    id,
    name,
    project,
    service,
    was: runs ? 'running' : state === 'paused' ? 'paused' : 'stopped',
    wasWell: state === 'running' && (health === null || health.status === 'healthy'),
    policy: { name: policy?.Name || 'no', maximumRetryCount: policy?.MaximumRetryCount ?? 0 },
    dependsOn: [...new Set([...detail.dependsOn, ...(recorded?.get(service) ?? [])])],
  };
}

function lostServices(
  manifest: Manifest,
  trees: readonly Tree[],
  details: readonly ContainerDetail[],
  project: string | null,
): Users['lost'] {
  if (project === null) return [];
  const present = new Set(details.filter((one) => one.project === project).map(({ service }) => service));
  const mounting = new Set(trees.flatMap(({ mountedBy }) => mountedBy.map(({ service }) => service)));
  // Of a project that is gone as a whole everything is made anew, also what mounts nothing.
  const wanted = manifest.services.filter(({ name }) => present.size === 0 || mounting.has(name));
  return wanted
    .filter(({ name, containers }) => !present.has(name) && containers.some(({ running }) => running))
    .map(({ name, containers }) => ({ service: name, count: containers.filter(({ running }) => running).length }));
}
