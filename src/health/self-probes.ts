import type { Outcome, Reason } from '../checks/index.ts';
import type { SelfKind } from './types.ts';

/** What Vakhta asks of itself; handed in, because the rooms that know are elsewhere. */
export interface SelfSources {
  now(): number;
  /** Asks the Engine. @throws when it does not answer */
  engine(): Promise<{ version: string }>;
  /** Why the Engine does not answer, in words; null when it is not known to be away. */
  engineAway(): Reason | null;
  /** Asks Telegram who we are. */
  telegram(): Promise<unknown>;
  /** When Telegram last answered a poll, UTC milliseconds; null where it is not polled. */
  telegramPolledAt(): number | null;
  /** Writes and reads a row. @returns the size in bytes */
  database(): number;
  /** `freeBytes`: for us; what the file system keeps for root, or a quota, is neither used nor free, as in `df`. */
  dataDisk(): Promise<{ usedBytes: number; freeBytes: number }>;
  /** What is to be said and was not said yet. */
  outbox(): { count: number; oldestAt: number | null };
  /** When the Engine could not be seen, since then. `toAt` null: still. */
  gaps(sinceAt: number): readonly { fromAt: number; toAt: number | null; reason: string }[];
  /** Each set that should have backups, and how its newest proven one is. */
  backupSets(): readonly BackupState[];
  /** What is wrong with backups, worst first; `set` null: with the store. */
  backupWarnings(): readonly (Reason & { readonly set: string | null; readonly kind: string })[];
  readonly rpoMs: number;
  /** From when on a disk counts as full. */
  readonly diskPercent: number;
}

export interface BackupState {
  readonly set: string;
  /** From when the data of its newest proven backup is; null: it has none. */
  readonly provenAt: number | null;
  readonly rpoMs: number;
}

export interface SelfProbe {
  readonly kind: SelfKind;
  /** The backup set that it is about. */
  readonly set?: string;
  readonly timeoutMs: number;
  run(): Promise<Outcome>;
}

const TIMEOUT_MS = 5_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A poll lasts 25 seconds; after this long one is missing. */
const POLL_LATE_MS = 90_000;
/** What waits longer than this, people miss. */
const OUTBOX_WARNING_MS = MINUTE_MS;
const OUTBOX_FAILED_MS = 10 * MINUTE_MS;
/** Less than this and the database may soon not be written. */
const DATA_FREE_BYTES = 200 * 1024 ** 2;
const GAPS_SINCE_MS = 24 * HOUR_MS;

/** The probes of Vakhta itself, in the order in which they are shown. */
export function createSelfProbes(sources: SelfSources): SelfProbe[] {
  const probe = (kind: SelfKind, run: () => Promise<Outcome>): SelfProbe => ({ kind, timeoutMs: TIMEOUT_MS, run });
  return [
    probe('engine', () => probeEngine(sources)),
    probe('telegram', async () => {
      const latencyMs = await timed(() => sources.telegram());
      return { ...judgePoll(sources.telegramPolledAt(), sources.now()), latencyMs };
    }),
    probe('database', async () => {
      let bytes = 0;
      const latencyMs = await timed(async () => {
        bytes = sources.database();
      });
      return { ok: true, latencyMs, reason: { key: 'health-database-size', params: { bytes } } };
    }),
    probe('data-disk', async () => judgeDataDisk(await sources.dataDisk(), sources.diskPercent)),
    probe('outbox', async () => judgeOutbox(sources.outbox(), sources.now())),
    probe('recorder', async () => judgeGaps(sources.gaps(sources.now() - GAPS_SINCE_MS), sources.now())),
    ...backupProbes(sources),
  ];
}

/** A line for each set, and one for the store while something is wrong with it; without sets one that says so. */
function backupProbes(sources: SelfSources): SelfProbe[] {
  const probe = (kind: SelfKind, run: () => Outcome, set?: string): SelfProbe => ({
    ...{ kind, timeoutMs: TIMEOUT_MS, run: async () => run() },
    ...(set === undefined ? {} : { set }),
  });
  const sets = sources.backupSets();
  const warnings = sources.backupWarnings();
  const ofStore = warnings.find(({ set }) => set === null);
  if (sets.length === 0) return [probe('backup', () => judgeBackup(null, sources.rpoMs, sources.now()))];
  return [
    ...sets.map((state) => probe('backup', () => judgeSet(state, sources), state.set)),
    ...(ofStore === undefined ? [] : [probe('backup-store', () => warned(ofStore))]),
  ];
}

/** Its age first: that is what would be lost today. Then what else is wrong with it. */
function judgeSet({ set, provenAt, rpoMs }: BackupState, sources: SelfSources): Outcome {
  const judged = judgeBackup(provenAt === null ? null : { at: provenAt }, rpoMs, sources.now());
  const own = sources.backupWarnings().filter((warning) => warning.set === set);
  const tooOld = own.find(({ kind }) => kind === 'no-verified');
  if (!judged.ok) return judged;
  if (tooOld !== undefined) return { ...judged, ok: false };
  const [other] = own;
  return other === undefined ? judged : warned(other);
}

function warned({ key, params }: Reason): Outcome {
  return { ok: true, level: 'warning', latencyMs: null, reason: { key, params } };
}

async function probeEngine(sources: SelfSources): Promise<Outcome> {
  try {
    let version = '';
    const latencyMs = await timed(async () => {
      version = (await sources.engine()).version;
    });
    return { ok: true, latencyMs, reason: { key: 'health-engine-version', params: { version } } };
  } catch (error) {
    const reason = sources.engineAway();
    if (reason === null) throw error;
    return { ok: false, latencyMs: null, reason };
  }
}

/** Whether polls come through. `polledAt` null: not polled, there is nothing to judge. */
export function judgePoll(polledAt: number | null, now: number): Pick<Outcome, 'ok' | 'reason'> {
  if (polledAt === null || now - polledAt <= POLL_LATE_MS) return { ok: true };
  return { ok: false, reason: { key: 'health-telegram-poll', params: { minutes: minutes(now - polledAt) } } };
}

export function judgeDataDisk(disk: { usedBytes: number; freeBytes: number }, percent: number): Outcome {
  const usable = disk.usedBytes + disk.freeBytes;
  const used = usable > 0 ? (disk.usedBytes / usable) * 100 : 0;
  const params = { percent: Math.round(used), free: disk.freeBytes };
  const ok = used <= percent && disk.freeBytes >= DATA_FREE_BYTES;
  return { ok, latencyMs: null, reason: { key: 'health-data-disk', params } };
}

export function judgeOutbox(outbox: { count: number; oldestAt: number | null }, now: number): Outcome {
  const ageMs = outbox.oldestAt === null ? 0 : Math.max(0, now - outbox.oldestAt);
  const reason = { key: 'health-outbox-waits', params: { count: outbox.count, minutes: minutes(ageMs) } };
  if (ageMs >= OUTBOX_FAILED_MS) return { ok: false, latencyMs: null, reason };
  if (ageMs >= OUTBOX_WARNING_MS) return { ok: true, level: 'warning', latencyMs: null, reason };
  return { ok: true, latencyMs: null };
}

/** Whether the recorder sees the Engine; times when it did not are worth knowing for who reads the history. */
export function judgeGaps(
  gaps: readonly { fromAt: number; toAt: number | null; reason: string }[],
  now: number,
): Outcome {
  const open = gaps.find((gap) => gap.toAt === null);
  if (open !== undefined) {
    const params = { minutes: minutes(now - open.fromAt) };
    return { ok: false, latencyMs: null, reason: { key: 'health-recorder-blind', params } };
  }
  if (gaps.length === 0) return { ok: true, latencyMs: null };
  const blindMs = gaps.reduce((sum, gap) => sum + ((gap.toAt ?? now) - gap.fromAt), 0);
  const params = { count: gaps.length, minutes: minutes(blindMs) };
  return { ok: true, latencyMs: null, reason: { key: 'health-recorder-gaps', params } };
}

export function judgeBackup(backup: { at: number } | null, rpoMs: number, now: number): Outcome {
  if (backup === null) {
    return { ok: true, level: 'warning', latencyMs: null, reason: { key: 'health-backup-none', params: {} } };
  }
  const ageMs = now - backup.at;
  const params = { hours: Math.floor(ageMs / HOUR_MS), rpo: Math.round(rpoMs / HOUR_MS) };
  if (ageMs > rpoMs) return { ok: false, latencyMs: null, reason: { key: 'health-backup-old', params } };
  return { ok: true, latencyMs: null, reason: { key: 'health-backup-age', params } };
}

const minutes = (ms: number) => Math.max(0, Math.floor(ms / MINUTE_MS));

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return Math.round(performance.now() - startedAt);
}
