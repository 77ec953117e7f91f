import { z } from 'zod';
import type { HealthcheckSettings } from '../../docker/index.ts';

const NS_PER_MS = 1e6;
/** What the Engine takes where a health check does not say (a 0 means the same). */
const DEFAULTS = { intervalMs: 30_000, timeoutMs: 30_000, retries: 3, startPeriodMs: 0 };

const nanoseconds = z.number().nullish();
const inspected = z.looseObject({
  Config: z
    .looseObject({
      Env: z.array(z.string()).nullish(),
      Labels: z.record(z.string(), z.string()).nullish(),
      Healthcheck: z
        .looseObject({
          Test: z.array(z.string()).nullish(),
          Interval: nanoseconds,
          Timeout: nanoseconds,
          StartPeriod: nanoseconds,
          Retries: z.number().nullish(),
        })
        .nullish(),
    })
    .nullish(),
  HostConfig: z
    .looseObject({
      NetworkMode: z.string().nullish(),
      Devices: z.array(z.unknown()).nullish(),
      DeviceRequests: z.array(z.unknown()).nullish(),
    })
    .nullish(),
  Mounts: z
    .array(
      z.looseObject({
        Type: z.string().nullish(),
        Name: z.string().nullish(),
        Source: z.string().nullish(),
        Destination: z.string(),
        RW: z.boolean().nullish(),
      }),
    )
    .nullish(),
});

/** What a copy has to know of the original, from its inspect answer. */
export interface InspectFacts {
  readonly labels: Readonly<Record<string, string>>;
  /** `NAME=value`; in a manifest the value is left out. */
  readonly env: readonly string[];
  /** Null without one. */
  readonly healthcheck: HealthcheckSettings | null;
  readonly volumes: readonly { readonly name: string; readonly destination: string }[];
  /** Folders and files of the host that are mounted. */
  readonly binds: readonly { readonly source: string; readonly destination: string; readonly readOnly: boolean }[];
  readonly isOnHostNetwork: boolean;
  readonly hasDevices: boolean;
}

/** Null: it is no inspect answer (an imported backup has none). */
export function factsOf(raw: unknown): InspectFacts | null {
  const { success, data } = inspected.safeParse(raw);
  if (!success || data.Config === null || data.Config === undefined) return null;
  const { Config, HostConfig, Mounts } = data;
  const mounts = Mounts ?? [];
  return {
    labels: Config.Labels ?? {},
    env: Config.Env ?? [],
    healthcheck: healthcheckOf(Config.Healthcheck ?? null),
    volumes: mounts.flatMap(({ Type, Name, Destination }) =>
      Type === 'volume' && typeof Name === 'string' ? [{ name: Name, destination: Destination }] : [],
    ),
    binds: mounts.flatMap(({ Type, Source, Destination, RW }) =>
      Type === 'bind' ? [{ source: Source ?? '', destination: Destination, readOnly: RW === false }] : [],
    ),
    isOnHostNetwork: HostConfig?.NetworkMode === 'host',
    hasDevices: [HostConfig?.Devices, HostConfig?.DeviceRequests].some((all) => (all ?? []).length > 0),
  };
}

type RawHealthcheck = NonNullable<NonNullable<z.infer<typeof inspected>['Config']>['Healthcheck']>;

function healthcheckOf(raw: RawHealthcheck | null): HealthcheckSettings | null {
  const kind = raw?.Test?.[0];
  if (raw === null || kind === undefined || kind === 'NONE') return null;
  const { Interval, Timeout, StartPeriod, Retries } = raw;
  return {
    intervalMs: (Interval ?? 0) / NS_PER_MS || DEFAULTS.intervalMs,
    timeoutMs: (Timeout ?? 0) / NS_PER_MS || DEFAULTS.timeoutMs,
    startPeriodMs: (StartPeriod ?? 0) / NS_PER_MS,
    retries: Retries || DEFAULTS.retries,
  };
}
