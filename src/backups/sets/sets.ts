import type { BackupsConfig, SetConfig, Settings } from '../../config/index.ts';
import type { ContainerDetail, Docker, EngineStorage, VolumeDetail, VolumeUser } from '../../docker/index.ts';
import type { Log } from '../../log.ts';
import { buildSet, type SetFacts } from './build-set.ts';
import { composeOf, NO_COMPOSE } from './compose-files.ts';
import { createHostFiles, type HostFiles } from './host-files.ts';
import { checkPaths } from './host-paths.ts';
import type { BackupSet, Sets } from './types.ts';

const LOOK_DEADLINE_MS = 15_000;
const PROJECT = 'com.docker.compose.project';

export interface SetsDeps {
  readonly docker: Docker & { readonly storage: EngineStorage };
  readonly settings: BackupsConfig;
  readonly targets: Pick<Settings['targets'], 'rto' | 'rpo'>;
  /** Where the host's file system is mounted, when the bot runs in a container. */
  readonly hostRoot: string | null;
  readonly log: Log;
}

interface Seen {
  readonly containers: readonly ContainerDetail[];
  readonly volumes: readonly VolumeDetail[];
}

/** Finds what is backed up together, anew for each question. */
export function createSets(deps: SetsDeps): Sets {
  const { docker, settings } = deps;

  async function look(): Promise<Seen> {
    const call = { deadlineMs: LOOK_DEADLINE_MS };
    const [details, volumes] = await Promise.all([docker.listDetails(call), docker.storage.listVolumes(call)]);
    return { containers: details.filter((detail) => !detail.oneOff), volumes };
  }

  async function factsOf(
    { name, project, config }: Wanted,
    seen: Seen,
    files: HostFiles,
    isDeep: boolean,
  ): Promise<SetFacts> {
    const containers = seen.containers.filter((container) =>
      project === null
        ? container.project === null && config?.services[container.service] !== undefined
        : container.project === project,
    );
    const compose = project === null ? NO_COMPOSE : await composeOf(project, containers, files);
    const facts: SetFacts = {
      ...{ name, project, config, containers, volumes: seen.volumes },
      users: new Map(),
      ...compose,
      paths: await checkPaths(config?.paths ?? [], settings.roots, files),
      targets: deps.targets,
    };
    // Who else mounts them is asked volume by volume: only where it decides something.
    return isDeep ? { ...facts, users: await usersOf(buildSet(facts)) } : facts;
  }

  async function usersOf(set: BackupSet): Promise<Map<string, VolumeUser[]>> {
    const names = set.trees.filter(({ kind }) => kind === 'volume').map(({ name }) => name);
    const call = { deadlineMs: LOOK_DEADLINE_MS };
    return new Map(
      await Promise.all(names.map(async (name) => [name, await docker.storage.usersOf(name, call)] as const)),
    );
  }

  return {
    async list() {
      const seen = await look();
      const files = createHostFiles({ root: deps.hostRoot, storage: null, log: deps.log });
      const sets = await Promise.all(
        wantedSets(seen, settings).map(async (wanted) => ({
          wanted,
          set: buildSet(await factsOf(wanted, seen, files, false)),
        })),
      );
      return sets
        .filter(({ wanted, set }) => wanted.config !== undefined || set.trees.length > 0)
        .map(({ set }) => set);
    },
    async find(name) {
      const seen = await look();
      const wanted = wantedSets(seen, settings).find((each) => each.name === name);
      if (wanted === undefined) return null;
      const files = createHostFiles({ root: deps.hostRoot, storage: docker.storage, log: deps.log });
      const set = buildSet(await factsOf(wanted, seen, files, true));
      return wanted.config === undefined && set.trees.length === 0 ? null : set;
    },
  };
}

interface Wanted {
  readonly name: string;
  readonly project: string | null;
  readonly config: SetConfig | undefined;
}

/** Those of `vakhta.yaml`, and every compose project that none of them speaks for; by name. */
export function wantedSets({ containers, volumes }: Seen, { sets }: Pick<BackupsConfig, 'sets'>): Wanted[] {
  const configured = Object.entries(sets).map(([name, config]) => ({
    name,
    project: config.project === undefined ? name : config.project,
    config,
  }));
  const spokenFor = new Set(configured.flatMap(({ name, project }) => [name, project]));
  const projects = [
    ...containers.map(({ project }) => project),
    ...volumes.map(({ labels }) => labels[PROJECT] ?? null),
  ].filter((project) => project !== null && project !== '' && !spokenFor.has(project));
  const found = [...new Set(projects)].flatMap((name) =>
    name === null ? [] : [{ name, project: name, config: undefined }],
  );
  return [...configured.filter(({ config }) => config.enabled), ...found].sort((a, b) => (a.name < b.name ? -1 : 1));
}
