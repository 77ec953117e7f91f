import type { CheckResult, Checks } from '../checks/index.ts';
import type { ContainerDetail, ContainerStats, Docker } from '../docker/index.ts';
import type { Host, HostSnapshot } from '../host/index.ts';
import type { Change, Recorder } from '../recorder/index.ts';
import { containersEvidence, type PictureFacts } from './containers-evidence.ts';
import { speaksFor } from './facts.ts';
import { hostEvidence } from './host-evidence.ts';
import { recentBoot, withBoot } from './recent-boot.ts';
import { readServiceLogs } from './service-logs.ts';
import type {
  ChangesEvidence,
  ChecksEvidence,
  ContainersEvidence,
  Evidence,
  EvidenceSource,
  LogsEvidence,
  PublicNamesEvidence,
  ServiceEvidence,
} from './types.ts';

export interface SourceRooms {
  readonly docker: Pick<Docker, 'availability' | 'listDetails' | 'logs' | 'stats'>;
  readonly host: Host;
  readonly checks: Pick<Checks, 'list' | 'runAll'>;
  readonly recorder: Pick<
    Recorder,
    'badEventsSince' | 'changesSince' | 'gapsSince' | 'lastInventory' | 'latestSamples' | 'sampleNow'
  >;
  readonly thresholds: { readonly memoryPercent: number; readonly diskPercent: number };
  now(): number;
}

/** Asks one source. `partial` is told what is known so far, for the case that the whole answer is slow. */
export type Ask = (partial: (data: Evidence) => void) => Promise<Evidence>;

/** An answer later than this is of no use any more: by then the person asks again. */
const PATIENCE_MS = 15_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How each source is asked, for one draft: sources wait for one another (logs for what is unwell) without asking twice. */
export function createSources(rooms: SourceRooms): { readonly [S in EvidenceSource]: Ask } {
  const containers = once((partial) => askContainers(rooms, partial));
  const checks = once((partial) => askChecks(rooms, partial));
  const snapshot = once(() => rooms.host.snapshot());
  return {
    host: async () => hostEvidence(await snapshot(), rooms.thresholds.diskPercent),
    'public-names': (partial) => askPublicNames(rooms, partial),
    containers: async (partial) => (await containers(partial)).evidence,
    checks,
    logs: (partial) => askLogs(rooms, { containers: containers(), checks: checks() }, partial),
    changes: (partial) => askChanges(rooms, snapshot, partial),
  };
}

/** Many askers, one question; each hears what is known so far. */
function once<T>(
  ask: (partial: (data: Evidence) => void) => Promise<T>,
): (partial?: (data: Evidence) => void) => Promise<T> {
  const listeners: ((data: Evidence) => void)[] = [];
  let asked: Promise<T> | null = null;
  return (partial) => {
    if (partial !== undefined) listeners.push(partial);
    asked ??= ask((data) => {
      for (const listener of listeners) listener(data);
    });
    return asked;
  };
}

async function askPublicNames(rooms: SourceRooms, partial: (data: Evidence) => void): Promise<PublicNamesEvidence> {
  const definitions = rooms.checks.list().filter((definition) => definition.publicName !== undefined);
  const names = [...new Set(definitions.map((definition) => definition.publicName ?? ''))];
  const results: CheckResult[] = [];
  const soFar = (): PublicNamesEvidence => ({
    source: 'public-names',
    names: names.map((name) => ({ name, checks: results.filter((result) => result.publicName === name) })),
  });
  if (names.length > 0) {
    await rooms.checks.runAll({
      deadlineMs: PATIENCE_MS,
      filter: (definition) => definition.publicName !== undefined,
      onResult: (result) => {
        results.push(result);
        partial(soFar());
      },
    });
  }
  return soFar();
}

interface Picture {
  readonly evidence: ContainersEvidence;
  readonly containers: readonly ContainerDetail[];
}

async function askContainers(rooms: SourceRooms, partial: (data: Evidence) => void): Promise<Picture> {
  const last = lastPicture(rooms);
  if (last !== null) partial(last.evidence);
  let containers: ContainerDetail[];
  try {
    containers = await rooms.docker.listDetails({ deadlineMs: PATIENCE_MS });
  } catch (error) {
    // The Engine answered, and refused: that is a fault to be shown. One that is silent is told with its last picture.
    if (rooms.docker.availability().reachable) throw error;
    return lastPicture(rooms) ?? picture(rooms, { containers: [], pictureAt: null });
  }
  const stats = await statsOf(rooms, containers);
  return picture(rooms, { containers, stats, pictureAt: rooms.now() });
}

type PictureRooms = Pick<SourceRooms, 'docker' | 'recorder' | 'thresholds' | 'now'>;

/** What the last picture of the Engine shows, judged as evidence is; null when there is none yet. Nothing is asked. */
export function lastContainers(rooms: PictureRooms): ContainersEvidence | null {
  return lastPicture(rooms)?.evidence ?? null;
}

function lastPicture(rooms: PictureRooms): Picture | null {
  const last = rooms.recorder.lastInventory();
  if (last === null) return null;
  const figures = rooms.recorder.latestSamples().map(({ containerId, memoryBytes, memoryLimitBytes }) => {
    return [containerId, { memoryBytes: memoryBytes ?? 0, memoryLimitBytes }] as const;
  });
  return picture(rooms, { containers: last.containers, stats: new Map(figures), pictureAt: last.at });
}

function picture(
  rooms: PictureRooms,
  seen: Pick<PictureFacts, 'containers' | 'pictureAt'> & Partial<Pick<PictureFacts, 'stats'>>,
): Picture {
  const availability = rooms.docker.availability();
  const engine = availability.reachable
    ? ({ reachable: true } as const)
    : ({ reachable: false, sinceAt: availability.sinceAt, cause: availability.cause } as const);
  const now = seen.pictureAt ?? rooms.now();
  const evidence = containersEvidence({
    engine,
    stats: new Map(),
    ...seen,
    badEvents: rooms.recorder.badEventsSince(now - HOUR_MS),
    memoryPercent: rooms.thresholds.memoryPercent,
    now,
  });
  return { evidence, containers: seen.containers };
}

/** Of those that run under a limit of their own: only they can come near it. */
async function statsOf(
  rooms: SourceRooms,
  containers: readonly ContainerDetail[],
): Promise<Map<string, ContainerStats>> {
  const limited = containers.filter(
    (container) => container.state === 'running' && container.memoryLimitBytes !== null,
  );
  const pairs = await Promise.all(
    limited.map(async (container) => {
      const stats = await rooms.docker.stats(container.id).catch(() => null);
      return stats === null ? [] : [[container.id, stats] as const];
    }),
  );
  return new Map(pairs.flat());
}

async function askChecks(rooms: SourceRooms, partial: (data: Evidence) => void): Promise<ChecksEvidence> {
  const configured = rooms.checks.list().filter((definition) => definition.publicName === undefined);
  const done: CheckResult[] = [];
  const evidence = (results: readonly CheckResult[], waiting: number): ChecksEvidence => ({
    source: 'checks',
    results: [...results.filter((result) => !result.ok), ...results.filter((result) => result.ok)],
    failed: results.filter((result) => !result.ok).length,
    waiting,
  });
  const all = await rooms.checks.runAll({
    deadlineMs: PATIENCE_MS,
    filter: (definition) => definition.publicName === undefined,
    onResult: (result) => {
      done.push(result);
      const answered = new Set(done.map((one) => one.id));
      partial(evidence(done, configured.filter((definition) => !answered.has(definition.id)).length));
    },
  });
  return evidence(all, 0);
}

interface LogNeeds {
  readonly containers: Promise<Picture>;
  readonly checks: Promise<ChecksEvidence>;
}

async function askLogs(rooms: SourceRooms, others: LogNeeds, partial: (data: Evidence) => void): Promise<LogsEvidence> {
  // Whoever fails first must not be an unhandled rejection while the other is awaited.
  others.checks.catch(() => undefined);
  const { evidence, containers } = await others.containers;
  const availability = rooms.docker.availability();
  if (!evidence.engine.reachable && !availability.reachable) throw new Error(availability.reason);
  const read = (services: readonly ServiceEvidence[]) =>
    Promise.all(services.map((service) => readServiceLogs(rooms.docker, service, containers)));
  const unwell = await read(evidence.services.filter((service) => service.unwell));
  partial({ source: 'logs', services: unwell });
  const failed = await others.checks.then(
    (checks) => checks.results.filter((result) => !result.ok),
    () => [],
  );
  const known = new Set(unwell.map((service) => service.key));
  const further = evidence.services.filter(
    (service) => !known.has(service.key) && failed.some((check) => speaksFor(check, service)),
  );
  const all = [...unwell, ...(await read(further))];
  const order = evidence.services.map((service) => service.key);
  return { source: 'logs', services: all.sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key)) };
}

async function askChanges(
  rooms: SourceRooms,
  snapshot: () => Promise<HostSnapshot>,
  partial: (data: Evidence) => void,
): Promise<ChangesEvidence> {
  const sinceAt = rooms.now() - DAY_MS;
  let boot: Change | null = null;
  const known = (): ChangesEvidence => ({
    source: 'changes',
    sinceAt,
    changes: withBoot(rooms.recorder.changesSince(sinceAt, rooms.now()), boot),
    gaps: rooms.recorder.gapsSince(sinceAt),
  });
  partial(known());
  const booted = recentBoot(rooms.now(), snapshot()).then((change) => {
    boot = change;
    partial(known());
  });
  // The last seconds count: what was just deployed is the likeliest cause.
  await Promise.all([rooms.recorder.sampleNow(), booted]);
  return known();
}
