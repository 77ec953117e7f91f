import { join } from 'node:path';
import { createArchiveWorks } from '../../../src/backups/archive/works.ts';
import { createBackupIndex } from '../../../src/backups/backup-index.ts';
import { createBackupsStore } from '../../../src/backups/backups-store.ts';
import { createBackupKind } from '../../../src/backups/create/backup-kind.ts';
import type { BackupParts } from '../../../src/backups/parts.ts';
import { createDrillKind, createVerifyKind } from '../../../src/backups/proof/index.ts';
import { createProofs } from '../../../src/backups/proofs.ts';
import { createDryRunKind, createDryRuns, createRestoreKind } from '../../../src/backups/restore/index.ts';
import { createSets } from '../../../src/backups/sets/sets.ts';
import { createLocalStore } from '../../../src/backups/store/local-store.ts';
import { systemClock } from '../../../src/clock.ts';
import { type DockerHostConfig, settingsSchema } from '../../../src/config/index.ts';
import { openDatabase } from '../../../src/database/index.ts';
import { createDocker, type EngineStorage } from '../../../src/docker/index.ts';
import { silentLog } from '../../../src/log.ts';
import { createMasker } from '../../../src/masking/index.ts';
import {
  createOperations,
  type Json,
  type OperationChange,
  type OperationKind,
  type Operations,
} from '../../../src/operations/index.ts';

export interface DrillStageOptions {
  readonly host: DockerHostConfig;
  /** In the names of bridges, so that a killed run's are found. */
  readonly run: string;
  /** `DATA_DIR`, with the database. */
  readonly dataDir: string;
  /** `backups` of vakhta.yaml. */
  readonly backups?: object;
  readonly told?: (change: OperationChange) => void;
  readonly change?: (parts: BackupParts) => BackupParts;
  /** For a test that kills the process in the middle of a step. */
  readonly wrap?: (kind: OperationKind<unknown>) => OperationKind<unknown>;
}

/** The rooms that make, verify and drill backups, as the whole house has them, over one Engine and one folder. */
export function createDrillStage(options: DrillStageOptions) {
  const { host, run, dataDir, told = () => undefined } = options;
  const docker = createDocker({ host, clock: systemClock, log: silentLog });
  const database = openDatabase(join(dataDir, 'vakhta.db'));
  const settings = settingsSchema.parse({ backups: options.backups ?? {} });
  const store = createLocalStore({ root: join(dataDir, 'backups'), passphrase: null, log: silentLog });
  const rows = createBackupsStore(database);
  const works = createArchiveWorks({
    host,
    apiVersion: async () => (await docker.ping()).apiVersion,
    log: silentLog,
  });
  const sets = createSets({
    ...{ docker, settings: settings.backups, targets: settings.targets, hostRoot: null, log: silentLog },
  });
  const parts: BackupParts = {
    ...{ docker, storage: withKnownBridges(docker.storage, run), works, store, sets },
    index: createBackupIndex({ rows, store, log: silentLog }),
    proofs: createProofs({ rows, store, log: silentLog }),
    ...{ clock: systemClock, log: silentLog, settings: settings.backups, targets: settings.targets },
    ...{ masking: createMasker({ known: [] }), dataDir, hostRoot: null, timeZone: 'UTC', version: 'test' },
    active: () => [],
    pruneAfter: async () => ({ removed: [], freedBytes: 0 }),
  };
  const used = options.change?.(parts) ?? parts;
  const dryRuns = createDryRuns(database);
  const kinds: OperationKind<unknown>[] = [
    ...[createBackupKind(used), createVerifyKind(used), createDrillKind(used)],
    ...[createDryRunKind({ ...used, dryRuns }), createRestoreKind(used)],
  ].map(options.wrap ?? ((kind) => kind));
  const operations = createOperations({ database, clock: systemClock, log: silentLog, kinds, announce: told });
  return {
    parts: used,
    dryRuns,
    operations,
    async close(): Promise<void> {
      await operations.stop(10_000);
      await works.close();
      docker.close();
      database.close();
    },
  };
}

export type DrillStage = ReturnType<typeof createDrillStage>;

let bridges = 0;

function withKnownBridges(storage: EngineStorage, run: string): EngineStorage {
  return {
    ...storage,
    createNetwork: (spec, options) => {
      bridges += 1;
      const bridge = `vt${run}d${process.pid % 1000}${bridges}`.slice(0, 15);
      return storage.createNetwork(
        { ...spec, options: { ...spec.options, 'com.docker.network.bridge.name': bridge } },
        options,
      );
    },
  };
}

let keys = 0;

export function submit(operations: Operations, kind: string, params: Json): string {
  keys += 1;
  const result = operations.submit({ key: `${kind}-${process.pid}-${keys}`, kind, params, requestedBy: 1 });
  if (!result.ok) throw new Error(`busy: ${result.operation.kind}`);
  return result.operation.id;
}
