import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import type { createComposeCli } from '../../actions/index.ts';
import type { Reason } from '../../operations/index.ts';
import type { Manifest } from '../manifest.ts';
import type { Held } from './held.ts';

const DEADLINE_MS = 10 * 60_000;
const CONFIG_FILES = 'com.docker.compose.project.config_files';
const ENV_FILES = 'com.docker.compose.project.environment_file';
const VERSION = 'com.docker.compose.version';
const labelled = z.looseObject({ Config: z.looseObject({ Labels: z.record(z.string(), z.string()).nullish() }) });

export type ComposeCli = ReturnType<typeof createComposeCli>;

/**
 * Makes the containers anew that are gone, by the project's own files, as a person would at the server. Those that are
 * there stay as they are. Null: done; else why not, in words.
 */
export async function composeUp(
  cli: ComposeCli | undefined,
  what: {
    readonly manifest: Manifest;
    readonly lost: Held['lost'];
    /** None of the project's services has a container. */
    readonly isWhole: boolean;
    readonly operation: string;
    readonly onLine: (line: string) => void;
  },
): Promise<Reason | null> {
  const { manifest, lost, isWhole, operation, onLine } = what;
  const { project, workingDir } = manifest;
  if (cli === undefined || project === null || workingDir === null)
    return why('no-compose', { project: project ?? '' });
  const labels = manifest.services.map(({ inspect }) => labelled.safeParse(inspect).data?.Config.Labels ?? {});
  const listed = (name: string) => (labels.find((one) => one[name])?.[name] ?? '').split(',').filter(isAbsolute);
  const written = listed(CONFIG_FILES);
  const ofRole = manifest.configFiles.filter(({ role }) => role === 'compose').map(({ path }) => path);
  const files = written.length > 0 ? written : ofRole;
  const envFiles = listed(ENV_FILES);
  for (const file of [...files, ...envFiles]) {
    if (!(await isReadable(file))) return why('no-compose-file', { file, project });
  }
  if (files.length === 0) return why('no-compose', { project });
  const major = (labels.find((one) => one[VERSION])?.[VERSION] ?? '').startsWith('1.') ? 1 : 2;
  const [program] = await cli.programs(major);
  if (program === undefined) return why('no-compose', { project });
  const call = {
    ...{ program, files: { project, projectDir: workingDir, files, envFiles }, profiles: [] },
    ...{ operationId: operation, deadlineMs: DEADLINE_MS, onLine },
  };
  const ends = [];
  if (isWhole)
    ends.push(
      await cli.up(
        call,
        lost.filter(({ count }) => count > 1).map(({ service, count }) => [service, count]),
      ),
    );
  else for (const { service, count } of lost) ends.push(await cli.scale(call, [service, count]));
  const failed = ends.find((end) => !end.ok);
  return failed === undefined ? null : why('compose-failed', { project, problem: lastWords(failed.output) });
}

function why(what: string, params: Reason['params']): Reason {
  return { key: `backups-restore-${what}`, params };
}

function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

function lastWords(output: string): string {
  return output.trim().split('\n').slice(-4).join('\n').slice(-300);
}
