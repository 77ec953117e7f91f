import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { PROJECT as FOLDER } from '../setup/dependencies.mjs';
import { processIdentity } from '../setup/process-identity.ts';
import { sampleCommands, writeScripts } from './commands.ts';
import { endProcessesIn } from './processes.ts';
import { type DemoRun, RUN_LABEL } from './run.ts';

/** The two people of the sandbox who are on call. */
export const PEOPLE = [
  { id: 1001, name: 'Anna Petrova', role: 'DevOps lead' },
  { id: 1002, name: 'Ben Carter', role: 'Backend developer' },
] as const;

export interface BotPlace {
  readonly run: DemoRun;
  readonly apiRoot: string;
  readonly token: string;
  readonly lang: 'en' | 'ru';
  /** The compose project of the shop. */
  readonly project: string;
  readonly checks: ShopChecks;
}

/** What the checks of the shop ask. */
export interface ShopChecks {
  /** Where the gateway answers. */
  readonly gatewayUrl: string;
  /** Where the database does not: nothing listens there. */
  readonly databasePort: number;
}

export interface DemoBot {
  readonly logFile: string;
  /** Settles when the process has ended by itself, with its last words. */
  readonly ended: Promise<string>;
  /** Asks it to end; kills it when it does not, and all that it has started. */
  stop(): Promise<void>;
}

const STOP_DEADLINE_MS = 12_000;

/** Only what the bot of the demo shall see: a Slack address or a webhook of the real one must not leak into it. */
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'DOCKER_HOST', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH', 'LOG_LEVEL'];

export function environmentFor(place: BotPlace, outer: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const passed = PASSED_ON.flatMap((name) => (outer[name] === undefined ? [] : [[name, outer[name]]]));
  return {
    ...Object.fromEntries(passed),
    TELEGRAM_BOT_TOKEN: place.token,
    TELEGRAM_API_ROOT: place.apiRoot,
    AUTHORIZED_USER_IDS: PEOPLE.map(({ id }) => id).join(','),
    DATA_DIR: join(place.run.folder, 'data'),
    DEFAULT_LOCALE: place.lang,
    VAKHTA_CONFIG: join(place.run.folder, 'vakhta.yaml'),
    VAKHTA_ONLY_LABEL: `${RUN_LABEL}=${place.run.id}`,
  };
}

export function settingsFor(place: BotPlace): string {
  return stringify({
    projects: [place.project],
    people: PEOPLE,
    locale: place.lang,
    checks: shopChecks(place.checks),
    commands: sampleCommands(place.run.folder, place.project),
    backups: shopBackups(place.project),
  });
}

/** What writes into the shop's volume stands still for the moments in which it is read. */
function shopBackups(project: string): object {
  return { sets: { [project]: { services: { worker: { during: 'stop' }, queue: { during: 'pause' } } } } };
}

/** One that is well, one that says why billing is not, one of the host. The smoke test among the commands is the fourth. */
export function shopChecks({ gatewayUrl, databasePort }: ShopChecks): object[] {
  return [
    { id: 'gateway', name: 'Gateway', kind: 'http', url: gatewayUrl, service: 'gateway', timeout: '3s' },
    {
      id: 'db',
      name: 'Shop database',
      kind: 'tcp',
      host: '127.0.0.1',
      port: databasePort,
      service: 'billing',
      timeout: '3s',
    },
    { id: 'disk', name: 'Disk of /', kind: 'disk', path: '/', percent: 90 },
  ];
}

/** Starts Vakhta as a process of its own, in the run's folder, so that no `.env` of the project reaches it. */
export function startBot(place: BotPlace): DemoBot {
  const { run } = place;
  mkdirSync(join(run.folder, 'data'), { recursive: true });
  writeFileSync(join(run.folder, 'vakhta.yaml'), settingsFor(place));
  writeScripts(run.folder);
  const logFile = join(run.folder, 'bot.log');
  const log = openSync(logFile, 'a');
  // Its own process group: a Ctrl-C in the terminal reaches the demo, which then ends the bot in order.
  const child = spawn(process.execPath, [join(FOLDER, 'src', 'main.ts')], {
    cwd: run.folder,
    env: environmentFor(place, process.env),
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  run.noteBot(processIdentity(child.pid ?? 0));
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`${tailOf(logFile)}\nThe bot ended (${signal ?? `code ${code}`}).`));
  });
  return { logFile, ended, stop: () => stopChild(child, ended).then(() => endProcessesIn(run.folder)) };
}

async function stopChild(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const forced = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  await ended;
  clearTimeout(forced);
}

function tailOf(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
}
