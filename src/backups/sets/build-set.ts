import { needsInFile } from '../../actions/index.ts';
import type { SetConfig, Settings } from '../../config/index.ts';
import { type ContainerDetail, ENGINE, isLive, type VolumeDetail, type VolumeUser } from '../../docker/index.ts';
import type { Reason } from '../../operations/index.ts';
import { databaseOf } from './databases.ts';
import { serviceRecord } from './service-record.ts';
import { type ServiceSettings, serviceSettings } from './service-settings.ts';
import type { BackupSet, Probe, SetService, SetTree, Skipped } from './types.ts';

const PROJECT = 'com.docker.compose.project';
const VOLUME_KEY = 'com.docker.compose.volume';
/** As the Engine names a volume that nobody named. */
const ANONYMOUS = /^[0-9a-f]{64}$/;

/** What the Engine and the host say, and what `vakhta.yaml` says of it. */
export interface SetFacts {
  readonly name: string;
  readonly project: string | null;
  /** Undefined: nobody wrote anything about it. */
  readonly config: SetConfig | undefined;
  /** Of the project (or, of a set without one, those that it names), without one-off ones. */
  readonly containers: readonly ContainerDetail[];
  /** All that the Engine has and the bot may see. */
  readonly volumes: readonly VolumeDetail[];
  /** All containers that mount a volume, also others'. */
  readonly users: ReadonlyMap<string, readonly VolumeUser[]>;
  readonly workingDir: string | null;
  readonly configPaths: BackupSet['configPaths'];
  /** Compose files as text: where labels say nothing of who needs whom. */
  readonly composeTexts: readonly string[];
  /** Paths of the host that are asked for, and where they really lead; why not, where they may not be taken. */
  readonly paths: readonly {
    readonly path: string;
    readonly real: string | null;
    readonly why: Skipped['why'] | null;
  }[];
  readonly unreadable: readonly string[];
  readonly targets: Pick<Settings['targets'], 'rto' | 'rpo'>;
}

/** What is backed up together. Pure. */
export function buildSet(facts: SetFacts): BackupSet {
  const { config, name, project } = facts;
  const said = settingsOf(facts);
  const chosen = chooseVolumes(facts, said.settings);
  const trees = [
    ...chosen.taken.map((volume) => volumeTree(volume, facts)),
    ...facts.paths.flatMap(({ real, why }) => (why === null && real !== null ? [pathTree(real, facts)] : [])),
  ];
  const services = servicesOf(facts, said.settings, trees);
  const skippedPaths = facts.paths.flatMap(({ path, why }) => (why === null ? [] : [{ name: path, why }]));
  return {
    engine: ENGINE,
    name,
    project,
    trees,
    services,
    workingDir: facts.workingDir,
    configPaths: facts.configPaths,
    skipped: [
      ...chosen.skipped,
      ...skippedPaths,
      ...facts.unreadable.map((path) => ({ name: path, why: 'unreadable' as const })),
    ],
    warnings: [...said.warnings, ...databaseWarnings(services)],
    git: config?.git ?? false,
    logs: config?.logs ?? false,
    probe: probeOf(config),
    rpoMs: config?.rpo ?? facts.targets.rpo,
    rtoMs: config?.rto ?? facts.targets.rto,
  };
}

function byService(containers: readonly ContainerDetail[]): Map<string, [ContainerDetail, ...ContainerDetail[]]> {
  const found = new Map<string, [ContainerDetail, ...ContainerDetail[]]>();
  for (const container of [...containers].sort((one, other) => one.number - other.number)) {
    const known = found.get(container.service);
    if (known === undefined) found.set(container.service, [container]);
    else known.push(container);
  }
  return found;
}

function settingsOf({ containers, config }: SetFacts) {
  const settings = new Map<string, ServiceSettings>();
  const warnings: Reason[] = [];
  for (const [service, [first]] of byService(containers)) {
    const own = serviceSettings(service, first.labels, config?.services[service]);
    settings.set(service, own.settings);
    warnings.push(...own.warnings);
  }
  for (const service of Object.keys(config?.services ?? {})) {
    if (!settings.has(service)) warnings.push({ key: 'backups-service-unknown', params: { service } });
  }
  return { settings, warnings };
}

function chooseVolumes(facts: SetFacts, settings: ReadonlyMap<string, ServiceSettings>) {
  const { config, project, containers, volumes } = facts;
  const { add, exclude } = config?.volumes ?? { add: [], exclude: [] };
  const known = new Map(volumes.map((volume) => [volume.name, volume]));
  const mounted = containers.flatMap(({ mounts }) => mounts.filter(({ type }) => type === 'volume'));
  const labelled = volumes.filter(({ labels }) => project !== null && labels[PROJECT] === project);
  const found = new Set([...mounted.map(({ source }) => source), ...labelled.map((volume) => volume.name)]);
  const skipped: Skipped[] = [];
  const taken: VolumeDetail[] = [];
  for (const name of [...new Set([...(project === null ? [] : found), ...add])].sort()) {
    const volume = known.get(name);
    const isAdded = add.includes(name);
    const users = containers.filter(({ mounts }) =>
      mounts.some(({ type, source }) => type === 'volume' && source === name),
    );
    const isLeftOut = users.length > 0 && users.every(({ service }) => settings.get(service)?.backup === false);
    const why =
      isExcluded(name, volume, exclude) || (isLeftOut && !isAdded) ? 'excluded' : whyNot(name, volume, isAdded);
    if (why !== null) skipped.push({ name, why });
    else if (volume !== undefined) taken.push(volume);
  }
  return { taken, skipped };
}

/** By its own name, or as the compose file calls it. */
function isExcluded(name: string, volume: VolumeDetail | undefined, exclude: readonly string[]): boolean {
  return exclude.includes(name) || (volume !== undefined && exclude.includes(labelOf(volume.labels, VOLUME_KEY) ?? ''));
}

function whyNot(name: string, volume: VolumeDetail | undefined, isAdded: boolean): Skipped['why'] | null {
  if (ANONYMOUS.test(name) && !isAdded) return 'anonymous';
  if (volume === undefined) return 'missing';
  if (volume.driver !== 'local') return 'driver';
  // Empty as soon as nobody mounts it: there is nothing in it that could be lost.
  return volume.options.type === 'tmpfs' ? 'tmpfs' : null;
}

function volumeTree(volume: VolumeDetail, { containers, users }: SetFacts): SetTree {
  const own = new Set(containers.map(({ id }) => id));
  const foreign = (users.get(volume.name) ?? []).filter((user) => !own.has(user.id) && !user.readOnly && isLive(user));
  return {
    kind: 'volume',
    name: volume.name,
    composeKey: labelOf(volume.labels, VOLUME_KEY),
    driver: volume.driver,
    options: volume.options,
    labels: volume.labels,
    mountedBy: mountsOf(containers, (mount) => mount.type === 'volume' && mount.source === volume.name),
    foreignUsers: [
      ...new Set(foreign.map((user) => (user.project === null ? user.name : `${user.project}/${user.service}`))),
    ],
  };
}

function labelOf(labels: Readonly<Record<string, string | undefined>>, key: string): string | null {
  return labels[key] || null;
}

/** A folder of the host is mounted also where a folder above or below it is. */
function pathTree(path: string, { containers }: SetFacts): SetTree {
  const touches = (source: string) =>
    source === path || source.startsWith(`${path}/`) || path.startsWith(`${source.replace(/\/$/, '')}/`);
  return {
    kind: 'path',
    name: path,
    composeKey: null,
    driver: 'path',
    options: {},
    labels: {},
    mountedBy: mountsOf(containers, (mount) => mount.type === 'bind' && touches(mount.source)),
    foreignUsers: [],
  };
}

function mountsOf(containers: readonly ContainerDetail[], is: (mount: ContainerDetail['mounts'][number]) => boolean) {
  const all = containers.flatMap(({ service, mounts }) =>
    mounts.filter(is).map(({ destination, readOnly }) => ({ service, destination, readOnly })),
  );
  // Replicas mount the same in the same place.
  return [...new Map(all.map((mount) => [JSON.stringify(mount), mount])).values()];
}

function servicesOf(
  { containers, composeTexts }: SetFacts,
  settings: ReadonlyMap<string, ServiceSettings>,
  trees: readonly SetTree[],
): SetService[] {
  const needs = new Map(composeTexts.flatMap((text) => [...(needsInFile(text) ?? [])]));
  return [...byService(containers)].map(([name, own]) => {
    const said = settings.get(name);
    const labelled = own[0].dependsOn;
    const record = serviceRecord(name, own, labelled.length > 0 ? labelled : (needs.get(name) ?? []));
    const during = said?.during ?? 'run';
    const before = said?.before ?? null;
    const writes = trees.some(({ mountedBy }) => mountedBy.some((mount) => mount.service === name && !mount.readOnly));
    const isProtected = during !== 'run' || before !== null || !own.some(isLive);
    return {
      record,
      during,
      before,
      after: said?.after ?? null,
      database: writes && !isProtected ? databaseOf(own[0].image) : null,
    };
  });
}

function databaseWarnings(services: readonly SetService[]): Reason[] {
  return services.flatMap(({ database, record }) =>
    database === null ? [] : [{ key: 'backups-database-unprotected', params: { service: record.name, database } }],
  );
}

function probeOf(config: SetConfig | undefined): Probe | null {
  const probe = config?.probe;
  if (probe === undefined) return null;
  return {
    service: probe.service,
    command: probe.command ?? null,
    http: probe.http ?? null,
    timeoutMs: probe.timeout,
  };
}
