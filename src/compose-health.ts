import { statfs } from 'node:fs/promises';
import type { Backups } from './backups/index.ts';
import type { AdoptedChecks, Checks } from './checks/index.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config/index.ts';
import type { Database } from './database/index.ts';
import type { Docker } from './docker/index.ts';
import {
  createDiscovery,
  createHealth,
  createHeartbeat,
  createSelfProbes,
  type Health,
  hostAddress,
  type SelfSources,
} from './health/index.ts';
import type { Log } from './log.ts';
import type { Notify } from './notify/index.ts';
import { lastEnding, type Recorder } from './recorder/index.ts';

/** Enough for the end of a container and what led to it. */
const LAST_EVENTS = 20;

export interface HealthParts {
  readonly config: Config;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly docker: Docker;
  readonly recorder: Recorder;
  readonly notify: Notify;
  readonly checks: Checks;
  readonly adopted: AdoptedChecks;
  /** The bot is made after the rooms that it shows. */
  readonly telegram: () => { ask(): Promise<unknown>; polledAt(): number | null };
  readonly backups: Pick<Backups, 'proven' | 'warnings'>;
}

/** The health room with what Vakhta can be asked about itself. No logic. */
export function composeHealth(parts: HealthParts): Health {
  const { config, database, clock, docker, recorder, notify } = parts;
  const { environment, settings } = config;
  const sources: SelfSources = {
    now: clock.now,
    engine: () => docker.ping({ deadlineMs: 5_000 }),
    engineAway: () => {
      const availability = docker.availability();
      return availability.reachable ? null : { key: `docker-unreachable-${availability.cause}`, params: {} };
    },
    telegram: () => parts.telegram().ask(),
    telegramPolledAt: () => parts.telegram().polledAt(),
    database: createHeartbeat(database, clock.now),
    dataDisk: async () => {
      const { blocks, bsize, bfree, bavail } = await statfs(environment.dataDir);
      return { usedBytes: (blocks - bfree) * bsize, freeBytes: bavail * bsize };
    },
    outbox: () => ({ count: notify.outbox.backlog(), oldestAt: notify.outbox.oldestAt() }),
    gaps: recorder.gapsSince,
    backupSets: parts.backups.proven,
    backupWarnings: () =>
      parts.backups.warnings(clock.now()).map(({ kind, set, params }) => ({
        ...{ set, kind, key: `backups-warning-${kind}`, params: { set: set ?? '', ...params } },
      })),
    rpoMs: settings.targets.rpo,
    diskPercent: settings.thresholds.diskPercent,
  };
  return createHealth({
    database,
    clock,
    log: parts.log,
    checks: parts.checks,
    adopted: parts.adopted,
    docker,
    ranOutOfMemory: (container) => lastEnding(container, recorder.eventsOf(container, LAST_EVENTS))?.oom === true,
    probes: () => createSelfProbes(sources),
    discovery: createDiscovery({
      now: clock.now,
      hostAddress: () => hostAddress(environment.docker, async () => (await docker.selfContainerId()) !== null),
    }),
  });
}
