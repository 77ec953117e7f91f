import { z } from 'zod';
import type { CopySpec } from './storage-types.ts';

/** What is read of an inspect answer to make a copy of its container. */
const loose = z.record(z.string(), z.unknown());
const inspected = z.object({
  Id: z.string(),
  Image: z.string(),
  Config: loose.and(z.object({ Hostname: z.string().nullish(), Labels: z.record(z.string(), z.string()).nullish() })),
  HostConfig: loose.and(
    z.object({
      CapAdd: z.array(z.string()).nullish(),
      SecurityOpt: z.array(z.string()).nullish(),
      Mounts: z.array(z.looseObject({ Type: z.string(), Target: z.string() })).nullish(),
    }),
  ),
  Mounts: z
    .array(
      z.object({
        Type: z.string().nullish(),
        Name: z.string().nullish(),
        Destination: z.string(),
        RW: z.boolean().nullish(),
      }),
    )
    .nullish(),
});
type Inspected = z.infer<typeof inspected>;

/** What runs, as whom, how it is known to be well. Labels are not among it: compose would take the copy for its own. */
const CONFIG = [
  ...['Cmd', 'Entrypoint', 'Env', 'User', 'WorkingDir', 'Healthcheck', 'StopSignal', 'StopTimeout', 'Tty', 'OpenStdin'],
  'Domainname',
] as const;

/** How much it may take, and what narrows it. Nothing that reaches the host. */
const HOST_CONFIG = [
  ...[
    'Memory',
    'MemorySwap',
    'MemoryReservation',
    'MemorySwappiness',
    'NanoCpus',
    'CpuShares',
    'CpuPeriod',
    'CpuQuota',
  ],
  ...['CpusetCpus', 'CpusetMems', 'PidsLimit', 'Ulimits', 'ShmSize', 'Tmpfs', 'CapDrop', 'ReadonlyRootfs', 'Init'],
  ...['GroupAdd', 'Sysctls', 'Runtime'],
] as const;

/** Those that the Engine gives anyway, and those with which databases lock memory and raise limits. The rest reaches the host. */
const HARMLESS = new Set([
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'NET_RAW'],
  ...['SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT', 'IPC_LOCK', 'SYS_NICE', 'SYS_RESOURCE'],
]);

/**
 * The body that creates a copy of a container on other volumes, and the names of those. It publishes no port, is not
 * restarted, sees nothing of the host (its devices, namespaces and names) but the paths that it is given, read-only, and
 * is never privileged.
 */
export function copyBody(
  spec: CopySpec,
  labels: Readonly<Record<string, string>>,
): { body: { HostConfig: object }; volumes: string[] } {
  const raw = inspected.parse(spec.raw);
  const mounts = volumeMounts(raw, spec.volumes);
  const isNetwork = spec.network !== 'none';
  const body = {
    ...picked(raw.Config, CONFIG),
    ...hostnameOf(raw),
    Image: raw.Image,
    Labels: { ...blanked(raw.Config.Labels), ...labels },
    HostConfig: {
      ...picked(raw.HostConfig, HOST_CONFIG),
      CapAdd: (raw.HostConfig.CapAdd ?? []).filter((name) => HARMLESS.has(name.toUpperCase().replace(/^CAP_/, ''))),
      SecurityOpt: (raw.HostConfig.SecurityOpt ?? []).filter((option) => !/unconfined|disable/.test(option)),
      Mounts: [
        ...mounts,
        ...bindMounts(raw, spec.binds),
        ...(raw.HostConfig.Mounts ?? []).filter(({ Type }) => Type === 'tmpfs'),
      ],
      NetworkMode: spec.network,
      RestartPolicy: { Name: 'no' },
      Privileged: false,
      PublishAllPorts: false,
      AutoRemove: false,
    },
    ...(isNetwork ? { NetworkingConfig: { EndpointsConfig: { [spec.network]: { Aliases: [...spec.aliases] } } } } : {}),
  };
  return { body, volumes: [...new Set(mounts.map(({ Source }) => Source))] };
}

function volumeMounts(raw: Inspected, volumes: CopySpec['volumes']) {
  return (raw.Mounts ?? []).flatMap(({ Type, Name, Destination, RW }) => {
    const source = Type === 'volume' && Name ? volumes[Name] : undefined;
    if (source === undefined) return [];
    const subpath = subpathOf(raw, Destination);
    const options = { NoCopy: true, ...(subpath === null ? {} : { Subpath: subpath }) };
    return [{ Type: 'volume', Source: source, Target: Destination, ReadOnly: RW === false, VolumeOptions: options }];
  });
}

/** Whatever is mounted below such a path stays away: it may be something else. */
function bindMounts(raw: Inspected, binds: CopySpec['binds']) {
  return (raw.Mounts ?? []).flatMap(({ Type, Destination }) => {
    const source = Type === 'bind' && Object.hasOwn(binds, Destination) ? binds[Destination] : undefined;
    if (source === undefined) return [];
    const options = { Propagation: 'rprivate', NonRecursive: true };
    return [{ Type: 'bind', Source: source, Target: Destination, ReadOnly: true, BindOptions: options }];
  });
}

const withSubpath = z.object({ VolumeOptions: z.object({ Subpath: z.string().min(1) }) });

/** Docker 26 can mount a folder of a volume. */
function subpathOf(raw: Inspected, target: string): string | null {
  const asked = withSubpath.safeParse((raw.HostConfig.Mounts ?? []).find((mount) => mount.Target === target));
  return asked.success ? asked.data.VolumeOptions.Subpath : null;
}

/** An image that compose has built carries its labels too, and a container inherits them: only another value helps. */
function blanked(labels: Readonly<Record<string, string>> | null | undefined): Record<string, string> {
  const names = Object.keys(labels ?? {}).filter((name) => name.startsWith('com.docker.compose.'));
  return Object.fromEntries(names.map((name) => [name, '']));
}

/** A name that was given belongs to the data (RabbitMQ's folder bears it); the Engine's own is the container's id. */
function hostnameOf(raw: Inspected): { Hostname?: string } {
  const name = raw.Config.Hostname;
  return !name || raw.Id.startsWith(name) ? {} : { Hostname: name };
}

function picked(from: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => from[name] !== undefined && from[name] !== null).map((name) => [name, from[name]]),
  );
}
