import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { DockerHostConfig } from '../config/index.ts';
import { OPERATION_VARIABLE } from '../host/index.ts';
import { type ComposeService, readConfig, readHashes, unsetVariables } from './compose-config.ts';
import { type ComposeFiles, majorOf } from './compose-labels.ts';
import { type ComposeRunEnd, runCompose } from './compose-process.ts';
import type { Masking } from './evidence.ts';

const VERSION_DEADLINE_MS = 10_000;
const CONFIG_DEADLINE_MS = 20_000;
/** A compose that was not there is looked for again after this; one that was there is kept. */
const LOOK_AGAIN_MS = 30_000;

/** A compose that can be called. */
export interface ComposeProgram {
  /** `['docker', 'compose']` or `['docker-compose']`. */
  readonly command: readonly string[];
  readonly major: 1 | 2;
  readonly version: string;
}

export interface ComposeReading {
  readonly services: readonly ComposeService[];
  /** Variables that the files use and nobody sets here: whoever deployed had them in the shell. */
  readonly unset: readonly string[];
  /** By service; what the labels of its containers would be if it were made now. */
  readonly hashes: ReadonlyMap<string, string>;
}

export interface ComposeCall {
  readonly program: ComposeProgram;
  readonly files: ComposeFiles;
  readonly profiles: readonly string[];
  /** Marks its processes; see `endLeftovers`. */
  readonly operationId: string;
  readonly deadlineMs: number;
  /** Masked. */
  readonly onLine?: (line: string) => void;
}

export interface ComposeEnd {
  readonly ok: boolean;
  readonly code: number | null;
  readonly late: boolean;
  /** Masked, both streams. */
  readonly output: string;
}

/** A number of containers for a service, as `--scale` takes it. */
export type Scale = readonly [service: string, count: number];

export interface ComposeCli {
  /** Those on this machine, those of the wanted major version first. */
  programs(major: 1 | 2 | null): Promise<readonly ComposeProgram[]>;
  /** What the files say. `{ problem }`: compose refuses them; its last words, masked. */
  read(program: ComposeProgram, files: ComposeFiles): Promise<ComposeReading | { readonly problem: string }>;
  /** Named volumes, images and what the files do not know stay. */
  down(call: ComposeCall): Promise<ComposeEnd>;
  /** Only with what is there: builds nothing and, where this compose can be told so, pulls nothing. */
  up(call: ComposeCall, scales: readonly Scale[]): Promise<ComposeEnd>;
  /** One service to a number of containers; those that stay are not touched, nor is any other service. */
  scale(call: ComposeCall, scale: Scale): Promise<ComposeEnd>;
}

/** The compose program of this machine, by argv and with an environment of its own. */
export function createComposeCli(options: {
  readonly docker: DockerHostConfig;
  readonly masking: Masking;
  /** Where programs and Docker's plugins are looked for. */
  readonly surroundings: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
}): ComposeCli {
  const { docker, masking, surroundings, now } = options;
  const environment = composeEnvironment(docker, surroundings);
  let found: { programs: Promise<readonly ComposeProgram[]>; at: number } | null = null;

  async function find(): Promise<readonly ComposeProgram[]> {
    const looked = await Promise.all([['docker', 'compose'], ['docker-compose']].map((command) => ask(command)));
    return looked.filter((program) => program !== null);
  }

  async function ask(command: readonly string[]): Promise<ComposeProgram | null> {
    const argv = [...command, 'version', '--short'];
    const end = await runCompose({ argv, env: environment, cwd: '/', deadlineMs: VERSION_DEADLINE_MS });
    const version = end.stdout.trim();
    const major = end.code === 0 ? majorOf(version) : null;
    return major === null ? null : { command, major, version };
  }

  async function programs(major: 1 | 2 | null): Promise<readonly ComposeProgram[]> {
    found ??= { programs: find(), at: now() };
    const known = await found.programs;
    if (known.length === 0 && now() - found.at >= LOOK_AGAIN_MS) {
      found = { programs: find(), at: now() };
      return programs(major);
    }
    return [...known].sort((one, other) => Number(other.major === major) - Number(one.major === major));
  }

  async function read(program: ComposeProgram, files: ComposeFiles) {
    const look = (...args: readonly string[]) =>
      runCompose({
        argv: argvFor(program, files, program.major === 1 ? [] : ['*'], args),
        env: environment,
        cwd: files.projectDir,
        deadlineMs: CONFIG_DEADLINE_MS,
      });
    const [config, hashes] = await Promise.all([look('config'), look('config', '--hash', '*')]);
    if (config.code !== 0) return { problem: lastWords(masking.text(wordsOf(config))) };
    try {
      const services = readConfig(config.stdout, files.project, program.major);
      const known = hashes.code === 0 ? readHashes(hashes.stdout) : new Map<string, string>();
      return { services, unset: unsetVariables(config.stderr), hashes: known };
    } catch {
      // Whatever was wrong with it, its text may hold secrets and is not repeated.
      return { problem: '' };
    }
  }

  async function call({ program, files, profiles, operationId, deadlineMs, onLine }: ComposeCall, args: string[]) {
    const end = await runCompose({
      argv: argvFor(program, files, profiles, args),
      env: { ...environment, [OPERATION_VARIABLE]: operationId },
      cwd: files.projectDir,
      deadlineMs,
      ...(onLine === undefined ? {} : { onLine: (line: string) => onLine(masking.text(line)) }),
    });
    const output = masking.text(end.problem === null ? end.output : `${end.output}${end.problem}\n`);
    return { ok: end.code === 0 && !end.late, code: end.code, late: end.late, output };
  }

  return {
    programs,
    read,
    down: (request) => call(request, ['down']),
    up: (request, scales) => call(request, upArguments(request.program, scales)),
    scale: (request, [service, count]) => {
      const { program } = request;
      return call(request, [...upArguments(program, [[service, count]]), '--no-deps', '--no-recreate', service]);
    },
  };
}

export function argvFor(
  { command }: Pick<ComposeProgram, 'command'>,
  { project, projectDir, files, envFiles }: ComposeFiles,
  profiles: readonly string[],
  args: readonly string[],
): string[] {
  return [
    ...command,
    ...['--ansi', 'never', '--project-name', project, '--project-directory', projectDir],
    ...files.flatMap((file) => ['--file', file]),
    ...envFiles.flatMap((file) => ['--env-file', file]),
    ...profiles.flatMap((profile) => ['--profile', profile]),
    ...args,
  ];
}

/** Version 1 cannot be told not to pull: whether every image is there is looked at before. */
export function upArguments({ major }: Pick<ComposeProgram, 'major'>, scales: readonly Scale[]): string[] {
  return [
    ...['up', '-d', '--no-build'],
    ...(major === 1 ? [] : ['--pull', 'never']),
    ...scales.flatMap(([service, count]) => ['--scale', `${service}=${count}`]),
  ];
}

/** What compose needs to find itself and the Engine, and none of our secrets. */
export function composeEnvironment(
  docker: DockerHostConfig,
  surroundings: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const { PATH, HOME, DOCKER_CONFIG } = surroundings;
  return {
    PATH: PATH ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: HOME ?? '/',
    ...(DOCKER_CONFIG === undefined ? {} : { DOCKER_CONFIG }),
    LC_ALL: 'C.UTF-8',
    // Version 1 (Python) would hold its lines back until it ends.
    PYTHONUNBUFFERED: '1',
    ...engineVariables(docker),
  };
}

function engineVariables(docker: DockerHostConfig): Record<string, string> {
  if (docker.kind === 'unix') return { DOCKER_HOST: `unix://${docker.socketPath}` };
  const host = docker.host.includes(':') ? `[${docker.host}]` : docker.host;
  return {
    DOCKER_HOST: `tcp://${host}:${docker.port}`,
    ...(docker.tls === null ? {} : { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: docker.tls.folder ?? '' }),
  };
}

export async function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

/** The end of what a program said, short enough for a phone. */
export function lastWords(output: string): string {
  return output.trim().split('\n').slice(-4).join('\n').slice(-300);
}

function wordsOf({ stderr, stdout, problem }: ComposeRunEnd): string {
  return stderr.trim() || stdout.trim() || (problem ?? '');
}
