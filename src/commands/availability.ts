import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { CommandConfig } from '../config/index.ts';
import type { Reason } from '../operations/index.ts';

/** Why a command cannot run here; null when its folder and its program are there. */
export async function whyUnavailable(
  command: Pick<CommandConfig, 'argv' | 'cwd'>,
  searchPath: string,
): Promise<Reason | null> {
  const { cwd } = command;
  const program = command.argv[0] ?? '';
  const folder = await stat(cwd).catch(() => null);
  if (folder === null) return { key: 'commands-no-folder', params: { folder: cwd } };
  if (!folder.isDirectory()) return { key: 'commands-not-a-folder', params: { folder: cwd } };
  if (!(await may(cwd, constants.X_OK))) return { key: 'commands-folder-closed', params: { folder: cwd } };
  const places = placesOf(program, cwd, searchPath);
  for (const place of places) if (await isRunnable(place)) return null;
  const isThere = await Promise.all(places.map((place) => may(place, constants.F_OK)));
  const key = isThere.includes(true) ? 'commands-not-executable' : 'commands-no-program';
  return { key, params: { program } };
}

/** As execvp(3) looks: a name without a slash in PATH, any other from the folder that it runs in. */
function placesOf(program: string, cwd: string, searchPath: string): string[] {
  if (isAbsolute(program)) return [program];
  if (program.includes('/')) return [resolve(cwd, program)];
  return searchPath.split(delimiter).map((folder) => join(resolve(cwd, folder), program));
}

async function isRunnable(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true && may(path, constants.X_OK);
}

function may(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
