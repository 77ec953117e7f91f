/** One service of the shop. Each is a shell script, so that one small image is enough for all. */
export interface DemoService {
  readonly name: string;
  readonly script: string;
  readonly dependsOn: readonly string[];
  /** A shell command that fails while the service is not well. */
  readonly health?: string;
  readonly containerPort?: number;
  readonly memoryBytes?: number;
  /** Paths in memory; what lies there counts as the container's memory. */
  readonly tmpfs?: readonly string[];
  /** Where the run's volume is mounted. */
  readonly volumeAt?: string;
}

export const GATEWAY_PORT = 8080;
const MIB = 1024 * 1024;

/** PID 1 has no default action for SIGTERM: without a trap each stop would last the whole time-out. */
const OBEY = "trap 'exit 0' TERM";
const rest = (seconds: number) => `sleep ${seconds} & wait $!`;

/** Well: answers /health on a published port. */
const gateway: DemoService = {
  name: 'gateway',
  dependsOn: ['queue'],
  containerPort: GATEWAY_PORT,
  health: `wget -q -O /dev/null http://127.0.0.1:${GATEWAY_PORT}/health`,
  script: `${OBEY}
mkdir -p /www && echo ok > /www/health
httpd -f -p ${GATEWAY_PORT} -h /www &
echo "gateway listens on ${GATEWAY_PORT}"
wait`,
};

/** Well: writes an order into the volume now and then. */
const worker: DemoService = {
  name: 'worker',
  dependsOn: ['queue'],
  volumeAt: '/orders',
  script: `${OBEY}
echo "worker is ready"
n=0
while :; do n=$((n+1)); echo "order $n packed"; echo "$n" >> /orders/packed; ${rest(15)}; done`,
};

/** Crash-loops: ends as soon as it has started, and says why. The password in its log is there to be masked. */
const billing: DemoService = {
  name: 'billing',
  dependsOn: [],
  script: `echo "billing starts"
echo "FATAL: cannot connect to postgres://billing:correct-horse-battery@db:5432/billing: connection refused" >&2
exit 1`,
};

/** Hangs: runs, but its health check fails until somebody restarts it; then it is well for good. */
const queue: DemoService = {
  name: 'queue',
  dependsOn: [],
  health: 'test -e /run/accepting || { echo "queue does not answer within 1 s" >&2; exit 1; }',
  script: `${OBEY}
mkdir -p /run /var/lib && rm -f /run/accepting
if [ -e /var/lib/was-started ]; then touch /run/accepting; echo "queue accepts work"
else touch /var/lib/was-started; echo "ERROR: deadlock while reading the journal, waiting for the lock"; fi
while :; do ${rest(5)}; done`,
};

/** Leaks: soon above 90% of its limit, one more MiB every 20 s, killed for it after some minutes, and again. */
const cache: DemoService = {
  name: 'cache',
  dependsOn: [],
  memoryBytes: 64 * MIB,
  tmpfs: ['/entries'],
  script: `${OBEY}
echo "cache is warm"
dd if=/dev/zero of=/entries/first bs=1M count=58 2> /dev/null || exit 137
while :; do
  ${rest(20)}
  dd if=/dev/zero bs=1M count=1 2> /dev/null >> /entries/more || exit 137
  echo "WARN: $(du -m -s /entries | cut -f1) MiB of entries, nothing is old enough to be evicted"
done`,
};

export const SERVICES: readonly DemoService[] = [queue, gateway, worker, billing, cache];

export interface ContainerPlace {
  readonly project: string;
  readonly image: string;
  readonly network: string;
  readonly volume: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Where the port of the gateway is published. */
  readonly publish: { readonly address: string; readonly port: number };
}

/** The body of `POST /containers/create`, with the labels that Compose v2 would give. */
export function containerBody(service: DemoService, place: ContainerPlace): object {
  const port = service.containerPort === undefined ? null : `${service.containerPort}/tcp`;
  const binding = { HostIp: place.publish.address, HostPort: String(place.publish.port) };
  return {
    Image: place.image,
    Cmd: ['sh', '-c', service.script],
    StopTimeout: 3,
    Labels: { ...composeLabels(service, place.project), ...place.labels },
    ...(port === null ? {} : { ExposedPorts: { [port]: {} } }),
    ...(service.health === undefined ? {} : { Healthcheck: healthcheck(service.health) }),
    HostConfig: {
      RestartPolicy: { Name: 'always' },
      NetworkMode: place.network,
      ...(port === null ? {} : { PortBindings: { [port]: [binding] } }),
      ...(service.memoryBytes === undefined ? {} : { Memory: service.memoryBytes, MemorySwap: service.memoryBytes }),
      ...(service.tmpfs === undefined ? {} : { Tmpfs: Object.fromEntries(service.tmpfs.map((path) => [path, ''])) }),
      ...(service.volumeAt === undefined ? {} : { Binds: [`${place.volume}:${service.volumeAt}`] }),
    },
    NetworkingConfig: { EndpointsConfig: { [place.network]: { Aliases: [service.name] } } },
  };
}

const SECOND_NS = 1e9;

function healthcheck(command: string): object {
  return { Test: ['CMD-SHELL', command], Interval: 2 * SECOND_NS, Timeout: 2 * SECOND_NS, Retries: 2 };
}

function composeLabels(service: DemoService, project: string): Record<string, string> {
  const base = 'com.docker.compose';
  return {
    [`${base}.project`]: project,
    [`${base}.service`]: service.name,
    [`${base}.container-number`]: '1',
    [`${base}.oneoff`]: 'False',
    [`${base}.version`]: '2.29.0',
    [`${base}.config-hash`]: `demo-${service.name}`,
    [`${base}.project.working_dir`]: `/srv/${project}`,
    [`${base}.project.config_files`]: `/srv/${project}/docker-compose.yml`,
    [`${base}.depends_on`]: service.dependsOn.map((name) => `${name}:service_started:false`).join(','),
  };
}
