import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { makeDataFolder } from './data-folder.ts';

const LEASH = new URL('./leash.ts', import.meta.url).href;
const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));
const COMPILED = fileURLToPath(new URL('../../../node_modules/.cache/vakhta-test', import.meta.url));
const READY = 'Vakhta is on watch';

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [more: string]: unknown;
}

/** The whole product as a process of its own, which a test can kill and start again on the same data. */
export interface Vakhta {
  readonly dataDir: string;
  /** Everything that its processes have logged so far. */
  readonly log: readonly LogLine[];
  /** What they wrote to standard error. */
  stderr(): string;
  /** `more`: variables for this start and the ones after it. */
  start(more?: Readonly<Record<string, string>>): Promise<void>;
  /** SIGKILL, as the kernel or a power cut would. */
  kill(): Promise<void>;
  /** SIGTERM; the exit code. */
  stop(): Promise<number | null>;
  /** The exit code of a process that ends by itself. */
  ended(): Promise<number | null>;
  /** `from`: how much of `log` was there already and does not count. */
  waitForLog(predicate: (line: LogLine) => boolean, description: string, from?: number): Promise<LogLine>;
  /** Runs another command of the product on the same data and environment. */
  run(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }>;
  /** The same with other variables, for this run only. */
  runWith(more: Readonly<Record<string, string>>, ...args: readonly string[]): ReturnType<Vakhta['run']>;
  remove(): Promise<void>;
}

export interface VakhtaOptions {
  readonly apiRoot: string;
  readonly token: string;
  readonly engineSocket: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The text of vakhta.yaml. */
  readonly settings?: string;
}

/** A nightly backup may be due in the very minute in which a test runs. */
export const NOTHING_BY_ITSELF = 'schedules: { backup: null, verify: null, drill: null }\n';

/** Prepares a data folder and an environment; `start()` begins. */
export async function createVakhta(options: VakhtaOptions): Promise<Vakhta> {
  const dataDir = await makeDataFolder();
  const settingsFile = join(dataDir, 'vakhta.yaml');
  await writeFile(settingsFile, options.settings ?? NOTHING_BY_ITSELF);
  let env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    // As `npm start` has it: what was compiled for one start serves all others.
    NODE_COMPILE_CACHE: COMPILED,
    TELEGRAM_BOT_TOKEN: options.token,
    TELEGRAM_API_ROOT: options.apiRoot,
    AUTHORIZED_USER_IDS: '1001,1002',
    DOCKER_HOST: `unix://${options.engineSocket}`,
    DATA_DIR: dataDir,
    VAKHTA_CONFIG: settingsFile,
    TZ: 'UTC',
    LOG_LEVEL: 'debug',
    ...options.env,
  };
  const log: LogLine[] = [];
  const watchers = new Set<() => void>();
  let errors = '';
  let child: ChildProcess | null = null;

  function launch(args: readonly string[], more: Readonly<Record<string, string>> = {}): ChildProcess {
    const command = ['--import', LEASH, MAIN, ...args];
    return spawn(process.execPath, command, {
      env: { ...env, ...more },
      cwd: dataDir,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
  }

  function follow(process: ChildProcess): void {
    if (process.stdout) {
      createInterface({ input: process.stdout }).on('line', (line) => {
        log.push(parseLine(line));
        for (const watcher of [...watchers]) watcher();
      });
    }
    process.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString('utf8');
    });
  }

  function waitForLog(predicate: (line: LogLine) => boolean, description: string, from = 0): Promise<LogLine> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = log.slice(from).find(predicate);
        if (found) done(() => resolve(found));
      };
      const gone = () => done(() => reject(new Error(`the process ended while waiting for ${description}: ${errors}`)));
      const done = (settle: () => void) => {
        watchers.delete(look);
        child?.off('close', gone);
        settle();
      };
      watchers.add(look);
      child?.once('close', gone);
      look();
    });
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const running = child;
    if (!running || running.exitCode !== null || running.signalCode !== null) return running?.exitCode ?? null;
    const closed = once(running, 'close');
    running.kill(signal);
    await closed;
    return running.exitCode;
  }

  async function runWith(more: Readonly<Record<string, string>>, ...args: readonly string[]) {
    const other = launch(args, more);
    let stdout = '';
    let stderr = '';
    other.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('utf8');
    });
    other.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
    });
    await once(other, 'close');
    return { code: other.exitCode, stdout, stderr };
  }

  return {
    dataDir,
    log,
    stderr: () => errors,
    start: async (more = {}) => {
      env = { ...env, ...more };
      const from = log.length;
      child = launch([]);
      follow(child);
      await waitForLog((line) => line.msg === READY, READY, from);
    },
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    ended: async () => {
      if (child && child.exitCode === null && child.signalCode === null) await once(child, 'close');
      return child?.exitCode ?? null;
    },
    waitForLog,
    run: (...args) => runWith({}, ...args),
    runWith,
    remove: async () => {
      await end('SIGKILL');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function parseLine(line: string): LogLine {
  try {
    const value: unknown = JSON.parse(line);
    if (isLogLine(value)) return value;
  } catch {
    // Not a log line: something printed by hand, which the caller sees as such.
  }
  return { level: 'text', msg: line };
}

function isLogLine(value: unknown): value is LogLine {
  return (
    typeof value === 'object' && value !== null && 'level' in value && 'msg' in value && typeof value.msg === 'string'
  );
}
