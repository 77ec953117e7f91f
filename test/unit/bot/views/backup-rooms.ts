import type { BackupSummary, Backups, BackupWarning, DryRun, Proof } from '../../../../src/backups/index.ts';
import type { Rooms } from '../../../../src/bot/views/rooms.ts';
import type { Reader } from '../../../../src/bot/views/view.ts';
import { type Button, createTexts, type Document, type Locale } from '../../../../src/document/index.ts';
import type { JournalRow } from './journal-row.ts';

const texts = createTexts();
export const NOW = Date.parse('2026-02-03T03:00:00Z');
export const HOUR = 3_600_000;

export const reader = (locale: Locale): Reader => ({
  locale,
  viewer: 1,
  timeZone: 'UTC',
  now: NOW,
  t: (key, params) => texts.t(locale, key, params),
});

export function proof(kind: Proof['kind'], more: Partial<Proof> = {}): Proof {
  return {
    id: 'operation',
    backup: 'x',
    set: 'shop',
    kind,
    level: kind === 'verify' ? 1 : 2,
    result: 'passed',
    scheduled: false,
    at: NOW - 4 * HOUR,
    tookMs: 9000,
    recoveryTimeMs: kind === 'drill' ? 41_000 : null,
    recoveryPointMs: null,
    bytes: 1,
    reason: null,
    ...more,
  };
}

/** So many hours old. */
export function backup(hours: number, more: Partial<BackupSummary> = {}): BackupSummary {
  const dataAt = NOW - hours * HOUR;
  const stamp = new Date(dataAt).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return {
    id: `${stamp}-abc123`,
    engine: 'local',
    set: 'shop',
    origin: 'backup',
    store: 'local',
    state: 'whole',
    startedAt: dataAt,
    finishedAt: dataAt + 9000,
    dataAt,
    consistency: 'stopped',
    dataBytes: 1.2 * 2 ** 30,
    storedBytes: 700 * 2 ** 20,
    standstillMs: 12_000,
    operationId: 'made',
    verified: null,
    drilled: null,
    ...more,
  };
}

/** What the views of backups read of the house. */
export function rooms(parts: {
  readonly backups?: readonly BackupSummary[];
  readonly proofs?: readonly Proof[];
  readonly warnings?: readonly BackupWarning[];
  readonly run?: DryRun;
  readonly journal?: readonly JournalRow[];
  readonly rate?: ReturnType<Backups['passRate']>;
}): Rooms {
  const { backups = [], proofs = [], warnings = [], run = null, journal = [] } = parts;
  const room: Partial<Backups> = {
    list: (set) => backups.filter((one) => set === undefined || one.set === set),
    get: (id) => backups.find((one) => one.id === id) ?? null,
    setsWithBackups: () => [...new Set(backups.map(({ set }) => set))],
    proofs: () => [...proofs],
    warnings: () => [...warnings],
    dryRun: () => run,
    passRate: () => parts.rate ?? { passed: 0, of: 0, missed: 0, byHand: { passed: 0, of: 0 } },
  };
  return {
    backups: room,
    operations: { journal: () => journal },
    incidents: { get: () => null },
    settings: { backups: { retention: { daily: 7, weekly: 4, monthly: 3, safety: 72 * HOUR } } },
  } as unknown as Rooms;
}

export function buttons(document: Document): Button[] {
  return (document.buttons ?? []).flat();
}

export function datas(document: Document): string[] {
  return buttons(document).flatMap(({ action }) => (action.kind === 'callback' ? [action.data] : []));
}
