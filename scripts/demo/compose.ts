import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { type DemoService, HEALTH, SERVICES, type ShopPlace, STOP_TIMEOUT_S } from './services.ts';

const run = promisify(execFile);
const DEADLINE_MS = 10_000;

export interface ComposeFound {
  /** As a person types it. */
  readonly name: string;
  readonly version: string;
}

/** The compose program of this machine; null when it has none. Nothing is installed for it. */
export async function findCompose(): Promise<ComposeFound | null> {
  for (const [program, ...args] of [['docker', 'compose'], ['docker-compose']] as const) {
    try {
      const { stdout } = await run(program, [...args, 'version', '--short'], { timeout: DEADLINE_MS });
      const version = stdout.trim();
      if (/^v?\d+\./.test(version)) return { name: [program, ...args].join(' '), version };
    } catch {
      // Not on this machine.
    }
  }
  return null;
}

/**
 * The same shop as a compose file, for "Recreate…". Network and volume are not compose's own, so that a `down` leaves
 * them, and all that an `up` makes has the labels by which the demo finds it again.
 */
export function composeFile(place: ShopPlace): string {
  return stringify({
    version: '2.4',
    services: Object.fromEntries(SERVICES.map((service) => [service.name, serviceOf(service, place)])),
    networks: { default: { name: place.network, external: true } },
    volumes: { orders: { name: place.volume, external: true } },
  });
}

function serviceOf(service: DemoService, { image, labels, publish }: ShopPlace): object {
  const { intervalS, timeoutS, retries } = HEALTH;
  const hostPort = publish.ports[service.name];
  const { containerPort, health, memoryBytes } = service;
  return {
    image,
    command: ['sh', '-c', literal(service.script)],
    labels,
    restart: 'always',
    stop_grace_period: `${STOP_TIMEOUT_S}s`,
    ...(service.dependsOn.length === 0 ? {} : { depends_on: service.dependsOn }),
    ...(containerPort === undefined || hostPort === undefined
      ? {}
      : { ports: [`${publish.address}:${hostPort}:${containerPort}`] }),
    ...(health === undefined
      ? {}
      : {
          healthcheck: {
            test: ['CMD-SHELL', literal(health)],
            interval: `${intervalS}s`,
            timeout: `${timeoutS}s`,
            retries,
          },
        }),
    ...(memoryBytes === undefined ? {} : { mem_limit: memoryBytes, memswap_limit: memoryBytes }),
    ...(service.tmpfs === undefined ? {} : { tmpfs: service.tmpfs }),
    ...(service.volumeAt === undefined ? {} : { volumes: [`orders:${service.volumeAt}`] }),
  };
}

/** Compose would read a `$` as a variable of its own. */
function literal(script: string): string {
  return script.replaceAll('$', '$$$$');
}
