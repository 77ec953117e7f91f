import { z } from 'zod';
import type { Database } from '../database/index.ts';
import type { ContainerDetail, ContainerEvent, ServiceKey } from '../docker/index.ts';
import { identityOf, parseContainer, parseContainers } from './inventory.ts';
import {
  BAD_EVENT_KINDS,
  type BadEvent,
  CHANGE_KINDS,
  type Change,
  GAP_REASONS,
  type Gap,
  type GapReason,
  type Inventory,
  type Sample,
} from './types.ts';

/** What the tables may hold: enough for the reports that look back, and no more than a small disk bears. */
export const LIMITS = {
  samplesMs: 24 * 3_600_000,
  samples: 500_000,
  eventsMs: 7 * 86_400_000,
  events: 50_000,
  badEventsMs: 30 * 86_400_000,
  badEvents: 20_000,
  changesMs: 90 * 86_400_000,
  changes: 10_000,
  gapsMs: 30 * 86_400_000,
  snapshotsMs: 30 * 86_400_000,
  snapshotsPerPlace: 20,
};

/** Two reports of one change come from an event and from a picture, which see it a moment apart. */
const SAME_CHANGE_MS = 5_000;

const inventoryRow = z.object({ at: z.number(), boot_id: z.string().nullable(), containers: z.string() });
const snapshotRow = z.object({ at: z.number(), container: z.string() });
const sampleRow = z.object({
  key: z.string(),
  at: z.number(),
  container_id: z.string(),
  state: z.enum(['created', 'running', 'restarting', 'paused', 'exited', 'dead', 'removing']),
  health: z.enum(['starting', 'healthy', 'unhealthy']).nullable(),
  restart_count: z.number(),
  cpu_percent: z.number().nullable(),
  memory_bytes: z.number().nullable(),
  memory_limit_bytes: z.number().nullable(),
  host_memory_bytes: z.number().nullable(),
});
const badEventRow = z.object({
  at: z.number(),
  key: z.string(),
  container_id: z.string(),
  kind: z.enum(BAD_EVENT_KINDS),
  exit_code: z.number().nullable(),
});
const changeRow = z.object({
  kind: z.enum(CHANGE_KINDS),
  key: z.string().nullable(),
  at: z.number(),
  detail: z.string(),
});
const detailSchema = z.object({
  from: z.string().exactOptional(),
  to: z.string().exactOptional(),
  envAdded: z.array(z.string()).exactOptional(),
  envRemoved: z.array(z.string()).exactOptional(),
  containerName: z.string().exactOptional(),
});
const gapRow = z.object({ from_at: z.number(), to_at: z.number().nullable(), reason: z.enum(GAP_REASONS) });

export interface RecorderStore {
  inventory(): (Inventory & { bootId: string | null }) | null;
  saveInventory(inventory: Inventory, bootId: string | null): void;
  /** The newest snapshot of a place. */
  lastKnown(key: ServiceKey, number: number): ContainerDetail | null;
  saveSnapshot(container: ContainerDetail, at: number): void;
  saveSamples(samples: readonly Sample[]): void;
  samples(key: ServiceKey, sinceAt: number): Sample[];
  latestSamples(): Sample[];
  saveEvent(event: ContainerEvent): boolean;
  saveBadEvent(event: BadEvent): void;
  badEvents(sinceAt: number, key: ServiceKey | null): BadEvent[];
  saveChange(change: Change): void;
  /** A place that was filled again was not removed: takes the newest such change back. */
  dropRemoved(key: ServiceKey, sinceAt: number): void;
  changes(sinceAt: number, untilAt: number): Change[];
  /** Joins gaps that overlap. `toAt` null: it lasts. */
  saveGap(fromAt: number, toAt: number | null, reason: GapReason): void;
  closeGaps(at: number): void;
  gaps(sinceAt: number): Gap[];
  prune(now: number): void;
}

/** All SQL of the recorder. */
export function createRecorderStore(database: Database): RecorderStore {
  const sql = (text: string) => database.prepare(text);
  const optional = <T>(schema: z.ZodType<T>, row: unknown): T | null => (row === undefined ? null : schema.parse(row));

  function lastKnown(key: ServiceKey, number: number): ContainerDetail | null {
    const text = 'SELECT at, container FROM recorder_snapshots WHERE key = ? AND number = ? ORDER BY at DESC LIMIT 1';
    const row = optional(snapshotRow, sql(text).get(key, number));
    return row === null ? null : parseContainer(row.container);
  }

  function saveChange(change: Change): void {
    const { kind, key, at } = change;
    const detail = JSON.stringify(change.detail);
    const name = change.detail.containerName ?? null;
    sql(`INSERT INTO recorder_changes (kind, key, at, detail) SELECT ?, ?, ?, ? WHERE NOT EXISTS (
      SELECT 1 FROM recorder_changes WHERE kind = ? AND key IS ? AND abs(at - ?) < ? AND detail ->> 'containerName' IS ?)`).run(
      ...[kind, key, at, detail],
      ...[kind, key, at, SAME_CHANGE_MS, name],
    );
  }

  function saveGap(fromAt: number, toAt: number | null, reason: GapReason): void {
    const overlapping = sql(`SELECT from_at, to_at, reason FROM recorder_gaps
      WHERE coalesce(to_at, 9e15) >= ? AND from_at <= ?`)
      .all(fromAt, toAt ?? 9e15)
      .map((row) => gapRow.parse(row));
    // The cause that explains most wins: when the Engine was away, its stream was cut as well.
    const all = [...overlapping.map((row) => row.reason), reason];
    const joined = GAP_REASONS.find((candidate) => all.includes(candidate)) ?? reason;
    sql('DELETE FROM recorder_gaps WHERE coalesce(to_at, 9e15) >= ? AND from_at <= ?').run(fromAt, toAt ?? 9e15);
    const from = Math.min(fromAt, ...overlapping.map((row) => row.from_at));
    const ends = overlapping.map((row) => row.to_at).filter((end) => end !== null);
    const to = toAt === null ? null : Math.max(toAt, ...ends);
    sql('INSERT INTO recorder_gaps (from_at, to_at, reason) VALUES (?, ?, ?)').run(from, to, joined);
  }

  function prune(now: number): void {
    const old = (table: string, column: string, ms: number) =>
      sql(`DELETE FROM ${table} WHERE ${column} < ?`).run(now - ms);
    const most = (table: string, rows: number) =>
      sql(`DELETE FROM ${table} WHERE id <= (SELECT max(id) FROM ${table}) - ?`).run(rows);
    old('recorder_samples', 'at', LIMITS.samplesMs);
    sql(`DELETE FROM recorder_samples WHERE at < coalesce(
      (SELECT at FROM recorder_samples ORDER BY at DESC LIMIT 1 OFFSET ?), 0)`).run(LIMITS.samples);
    old('recorder_events', 'at', LIMITS.eventsMs);
    most('recorder_events', LIMITS.events);
    old('recorder_bad_events', 'at', LIMITS.badEventsMs);
    most('recorder_bad_events', LIMITS.badEvents);
    old('recorder_changes', 'at', LIMITS.changesMs);
    most('recorder_changes', LIMITS.changes);
    old('recorder_gaps', 'coalesce(to_at, 9e15)', LIMITS.gapsMs);
    old('recorder_snapshots', 'at', LIMITS.snapshotsMs);
    sql(`DELETE FROM recorder_snapshots AS old WHERE (SELECT count(*) FROM recorder_snapshots AS newer
      WHERE newer.key = old.key AND newer.number = old.number AND newer.at > old.at) >= ?`).run(
      LIMITS.snapshotsPerPlace,
    );
  }

  return {
    inventory: () => {
      const row = optional(inventoryRow, sql('SELECT at, boot_id, containers FROM recorder_inventory').get());
      return row === null ? null : { at: row.at, bootId: row.boot_id, containers: parseContainers(row.containers) };
    },
    saveInventory: (inventory, bootId) => {
      sql(`INSERT INTO recorder_inventory (id, at, boot_id, containers) VALUES (1, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET at = excluded.at, boot_id = excluded.boot_id, containers = excluded.containers`).run(
        inventory.at,
        bootId,
        JSON.stringify(inventory.containers),
      );
    },
    lastKnown,
    saveSnapshot: (container, at) => {
      const known = lastKnown(container.key, container.number);
      if (known !== null && identityOf(known) === identityOf(container)) return;
      const text = 'INSERT OR REPLACE INTO recorder_snapshots (key, number, at, container) VALUES (?, ?, ?, ?)';
      sql(text).run(container.key, container.number, at, JSON.stringify(container));
    },
    saveSamples: (samples) => {
      const insert = sql(`INSERT OR REPLACE INTO recorder_samples
        (key, at, container_id, state, health, restart_count, cpu_percent, memory_bytes, memory_limit_bytes,
         host_memory_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
      for (const sample of samples) {
        const { key, at, containerId, state, health, restartCount } = sample;
        const figures = [sample.cpuPercent, sample.memoryBytes, sample.memoryLimitBytes, sample.hostMemoryBytes];
        insert.run(key, at, containerId, state, health, restartCount, ...figures);
      }
    },
    samples: (key, sinceAt) =>
      sql('SELECT * FROM recorder_samples WHERE key = ? AND at > ? ORDER BY at')
        .all(key, sinceAt)
        .map((row) => toSample(sampleRow.parse(row))),
    latestSamples: () =>
      sql('SELECT * FROM recorder_samples WHERE at = (SELECT max(at) FROM recorder_samples)')
        .all()
        .map((row) => toSample(sampleRow.parse(row))),
    saveEvent: (event) => {
      const { timeNano, at, key, id, action, exitCode, signal, health } = event;
      const text = `INSERT OR IGNORE INTO recorder_events (time_nano, at, key, container_id, action, exit_code, signal, health)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
      return sql(text).run(timeNano, at, key, id, action, exitCode, signal, health).changes > 0;
    },
    saveBadEvent: (event) => {
      const text =
        'INSERT OR IGNORE INTO recorder_bad_events (at, key, container_id, kind, exit_code) VALUES (?, ?, ?, ?, ?)';
      sql(text).run(event.at, event.key, event.containerId, event.kind, event.exitCode);
    },
    badEvents: (sinceAt, key) =>
      sql(`SELECT at, key, container_id, kind, exit_code FROM recorder_bad_events
        WHERE at > ? AND (? IS NULL OR key = ?) ORDER BY at, id`)
        .all(sinceAt, key, key)
        .map((row) => badEventRow.parse(row))
        .map((row) => ({
          at: row.at,
          key: row.key,
          containerId: row.container_id,
          kind: row.kind,
          exitCode: row.exit_code,
        })),
    saveChange,
    dropRemoved: (key, sinceAt) => {
      sql("DELETE FROM recorder_changes WHERE kind = 'removed' AND key = ? AND at >= ?").run(key, sinceAt);
    },
    changes: (sinceAt, untilAt) =>
      sql('SELECT kind, key, at, detail FROM recorder_changes WHERE at > ? AND at <= ? ORDER BY at DESC, id DESC')
        .all(sinceAt, untilAt)
        .map((row) => changeRow.parse(row))
        .map((row) => ({ ...row, detail: detailSchema.parse(JSON.parse(row.detail)) })),
    saveGap,
    closeGaps: (at) => {
      sql('UPDATE recorder_gaps SET to_at = max(?, from_at) WHERE to_at IS NULL').run(at);
    },
    gaps: (sinceAt) =>
      sql('SELECT from_at, to_at, reason FROM recorder_gaps WHERE coalesce(to_at, 9e15) > ? ORDER BY from_at')
        .all(sinceAt)
        .map((row) => gapRow.parse(row))
        .map((row) => ({ fromAt: row.from_at, toAt: row.to_at, reason: row.reason })),
    prune,
  };
}

function toSample(row: z.infer<typeof sampleRow>): Sample {
  return {
    key: row.key,
    at: row.at,
    containerId: row.container_id,
    state: row.state,
    health: row.health,
    restartCount: row.restart_count,
    cpuPercent: row.cpu_percent,
    memoryBytes: row.memory_bytes,
    memoryLimitBytes: row.memory_limit_bytes,
    hostMemoryBytes: row.host_memory_bytes,
  };
}
