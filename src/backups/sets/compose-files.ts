import { dirname, join } from 'node:path';
import { locateFiles, originOf } from '../../actions/index.ts';
import type { ContainerSummary } from '../../docker/index.ts';
import type { SetFacts } from './build-set.ts';
import { referencesOf } from './compose-text.ts';
import type { HostFiles } from './host-files.ts';

/** Compose files that include each other: more of them is a mistake. */
const MOST_FILES = 100;

type Role = 'compose' | 'env' | 'other';
type ComposeFacts = Pick<SetFacts, 'workingDir' | 'configPaths' | 'composeTexts' | 'unreadable'>;

export const NO_COMPOSE: ComposeFacts = { workingDir: null, configPaths: [], composeTexts: [], unreadable: [] };

/** The files that a project was made of: from its labels, and from what stands in them. */
export async function composeOf(
  project: string,
  containers: readonly ContainerSummary[],
  files: Pick<HostFiles, 'read'>,
): Promise<ComposeFacts> {
  const origin = originOf(project, containers);
  const workingDir = origin?.workingDir ?? null;
  if (origin === null || workingDir === null) return NO_COMPOSE;
  const located = await locateFiles(origin, async (path) => (await files.read(path)) !== null);
  const named = 'found' in located ? located.found.files : origin.configFiles.map((file) => absolute(workingDir, file));
  // Compose that read from its standard input names no file.
  const read = await readAll(
    named.filter((file) => file !== join(workingDir, '-')),
    workingDir,
    files,
  );
  // Beside a file that is really of this project only: a label alone says nothing.
  if (read.texts.length > 0) {
    for (const file of origin.envFiles) read.paths.set(absolute(workingDir, file), 'env');
    const beside = join(workingDir, '.env');
    if ((await files.read(beside)) !== null) read.paths.set(beside, 'env');
  }
  const found = await Promise.all(
    [...read.paths].map(async ([path, role]) => ({ path, role, isThere: (await files.read(path)) !== null })),
  );
  const lost = found.filter(({ isThere }) => !isThere).map(({ path }) => path);
  return {
    workingDir,
    configPaths: found.filter(({ isThere }) => isThere).map(({ path, role }) => ({ path, role })),
    composeTexts: read.texts,
    unreadable: [...new Set([...read.unreadable, ...lost])],
  };
}

/** The compose files, those that they include or extend, and the paths of what else they name. */
async function readAll(named: readonly string[], workingDir: string, files: Pick<HostFiles, 'read'>) {
  const texts: string[] = [];
  const unreadable: string[] = [];
  const paths = new Map<string, Role>();
  const waiting = [...named];
  const seen = new Set<string>();
  for (const path of waiting) {
    if (seen.has(path) || seen.size >= MOST_FILES) continue;
    seen.add(path);
    const text = (await files.read(path))?.bytes.toString('utf8') ?? null;
    const references = text === null ? null : referencesOf(text, dirname(path), workingDir);
    if (text === null || references === null) {
      unreadable.push(path);
      continue;
    }
    texts.push(text);
    paths.set(path, 'compose');
    waiting.push(...references.compose);
    unreadable.push(...references.unclear);
    for (const each of references.env) paths.set(each, 'env');
    for (const each of references.other) paths.set(each, 'other');
  }
  return { texts, unreadable, paths };
}

function absolute(folder: string, file: string): string {
  return file.startsWith('/') ? file : join(folder, file);
}
