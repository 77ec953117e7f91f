import { z } from 'zod';

/** The parts of the Engine's answers that are read. What differs between 20.10 and 29, or may be null, is optional. */

const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);

export const listedContainer = z.object({
  Id: z.string(),
  Names: list(z.string()),
  Image: z.string(),
  ImageID: z.string(),
  Created: z.number(),
  State: z.string(),
  Status: z.string(),
  Labels: labels,
  Ports: list(
    z.object({
      IP: z.string().optional(),
      PrivatePort: z.number(),
      PublicPort: z.number().optional(),
      Type: z.string(),
    }),
  ),
});
export type ListedContainer = z.infer<typeof listedContainer>;

export const containerList = z.array(listedContainer);

const health = z
  .object({
    Status: z.string(),
    FailingStreak: z.number(),
    Log: list(z.object({ Start: z.string(), End: z.string(), ExitCode: z.number(), Output: z.string() })),
  })
  .nullish();

/** By `<port>/<protocol>`. */
const portMap = z
  .record(z.string(), z.array(z.object({ HostIp: z.string().nullish(), HostPort: z.string().nullish() })).nullish())
  .nullish();

export const inspectedContainer = z.object({
  Id: z.string(),
  Name: z.string(),
  Created: z.string(),
  Image: z.string(),
  RestartCount: z.number(),
  State: z.object({
    Status: z.string(),
    Running: z.boolean(),
    OOMKilled: z.boolean(),
    ExitCode: z.number(),
    StartedAt: z.string(),
    FinishedAt: z.string(),
    Health: health,
  }),
  Config: z.object({
    Hostname: z.string().optional(),
    Image: z.string(),
    Tty: z.boolean(),
    Labels: labels,
    Env: list(z.string()),
    StopTimeout: z.number().nullish(),
    Healthcheck: z
      .object({
        Test: list(z.string()),
        Interval: z.number().optional(),
        Timeout: z.number().optional(),
        Retries: z.number().optional(),
        StartPeriod: z.number().optional(),
      })
      .nullish(),
  }),
  HostConfig: z.object({
    Memory: z.number().nullish(),
    RestartPolicy: z.object({ Name: z.string(), MaximumRetryCount: z.number().nullish() }).nullish(),
    PortBindings: portMap,
  }),
  NetworkSettings: z.object({
    Ports: portMap,
    Networks: z.record(z.string(), z.unknown()).nullish(),
  }),
  Mounts: list(
    z.object({
      Type: z.string().optional(),
      Name: z.string().optional(),
      Source: z.string().optional(),
      Destination: z.string(),
      RW: z.boolean().optional(),
    }),
  ),
});
export type InspectedContainer = z.infer<typeof inspectedContainer>;

/** What `describe` reads on top of `inspectedContainer`. */
export const describedContainer = z.object({
  Path: z.string().optional(),
  Args: list(z.string()),
  LogPath: z.string().optional(),
  State: z.object({ Pid: z.number().nullish() }),
  Config: z.object({ Healthcheck: z.object({ Test: list(z.string()) }).nullish() }),
  HostConfig: z.object({
    Memory: z.number().nullish(),
    MemorySwap: z.number().nullish(),
    NanoCpus: z.number().nullish(),
    CpuQuota: z.number().nullish(),
    CpuPeriod: z.number().nullish(),
    PidsLimit: z.number().nullish(),
    RestartPolicy: z.object({ MaximumRetryCount: z.number().nullish() }).nullish(),
    LogConfig: z.object({ Type: z.string().optional(), Config: labels }).nullish(),
  }),
  NetworkSettings: z.object({
    Networks: z.record(z.string(), z.object({ IPAddress: z.string().nullish() }).nullish()).nullish(),
  }),
});
export type DescribedContainer = z.infer<typeof describedContainer>;

export const systemUsage = z.object({
  LayersSize: z.number().nullish(),
  Images: list(
    z.object({
      Id: z.string(),
      RepoTags: list(z.string()),
      RepoDigests: list(z.string()),
      Size: z.number(),
      SharedSize: z.number().nullish(),
      Containers: z.number().nullish(),
      Labels: labels,
    }),
  ),
  Containers: list(
    z.object({
      Id: z.string(),
      Names: list(z.string()),
      ImageID: z.string(),
      State: z.string(),
      SizeRw: z.number().nullish(),
      Labels: labels,
    }),
  ),
  Volumes: list(
    z.object({
      Name: z.string(),
      Labels: labels,
      UsageData: z.object({ Size: z.number(), RefCount: z.number() }).nullish(),
    }),
  ),
  BuildCache: list(
    z.object({
      Size: z.number(),
      InUse: z.boolean(),
      Shared: z.boolean(),
    }),
  ),
});
export type SystemUsage = z.infer<typeof systemUsage>;

export const volumeLabels = z.object({ Labels: labels });

/** `/images/json`. */
export const imageList = list(z.object({ Id: z.string(), RepoTags: list(z.string()) }));

export const inspectedImage = z.object({ RepoDigests: list(z.string()) });

const cpu = z.object({
  cpu_usage: z.object({ total_usage: z.number(), percpu_usage: list(z.number()) }),
  system_cpu_usage: z.number().optional(),
  online_cpus: z.number().optional(),
});

export const statsSample = z.object({
  read: z.string(),
  cpu_stats: cpu,
  precpu_stats: cpu.nullish(),
  memory_stats: z.object({
    usage: z.number().optional(),
    limit: z.number().optional(),
    stats: z.record(z.string(), z.number()).nullish(),
  }),
  networks: z.record(z.string(), z.object({ rx_bytes: z.number(), tx_bytes: z.number() })).nullish(),
  pids_stats: z.object({ current: z.number().optional() }).nullish(),
});
export type StatsSample = z.infer<typeof statsSample>;

export const engineMessage = z.object({
  Type: z.string().optional(),
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: labels }),
  time: z.number(),
});

/** `0001-01-01T00:00:00Z` is how the Engine says "never". */
export function timeOf(text: string): number | null {
  const at = Date.parse(text);
  return Number.isNaN(at) || at <= 0 ? null : at;
}
