import { basename, dirname, isAbsolute, resolve } from 'node:path';
import type { ContainerSummary } from '../docker/index.ts';

const PREFIX = 'com.docker.compose';

/** What compose wrote on the containers about where they come from. */
export interface ComposeOrigin {
  readonly project: string;
  /** Null where the label is missing (very old versions). */
  readonly workingDir: string | null;
  /** As written: version 1 leaves relative paths, meant from the folder in which it was called. */
  readonly configFiles: readonly string[];
  /** Only version 2 writes them. */
  readonly envFiles: readonly string[];
  /** Which compose made them; null when it does not say. */
  readonly major: 1 | 2 | null;
}

/** The newest container tells: an older one may be left from before the files were moved. */
export function originOf(project: string, containers: readonly ContainerSummary[]): ComposeOrigin | null {
  const newest = [...containers].sort((one, other) => other.createdAt - one.createdAt)[0];
  if (newest === undefined) return null;
  const label = (name: string): string => newest.labels[`${PREFIX}.${name}`] ?? '';
  return {
    project,
    workingDir: label('project.working_dir') || null,
    configFiles: listOf(label('project.config_files')),
    envFiles: listOf(label('project.environment_file')),
    major: majorOf(label('version')),
  };
}

/** `1.29.2` is 1; everything from 2 on is spoken to as 2. */
export function majorOf(version: string): 1 | 2 | null {
  const major = Number(/^v?(\d+)\./.exec(version.trim())?.[1]);
  if (!Number.isInteger(major) || major < 1) return null;
  return major === 1 ? 1 : 2;
}

export interface ComposeFiles {
  readonly project: string;
  readonly projectDir: string;
  /** Absolute. */
  readonly files: readonly string[];
  readonly envFiles: readonly string[];
}

/**
 * The files of a project on this machine, or the first that is not there (or may not be read).
 * A relative path is tried from the working folder and, because version 1 means the folder in which it was called,
 * from those above it, but there only where the first file is then found in the working folder itself: a file that
 * happens to have the same name somewhere else is another project's.
 */
export async function locateFiles(
  origin: ComposeOrigin,
  isReadable: (path: string) => Promise<boolean>,
): Promise<{ readonly found: ComposeFiles } | { readonly missing: string | null }> {
  const { workingDir, configFiles, envFiles, project } = origin;
  const [first] = configFiles;
  if (workingDir === null || first === undefined || first === '-' || !isAbsolute(workingDir)) return { missing: null };
  const base = isAbsolute(first) ? workingDir : await baseOf(first, workingDir, isReadable);
  const files = configFiles.map((file) => resolve(base, file));
  const envs = envFiles.map((file) => resolve(workingDir, file));
  for (const path of [...files, ...envs]) if (!(await isReadable(path))) return { missing: path };
  return { found: { project, projectDir: workingDir, files, envFiles: envs } };
}

async function baseOf(
  file: string,
  workingDir: string,
  isReadable: (path: string) => Promise<boolean>,
): Promise<string> {
  if (await isReadable(resolve(workingDir, file))) return workingDir;
  if (basename(file) === file) return workingDir;
  for (let folder = dirname(workingDir); ; folder = dirname(folder)) {
    const path = resolve(folder, file);
    if (dirname(path) === resolve(workingDir) && (await isReadable(path))) return folder;
    if (folder === dirname(folder)) return workingDir;
  }
}

function listOf(label: string): string[] {
  return label
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
