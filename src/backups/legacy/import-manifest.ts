import { basename, isAbsolute, join, posix } from 'node:path';
import { ENGINE } from '../../docker/index.ts';
import type { Written } from '../archive/types.ts';
import type { ConfigFile, Manifest, Tree } from '../manifest.ts';
import type { Converted } from './convert.ts';
import type { ImportParts } from './import-archive.ts';
import { projectIn, type ScriptArchive } from './script-archive.ts';
import type { TargetSet } from './target-set.ts';

const UNKNOWN_OWNER = { driver: 'local', options: {}, labels: {} };

export interface ConvertedArchive {
  readonly archive: ScriptArchive;
  readonly id: string;
  readonly draft: { readonly encryption: Manifest['encryption'] };
  readonly converted: Converted;
  readonly target: TargetSet;
  readonly metadata: ReadonlyMap<string, string>;
}

/** The manifest of an archive that was read in, and in it what a lost server could not come back without. */
export async function manifestOf(parts: ImportParts, read: ConvertedArchive): Promise<Manifest> {
  const { archive, id, converted, target, metadata } = read;
  const info = await parts.storage.info().catch(() => null);
  const workingDir = target.set?.workingDir ?? folderIn(metadata);
  return {
    schema: 1,
    id,
    engine: ENGINE,
    set: target.name,
    project: target.set?.project ?? projectIn(metadata),
    origin: 'import',
    startedAt: archive.madeAt,
    finishedAt: archive.madeAt,
    dataAt: archive.madeAt,
    tool: { version: parts.version },
    docker: {
      version: info?.version ?? '',
      arch: info?.arch ?? '',
      usernsRemap: info?.usernsRemap ?? false,
      engineId: info?.engineId ?? '',
    },
    // The script stopped nothing, and wrote down nothing that says otherwise.
    consistency: 'live',
    standstillMs: 0,
    trees: converted.volumes.map((volume) => treeOf(volume, target)),
    services: [],
    networks: [],
    workingDir,
    configFiles: workingDir === null ? [] : converted.configFiles.map((file) => configFileOf(file, workingDir)),
    config: converted.config === null ? null : stored(converted.config.file, converted.config.stored),
    missing: missingIn(converted, target),
    extras: converted.extras.map(({ kind, file, stored: written }) => ({
      kind,
      name: kind,
      stored: stored(file, written),
    })),
    hooks: [],
    encryption: read.draft.encryption,
    previous: null,
    store: 'local',
  };
}

function stored(file: string, { bytes, sha256 }: Written) {
  return { file, bytes, sha256 };
}

function treeOf(volume: Converted['volumes'][number], target: TargetSet): Tree {
  const name = target.volumes.get(volume.name) ?? volume.name;
  const now = target.set?.trees.find((tree) => tree.name === name);
  const { read } = volume;
  if (read.archive === null) throw new Error('a converted volume has no archive');
  return {
    kind: 'volume',
    name,
    composeKey: now?.composeKey ?? null,
    ...(now === undefined
      ? UNKNOWN_OWNER
      : { driver: now.driver, options: { ...now.options }, labels: { ...now.labels } }),
    mountedBy: (now?.mountedBy ?? []).map((mount) => ({ ...mount })),
    consistency: 'live',
    archive: stored(volume.archiveFile, read.archive),
    list: stored(volume.listFile, read.list),
    listSha256: read.listSha256,
    tarBytes: read.tarBytes,
    dataBytes: read.dataBytes,
    counts: read.counts,
    warnings: [],
    sameAs: null,
    snapshot: null,
  };
}

function folderIn(metadata: ReadonlyMap<string, string>): string | null {
  const said = metadata.get('directory') ?? metadata.get('project directory') ?? metadata.get('path');
  return said !== undefined && isAbsolute(said) && posix.normalize(said) === said ? said : null;
}

function configFileOf(file: Converted['configFiles'][number], workingDir: string): ConfigFile {
  const { name, mode, uid, gid, bytes, entry, sha256 } = file;
  const base = basename(name);
  const role = /\.ya?ml$/.test(base) && base.includes('compose') ? 'compose' : isEnv(base) ? 'env' : 'other';
  return { path: join(workingDir, name), role, mode, uid, gid, bytes, sha256, entry };
}

const isEnv = (name: string) => /^\.env(?!.*(?:example|template|sample))/.test(name);

/** What a lost server could not come back without. */
function missingIn(converted: Converted, target: TargetSet): Manifest['missing'] {
  const missing: Manifest['missing'] = [];
  const names = converted.configFiles.map(({ name }) => basename(name));
  const hasVolume = new Set(converted.volumes.map(({ name }) => target.volumes.get(name) ?? name));
  for (const { name } of converted.damaged) missing.push({ what: 'volume', name: target.volumes.get(name) ?? name });
  for (const { name } of target.set?.trees ?? []) {
    if (!hasVolume.has(name) && !missing.some((one) => one.name === name)) missing.push({ what: 'volume', name });
  }
  if (hasVolume.size === 0 && missing.length === 0) missing.push({ what: 'volume', name: '*' });
  if (!names.some((name) => /compose.*\.ya?ml$/.test(name)))
    missing.push({ what: 'compose', name: 'docker-compose.yml' });
  if (!names.some(isEnv)) missing.push({ what: 'secrets', name: '.env' });
  missing.push({ what: 'image', name: '*' });
  if (converted.metadata === null) missing.push({ what: 'metadata', name: 'metadata.txt' });
  return missing;
}
