import type { Clock } from '../clock.ts';
import type { DockerHostConfig } from '../config/index.ts';
import type { Database } from '../database/index.ts';
import type { Docker } from '../docker/index.ts';
import { messageOf } from '../errors.ts';
import type { DiskFigures, Host, HostSnapshot } from '../host/index.ts';
import type { Log } from '../log.ts';
import type { OperationKind } from '../operations/index.ts';
import { createCleanupKind } from './cleanup-kind.ts';
import { createCleanupStore } from './cleanup-store.ts';
import { dfTable } from './df.ts';
import { diskOf, engineRootOf } from './engine-disk.ts';
import { growthBetween, readingsOf } from './growth.ts';
import { judge } from './judge.ts';
import { createLogFiles } from './log-files.ts';
import { readOwnData, removeOwn } from './own-data.ts';
import type { CleanupParams } from './params.ts';
import { createRemover } from './remover.ts';
import type { Facts, Inventory } from './types.ts';

export interface CleanupOptions {
  readonly database: Database;
  readonly docker: Docker;
  readonly dockerHost: DockerHostConfig;
  readonly host: Host;
  readonly clock: Clock;
  readonly log: Log;
  readonly dataDir: string;
  readonly hostRoot: string | null;
  readonly onlyLabel: string | null;
  readonly projects: readonly string[];
  /** How long evidence and report files are kept, milliseconds. */
  readonly retentionMs: number;
  readonly maskText: (text: string) => string;
  /** Whether an entry of DATA_DIR (`evidence/<operation>`, `reports/<file>`) belongs to an open incident. */
  readonly isNeeded: (path: string) => boolean;
}

export interface Cleanup {
  /** What is done to the host, for the operations room. */
  readonly kind: OperationKind<CleanupParams>;
  /** Looks anew; who asks while one is under way gets that one. Slow on large hosts. @throws EngineError */
  look(): Promise<Inventory>;
  /** The last look; null before the first and after something was removed. */
  picture(): Inventory | null;
  /** References of the items that are ticked on a message. */
  chosen(place: string): readonly string[];
  toggle(place: string, reference: string): void;
  clear(place: string): void;
  /** Lets go of own evidence and reports that are older than the retention. @returns what was removed */
  tidy(): Promise<readonly string[]>;
  /** Looks every hour (what grew) and tidies every day, until `stop`. */
  start(): void;
  stop(): void;
}

const TICK_MS = 5 * 60_000;
const READ_EVERY_MS = 3_600_000;
const TIDY_EVERY_MS = 86_400_000;
/** An Engine that takes this long to add up its files is asked once a day only. */
const SLOW_LOOK_MS = 10_000;
const COMPARE_WITH_MS = 86_400_000;
const LOOK_DEADLINE_MS = 10_000;

/** What takes the space of the host, and how to get it back. */
export function createCleanup(options: CleanupOptions): Cleanup {
  const { database, docker, host, clock, log, dataDir, retentionMs, isNeeded } = options;
  const store = createCleanupStore(database);
  const logFiles = createLogFiles(docker, engineHostRoot);
  let picture: Inventory | null = null;
  /** Counts what was removed: a look that began before that shows what is no longer there. */
  let removals = 0;
  let underWay: Promise<Inventory> | null = null;
  let engineRoot: string | null = null;
  let lookTookMs = 0;
  let tidiedAt: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  let ended = false;

  /** Where the Engine's machine has its files for us: mounted, or our own root when we are beside the Engine. */
  async function engineHostRoot(): Promise<string | null> {
    if (options.hostRoot !== null) return options.hostRoot;
    if (options.dockerHost.kind !== 'unix') return null;
    return (await docker.selfContainerId({ deadlineMs: LOOK_DEADLINE_MS })) === null ? '/' : null;
  }

  async function selfNow(): Promise<Facts['self']> {
    const containerId = await docker.selfContainerId({ deadlineMs: LOOK_DEADLINE_MS });
    const detail = containerId === null ? null : await docker.inspect(containerId, { deadlineMs: LOOK_DEADLINE_MS });
    if (detail === null) return null;
    const volumes = detail.mounts.filter((mount) => mount.type === 'volume').map((mount) => mount.source);
    return { containerId: detail.id, imageId: detail.imageId, volumes };
  }

  async function measure(): Promise<Inventory> {
    const startedAt = clock.now();
    const removedBefore = removals;
    const [usage, self, logs, own, snapshot, root] = await Promise.all([
      docker.diskUsage(),
      selfNow(),
      logFiles.all(),
      readOwnData(dataDir, isNeeded),
      host.snapshot(),
      engineRootOf(docker),
    ]);
    const now = clock.now();
    engineRoot = root;
    lookTookMs = now - startedAt;
    if (ended) throw new Error('the process is stopping');
    for (const { imageId, project } of usage.containers) {
      if (project !== null) store.rememberProject(imageId, project, now);
    }
    const { onlyLabel, projects } = options;
    const remembered = store.projectsByImage();
    const items = judge({ usage, self, remembered, onlyLabel, projects, logs, own, retentionMs, now });
    const found = { at: now, df: dfTable(usage), items, logs, own, disks: snapshot.disks };
    const growth = compare(found);
    const seen = { ...found, engineDisk: diskOf(snapshot.disks, engineRoot)?.mount ?? null, growth };
    picture = removals === removedBefore ? seen : null;
    return seen;
  }

  /** Keeps one reading an hour, and says what grew since yesterday. */
  function compare(found: Omit<Inventory, 'engineDisk' | 'growth'>): Inventory['growth'] {
    const readings = readingsOf(found);
    const sinceAt = store.readingAt(found.at - COMPARE_WITH_MS);
    const growth = sinceAt === null ? null : { sinceAt, grew: growthBetween(store.readings(sinceAt), readings) };
    const lastAt = store.lastReadingAt();
    if (lastAt === null || found.at - lastAt >= READ_EVERY_MS) {
      database.transaction(() => {
        store.saveReadings(found.at, readings);
        store.prune(found.at);
      });
    }
    return growth;
  }

  function look(): Promise<Inventory> {
    underWay ??= measure().finally(() => {
      underWay = null;
    });
    return underWay;
  }

  async function engineDisk(): Promise<DiskFigures | null> {
    const { disks }: Pick<HostSnapshot, 'disks'> = await host.snapshot();
    return diskOf(disks, engineRoot);
  }

  async function tidy(): Promise<readonly string[]> {
    const { files } = await readOwnData(dataDir, isNeeded);
    const old = files.filter((file) => !file.needed && clock.now() - file.changedAt >= retentionMs);
    for (const { path } of old) await removeOwn(dataDir, path);
    if (old.length > 0) log.info({ entries: old.length }, 'Old evidence and reports were let go of');
    return old.map((file) => file.path);
  }

  async function tick(): Promise<void> {
    const now = clock.now();
    if (tidiedAt === null || now - tidiedAt >= TIDY_EVERY_MS) {
      tidiedAt = now;
      await tidy();
    }
    const every = lookTookMs > SLOW_LOOK_MS ? TIDY_EVERY_MS : READ_EVERY_MS;
    const lastAt = store.lastReadingAt();
    const isDue = lastAt === null || now - lastAt >= every;
    if (isDue && docker.availability().reachable) await look();
  }

  const remove = createRemover({ ...options, logFiles });
  const changed = () => {
    removals += 1;
    picture = null;
  };

  return {
    kind: createCleanupKind({ docker, remove, engineDisk, changed }),
    look,
    picture: () => picture,
    chosen: store.choices,
    toggle: (place, reference) => {
      if (store.choices(place).includes(reference)) store.unchoose(place, reference);
      else store.choose(place, reference, clock.now());
    },
    clear: store.clearChoices,
    tidy,
    start: () => {
      timer ??= setInterval(() => {
        tick().catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'The disk could not be looked at.'));
      }, TICK_MS);
      timer.unref();
    },
    stop: () => {
      ended = true;
      if (timer !== null) clearInterval(timer);
      timer = null;
    },
  };
}
