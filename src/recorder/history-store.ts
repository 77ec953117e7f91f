import { z } from 'zod';
import type { Database } from '../database/index.ts';
import type { ServiceKey } from '../docker/index.ts';
import type { DiskFigures } from '../host/index.ts';
import { type DiskSample, RECORDED_ACTIONS, type RecordedEvent } from './types.ts';

/** A disk fills over hours: a sample a minute of a day tells all there is to know. */
const DISK_LIMITS = { everyMs: 60_000, keptMs: 24 * 3_600_000, rows: 50_000 };

const eventRow = z.object({
  at: z.number(),
  key: z.string(),
  container_id: z.string(),
  action: z.enum(RECORDED_ACTIONS),
  exit_code: z.number().nullable(),
  signal: z.number().nullable(),
  health: z.enum(['starting', 'healthy', 'unhealthy']).nullable(),
});

const diskRow = z.object({
  mount: z.string(),
  at: z.number(),
  total_bytes: z.number(),
  used_bytes: z.number(),
  available_bytes: z.number(),
});

export interface HistoryStore {
  /** Keeps one sample a minute of each disk; the others are dropped. */
  saveDisks(disks: readonly DiskFigures[], at: number): void;
  /** Oldest first. */
  disks(sinceAt: number): DiskSample[];
  /** Of one container, newest first. Probes are not among them. */
  events(key: ServiceKey, containerId: string, limit: number): RecordedEvent[];
  prune(now: number): void;
}

/** The SQL of what is only looked back at: the host's disks, and the events of one container. */
export function createHistoryStore(database: Database): HistoryStore {
  const sql = (text: string) => database.prepare(text);
  return {
    saveDisks: (disks, at) => {
      const insert = sql(`INSERT OR IGNORE INTO recorder_disks (mount, at, total_bytes, used_bytes, available_bytes)
        SELECT ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM recorder_disks WHERE mount = ? AND at > ? AND at <= ?)`);
      for (const { mount, totalBytes, usedBytes, availableBytes } of disks) {
        const sizes = [totalBytes, usedBytes, availableBytes].map(Math.round);
        insert.run(mount, at, ...sizes, mount, at - DISK_LIMITS.everyMs, at);
      }
    },
    disks: (sinceAt) =>
      sql('SELECT mount, at, total_bytes, used_bytes, available_bytes FROM recorder_disks WHERE at > ? ORDER BY at')
        .all(sinceAt)
        .map((row) => diskRow.parse(row))
        .map((row) => ({
          mount: row.mount,
          at: row.at,
          totalBytes: row.total_bytes,
          usedBytes: row.used_bytes,
          availableBytes: row.available_bytes,
        })),
    events: (key, containerId, limit) =>
      sql(`SELECT at, key, container_id, action, exit_code, signal, health FROM recorder_events
        WHERE key = ? AND container_id = ? ORDER BY at DESC, id DESC LIMIT ?`)
        .all(key, containerId, limit)
        .map((row) => eventRow.parse(row))
        .map((row) => ({
          at: row.at,
          key: row.key,
          containerId: row.container_id,
          action: row.action,
          exitCode: row.exit_code,
          signal: row.signal,
          health: row.health,
        })),
    prune: (now) => {
      sql('DELETE FROM recorder_disks WHERE at < ?').run(now - DISK_LIMITS.keptMs);
      sql(`DELETE FROM recorder_disks WHERE at < coalesce(
        (SELECT at FROM recorder_disks ORDER BY at DESC LIMIT 1 OFFSET ?), 0)`).run(DISK_LIMITS.rows);
    },
  };
}
