import { stringify } from 'yaml';
import type { ContainerLog } from './types.ts';

const MAX_SIZE = '10m';
const MAX_FILE = '3';

/** The services of a project whose logs grow for ever: json-file without `max-size`. Sorted. */
export function unlimitedServices(logs: readonly ContainerLog[], project: string): string[] {
  const found = logs.filter((log) => log.project === project && log.driver === 'json-file' && !log.hasMaxSize);
  return [...new Set(found.map((log) => log.service))].sort();
}

/** Projects with such services. Sorted. */
export function unlimitedProjects(logs: readonly ContainerLog[]): string[] {
  const projects = logs.flatMap((log) => (log.project === null ? [] : [log.project]));
  const unlimited = [...new Set(projects)].filter((project) => unlimitedServices(logs, project).length > 0);
  return unlimited.sort((one, other) => (one < other ? -1 : 1));
}

/** A compose file to lay over a project's own: 10 MB a file, three files a container. */
export function logLimitOverride(services: readonly string[]): string {
  const logging = { driver: 'json-file', options: { 'max-size': MAX_SIZE, 'max-file': MAX_FILE } };
  return stringify(
    { services: Object.fromEntries(services.map((service) => [service, { logging }])) },
    { aliasDuplicateObjects: false, defaultStringType: 'PLAIN' },
  );
}

/** Where a project was brought up from, as compose's labels tell it. */
export interface LimitOrigin {
  readonly workingDir: string | null;
  readonly configFiles: readonly string[];
  readonly major: 1 | 2 | null;
}

/**
 * The command that lays the file over the project's own ones. With its name, its folder and its files: the same command
 * for a project that was started with `-p` or `-f` would otherwise bring up a second one beside it.
 */
export function limitCommand(project: string, origin: LimitOrigin | null, file: string): string {
  const program = origin?.major === 1 ? 'docker-compose' : 'docker compose';
  const known = origin?.configFiles ?? [];
  const files = [...(known.length > 0 ? known : ['docker-compose.yml']), file];
  const folder = origin?.workingDir == null ? '' : `cd ${quoted(origin.workingDir)} && `;
  return `${folder}${program} -p ${quoted(project)} ${files.map((each) => `-f ${quoted(each)}`).join(' ')} up -d`;
}

/** For a shell, where it needs it. */
function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
