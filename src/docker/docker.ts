import type { Clock } from '../clock.ts';
import type { DockerHostConfig } from '../config/index.ts';
import type { Log } from '../log.ts';
import { callOptions } from './call-options.ts';
import { createChanges } from './changes.ts';
import { type Client, createClient } from './client.ts';
import { toDescription } from './description.ts';
import type { ImageUse } from './disk-types.ts';
import { toDiskUsage } from './disk-usage.ts';
import { EngineError } from './engine-error.ts';
import {
  containerList,
  describedContainer,
  imageList,
  inspectedContainer,
  inspectedImage,
  statsSample,
  systemUsage,
} from './engine-json.ts';
import { followEvents } from './events.ts';
import { byPlace, toDetail, toSummary } from './inventory.ts';
import { ENGINE, isInScope, type Scope } from './labels.ts';
import { readLogs } from './logs.ts';
import { readSelfCandidates } from './self-container.ts';
import { type CpuSample, readSample } from './stats.ts';
import { createStorage } from './storage.ts';
import type {
  CallOptions,
  ContainerDescription,
  ContainerDetail,
  ContainerStats,
  ContainerSummary,
  Docker,
  StatsOptions,
} from './types.ts';

export interface DockerDeps extends Scope {
  host: DockerHostConfig;
  clock: Clock;
  log: Log;
  /** Lasting name of this bot, where several use one Engine: what the others' operations made is left alone. */
  owner?: string;
  /** An image of the Engine with sh, rm, find and stat; default is one made of this machine's busybox. */
  helperImage?: string;
  /** How often an unreachable Engine is tried; default 3,000. */
  probeIntervalMs?: number;
  /** Where this process looks for its own container; default `/proc`. */
  procRoot?: string;
}

const DEFAULT_PROBE_INTERVAL_MS = 3_000;
/** The Engine adds up every file of every volume. */
const DISK_USAGE_DEADLINE_MS = 60_000;
/** Samples of containers that are gone are forgotten in the order of their age. */
const MAX_CPU_SAMPLES = 1_000;

/** Everything that is said to one Engine. Nothing is sent before the first call. */
export function createDocker(deps: DockerDeps): Docker {
  const { clock, log, onlyLabel } = deps;
  const client = createClient({ ...deps, probeIntervalMs: deps.probeIntervalMs ?? DEFAULT_PROBE_INTERVAL_MS });
  const digests = createDigests(client);
  const cpuSamples = new Map<string, CpuSample>();

  async function inspectAny(id: string, options: CallOptions): Promise<ContainerDetail | null> {
    const raw = await orNull(client.call({ ...options, path: `/containers/${encodeURIComponent(id)}/json` }));
    if (raw === null) return null;
    const inspected = inspectedContainer.parse(raw);
    return toDetail(inspected, raw, await digests.of(inspected.Image, options));
  }

  async function inspect(id: string, options: CallOptions = {}): Promise<ContainerDetail | null> {
    const detail = await inspectAny(id, options);
    return detail !== null && isInScope(detail.labels, deps) ? detail : null;
  }

  async function describe(id: string, options: CallOptions = {}): Promise<ContainerDescription | null> {
    const detail = await inspect(id, options);
    return detail === null ? null : toDescription(detail, describedContainer.parse(detail.raw));
  }

  /** For what acts: a container that is hidden must not be touched either, whatever id was given. */
  async function need(id: string, options: CallOptions): Promise<ContainerDetail> {
    const detail = await inspect(id, options);
    if (detail !== null) return detail;
    throw new EngineError(
      404,
      `No such container: ${id}${onlyLabel === undefined ? '' : ` (with ${onlyLabel})`}`,
      null,
    );
  }

  async function list(options: CallOptions = {}): Promise<ContainerSummary[]> {
    const filters = onlyLabel === undefined ? {} : { filters: JSON.stringify({ label: [onlyLabel] }) };
    const raw = await client.call({ ...options, path: '/containers/json', query: { all: true, ...filters } });
    const summaries = containerList.parse(raw).map(toSummary);
    return summaries.filter((summary) => isInScope(summary.labels, deps)).sort(byPlace);
  }

  async function listDetails(options: CallOptions = {}): Promise<ContainerDetail[]> {
    const listed = await list(options);
    const details = await Promise.all(
      listed.map(async (summary) => {
        const detail = await inspect(summary.id, options);
        return detail === null ? null : { ...detail, statusText: summary.statusText };
      }),
    );
    return details.filter((detail) => detail !== null);
  }

  async function stats(id: string, options: StatsOptions = {}): Promise<ContainerStats | null> {
    const detail = options.seen ?? (await inspect(id, callOptions(options)));
    if (detail === null || detail.state !== 'running') return null;
    // Without one-shot the Engine waits a second or two for a second sample. All wait for its next round, which comes
    // once a second, however many they are: in the bounded pool each sixteen would cost a round, and hold up the others.
    const query = { stream: false, 'one-shot': true };
    const path = `/containers/${detail.id}/stats`;
    const raw = await orNull(client.call({ ...callOptions(options), path, query, pool: 'long' }));
    if (raw === null) return null;
    const read = readSample(statsSample.parse(raw), cpuSamples.get(detail.id) ?? null, detail.memoryLimitBytes);
    cpuSamples.delete(detail.id);
    if (read === null) return null;
    cpuSamples.set(detail.id, read.cpu);
    for (const oldest of cpuSamples.keys()) {
      if (cpuSamples.size <= MAX_CPU_SAMPLES) break;
      cpuSamples.delete(oldest);
    }
    return read.stats;
  }

  async function imageUse(options: CallOptions = {}): Promise<ImageUse[]> {
    const [images, containers] = await Promise.all([
      client.call({ ...options, path: '/images/json' }),
      client.call({ ...options, path: '/containers/json', query: { all: true } }),
    ]);
    const used = containerList.parse(containers).map((container) => container.ImageID);
    return imageList.parse(images).map((image) => ({
      id: image.Id,
      tags: image.RepoTags.filter((tag) => tag !== '<none>:<none>'),
      containers: used.filter((id) => id === image.Id).length,
    }));
  }

  async function selfContainerId(options: CallOptions = {}): Promise<string | null> {
    for (const candidate of await readSelfCandidates(deps.procRoot)) {
      const detail = await inspectAny(candidate, options);
      if (detail !== null) return detail.id;
    }
    return null;
  }

  const changes = createChanges({ client, scope: deps, need, describe });
  const storage = createStorage({
    ...{ client, log, scope: deps, inspectAny, selfContainerId },
    ...(deps.owner === undefined ? {} : { owner: deps.owner }),
    ...(deps.helperImage === undefined ? {} : { helperImage: deps.helperImage }),
  });

  return {
    engine: ENGINE,
    storage,
    availability: () => client.availability.current(),
    onAvailability: (listener) => client.availability.onChange(listener),
    ping: (options) => client.ping(options),
    list,
    listDetails,
    inspect,
    find: async (key, options) => (await list(options)).filter((each) => each.key === key && !each.oneOff),
    stats,
    logs: async (id, options) => readLogs(client, await need(id, callOptions(options)), options),
    events: (listener, options) => followEvents({ client, clock, log, scope: deps }, listener, options),
    describe,
    ...changes,
    imageUse,
    async diskUsage(options = {}) {
      const defaults = { deadlineMs: DISK_USAGE_DEADLINE_MS, ...callOptions(options) };
      return toDiskUsage(systemUsage.parse(await client.call({ ...defaults, path: '/system/df', pool: 'long' })), deps);
    },
    selfContainerId,
    close: () => client.close(),
  };
}

/** An image's registry digest never changes, so each is asked for once; a locally built image has none. */
function createDigests(client: Client) {
  const known = new Map<string, Promise<string | null>>();
  const ask = async (imageId: string, options: CallOptions): Promise<string | null> => {
    const raw = await orNull(client.call({ ...options, path: `/images/${encodeURIComponent(imageId)}/json` }));
    return raw === null ? null : (inspectedImage.parse(raw).RepoDigests[0] ?? null);
  };
  return {
    /** Null also when it cannot be had: a socket proxy may hide images, and a digest is no reason to fail. */
    async of(imageId: string, options: CallOptions): Promise<string | null> {
      const asked = known.get(imageId) ?? ask(imageId, options);
      known.set(imageId, asked);
      return asked.catch(() => {
        known.delete(imageId);
        return null;
      });
    },
  };
}

async function orNull(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof EngineError && error.statusCode === 404) return null;
    throw error;
  }
}
