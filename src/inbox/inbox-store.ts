import { z } from 'zod';
import type { Database } from '../database/index.ts';

const row = z.object({
  update_id: z.number(),
  lane: z.string(),
  payload: z.string(),
});

/** One update as it waits to be handled. */
export interface WaitingRow {
  readonly id: number;
  readonly lane: string;
  readonly payload: unknown;
}

export interface InboxStore {
  /** Adds the row unless this update is known already; tells whether it was new. */
  add(id: number, lane: string, payload: unknown, receivedAt: number): boolean;
  waiting(): WaitingRow[];
  /** Counts one more attempt, before it is made: a handler that kills the process counts too. */
  countAttempt(id: number): number;
  settle(id: number, state: 'handled' | 'set-aside', at: number, failure: string | null): void;
  /** Forgets what was settled before `before`. Telegram repeats an update for at most 24 hours. */
  prune(before: number): number;
}

export function createInboxStore(database: Database): InboxStore {
  return {
    add: (id, lane, payload, receivedAt) =>
      database
        .prepare('INSERT OR IGNORE INTO inbox (update_id, lane, payload, received_at) VALUES (?, ?, ?, ?)')
        .run(id, lane, JSON.stringify(payload), receivedAt).changes === 1,
    waiting: () =>
      database
        .prepare("SELECT update_id, lane, payload FROM inbox WHERE state = 'waiting' ORDER BY update_id")
        .all()
        .map((found) => {
          const parsed = row.parse(found);
          const payload: unknown = JSON.parse(parsed.payload);
          return {
            id: parsed.update_id,
            lane: parsed.lane,
            payload,
          };
        }),
    countAttempt: (id) =>
      z
        .object({ attempts: z.number() })
        .parse(
          database.prepare('UPDATE inbox SET attempts = attempts + 1 WHERE update_id = ? RETURNING attempts').get(id),
        ).attempts,
    settle: (id, state, at, failure) => {
      // What was handled is of no use any more, and may hold what people wrote: only its number is kept, against repeats.
      database
        .prepare(
          "UPDATE inbox SET state = ?, settled_at = ?, failure = ?, payload = CASE WHEN ? = 'handled' THEN '{}' ELSE payload END WHERE update_id = ?",
        )
        .run(state, at, failure, state, id);
    },
    prune: (before) =>
      database.prepare("DELETE FROM inbox WHERE state <> 'waiting' AND settled_at < ?").run(before).changes,
  };
}
