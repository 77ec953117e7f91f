import { z } from 'zod';
import type { Database } from '../database/index.ts';
import type { ServiceKey } from '../docker/index.ts';
import { type Attempt, FAILURES, type Failure } from './attempts.ts';

/** Older ones say little of a service as it is today. */
const KEEP_PER_SERVICE = 100;

const row = z.object({
  action: z.string(),
  failure: z.enum(FAILURES),
  exit_code: z.number().nullable(),
  helped: z.number(),
  took_ms: z.number().nullable(),
});

/** All SQL of what helped before; decides nothing and opens no transactions. */
export function createAttemptsStore(database: Database) {
  return {
    begin(operationId: string, key: ServiceKey, action: string, failure: Failure, at: number): void {
      database
        .prepare(
          `INSERT OR IGNORE INTO action_attempts (operation_id, key, action, failure, exit_code, asked_at)
           VALUES (?, ?, ?, ?, ?, ?)`,
        )
        .run(operationId, key, action, failure.kind, failure.exitCode, at);
      database
        .prepare(
          `DELETE FROM action_attempts WHERE key = ? AND asked_at < (
             SELECT asked_at FROM action_attempts WHERE key = ? ORDER BY asked_at DESC LIMIT 1 OFFSET ?)`,
        )
        .run(key, key, KEEP_PER_SERVICE - 1);
    },

    /** `helped` null: nobody can say. */
    end(operationId: string, helped: boolean | null, tookMs: number): void {
      database
        .prepare('UPDATE action_attempts SET helped = ?, took_ms = ? WHERE operation_id = ?')
        .run(helped === null ? null : Number(helped), Math.round(tookMs), operationId);
    },

    /** When the last one that helped was over; null when none has. */
    mendedAt(key: ServiceKey): number | null {
      const found = database
        .prepare('SELECT max(asked_at + coalesce(took_ms, 0)) AS at FROM action_attempts WHERE key = ? AND helped = 1')
        .get(key);
      return z.object({ at: z.number().nullable() }).parse(found).at;
    },

    /** Those of which it is known whether they helped, oldest first. */
    of(key: ServiceKey): Attempt[] {
      return database
        .prepare(
          `SELECT action, failure, exit_code, helped, took_ms FROM action_attempts
           WHERE key = ? AND helped IS NOT NULL ORDER BY asked_at`,
        )
        .all(key)
        .map((raw) => {
          const { action, failure, exit_code, helped, took_ms } = row.parse(raw);
          return {
            action,
            failure: { kind: failure, exitCode: exit_code },
            helped: helped === 1,
            tookMs: took_ms ?? 0,
          };
        });
    },
  };
}
