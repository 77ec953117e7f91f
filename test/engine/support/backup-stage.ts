import { join } from 'node:path';
import {
  type Backups,
  createArchiveWorks,
  createBackups,
  createLocalStore,
  createSets,
} from '../../../src/backups/index.ts';
import { systemClock } from '../../../src/clock.ts';
import { type DockerHostConfig, settingsSchema } from '../../../src/config/index.ts';
import { openDatabase } from '../../../src/database/index.ts';
import { createDocker, type Docker } from '../../../src/docker/index.ts';
import { silentLog } from '../../../src/log.ts';
import { createMasker } from '../../../src/masking/index.ts';
import {
  createOperations,
  type Json,
  type OperationChange,
  type OperationKind,
  type Operations,
} from '../../../src/operations/index.ts';

/** Where a process is to be killed: in front of a step, in it with its work done and nothing written, or behind it. */
export interface KillPoint {
  readonly where: 'before' | 'in' | 'after';
  readonly step: string;
}

export interface BackupStageOptions {
  readonly host: DockerHostConfig;
  /** DATA_DIR, with the database; must exist. */
  readonly dataDir: string;
  /** `backups` of vakhta.yaml. */
  readonly settings?: unknown;
  readonly passphrase?: string | null;
  /** Only what carries it exists for the bot. */
  readonly onlyLabel?: string;
  readonly told?: (change: OperationChange) => void;
  /** Called at its kill point, once. */
  readonly kill?: { readonly at: KillPoint; readonly now: () => void };
  /** Another Engine, store or works than the real ones. */
  readonly change?: (deps: Parameters<typeof createBackups>[0]) => Parameters<typeof createBackups>[0];
}

export interface BackupStage {
  readonly docker: Docker;
  readonly backups: Backups;
  readonly operations: Operations;
  /** The same key twice is the same operation. Answers its id. */
  submit(kind: string, params: object, key?: string): string;
  close(): Promise<void>;
}

/** The room of backups and the operations over one Engine and one folder, as the whole house has them. */
export function createBackupStage(options: BackupStageOptions): BackupStage {
  const { host, dataDir } = options;
  const scope = options.onlyLabel === undefined ? {} : { onlyLabel: options.onlyLabel };
  const docker = createDocker({ host, clock: systemClock, log: silentLog, ...scope });
  const database = openDatabase(join(dataDir, 'vakhta.db'));
  const settings = settingsSchema.parse({ backups: options.settings ?? {} });
  const works = createArchiveWorks({
    ...{ host, log: silentLog },
    apiVersion: async () => (await docker.ping()).apiVersion,
  });
  const about = { docker, settings: settings.backups, targets: settings.targets, hostRoot: null, log: silentLog };
  const store = createLocalStore({
    ...{ root: join(dataDir, 'backups'), passphrase: options.passphrase ?? null, log: silentLog },
  });
  const deps: Parameters<typeof createBackups>[0] = {
    ...about,
    ...{ database, storage: docker.storage, works, store, sets: createSets(about), clock: systemClock },
    ...{ masking: createMasker({ known: [] }), dataDir, timeZone: 'UTC', version: 'test' },
    active: (): ReturnType<Operations['listActive']> => operations.listActive(),
    isStuck: () => false,
  };
  const backups = createBackups(options.change?.(deps) ?? deps);
  const { kill } = options;
  const operations: Operations = createOperations({
    ...{ database, clock: systemClock, log: silentLog, announce: options.told ?? (() => undefined) },
    kinds: kill === undefined ? backups.kinds : backups.kinds.map((kind) => killing(kind, kill)),
  });
  return {
    ...{ docker, backups, operations },
    submit(kind, params, key = crypto.randomUUID()) {
      const json: Json = JSON.parse(JSON.stringify(params));
      const result = operations.submit({ key, kind, params: json, requestedBy: 1 });
      if (!result.ok) throw new Error(`busy: ${result.operation.kind}`);
      return result.operation.id;
    },
    async close() {
      await operations.stop(10_000);
      await backups.stop();
      docker.close();
      database.close();
    },
  };
}

/** `in hold` as a kill point; null for nothing. */
export function killPoint(text: string | undefined): KillPoint | null {
  const [where, step] = text?.split(' ') ?? [];
  if (step === undefined) return null;
  if (where !== 'before' && where !== 'in' && where !== 'after') throw new Error(`not a kill point: ${text}`);
  return { where, step };
}

/** The kind, with its process killed at one place of its journal. Also in a recovery. */
export function killing<P>(
  kind: OperationKind<P>,
  { at, now }: NonNullable<BackupStageOptions['kill']>,
): OperationKind<P> {
  type Context = Parameters<OperationKind<P>['run']>[0];
  const around = (step: Context['step']): Context['step'] => {
    return async (name, intent, work) => {
      if (name !== at.step) return step(name, intent, work);
      if (at.where === 'before') now();
      const result = await step(name, intent, async () => {
        const done = await work();
        if (at.where === 'in') now();
        return done;
      });
      if (at.where === 'after') now();
      return result;
    };
  };
  const watched = (context: Context): Context => ({
    ...context,
    step: around(context.step),
    settle: around(context.settle),
  });
  return {
    ...kind,
    run: (context) => kind.run(watched(context)),
    recover: (context) => kind.recover(watched(context)),
  };
}
