import { messageOf } from '../errors.ts';
import { EngineError } from './engine-error.ts';
import { containerList } from './engine-json.ts';
import { HELPER_LABEL, isHelper, isInScope } from './labels.ts';
import { at, callOptions, change, OWNER_LABEL, type StorageDeps } from './storage-engine.ts';
import { execIn } from './storage-exec.ts';
import { createFiles } from './storage-files.ts';
import { createHelpers } from './storage-helpers.ts';
import { createHelperImages } from './storage-images.ts';
import { infoAnswer, networkAnswer, volumeListAnswer } from './storage-json.ts';
import { createNetworks } from './storage-networks.ts';
import type { EngineInfo, EngineStorage } from './storage-types.ts';
import { createVolumes } from './storage-volumes.ts';
import type { CallOptions } from './types.ts';

/** Volumes and everything that serves to reach them. */
export function createStorage(deps: StorageDeps): EngineStorage {
  const { client, scope, log } = deps;
  const images = createHelperImages(deps);
  const volumes = createVolumes(deps);
  const helpers = createHelpers(deps, images, volumes.volume);
  const networks = createNetworks(deps);

  /** What is read, written and run in: helpers, and containers that exist for the bot. */
  async function reach(id: string, options: CallOptions): Promise<string> {
    const detail = await deps.inspectAny(id, callOptions(options));
    if (detail !== null && (isHelper(detail.labels) || isInScope(detail.labels, scope))) return detail.id;
    throw new EngineError(404, `No such container: ${id}`, null);
  }

  async function info(options: CallOptions = {}): Promise<EngineInfo> {
    const [raw, ping] = await Promise.all([
      client.call({ ...callOptions(options), path: '/info' }),
      client.ping(callOptions(options)),
    ]);
    const answer = infoAnswer.parse(raw);
    return {
      version: answer.ServerVersion,
      apiVersion: ping.apiVersion,
      arch: answer.Architecture,
      usernsRemap: answer.SecurityOptions.some((option) => /^name=userns\b/.test(option)),
      rootDir: answer.DockerRootDir,
      engineId: answer.ID ?? '',
    };
  }

  /** Containers before the volumes and networks that they hold. What cannot be removed does not keep the rest. */
  async function reap(isLive: (operation: string) => boolean, options: CallOptions = {}): Promise<void> {
    const label = [HELPER_LABEL, ...(scope.onlyLabel === undefined ? [] : [scope.onlyLabel])];
    const query = { filters: JSON.stringify({ label }) };
    const ask = (path: string, more = {}) =>
      client.call({ ...callOptions(options), path, query: { ...query, ...more } });
    const isOver = ({ labels }: { labels: Labels }) =>
      (deps.owner === undefined || labels[OWNER_LABEL] === undefined || labels[OWNER_LABEL] === deps.owner) &&
      !isLive(labels[HELPER_LABEL] ?? '');
    const failures: unknown[] = [];
    const removeAll = async <T>(things: readonly T[], remove: (thing: T) => Promise<void>) => {
      for (const thing of things) {
        options.signal?.throwIfAborted();
        await remove(thing).catch((error: unknown) => {
          log.warn({ thing, error: messageOf(error) }, 'What an operation has left cannot be removed');
          failures.push(error);
        });
      }
    };
    const containers = containerList.parse(await ask('/containers/json', { all: true }));
    const over = containers.filter(({ Labels: labels }) => isOver({ labels }));
    await removeAll(
      over.map(({ Id }) => Id),
      (id) => helpers.removeHelper(id, options),
    );
    const scratch = volumeListAnswer.parse(await ask('/volumes')).Volumes.filter(isOver);
    await removeAll(
      scratch.map(({ name }) => name),
      (name) => volumes.removeScratchVolume(name, options),
    );
    const nets = networkAnswer
      .array()
      .parse(await ask('/networks'))
      .filter(isOver);
    await removeAll(
      nets.map(({ id }) => id),
      (id) => networks.removeNetwork(id, options),
    );
    if (failures.length > 0) throw failures[0];
  }

  return {
    info,
    ...volumes,
    ...helpers,
    ...networks,
    ...createFiles(deps, reach),
    reap,
    async setRestartPolicy(id, policy, options = {}) {
      const container = await reach(id, options);
      // The Engine refuses a count beside any other policy.
      const count = policy.name === 'on-failure' ? { MaximumRetryCount: policy.maximumRetryCount } : {};
      const body = { RestartPolicy: { Name: policy.name === '' ? 'no' : policy.name, ...count } };
      await change(client, { path: at('containers', container, 'update'), body }, options);
    },
    async exec(id, options) {
      const signal = options.signal === undefined ? {} : { signal: options.signal };
      return execIn(client, await reach(id, signal), options);
    },
    imageId: images.imageId,
    importImage: images.importImage,
  };
}

type Labels = Readonly<Record<string, string | undefined>>;
