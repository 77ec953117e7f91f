import type { ContainerDetail, EngineInfo, NetworkDetail } from '../../docker/index.ts';
import type { ConfigFile, Manifest, StoredFile, Tree } from '../manifest.ts';
import type { BackupSet } from '../sets/types.ts';
import { weakest } from './consistency.ts';

/** Networks that every Engine has. */
const BUILT_IN = new Set(['bridge', 'host', 'none']);

export interface ManifestFacts {
  readonly id: string;
  readonly set: BackupSet;
  readonly version: string;
  readonly info: EngineInfo;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly dataAt: number;
  readonly standstillMs: number;
  readonly trees: readonly Tree[];
  readonly networks: readonly NetworkDetail[];
  readonly configFiles: readonly ConfigFile[];
  readonly config: StoredFile | null;
  readonly lost: readonly string[];
  readonly extras: Manifest['extras'];
  readonly hooks: Manifest['hooks'];
  readonly encryption: Manifest['encryption'];
  readonly previous: Manifest | null;
  readonly store: Manifest['store'];
}

/** All that is known of a backup, as it stands in its folder. Pure. */
export function buildManifest(facts: ManifestFacts): Manifest {
  const { set, info, previous } = facts;
  const trees = [...facts.trees];
  return {
    schema: 1,
    id: facts.id,
    engine: set.engine,
    set: set.name,
    project: set.project,
    origin: 'backup',
    startedAt: facts.startedAt,
    finishedAt: facts.finishedAt,
    dataAt: facts.dataAt,
    tool: { version: facts.version },
    docker: {
      version: info.version,
      arch: info.arch,
      usernsRemap: info.usernsRemap,
      engineId: info.engineId,
    },
    consistency: weakest(trees.map(({ consistency }) => consistency)),
    standstillMs: facts.standstillMs,
    trees,
    services: set.services.map(({ record }) => record),
    networks: facts.networks.map(({ name, driver, internal, options, labels }) => ({
      name,
      driver,
      internal,
      options: { ...options },
      labels: { ...labels },
    })),
    workingDir: set.workingDir,
    configFiles: [...facts.configFiles],
    config: facts.config,
    missing: missingOf(set, facts.lost),
    extras: facts.extras,
    hooks: facts.hooks,
    encryption: facts.encryption,
    previous: previous === null ? null : { id: previous.id, dataBytes: dataBytesOf(previous) },
    store: facts.store,
  };
}

export function dataBytesOf({ trees }: Pick<Manifest, 'trees'>): number {
  return trees.reduce((sum, { dataBytes }) => sum + dataBytes, 0);
}

/** What is stored in its folder for it, shared with others or not. */
export function storedBytesOf({ trees, config, extras }: Pick<Manifest, 'trees' | 'config' | 'extras'>): number {
  const files = [
    ...trees.flatMap(({ archive, list }) => [archive?.bytes ?? 0, list.bytes]),
    config?.bytes ?? 0,
    ...extras.map(({ stored }) => stored.bytes),
  ];
  return files.reduce((sum, bytes) => sum + bytes, 0);
}

/** Whatever was left out, by wish or because it cannot be had: said here, so that nobody looks for it in vain. */
function missingOf(set: BackupSet, lost: readonly string[]): Manifest['missing'] {
  const skipped = set.skipped.map(({ name, why }): Manifest['missing'][number] => {
    if (!name.startsWith('/')) return why === 'unreadable' ? { what: 'env', name } : { what: 'volume', name };
    if (why !== 'unreadable') return { what: 'path', name };
    return { what: /\.ya?ml$/.test(name) ? 'compose' : 'env', name };
  });
  const roles = new Map(set.configPaths.map(({ path, role }) => [path, role]));
  const gone = lost.map((name): Manifest['missing'][number] => ({
    what: roles.get(name) === 'compose' ? 'compose' : 'env',
    name,
  }));
  return [...skipped, ...gone];
}

/** Networks that the services are in, without those that every Engine has. */
export function networksOf(details: readonly ContainerDetail[], all: readonly NetworkDetail[]): NetworkDetail[] {
  const used = new Set(details.flatMap(({ networks }) => networks));
  return all.filter(({ name }) => used.has(name) && !BUILT_IN.has(name));
}
