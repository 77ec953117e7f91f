import { type StatsSample, timeOf } from './engine-json.ts';
import type { ContainerStats } from './types.ts';

/** What has to be kept of a sample to tell the CPU share at the next one. Nanoseconds of CPU time. */
export interface CpuSample {
  total: number;
  system: number;
}

/**
 * `docker stats`' own formula (docker/cli, stats_helpers.go): page cache that the kernel can take back is not
 * counted. `total_inactive_file` is cgroup 1, `inactive_file` cgroup 2.
 */
export function memoryInUse(usage: number, details: Readonly<Record<string, number | undefined>>): number {
  const v1 = details.total_inactive_file;
  if (v1 !== undefined && v1 < usage) return usage - v1;
  const v2 = details.inactive_file;
  if (v2 !== undefined && v2 < usage) return usage - v2;
  return usage;
}

/** Percent of one CPU; null where there is no earlier sample, or a counter went backwards (the container started anew). */
export function cpuPercent(previous: CpuSample | null, current: CpuSample, onlineCpus: number): number | null {
  if (previous === null) return null;
  const used = current.total - previous.total;
  const passed = current.system - previous.system;
  if (used < 0 || passed <= 0) return null;
  return (used / passed) * onlineCpus * 100;
}

/**
 * Reads a one-shot sample. Null when the container does not run: the Engine then answers 200 with zeros and the
 * year 1. A one-shot sample carries no `precpu`, hence `previous`.
 */
export function readSample(
  sample: StatsSample,
  previous: CpuSample | null,
  memoryLimitBytes: number | null,
): { stats: ContainerStats; cpu: CpuSample } | null {
  const at = timeOf(sample.read);
  const { cpu_usage: usage, system_cpu_usage: system } = sample.cpu_stats;
  if (at === null || system === undefined) return null;
  const onlineCpus = sample.cpu_stats.online_cpus || usage.percpu_usage.length || 1;
  const cpu = { total: usage.total_usage, system };
  const memoryBytes = memoryInUse(sample.memory_stats.usage ?? 0, sample.memory_stats.stats ?? {});
  const networks = Object.values(sample.networks ?? {});
  return {
    cpu,
    stats: {
      at,
      cpuPercent: cpuPercent(previous, cpu, onlineCpus),
      onlineCpus,
      memoryBytes,
      memoryLimitBytes,
      memoryPercent: memoryLimitBytes === null ? null : (memoryBytes / memoryLimitBytes) * 100,
      hostMemoryBytes: memoryLimitBytes === null ? (sample.memory_stats.limit ?? null) : null,
      networkRxBytes: networks.reduce((sum, network) => sum + network.rx_bytes, 0),
      networkTxBytes: networks.reduce((sum, network) => sum + network.tx_bytes, 0),
      pids: sample.pids_stats?.current ?? 0,
    },
  };
}
