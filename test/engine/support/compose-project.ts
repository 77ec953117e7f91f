import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { BUSYBOX_IMAGE } from './images.ts';

const run = promisify(execFile);

/** PID 1 has no default action for SIGTERM: without a trap each stop would last the whole time-out. */
const OBEY = "trap 'exit 0' TERM; ";
const IDLE = 'while :; do sleep 1 & wait $$!; done';

type Yaml = Readonly<Record<string, unknown>>;

/** A project of Debian's own docker-compose, in a folder of its own. */
export interface ComposeProject {
  readonly name: string;
  readonly folder: string;
  /** Runs docker-compose there as a person would, with a shell's variables. */
  compose(args: readonly string[], more?: Readonly<Record<string, string>>): Promise<string>;
  write(file: string, text: string): Promise<void>;
  /** Rewrites the compose file. */
  rewrite(services: Yaml): Promise<void>;
  /** Everything of it, volumes too. */
  remove(): Promise<void>;
}

export interface ComposeProjectOptions {
  readonly socketPath: string;
  /** `vakhta.test=<run>`: what is made is found again after a crash. */
  readonly label: string;
  /** More labels for every container. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly name: string;
  readonly services?: Yaml;
}

/** Writes the files; `compose(['up', '-d'])` brings it up. */
export async function createComposeProject(options: ComposeProjectOptions): Promise<ComposeProject> {
  const { socketPath, label, name } = options;
  const folder = await mkdtemp(join(tmpdir(), 'vakhta-compose-'));
  const [labelKey = '', runId = ''] = label.split('=');
  const labels = { [labelKey]: runId, ...options.labels };
  const bridge = () => `vt${runId.slice(0, 6)}${randomBytes(3).toString('hex')}`;
  // The names stay when the file is written again, else its networks would be made anew.
  const bridges = { front: bridge(), back: bridge() };

  async function compose(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<string> {
    const env = { PATH: process.env.PATH ?? '', HOME: folder, DOCKER_HOST: `unix://${socketPath}`, ...more };
    const { stdout } = await run('docker-compose', ['-p', name, ...args], { cwd: folder, env });
    return stdout;
  }

  async function rewrite(services: Yaml): Promise<void> {
    const labelled = Object.entries(services).map(([service, said]) => [service, { ...Object(said), labels }]);
    const network = (which: keyof typeof bridges) => ({
      labels,
      driver_opts: { 'com.docker.network.bridge.name': bridges[which] },
    });
    await writeFile(
      join(folder, 'docker-compose.yml'),
      stringify({
        version: '2.4',
        services: Object.fromEntries(labelled),
        networks: { front: network('front'), back: network('back') },
        volumes: { ledger: { labels } },
      }),
    );
  }

  await writeFile(join(folder, 'api.env'), 'GREETING=hello\nAPI_PASSWORD=correct-horse-battery-9\n');
  await writeFile(join(folder, '.env'), `IMAGE=${BUSYBOX_IMAGE}\nNAME=${name}\n`);
  await rewrite(options.services ?? bookshop());
  return {
    name,
    folder,
    compose,
    rewrite,
    write: (file, text) => writeFile(join(folder, file), text),
    remove: async () => {
      await rewrite(bookshop());
      await compose(['down', '-v', '--remove-orphans', '-t', '1']).catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const often = { interval: '1s', timeout: '1s', retries: 5 };

/**
 * As somebody else would write it: a database with a named volume and a memory limit, a job that has to be done before
 * the API, which waits for both; workers that may be many, and a front with a name of its own.
 */
export function bookshop(): Readonly<Record<string, Record<string, unknown>>> {
  const image = '$IMAGE';
  return {
    db: {
      image,
      command: [
        'sh',
        '-c',
        `${OBEY}date +%s >> /data/starts; sleep 1; touch /tmp/ready; echo "db accepts connections"; ${IDLE}`,
      ],
      healthcheck: { test: ['CMD', 'test', '-e', '/tmp/ready'], ...often },
      volumes: ['ledger:/data'],
      mem_limit: '64m',
      networks: ['back'],
      restart: 'unless-stopped',
      stop_grace_period: '3s',
    },
    migrate: {
      image,
      command: ['sh', '-c', 'test -e /data/starts && echo "schema is at 42"'],
      volumes: ['ledger:/data'],
      depends_on: { db: { condition: 'service_healthy' } },
      networks: ['back'],
    },
    api: {
      image,
      command: [
        'sh',
        '-c',
        `${OBEY}mkdir -p /www && echo "$$GREETING" > /www/health && httpd -f -p 8080 -h /www & echo "api listens"; wait`,
      ],
      env_file: 'api.env',
      healthcheck: { test: 'wget -q -O /dev/null http://127.0.0.1:8080/health', ...often },
      depends_on: { db: { condition: 'service_healthy' }, migrate: { condition: 'service_completed_successfully' } },
      ports: ['127.0.0.1::8080'],
      networks: ['front', 'back'],
      restart: 'unless-stopped',
    },
    worker: {
      image,
      command: ['sh', '-c', `${OBEY}echo "worker is ready"; ${IDLE}`],
      depends_on: { api: { condition: 'service_started' } },
      networks: ['back'],
      restart: 'unless-stopped',
    },
    front: {
      image,
      command: ['sh', '-c', `${OBEY}${IDLE}`],
      depends_on: { api: { condition: 'service_healthy' } },
      networks: ['front'],
      restart: 'unless-stopped',
      container_name: '$NAME-front-0',
    },
  };
}
