import type { DescribedContainer } from './engine-json.ts';
import type { ContainerDescription, ContainerDetail } from './types.ts';

/** The Engine writes the quota against a period of 100 ms where none is named (kernel, cgroup cpu). */
const DEFAULT_PERIOD_US = 100_000;

/** From `/containers/<id>/json`, on top of what `toDetail` made of it. */
export function toDescription(detail: ContainerDetail, described: DescribedContainer): ContainerDescription {
  const { HostConfig: host, NetworkSettings: network } = described;
  return {
    ...detail,
    command: [...(described.Path ? [described.Path] : []), ...described.Args],
    pid: described.State.Pid || null,
    limits: {
      memoryBytes: host.Memory || null,
      memorySwapBytes: host.MemorySwap && host.MemorySwap > 0 ? host.MemorySwap : null,
      cpus: cpusOf(host),
      pids: host.PidsLimit && host.PidsLimit > 0 ? host.PidsLimit : null,
    },
    restartMaxRetries: host.RestartPolicy?.MaximumRetryCount || null,
    networkAddresses: Object.entries(network.Networks ?? {})
      .map(([name, endpoint]) => ({ name, ipAddress: endpoint?.IPAddress || null }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    healthcheckTest: described.Config.Healthcheck?.Test ?? [],
    logDriver: host.LogConfig?.Type || 'json-file',
    logOptions: host.LogConfig?.Config ?? {},
    logPath: described.LogPath || null,
  };
}

function cpusOf(host: DescribedContainer['HostConfig']): number | null {
  if (host.NanoCpus) return host.NanoCpus / 1e9;
  return host.CpuQuota && host.CpuQuota > 0 ? host.CpuQuota / (host.CpuPeriod || DEFAULT_PERIOD_US) : null;
}
