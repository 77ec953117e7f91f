import type { ContainerDetail, ContainerStats, Docker } from '../docker/index.ts';
import type { Sample } from './types.ts';

/** Parallel calls for statistics: the Engine answers all of them once a second, so each batch costs a second. */
const PARALLEL = 256;

/** One sample for each container; those that run with what they use. A container whose statistics fail has none. */
export async function takeSamples(
  containers: readonly ContainerDetail[],
  docker: Pick<Docker, 'stats'>,
  at: number,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  const waiting = [...containers];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const stats = next.state === 'running' ? await docker.stats(next.id, { seen: next }).catch(() => null) : null;
      samples.push(toSample(next, stats, at));
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, containers.length) }, work));
  return samples;
}

function toSample(container: ContainerDetail, stats: ContainerStats | null, at: number): Sample {
  return {
    at,
    key: container.key,
    containerId: container.id,
    state: container.state,
    health: container.health?.status ?? null,
    restartCount: container.restartCount,
    cpuPercent: stats?.cpuPercent ?? null,
    memoryBytes: stats?.memoryBytes ?? null,
    memoryLimitBytes: stats?.memoryLimitBytes ?? container.memoryLimitBytes,
    hostMemoryBytes: stats?.hostMemoryBytes ?? null,
  };
}
