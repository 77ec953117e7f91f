import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ConfigProblem, type DockerHostConfig, parseDockerHost } from '../../src/config/index.ts';
import { messageOf } from '../../src/errors.ts';
import type { Consent } from './consent.ts';
import { EngineRefusal, engineClient, textIn } from './engine-client.ts';
import { ensurePrograms, findProgram, type Program } from './packages.ts';
import { SetupProblem } from './problem.ts';
import { isAlive, pidOf, processIdentity } from './process-identity.ts';

/** What an Engine needs to run containers with published ports; compose and a shell for them come along. */
export const ENGINE_PROGRAMS: readonly Program[] = ['dockerd', 'docker-compose', 'iptables', 'busybox'];

/** What the tests need beside it: a database in an image of their own. */
export const TEST_PROGRAMS: readonly Program[] = ['restic', 'sqlite3'];

/** How to end an Engine that was started here: by systemd, or the process itself (see processIdentity). */
export type StartedEngine = { by: 'systemd' } | { by: 'process'; identity: string };

export interface ReadyEngine {
  readonly host: DockerHostConfig;
  readonly version: string;
  /** Null when it was running already. */
  readonly started: StartedEngine | null;
}

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 20_000;

type Answer = { state: 'answers'; version: string } | { state: 'forbidden' | 'silent'; reason: string };

/** Whether an Engine answers at this address. */
export async function askVersion(host: DockerHostConfig): Promise<Answer> {
  try {
    return { state: 'answers', version: textIn(await engineClient(host).ask('GET', '/version'), 'Version') ?? '?' };
  } catch (error) {
    const code = error instanceof EngineRefusal ? error.code : '';
    return { state: code === 'EACCES' || code === 'EPERM' ? 'forbidden' : 'silent', reason: messageOf(error) };
  }
}

/**
 * Finds the Engine that DOCKER_HOST names (else the machine's own). Where the machine's own does not answer it is
 * started, and where there is none it is installed, with consent. An Engine that no systemd keeps the log of writes it
 * into `logFolder`, which must last as long as it runs.
 * @throws SetupProblem with what a person has to do
 */
export async function ensureEngine(env: NodeJS.ProcessEnv, consent: Consent, logFolder: string): Promise<ReadyEngine> {
  const host = addressFrom(env);
  const answer = await askVersion(host);
  if (answer.state === 'answers') return { host, version: answer.version, started: null };
  const isNamed = (env.DOCKER_HOST?.trim() ?? '') !== '';
  if (isNamed) {
    throw new SetupProblem(
      `The Engine of DOCKER_HOST (${env.DOCKER_HOST}) does not answer: ${answer.reason}. Start it, or unset DOCKER_HOST.`,
    );
  }
  if (answer.state === 'forbidden') {
    throw new SetupProblem(
      'This user may not talk to the Docker Engine. Run this, log in anew, then start again:\n  sudo usermod -aG docker "$USER"',
    );
  }
  if (findProgram('dockerd') === null) await ensurePrograms(ENGINE_PROGRAMS, consent);
  // A package may have started it.
  const afterwards = await askVersion(host);
  if (afterwards.state === 'answers') return { host, version: afterwards.version, started: null };
  if (process.getuid?.() !== 0) {
    const start = isSystemd() ? 'sudo systemctl start docker' : 'sudo dockerd &';
    throw new SetupProblem(`The Docker Engine is installed but does not run. Run this, then start again:\n  ${start}`);
  }
  process.stderr.write('Engine: starting the Docker Engine of this machine …\n');
  return { host, ...(await startEngine(host, join(logFolder, 'dockerd.log'))) };
}

function addressFrom(env: NodeJS.ProcessEnv): DockerHostConfig {
  try {
    return parseDockerHost({
      DOCKER_HOST: env.DOCKER_HOST,
      DOCKER_TLS_VERIFY: env.DOCKER_TLS_VERIFY,
      DOCKER_CERT_PATH: env.DOCKER_CERT_PATH,
    });
  } catch (error) {
    throw error instanceof ConfigProblem ? new SetupProblem(error.paragraph()) : error;
  }
}

/** sd_booted(3). */
function isSystemd(): boolean {
  return existsSync('/run/systemd/system');
}

async function startEngine(
  host: DockerHostConfig,
  logFile: string,
): Promise<{ version: string; started: StartedEngine }> {
  if (isSystemd()) {
    execFileSync('systemctl', ['start', 'docker'], { stdio: ['ignore', 2, 2] });
    return { version: await untilItAnswers(host, () => null), started: { by: 'systemd' } };
  }
  const log = openSync(logFile, 'w', 0o600);
  // Its own process group: a Ctrl-C in the terminal is not meant for it.
  const child = spawn(findProgram('dockerd') ?? 'dockerd', [], { stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  child.unref();
  child.once('error', () => undefined);
  const tail = () => readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
  const version = await untilItAnswers(host, () => (child.exitCode === null ? null : tail()), tail);
  return { version, started: { by: 'process', identity: processIdentity(child.pid ?? 0) ?? '' } };
}

async function untilItAnswers(host: DockerHostConfig, failure: () => string | null, tail = () => ''): Promise<string> {
  for (const endAt = Date.now() + START_DEADLINE_MS; Date.now() < endAt; await wait(100)) {
    const answer = await askVersion(host);
    if (answer.state === 'answers') return answer.version;
    const reason = failure();
    if (reason !== null)
      throw new SetupProblem(`${reason}\nThe Docker Engine did not start (its last words are above).`);
  }
  throw new SetupProblem(
    `${tail()}\nThe Docker Engine was started but did not answer within ${START_DEADLINE_MS / 1000} s.`,
  );
}

/** Ends an Engine that {@link ensureEngine} has started, and waits until it has ended. */
export async function stopEngine(started: StartedEngine): Promise<void> {
  if (started.by === 'systemd') {
    execFileSync('systemctl', ['stop', 'docker.service', 'docker.socket'], { stdio: ['ignore', 2, 2] });
    return;
  }
  if (!isAlive(started.identity)) return;
  process.kill(pidOf(started.identity), 'SIGTERM');
  for (const endAt = Date.now() + STOP_DEADLINE_MS; isAlive(started.identity) && Date.now() < endAt; ) await wait(100);
}
