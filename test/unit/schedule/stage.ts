import { z } from 'zod';
import type { BackupSet, BackupSummary, BackupWarning } from '../../../src/backups/index.ts';
import { createManualClock } from '../../../src/clock.ts';
import { schedulesSchema } from '../../../src/config/backup-schema.ts';
import type { SchedulesConfig } from '../../../src/config/index.ts';
import { type Database, openDatabase } from '../../../src/database/index.ts';
import { EngineError } from '../../../src/docker/index.ts';
import { silentLog } from '../../../src/log.ts';
import type { Destination, Message, PostedMessage } from '../../../src/notify/index.ts';
import { createOperations, type KindOutcome, type OperationKind } from '../../../src/operations/index.ts';
import { createSchedule } from '../../../src/schedule/index.ts';

export const START_AT = Date.parse('2026-01-10T12:00:00Z');

export interface Said {
  readonly to: Destination;
  readonly message: Message;
}

export type Stage = ReturnType<typeof createStage>;

const setOf = (name: string): BackupSet => ({
  engine: 'local',
  name,
  project: name,
  trees: [],
  services: [],
  workingDir: null,
  configPaths: [],
  skipped: [],
  git: false,
  logs: false,
  probe: null,
  rpoMs: 86_400_000,
  rtoMs: 14_400_000,
  warnings: [],
});

const backupOf = (set: string, id: string): BackupSummary => ({
  id,
  engine: 'local',
  set,
  origin: 'backup',
  store: 'local',
  state: 'whole',
  startedAt: START_AT,
  finishedAt: START_AT,
  dataAt: START_AT,
  consistency: 'stopped',
  dataBytes: 1,
  storedBytes: 1,
  standstillMs: 0,
  operationId: null,
  verified: null,
  drilled: null,
});

/** The clock's room beside real operations, whose ends the test decides. The clock stands still until it is moved. */
export function createStage(options: { settings?: Partial<SchedulesConfig>; timeZone?: string } = {}) {
  const clock = createManualClock(START_AT);
  const database: Database = openDatabase(':memory:');
  const settings = { ...schedulesSchema.parse({ jitter: '0s' }), ...options.settings };
  const sets = new Set(['shop']);
  const backups: BackupSummary[] = [];
  const warnings: BackupWarning[] = [];
  const missed: unknown[] = [];
  const said: Said[] = [];
  const posted: PostedMessage[] = [];
  const running: { readonly kind: string; readonly params: unknown; end(ok: boolean): void }[] = [];
  /** `engine` while it does not answer. */
  const away = new Set<'engine'>();
  /** The primary on call; empty: no rotation is configured. */
  const primaries: number[] = [];
  let timer: { at: number; work: () => void } | null = null;

  const kind = (name: string): OperationKind<unknown> => ({
    kind: name,
    parse: (raw) => z.looseObject({ set: z.string() }).parse(raw),
    locks: () => [],
    run: (context) =>
      new Promise<KindOutcome>((resolve) => {
        const end = (ok: boolean) => resolve({ ok, reason: { key: 'bot-yes', params: {} } });
        running.push({ kind: name, params: context.params, end });
      }),
    recover: async () => ({ ok: null, reason: { key: 'bot-no', params: {} } }),
  });
  const operations = createOperations({
    database,
    clock,
    log: silentLog,
    kinds: ['backup', 'backup-verify', 'drill'].map(kind),
    announce: (change) => schedules.at(-1)?.heard(change),
  });
  operations.start();

  const make = () =>
    createSchedule({
      database,
      clock,
      log: silentLog,
      timers: {
        after: (ms, work) => {
          timer = { at: clock.now() + ms, work };
          return () => {
            timer = null;
          };
        },
      },
      timeZone: options.timeZone ?? 'UTC',
      settings,
      backups: {
        sets: {
          list: async () => {
            if (away.has('engine')) throw new EngineError(null, 'no answer', 'no-socket');
            return [...sets].map(setOf);
          },
          find: async (name) => (sets.has(name) ? setOf(name) : null),
        },
        list: (set) => backups.filter((backup) => set === undefined || backup.set === set),
        setsWithBackups: () => [...new Set(backups.map(({ set }) => set))],
        warnings: () => warnings,
        recordMissed: (one) => missed.push(one),
      },
      operations,
      outbox: { enqueue: (to, message) => said.push({ to, message }) },
      posted: {
        findBySubject: (subject, slot) => posted.filter((one) => one.subject === subject && one.slot === slot),
      },
      primaryOnCall: () => primaries[0] ?? null,
    });
  const schedules = [make()];

  async function settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) {
      await schedules.at(-1)?.idle();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Moves the clock on at once, as for a machine that was asleep; wakes the room where its timer is due by then. */
  async function to(text: string): Promise<void> {
    const target = Date.parse(text);
    clock.set(target);
    if (timer !== null && timer.at <= target) {
      const { work } = timer;
      timer = null;
      work();
    }
    await settle();
  }

  return {
    clock,
    database,
    operations,
    sets,
    warnings,
    missed,
    said,
    posted,
    running,
    away,
    primaries,
    schedule: () => schedules.at(-1) ?? make(),
    addBackup: (set: string, id: string) => backups.unshift(backupOf(set, id)),
    start: async () => {
      schedules.at(-1)?.start();
      await settle();
    },
    /** Nothing of it hears or does anything any more. */
    kill: () => {
      schedules.at(-1)?.stop();
      timer = null;
      schedules.push(make());
    },
    settle,
    to,
    remove: () => {
      schedules.at(-1)?.stop();
      database.close();
    },
  };
}
