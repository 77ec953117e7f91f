import { isHelper } from './labels.ts';
import { at, callOptions, change, labelsFor, orNull, type StorageDeps } from './storage-engine.ts';
import { created, networkAnswer } from './storage-json.ts';
import type { EngineStorage } from './storage-types.ts';

export function createNetworks(deps: StorageDeps): Pick<EngineStorage, 'networks' | 'createNetwork' | 'removeNetwork'> {
  const { client } = deps;
  return {
    async networks(options) {
      const raw = networkAnswer.array().parse(await client.call({ ...callOptions(options), path: '/networks' }));
      return raw.filter(({ labels }) => !isHelper(labels)).sort((one, other) => (one.name < other.name ? -1 : 1));
    },
    async createNetwork(spec, options) {
      const body = {
        Name: spec.name,
        // Without it the Engines before 25 make a second one of the same name.
        CheckDuplicate: true,
        Driver: spec.driver,
        Internal: spec.internal,
        Options: spec.options,
        Labels: spec.operation === null ? spec.labels : { ...spec.labels, ...labelsFor(deps, spec.operation) },
      };
      return created.parse(await change(client, { path: '/networks/create', body }, options)).Id;
    },
    async removeNetwork(id, options) {
      await orNull(change(client, { method: 'DELETE', path: at('networks', id) }, options));
    },
  };
}
