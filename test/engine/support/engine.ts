import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { accessSync, closeSync, constants, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { DockerHostConfig } from '../../../src/config/index.ts';
import { type EngineApi, engineApi } from './engine-api.ts';
import { killQuietly, processIdentity, ROOT_PREFIX, reapStaleEngines, sweep, traces } from './reaper.ts';

const INSTALL = 'apt-get install --no-install-recommends docker.io docker-compose iptables busybox-static';
const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 30_000;

/** An Engine that belongs to one test run: nothing of the machine's own Engine is seen or touched. */
export interface PrivateEngine {
  /** In the label `vakhta.test=<run>` of everything that is made on it. */
  readonly run: string;
  readonly socketPath: string;
  readonly host: DockerHostConfig;
  readonly api: EngineApi;
  /** Asks it to end and waits; containers stop, data stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
  restart(): Promise<void>;
  /** SIGKILL, as a crash or the kernel would. `start()` brings it back. */
  kill(): Promise<void>;
  /** It accepts connections and answers nothing, until `thaw()`. */
  freeze(): void;
  thaw(): void;
  /** Ends and removes everything: containers, mounts, bridges, folder. */
  remove(): Promise<void>;
}

/** Starts a `dockerd` of its own, after removing what a killed run has left. Fails loudly where that cannot work. */
export async function startEngine(): Promise<PrivateEngine> {
  requireMachine();
  await reapStaleEngines();
  const run = randomBytes(3).toString('hex');
  const root = join(tmpdir(), `${ROOT_PREFIX}${run}`);
  mkdirSync(root, { mode: 0o700 });
  writeFileSync(join(root, 'owner'), processIdentity(process.pid) ?? '');
  // An empty configuration: the machine's own /etc/docker/daemon.json must not be read.
  writeFileSync(join(root, 'daemon.json'), '{}');
  const socketPath = join(root, 'docker.sock');
  const api = engineApi(socketPath);
  const args = daemonArguments(root, run, socketPath);
  let daemon: ChildProcess | null = null;

  async function start(): Promise<void> {
    const log = openSync(join(root, 'dockerd.log'), 'a');
    // Its own process group: Ctrl-C must reach the tests first, which then remove it in order.
    const child = spawn('dockerd', args, { stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    daemon = child;
    const failure = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? code}`));
    });
    const reason = await Promise.race([failure, answers(api, child)]);
    if (reason !== null) {
      const tail = readFileSync(join(root, 'dockerd.log'), 'utf8').split('\n').slice(-15).join('\n');
      throw new Error(`The private Docker Engine did not start: ${reason}\n${tail}`);
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const child = daemon;
    daemon = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    const forced = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
    await ended;
    clearTimeout(forced);
  }

  const engine: PrivateEngine = {
    run,
    socketPath,
    host: { kind: 'unix', socketPath },
    api,
    start,
    stop: () => end('SIGTERM'),
    async kill() {
      await end('SIGKILL');
      await endContainerd(root);
    },
    async restart() {
      await end('SIGTERM');
      await start();
    },
    freeze: () => daemon?.kill('SIGSTOP'),
    thaw: () => daemon?.kill('SIGCONT'),
    async remove() {
      daemon?.kill('SIGCONT');
      if (daemon !== null) await removeEverything(api).catch(() => undefined);
      await end('SIGTERM');
      await sweep(root, run);
    },
  };
  try {
    await start();
  } catch (error) {
    await engine.remove();
    throw error;
  }
  return engine;
}

/**
 * No bridge of its own (`docker0` is the machine's): each project gets a network. No iptables either, so that the
 * rules of the machine stay as they are; published ports work on the loopback through docker-proxy.
 */
function daemonArguments(root: string, run: string, socketPath: string): string[] {
  const { cgroup, namespace } = traces(run);
  return [
    ...['--data-root', join(root, 'data'), '--exec-root', join(root, 'exec'), '--pidfile', join(root, 'docker.pid')],
    ...['--config-file', join(root, 'daemon.json'), '-H', `unix://${socketPath}`, '--group', '0'],
    ...['--bridge', 'none', '--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'],
    ...['--default-address-pool', `base=10.${randomInt(160, 250)}.0.0/16,size=24`],
    ...['--cgroup-parent', `/${cgroup}`, '--exec-opt', 'native.cgroupdriver=cgroupfs'],
    ...['--containerd-namespace', namespace, '--containerd-plugins-namespace', `${namespace}-plugins`],
    ...['--shutdown-timeout', '5'],
  ];
}

/**
 * A killed Engine takes its containerd with it, but not at once; the next Engine would take the one that is just
 * dying (or its zombie, where nobody collects it) for alive, and wait for it in vain.
 */
async function endContainerd(root: string): Promise<void> {
  const pidFile = join(root, 'exec', 'containerd', 'containerd.pid');
  const pid = Number(readFileSync(pidFile, 'utf8'));
  while (processIdentity(pid) !== null) {
    killQuietly(pid);
    await wait(10);
  }
  rmSync(pidFile);
}

function requireMachine(): void {
  if (process.getuid?.() !== 0) {
    throw new Error(
      'These tests start a private Docker Engine, which needs root: run them with sudo, or only the others with `npm run test:unit`.',
    );
  }
  const folders = (process.env.PATH ?? '').split(':');
  const missing = ['dockerd', 'busybox'].filter((name) => !folders.some((folder) => isExecutable(join(folder, name))));
  if (missing.length > 0) throw new Error(`Not installed: ${missing.join(', ')}. Run: ${INSTALL}`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Null as soon as the Engine answers; a reason when it does not in time. */
async function answers(api: EngineApi, child: ChildProcess): Promise<string | null> {
  for (const endAt = Date.now() + START_DEADLINE_MS; Date.now() < endAt && child.exitCode === null; ) {
    const version = await api.ask('GET', '/version').catch(() => null);
    if (version !== null) return null;
    await wait(50);
  }
  return `no answer within ${START_DEADLINE_MS / 1000} s`;
}

async function removeEverything(api: EngineApi): Promise<void> {
  const containers = idsOf(await api.ask('GET', '/containers/json?all=true'), 'Id');
  await Promise.allSettled(containers.map((id) => api.ask('DELETE', `/containers/${id}?force=true&v=true`)));
  await api.ask('POST', '/networks/prune', {});
}

function idsOf(list: unknown, field: string): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((each: unknown) => {
    const id = typeof each === 'object' && each !== null ? new Map(Object.entries(each)).get(field) : undefined;
    return typeof id === 'string' ? [id] : [];
  });
}
