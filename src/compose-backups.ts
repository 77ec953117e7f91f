import { join } from 'node:path';
import type { createComposeCli } from './actions/index.ts';
import {
  type Backups,
  createArchiveWorks,
  createBackups,
  createLocalStore,
  createRestic,
  createSets,
} from './backups/index.ts';
import type { Checks } from './checks/index.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config/index.ts';
import type { Database } from './database/index.ts';
import type { Docker } from './docker/index.ts';
import type { Log } from './log.ts';
import type { Masker } from './masking/index.ts';
import type { Operation } from './operations/index.ts';
import { VERSION } from './version.ts';

/** After a restore a check is asked as often as health is looked at; each time it gets this long. */
const CHECK_DEADLINE_MS = 10_000;

/** Until somebody has looked at what a restore that got stuck has left on the Engine. */
const KEEP_STUCK_MS = 14 * 86_400_000;

export interface BackupsParts {
  readonly config: Config;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly docker: Docker;
  readonly checks: Checks;
  readonly masking: Masker;
  readonly compose: ReturnType<typeof createComposeCli>;
  /** The operations are made after the kinds that they run. */
  readonly active: () => readonly Operation[];
  readonly operation: (id: string) => Operation | null;
  readonly failedAt: (incident: number) => number | null;
  /** `tool`: a program beside the bot. */
  readonly writer: 'bot' | 'tool';
}

/** The backups room with its store, its threads, and what it may ask. No logic. */
export function composeBackups(parts: BackupsParts): Backups {
  const { config, docker, log, checks } = parts;
  const { environment, settings } = config;
  const { dataDir, hostRoot, timeZone, restic } = environment;
  const repository =
    restic === null
      ? {}
      : { restic: createRestic({ ...restic, storage: docker.storage, owner: dataDir, mask: parts.masking.text, log }) };
  return createBackups({
    database: parts.database,
    docker,
    storage: docker.storage,
    works: createArchiveWorks({
      host: environment.docker,
      apiVersion: async () => (await docker.ping()).apiVersion,
      log,
    }),
    store: createLocalStore({
      root: join(dataDir, 'backups'),
      passphrase: environment.backupPassphrase,
      writer: parts.writer,
      log,
    }),
    sets: createSets({ docker, settings: settings.backups, targets: settings.targets, hostRoot, log }),
    clock: parts.clock,
    log,
    settings: settings.backups,
    masking: parts.masking,
    targets: settings.targets,
    checks: async (_project, services) => {
      const results = await checks.runAll({
        deadlineMs: CHECK_DEADLINE_MS,
        dockerHealth: false,
        filter: ({ service }) => service !== undefined && services.includes(service),
      });
      return results.map(({ name, ok }) => ({ name, ok }));
    },
    compose: parts.compose,
    dataDir,
    hostRoot,
    timeZone,
    version: VERSION,
    ...repository,
    active: parts.active,
    failedAt: parts.failedAt,
    isStuck: (id) => {
      const found = parts.operation(id);
      return (
        found?.kind === 'restore' &&
        found.outcome?.nextStep === 'escalate' &&
        parts.clock.now() - (found.finishedAt ?? 0) < KEEP_STUCK_MS
      );
    },
  });
}
