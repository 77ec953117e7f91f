import type { InspectedContainer, ListedContainer } from './engine-json.ts';
import { timeOf } from './engine-json.ts';
import { configHashOf, dependsOnOf, isOneOff, refOf, serviceKey } from './labels.ts';
import type {
  ContainerDetail,
  ContainerHealth,
  ContainerState,
  ContainerSummary,
  HealthcheckSettings,
  PortBinding,
} from './types.ts';

const STATES: readonly string[] = ['created', 'running', 'restarting', 'paused', 'exited', 'dead', 'removing'];
/** Engine defaults, where a health check does not say (moby, daemon/health.go). */
const PROBE_DEFAULTS = { intervalNs: 30e9, timeoutNs: 30e9, retries: 3 };
/** A binding that names no address is for all of them (moby, libnetwork/portmapper). */
const ANY_ADDRESS = '0.0.0.0';
/** Of an Engine that is not told otherwise (moby, container/container_unix.go). */
const DEFAULT_STOP_TIMEOUT_S = 10;

/** From one entry of `/containers/json`. */
export function toSummary(listed: ListedContainer): ContainerSummary {
  // A container that others link to has more names, each with the other's in front: the plain one is its own.
  const own = listed.Names.find((name) => !name.slice(1).includes('/')) ?? listed.Names[0] ?? listed.Id.slice(0, 12);
  const ref = refOf(listed.Id, own, listed.Labels);
  return {
    ...ref,
    key: serviceKey(ref),
    image: listed.Image,
    imageId: listed.ImageID,
    state: stateOf(listed.State),
    statusText: listed.Status,
    createdAt: listed.Created * 1000,
    labels: listed.Labels,
    ports: sortPorts(
      listed.Ports.map((port) => ({
        containerPort: port.PrivatePort,
        protocol: port.Type,
        hostIp: port.IP ?? null,
        hostPort: port.PublicPort ?? null,
      })),
    ),
    dependsOn: dependsOnOf(listed.Labels),
    oneOff: isOneOff(listed.Labels),
  };
}

/** From `/containers/<id>/json`. `raw` is kept as it came; `imageDigest` is looked up by the caller. */
export function toDetail(inspected: InspectedContainer, raw: unknown, imageDigest: string | null): ContainerDetail {
  const { State: state, Config: config } = inspected;
  const ref = refOf(inspected.Id, inspected.Name, config.Labels);
  const status = stateOf(state.Status);
  const alive = status === 'running' || status === 'paused';
  const startedAt = timeOf(state.StartedAt);
  const ended = !alive && startedAt !== null;
  return {
    ...ref,
    key: serviceKey(ref),
    image: config.Image,
    imageId: inspected.Image,
    state: status,
    statusText: status,
    createdAt: timeOf(inspected.Created) ?? 0,
    labels: config.Labels,
    ports: portsOf(inspected),
    dependsOn: dependsOnOf(config.Labels),
    oneOff: isOneOff(config.Labels),
    startedAt,
    finishedAt: ended ? timeOf(state.FinishedAt) : null,
    exitCode: ended ? state.ExitCode : null,
    oomKilled: state.OOMKilled,
    restartCount: inspected.RestartCount,
    restartPolicy: inspected.HostConfig.RestartPolicy?.Name || 'no',
    health: status === 'running' ? healthOf(state.Health) : null,
    healthcheck: healthcheckOf(config.Healthcheck),
    tty: config.Tty,
    memoryLimitBytes: inspected.HostConfig.Memory || null,
    stopTimeoutS: config.StopTimeout ?? DEFAULT_STOP_TIMEOUT_S,
    imageDigest,
    configHash: configHashOf(config.Labels),
    envNames: config.Env.map((entry) => entry.split('=')[0] ?? '').filter((name) => name !== ''),
    networks: Object.keys(inspected.NetworkSettings.Networks ?? {}).sort((a, b) => (a < b ? -1 : 1)),
    mounts: inspected.Mounts.map((mount) => ({
      type: mount.Type ?? 'bind',
      source: mount.Name ?? mount.Source ?? '',
      destination: mount.Destination,
      readOnly: mount.RW === false,
    })),
    raw,
  };
}

/** By project (none last), service, number. */
export function byPlace(a: ContainerSummary, b: ContainerSummary): number {
  if (a.project !== b.project) {
    if (a.project === null) return 1;
    if (b.project === null) return -1;
    return a.project < b.project ? -1 : 1;
  }
  if (a.service !== b.service) return a.service < b.service ? -1 : 1;
  return a.number - b.number;
}

/** Running, about to (again), or frozen: what `docker system df` counts as active. */
export function isLive({ state }: Pick<ContainerSummary, 'state'>): boolean {
  return state === 'running' || state === 'restarting' || state === 'paused';
}

/** An unknown word (a newer Engine's) is read as `dead`: never as well. */
export function stateOf(word: string): ContainerState {
  return STATES.includes(word) ? (word as ContainerState) : 'dead';
}

function healthOf(health: InspectedContainer['State']['Health']): ContainerHealth | null {
  if (!health) return null;
  const status = health.Status;
  if (status !== 'starting' && status !== 'healthy' && status !== 'unhealthy') return null;
  const log = health.Log.map((probe) => ({
    at: timeOf(probe.End) ?? timeOf(probe.Start) ?? 0,
    exitCode: probe.ExitCode,
    output: probe.Output,
  }));
  return { status, failingStreak: health.FailingStreak, log };
}

function healthcheckOf(check: InspectedContainer['Config']['Healthcheck']): HealthcheckSettings | null {
  if (!check || check.Test.length === 0 || check.Test[0] === 'NONE') return null;
  return {
    intervalMs: (check.Interval || PROBE_DEFAULTS.intervalNs) / 1e6,
    timeoutMs: (check.Timeout || PROBE_DEFAULTS.timeoutNs) / 1e6,
    retries: check.Retries || PROBE_DEFAULTS.retries,
    startPeriodMs: (check.StartPeriod ?? 0) / 1e6,
  };
}

/** What is published now; of a container that does not run, what will be: a port that the Engine chooses is not known then. */
function portsOf({ NetworkSettings, HostConfig }: InspectedContainer): PortBinding[] {
  const ports: PortBinding[] = [];
  const now = Object.entries(NetworkSettings.Ports ?? {});
  for (const [spec, bindings] of now.length > 0 ? now : Object.entries(HostConfig.PortBindings ?? {})) {
    const [port, protocol] = spec.split('/');
    const own = { containerPort: Number(port), protocol: protocol ?? 'tcp' };
    if (!bindings || bindings.length === 0) ports.push({ ...own, hostIp: null, hostPort: null });
    for (const binding of bindings ?? []) {
      ports.push({ ...own, hostIp: binding.HostIp || ANY_ADDRESS, hostPort: Number(binding.HostPort) || null });
    }
  }
  return sortPorts(ports);
}

function sortPorts(ports: PortBinding[]): PortBinding[] {
  return ports.sort((a, b) => a.containerPort - b.containerPort || (a.hostPort ?? 0) - (b.hostPort ?? 0));
}
