import { callOptions } from './call-options.ts';
import type { Client, EngineRequest } from './client.ts';
import { EngineError } from './engine-error.ts';
import { volumeLabels } from './engine-json.ts';
import { isInScope, type Scope } from './labels.ts';
import type { CallOptions, ContainerDescription, ContainerDetail, Docker, StopOptions } from './types.ts';

/** For the Engine to kill, clean up and start again, on top of the stop time-out. */
const LIFECYCLE_GRACE_MS = 30_000;
/** For a container that may take for ever to stop (time-out -1). */
const ENDLESS_STOP_S = 3_600;
/** Large images take their time to be deleted. */
const REMOVE_DEADLINE_MS = 5 * 60_000;
export interface ChangesParts {
  readonly client: Client;
  readonly scope: Scope;
  /** @throws EngineError 404 for a container that is not there, or hidden */
  need(id: string, options: CallOptions): Promise<ContainerDetail>;
  describe(id: string, options: CallOptions): Promise<ContainerDescription | null>;
}

export type Changes = Pick<
  Docker,
  | ('restart' | 'stop' | 'start' | 'kill' | 'pause' | 'unpause')
  | ('updateMemory' | 'removeContainer' | 'removeImage' | 'removeVolume' | 'pruneBuildCache')
>;

/** All that changes what is on the Engine, of what people can see of it. */
export function createChanges({ client, scope, need, describe }: ChangesParts): Changes {
  /** A change that the Engine makes at once. */
  async function change(id: string, verb: string, options: CallOptions, more: Partial<EngineRequest> = {}) {
    const detail = await need(id, callOptions(options));
    await client.call({
      deadlineMs: LIFECYCLE_GRACE_MS,
      ...callOptions(options),
      ...more,
      method: 'POST',
      path: `/containers/${detail.id}/${verb}`,
      pool: 'long',
    });
  }

  /**
   * The Engine wants memory and swap together changed at once, and swap never below memory. What swap there was on top
   * stays; a container that had no limit gets as much as the Engine gives with a limit alone: the same again.
   */
  async function updateMemory(id: string, bytes: number, options: CallOptions = {}): Promise<void> {
    const described = await describe(id, callOptions(options));
    if (described === null) throw new EngineError(404, `No such container: ${id}`, null);
    const { memoryBytes, memorySwapBytes } = described.limits;
    const extra = memoryBytes === null ? bytes : memorySwapBytes === null ? null : memorySwapBytes - memoryBytes;
    const swap = extra === null ? -1 : bytes + extra;
    await change(id, 'update', options, { body: { Memory: bytes, MemorySwap: swap } });
  }

  async function lifecycle(action: 'restart' | 'stop', id: string, options: StopOptions): Promise<void> {
    const signal = options.signal === undefined ? {} : { signal: options.signal };
    const detail = await need(id, signal);
    const seconds = options.stopTimeoutS ?? detail.stopTimeoutS;
    const stopMs = (seconds < 0 ? ENDLESS_STOP_S : seconds) * 1000;
    await client.call({
      ...signal,
      method: 'POST',
      path: `/containers/${detail.id}/${action}`,
      query: { t: seconds },
      deadlineMs: options.deadlineMs ?? stopMs + LIFECYCLE_GRACE_MS,
      pool: 'long',
    });
  }

  function remove(path: string, options: CallOptions, query: EngineRequest['query'] = {}): Promise<unknown> {
    const defaults = { deadlineMs: REMOVE_DEADLINE_MS, ...callOptions(options) };
    return client.call({ ...defaults, method: 'DELETE', path, query, pool: 'long' });
  }

  async function removeVolume(name: string, options: CallOptions = {}): Promise<void> {
    const path = `/volumes/${encodeURIComponent(name)}`;
    if (scope.onlyLabel !== undefined || (scope.projects ?? []).length > 0) {
      const volume = volumeLabels.parse(await client.call({ ...callOptions(options), path }));
      if (!isInScope(volume.Labels, scope)) throw new EngineError(404, `No such volume: ${name}`, null);
    }
    await remove(path, options);
  }

  return {
    restart: (id, options = {}) => lifecycle('restart', id, options),
    stop: (id, options = {}) => lifecycle('stop', id, options),
    async start(id, options = {}) {
      const detail = await need(id, options);
      await client.call({
        deadlineMs: LIFECYCLE_GRACE_MS,
        ...options,
        method: 'POST',
        path: `/containers/${detail.id}/start`,
        pool: 'long',
      });
    },
    kill: (id, options = {}) => change(id, 'kill', options, { query: { signal: 'SIGKILL' } }),
    pause: (id, options = {}) => change(id, 'pause', options),
    unpause: (id, options = {}) => change(id, 'unpause', options),
    updateMemory,
    async removeContainer(id, options = {}) {
      const detail = await need(id, callOptions(options));
      await remove(`/containers/${detail.id}`, options, { v: false, force: false });
    },
    async removeImage(idOrTag, options = {}) {
      await remove(`/images/${encodeURIComponent(idOrTag)}`, options, { force: false });
    },
    removeVolume,
    async pruneBuildCache(options = {}) {
      const defaults = { deadlineMs: REMOVE_DEADLINE_MS, ...callOptions(options) };
      await client.call({ ...defaults, method: 'POST', path: '/build/prune', query: { all: true }, pool: 'long' });
    },
  };
}
