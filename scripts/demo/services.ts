/** One service of the shop. Each is a shell script, so that one small image is enough for all. */
export interface DemoService {
  readonly name: string;
  readonly script: string;
  readonly dependsOn: readonly string[];
  /** A shell command that fails while the service is not well. */
  readonly health?: string;
  /** Published on the host. */
  readonly containerPort?: number;
  readonly memoryBytes?: number;
  /** Paths in memory; what lies there counts as the container's memory. */
  readonly tmpfs?: readonly string[];
  /** Where the run's volume is mounted. */
  readonly volumeAt?: string;
}

export const HTTP_PORT = 8080;
const QUEUE_PORT = 8090;
export const STOP_TIMEOUT_S = 3;
/** How often, how long and how many times in a row a health check is tried. */
export const HEALTH = { intervalS: 2, timeoutS: 2, retries: 2 } as const;
const MIB = 1024 * 1024;

/** PID 1 has no default action for SIGTERM: without a trap each stop would last the whole time-out. */
const OBEY = "trap 'exit 0' TERM";
const rest = (seconds: number) => `sleep ${seconds} & wait $!`;

/** Well, with a check; but it says of each order that the queue does not answer, until that does. */
const gateway: DemoService = {
  name: 'gateway',
  dependsOn: ['queue'],
  containerPort: HTTP_PORT,
  health: `wget -q -O /dev/null http://127.0.0.1:${HTTP_PORT}/health`,
  script: `${OBEY}
mkdir -p /www && echo ok > /www/health
httpd -p ${HTTP_PORT} -h /www
echo "gateway listens on ${HTTP_PORT}"
say() { printf '{"time":"%s","level":"%s","msg":"%s"}\\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" "$2"; }
n=0
while :; do
  n=$((n+1)); say info "200 GET /basket/$n"
  if wget -q -T 1 -O /dev/null http://queue:${QUEUE_PORT}/ready 2> /dev/null; then say info "201 POST /orders/$n"
  else say error "504 POST /orders/$n: queue is silent"; fi
  ${rest(5)}
done`,
};

/** Well: writes an order into the volume now and then. Nobody has written a check for its health page: it is found. */
const worker: DemoService = {
  name: 'worker',
  dependsOn: ['queue'],
  volumeAt: '/orders',
  containerPort: HTTP_PORT,
  script: `${OBEY}
mkdir -p /www && echo '{"status":"ok"}' > /www/health
httpd -p ${HTTP_PORT} -h /www
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

/** Hangs: runs, but its health check fails until somebody restarts or recreates it; then it is well for good. */
const queue: DemoService = {
  name: 'queue',
  dependsOn: [],
  volumeAt: '/journal',
  health: 'test -e /run/accepting || { echo "queue does not answer within 1 s" >&2; exit 1; }',
  script: `${OBEY}
mkdir -p /run && rm -f /run/accepting
if [ -e /journal/was-started ]; then touch /run/accepting; echo "queue accepts work"
  mkdir -p /www && echo yes > /www/ready && httpd -p ${QUEUE_PORT} -h /www
else touch /journal/was-started; echo "ERROR: deadlock while reading the journal, waiting for the lock"; fi
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

/** Where the shop stands: names on the Engine, and its compose file on this machine. */
export interface ShopPlace {
  readonly project: string;
  readonly image: string;
  readonly network: string;
  readonly volume: string;
  readonly labels: Readonly<Record<string, string>>;
  /** On which of the host's addresses, and on which port by service. */
  readonly publish: { readonly address: string; readonly ports: Readonly<Partial<Record<string, number>>> };
  /** Where the compose file lies. */
  readonly folder: string;
  /** The compose program of this machine; what its containers say of themselves. */
  readonly composeVersion: string;
}

export const COMPOSE_FILE = 'docker-compose.yml';

/** The body of `POST /containers/create`, with the labels that compose would give: it works without that program. */
export function containerBody(service: DemoService, place: ShopPlace): object {
  const hostPort = place.publish.ports[service.name];
  const port = service.containerPort === undefined || hostPort === undefined ? null : `${service.containerPort}/tcp`;
  const binding = { HostIp: place.publish.address, HostPort: String(hostPort) };
  return {
    Image: place.image,
    Cmd: ['sh', '-c', service.script],
    StopTimeout: STOP_TIMEOUT_S,
    Labels: { ...composeLabels(service, place), ...place.labels },
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
  const { intervalS, timeoutS, retries } = HEALTH;
  return {
    Test: ['CMD-SHELL', command],
    Interval: intervalS * SECOND_NS,
    Timeout: timeoutS * SECOND_NS,
    Retries: retries,
  };
}

/** Without a hash of the configuration: nobody but compose itself can make it. */
function composeLabels(service: DemoService, { project, folder, composeVersion }: ShopPlace): Record<string, string> {
  const base = 'com.docker.compose';
  return {
    [`${base}.project`]: project,
    [`${base}.service`]: service.name,
    [`${base}.container-number`]: '1',
    [`${base}.oneoff`]: 'False',
    [`${base}.version`]: composeVersion,
    [`${base}.project.working_dir`]: folder,
    [`${base}.project.config_files`]: `${folder}/${COMPOSE_FILE}`,
    [`${base}.depends_on`]: service.dependsOn.map((name) => `${name}:service_started:false`).join(','),
  };
}
