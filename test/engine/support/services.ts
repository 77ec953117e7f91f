import type { EngineApi } from './engine-api.ts';
import { BUSYBOX_IMAGE } from './images.ts';

export interface ServiceSpec {
  /** Null for a container outside of compose; then `service` is its name. */
  project: string | null;
  service: string;
  number?: number;
  /** Default is the busybox image. */
  image?: string;
  cmd: string[];
  env?: Record<string, string>;
  /** Ports of the container, each published on a free port of 127.0.0.1. */
  ports?: number[];
  dependsOn?: string[];
  healthcheck?: { cmd: string; intervalMs?: number; timeoutMs?: number; retries?: number; startPeriodMs?: number };
  /** Without swap on top. */
  memoryBytes?: number;
  restart?: 'no' | 'always' | 'on-failure' | 'unless-stopped';
  stopTimeoutS?: number;
  tty?: boolean;
  /** Default is the Engine's, `json-file`. */
  logDriver?: string;
  /** Where its log goes; default is the Engine's own (json-file). */
  logging?: { driver: string; options?: Record<string, string> };
  labels?: Record<string, string>;
  /** Name of a volume, or an absolute path on the host → where it is mounted. A volume is made where there is none. */
  mounts?: Record<string, string>;
  oneOff?: boolean;
  /** Which compose's habits the labels and the name follow; default 2. */
  compose?: 1 | 2;
  /** Default true. */
  start?: boolean;
}

export interface RunningService {
  id: string;
  name: string;
  /** `local/<project>/<service>`. */
  key: string;
  /** The port on 127.0.0.1 under which a port of the container is published. */
  hostPort(containerPort: number): Promise<number>;
  remove(): Promise<void>;
}

export interface Services {
  /** Creates (and starts) a container as compose would label it. */
  run(spec: ServiceSpec): Promise<RunningService>;
  /** Removes all that this instance has made. */
  removeAll(): Promise<void>;
}

/** `label` (`key=value`) is put on everything that is made: `vakhta.test=<run>` in tests. */
export function createServices(api: EngineApi, label: string): Services {
  const own = labelOf(label);
  const made = new Set<string>();
  const networks = new Set<string>();

  async function network(project: string): Promise<string> {
    const name = `${project}_default`;
    if (networks.has(name)) return name;
    networks.add(name);
    // Found again by the reaper: at most 15 characters, and the run's id in front.
    const bridge = `vt${own.value.slice(0, 6)}${Math.random().toString(36).slice(2, 9)}`.slice(0, 15);
    const Labels = {
      [own.key]: own.value,
      'com.docker.compose.project': project,
      'com.docker.compose.network': 'default',
    };
    const Options = { 'com.docker.network.bridge.name': bridge };
    await api.ask('POST', '/networks/create', { Name: name, CheckDuplicate: true, Labels, Options });
    return name;
  }

  const remove = async (id: string) => {
    made.delete(id);
    await api.ask('DELETE', `/containers/${id}?force=true&v=true`).catch(() => undefined);
  };

  return {
    async run(spec) {
      const name = nameOf(spec);
      const body = containerBody(spec, own, spec.project === null ? null : await network(spec.project));
      const id = textAt(await api.ask('POST', `/containers/create?name=${name}`, body), ['Id']);
      made.add(id);
      if (spec.start !== false) await api.ask('POST', `/containers/${id}/start`);
      return {
        id,
        name,
        key: `local/${spec.project ?? '-'}/${spec.project === null ? name : spec.service}`,
        async hostPort(containerPort) {
          const inspected = await api.ask('GET', `/containers/${id}/json`);
          return Number(textAt(inspected, ['NetworkSettings', 'Ports', `${containerPort}/tcp`, '0', 'HostPort']));
        },
        remove: () => remove(id),
      };
    },
    async removeAll() {
      await Promise.all([...made].map(remove));
      await Promise.all([...networks].map((name) => api.ask('DELETE', `/networks/${name}`).catch(() => undefined)));
      networks.clear();
    },
  };
}

function containerBody(spec: ServiceSpec, own: { key: string; value: string }, network: string | null): object {
  const ports = Object.fromEntries(
    (spec.ports ?? []).map((port) => [`${port}/tcp`, [{ HostIp: '127.0.0.1', HostPort: '' }]]),
  );
  const check = spec.healthcheck;
  return {
    Image: spec.image ?? BUSYBOX_IMAGE,
    Cmd: spec.cmd,
    Env: Object.entries(spec.env ?? {}).map(([name, value]) => `${name}=${value}`),
    Tty: spec.tty ?? false,
    StopTimeout: spec.stopTimeoutS ?? 2,
    ExposedPorts: Object.fromEntries(Object.keys(ports).map((port) => [port, {}])),
    Labels: { [own.key]: own.value, ...composeLabels(spec), ...spec.labels },
    ...(check === undefined
      ? {}
      : {
          Healthcheck: {
            Test: ['CMD-SHELL', check.cmd],
            Interval: (check.intervalMs ?? 1_000) * 1e6,
            Timeout: (check.timeoutMs ?? 1_000) * 1e6,
            Retries: check.retries ?? 2,
            StartPeriod: (check.startPeriodMs ?? 0) * 1e6,
          },
        }),
    HostConfig: {
      RestartPolicy: { Name: spec.restart ?? 'no' },
      PortBindings: ports,
      NetworkMode: network ?? 'none',
      Binds: Object.entries(spec.mounts ?? {}).map((mount) => mount.join(':')),
      ...(spec.logDriver === undefined ? {} : { LogConfig: { Type: spec.logDriver } }),
      ...(spec.logging === undefined
        ? {}
        : { LogConfig: { Type: spec.logging.driver, Config: spec.logging.options ?? {} } }),
      ...(spec.memoryBytes === undefined ? {} : { Memory: spec.memoryBytes, MemorySwap: spec.memoryBytes }),
    },
    ...(network === null ? {} : { NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [spec.service] } } } }),
  };
}

function composeLabels(spec: ServiceSpec): Record<string, string> {
  if (spec.project === null) return {};
  const base = 'com.docker.compose';
  const dependsOn = (spec.dependsOn ?? []).map((service) => `${service}:service_started:false`).join(',');
  return {
    [`${base}.project`]: spec.project,
    [`${base}.service`]: spec.service,
    [`${base}.container-number`]: String(spec.number ?? 1),
    [`${base}.oneoff`]: spec.oneOff ? 'True' : 'False',
    [`${base}.config-hash`]: `hash-${spec.service}`,
    [`${base}.project.working_dir`]: `/srv/${spec.project}`,
    [`${base}.project.config_files`]: `/srv/${spec.project}/docker-compose.yml`,
    ...(spec.compose === 1
      ? { [`${base}.version`]: '1.29.2' }
      : { [`${base}.version`]: '2.29.0', [`${base}.depends_on`]: dependsOn }),
  };
}

function nameOf(spec: ServiceSpec): string {
  if (spec.project === null) return spec.service;
  return [spec.project, spec.service, spec.number ?? 1].join(spec.compose === 1 ? '_' : '-');
}

function labelOf(label: string): { key: string; value: string } {
  const at = label.indexOf('=');
  return { key: label.slice(0, at), value: label.slice(at + 1) };
}

/** A text deep inside an answer of the Engine; throws where it is not. */
function textAt(value: unknown, path: readonly string[]): string {
  const found = path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? new Map(Object.entries(at)).get(step) : undefined),
    value,
  );
  if (typeof found === 'string') return found;
  throw new Error(`The Engine’s answer has no ${path.join('.')}: ${String(JSON.stringify(value)).slice(0, 500)}`);
}
