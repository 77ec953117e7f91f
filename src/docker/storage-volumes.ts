import { EngineError } from './engine-error.ts';
import { containerList } from './engine-json.ts';
import { toSummary } from './inventory.ts';
import { HELPER_LABEL, isHelper, isInScope } from './labels.ts';
import { at, callOptions, change, labelsFor, orNull, type StorageDeps } from './storage-engine.ts';
import { mountsAnswer, volumeAnswer, volumeListAnswer } from './storage-json.ts';
import type { EngineStorage, VolumeDetail, VolumeUser } from './storage-types.ts';
import type { CallOptions } from './types.ts';

type Volumes = Pick<EngineStorage, 'listVolumes' | 'volume' | 'usersOf' | 'createVolume' | 'removeScratchVolume'>;

/** What makes a volume one of a compose project. */
const COMPOSE = 'com.docker.compose.';

export function createVolumes(deps: StorageDeps): Volumes {
  const { client, scope } = deps;

  async function volume(name: string, options: CallOptions = {}): Promise<VolumeDetail | null> {
    const raw = await orNull(client.call({ ...callOptions(options), path: at('volumes', name) }));
    return raw === null ? null : volumeAnswer.parse(raw);
  }

  /** Every use of a volume by a container, helpers left out. */
  async function uses(options: CallOptions): Promise<(VolumeUser & { volume: string })[]> {
    const raw = await client.call({ ...callOptions(options), path: '/containers/json', query: { all: true } });
    const mounts = new Map(mountsAnswer.parse(raw).map((container) => [container.Id, container.Mounts]));
    return containerList
      .parse(raw)
      .map(toSummary)
      .filter(({ labels }) => !isHelper(labels))
      .flatMap(({ id, name, state, project, service, labels }) =>
        (mounts.get(id) ?? []).flatMap((mount) =>
          mount.Type !== 'volume' || mount.Name === undefined
            ? []
            : {
                ...{ id, name, state, project, service, inScope: isInScope(labels, scope), volume: mount.Name },
                ...{ readOnly: mount.RW === false, destination: mount.Destination },
              },
        ),
      );
  }

  async function listVolumes(options: CallOptions = {}): Promise<VolumeDetail[]> {
    const [raw, users] = await Promise.all([
      client.call({ ...callOptions(options), path: '/volumes' }),
      isNarrowed() ? uses(options) : [],
    ]);
    const ours = new Set(users.filter((user) => user.inScope).map((user) => user.volume));
    return volumeListAnswer
      .parse(raw)
      .Volumes.filter(({ name, labels }) => !isHelper(labels) && (isInScope(labels, scope) || ours.has(name)))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  const isNarrowed = () => scope.onlyLabel !== undefined || (scope.projects ?? []).length > 0;

  return {
    listVolumes,
    volume,
    async usersOf(name, options = {}) {
      return (await uses(options)).filter((user) => user.volume === name).map(({ volume: _, ...user }) => user);
    },
    async createVolume(spec, options = {}) {
      // The Engine answers with the one that is there as if it had just made it.
      if ((await volume(spec.name, options)) !== null) {
        throw new EngineError(409, `A volume of the name ${spec.name} exists`, null);
      }
      const body = {
        Name: spec.name,
        Driver: spec.driver,
        DriverOpts: spec.options,
        Labels:
          spec.operation === null
            ? spec.labels
            : { ...withoutCompose(spec.labels), ...labelsFor(deps, spec.operation) },
      };
      return volumeAnswer.parse(await change(client, { path: '/volumes/create', body }, options));
    },
    async removeScratchVolume(name, options = {}) {
      const found = await volume(name, options);
      if (found === null) return;
      if (!isHelper(found.labels)) throw new EngineError(409, `${name} does not carry ${HELPER_LABEL}`, null);
      await orNull(change(client, { method: 'DELETE', path: at('volumes', name) }, options));
    },
  };
}

/** Compose would take a scratch volume with its labels for its own. */
function withoutCompose(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith(COMPOSE)));
}
