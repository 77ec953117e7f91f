import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/index.ts';

const row = z.object({ lane: z.string(), version: z.string(), state: z.string() });

export interface ConversationStore {
  read(lane: string): unknown;
  write(lane: string, version: string, state: unknown): void;
  remove(lane: string): void;
  /** The group of these lanes has another id now. */
  moveChat(oldId: number, newId: number): void;
  /** Removes the dialogues of other versions of the code, which cannot be replayed, and tells whose they were. */
  removeOutdated(version: string): string[];
}

export function createConversationStore(database: Database, clock: Clock): ConversationStore {
  return {
    read: (lane) => {
      const found = database.prepare('SELECT lane, version, state FROM conversations WHERE lane = ?').get(lane);
      if (found === undefined) return undefined;
      const state: unknown = JSON.parse(row.parse(found).state);
      return state;
    },
    write: (lane, version, state) => {
      database
        .prepare(
          `INSERT INTO conversations (lane, version, state, changed_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (lane) DO UPDATE SET version = excluded.version, state = excluded.state, changed_at = excluded.changed_at`,
        )
        .run(lane, version, JSON.stringify(state), clock.now());
    },
    remove: (lane) => {
      database.prepare('DELETE FROM conversations WHERE lane = ?').run(lane);
    },
    moveChat: (oldId, newId) => {
      const [before, after] = [`${oldId}:`, `${newId}:`];
      database
        .prepare(
          `UPDATE OR IGNORE conversations SET lane = ? || substr(lane, length(?) + 1) WHERE substr(lane, 1, length(?)) = ?`,
        )
        .run(after, before, before, before);
    },
    removeOutdated: (version) =>
      database
        .prepare('DELETE FROM conversations WHERE version <> ? RETURNING lane, version, state')
        .all(version)
        .map((found) => row.parse(found).lane),
  };
}
