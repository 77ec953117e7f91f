import { type Docker, ENGINE, EngineError, type EngineStorage, serviceKey } from '../../docker/index.ts';
import type { Reason } from '../../operations/index.ts';
import type { Manifest, ServiceRecord } from '../manifest.ts';
import type { BackupParts } from '../parts.ts';
import { createHostFiles } from '../sets/host-files.ts';
import type { StoredConfigFile } from './config-files.ts';
import { envFromBackup } from './copy-env.ts';
import { factsOf, type InspectFacts } from './inspect-facts.ts';
import { lendBinds } from './lent-binds.ts';

const NAMED = 5;
const WORKING_DIR = 'com.docker.compose.project.working_dir';

/** What a copy of a service is made from. */
export interface CopySource {
  readonly service: ServiceRecord;
  /** An inspect answer with a whole environment and an image that the Engine has. */
  readonly raw: unknown;
  readonly facts: InspectFacts;
  /** Where something of the host is mounted → its path there: the copy gets it read-only. */
  readonly binds: Readonly<Record<string, string>>;
  /** It lacks what the service may need to run: that it is well proves the data, that it is not says nothing of them. */
  readonly isUnlike: boolean;
  /** What the copy is without, in words. */
  readonly notes: readonly Reason[];
}

export interface NoCopy {
  readonly service: ServiceRecord;
  readonly why: Reason;
}

export interface CopySources extends Pick<BackupParts, 'hostRoot' | 'log'> {
  readonly docker: Pick<Docker, 'find' | 'inspect'>;
  readonly storage: Pick<EngineStorage, 'imageId'>;
}

/**
 * Where a copy of a service comes from: its container as it is now, with its real environment, where there is one that
 * mounts the same volumes; else what the backup says of it, with the environment as far as the backup's files give it.
 * @param restored names of the volumes that were restored
 */
export async function copySourceOf(
  parts: CopySources,
  from: {
    readonly manifest: Pick<Manifest, 'project' | 'workingDir'>;
    readonly service: ServiceRecord;
    readonly restored: ReadonlySet<string>;
    readonly config: readonly StoredConfigFile[];
    readonly signal: AbortSignal;
  },
): Promise<CopySource | NoCopy> {
  const { service, config, signal } = from;
  const live = await liveOriginal(parts, from);
  if (live !== null) {
    const mounts = await mountsOf(parts, from, live.facts);
    const image = live.imageId === service.imageId || service.imageId === '' ? [] : [newerImage(service.name)];
    return { service, raw: live.raw, facts: live.facts, ...mounts, notes: [...mounts.notes, ...image] };
  }
  const facts = factsOf(service.inspect);
  if (facts === null) return { service, why: { key: 'backups-copy-nothing-known', params: { service: service.name } } };
  const image = await imageOf(parts, service, signal);
  if (image === null) {
    const params = { service: service.name, image: service.imageDigest ?? service.image };
    return { service, why: { key: 'backups-copy-image-absent', params } };
  }
  const names = facts.env.map((entry) => entry.split('=')[0] ?? '');
  const { env, unknown } = envFromBackup(service.name, names, config);
  const mounts = await mountsOf(parts, from, facts);
  const notes = [
    { key: 'backups-copy-from-backup', params: { service: service.name } },
    ...(unknown.length > 0 ? [unknownEnv(service.name, unknown)] : []),
    ...mounts.notes,
  ];
  return { service, raw: withImageAndEnv(service.inspect, image, env), facts, ...mounts, notes };
}

async function liveOriginal(
  { docker }: CopySources,
  from: Parameters<typeof copySourceOf>[1],
): Promise<{ readonly raw: unknown; readonly facts: InspectFacts; readonly imageId: string } | null> {
  const { manifest, service, restored, signal } = from;
  const options = { signal };
  const found = await docker.find(
    serviceKey({ engine: ENGINE, project: manifest.project, service: service.name }),
    options,
  );
  const ids = found.length > 0 ? found.map(({ id }) => id) : service.containers.map(({ name }) => name);
  for (const id of ids) {
    const detail = await docker.inspect(id, options);
    const facts = factsOf(detail?.raw);
    if (detail === null || facts === null) continue;
    // Compose names its containers by project and service; one of that name may be something else by now.
    const mounts = new Set(facts.volumes.map(({ name }) => name));
    if (service.volumes.every((volume) => !restored.has(volume) || mounts.has(volume)))
      return { raw: detail.raw, facts, imageId: detail.imageId };
  }
  return null;
}

async function imageOf({ storage }: CopySources, service: ServiceRecord, signal: AbortSignal): Promise<string | null> {
  for (const reference of [service.imageId, service.imageDigest ?? '', service.image]) {
    const id = reference === '' ? null : await storage.imageId(reference, { signal });
    if (id !== null) return id;
  }
  return null;
}

/** The image gives what is not in it: `PATH` and the like. */
function withImageAndEnv(raw: unknown, image: string, env: readonly string[]): unknown {
  if (typeof raw !== 'object' || raw === null) return raw;
  const config: unknown = Reflect.get(raw, 'Config');
  return { ...raw, Image: image, Config: { ...(typeof config === 'object' ? config : {}), Env: env } };
}

/** What of the original's mounts and of the host the copy gets, and what not, in words. */
async function mountsOf(
  parts: CopySources,
  { manifest, service, restored }: Parameters<typeof copySourceOf>[1],
  facts: InspectFacts,
): Promise<Pick<CopySource, 'binds' | 'isUnlike' | 'notes'>> {
  const { hostRoot, log } = parts;
  const workingDir = facts.labels[WORKING_DIR] || manifest.workingDir;
  const files = createHostFiles({ root: hostRoot, storage: null, log });
  const { lent, wereWritable, missed } = await lendBinds(facts.binds, workingDir, { files, root: hostRoot });
  const volumes = facts.volumes.filter(({ name }) => !restored.has(name)).map(({ destination }) => destination);
  const said = (key: string, paths: readonly string[]): Reason[] =>
    paths.length === 0 ? [] : [{ key, params: { service: service.name, ...named(paths) } }];
  const host = [
    ...(facts.isOnHostNetwork ? ['backups-copy-without-network'] : []),
    ...(facts.hasDevices ? ['backups-copy-without-devices'] : []),
  ];
  return {
    binds: lent,
    isUnlike: [...host, ...missed, ...wereWritable].length > 0,
    notes: [
      ...said('backups-copy-read-only', Object.keys(lent)),
      ...said('backups-copy-without-mounts', [...missed, ...volumes]),
      ...host.map((key) => ({ key, params: { service: service.name } })),
    ],
  };
}

function unknownEnv(service: string, names: readonly string[]): Reason {
  return { key: 'backups-copy-env-unknown', params: { service, ...named(names) } };
}

function newerImage(service: string): Reason {
  return { key: 'backups-copy-other-image', params: { service } };
}

function named(all: readonly string[]): { names: string; more: number } {
  return { names: all.slice(0, NAMED).join(', ').slice(0, 200), more: Math.max(0, all.length - NAMED) };
}

export interface StartedCopy {
  readonly source: CopySource;
  readonly id: string;
}

/**
 * Makes and starts a copy. Null: the Engine would not (a device, a runtime that is not there), which says nothing of the data.
 * @throws EngineError when the Engine is away
 */
export async function startCopy(
  storage: Pick<EngineStorage, 'createCopy' | 'startHelper' | 'removeHelper'>,
  source: CopySource,
  as: {
    readonly operation: string;
    readonly name: string;
    readonly network: string;
    readonly volumes: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
  },
): Promise<StartedCopy | { readonly refused: string }> {
  const { operation, name, network, volumes, signal } = as;
  const aliases = [source.service.name];
  try {
    const spec = { operation, raw: source.raw, name, volumes, binds: source.binds, network, aliases };
    const id = await storage.createCopy(spec, { signal });
    await storage.startHelper(id, { signal });
    return { source, id };
  } catch (error) {
    if (!(error instanceof EngineError) || error.unreachable !== null) throw error;
    return { refused: error.reason };
  }
}
