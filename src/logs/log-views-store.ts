import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import { emptyState, type LogViewState, viewStateSchema } from './view-state.ts';

/** After so long nobody looks at that message any more; its buttons then offer to open the log anew. */
const KEEP_MS = 3 * 86_400_000;
/** However busy the chats are: older ones go first. */
const KEEP_MOST = 1_000;

export interface LogView {
  /** Eight characters, for callback data. */
  readonly id: string;
  readonly chatId: number;
  readonly threadId: number | null;
  readonly state: LogViewState;
}

/** What each message with a log shows, in rows: its buttons work after a restart of the bot too. */
export interface LogViews {
  /** The same cause gives the same view. */
  create(place: { chatId: number; threadId: number | null }, state: Partial<LogViewState>, cause: string): LogView;
  get(id: string): LogView | null;
  /** @returns what it is then; null when it is no more */
  change(id: string, change: Partial<LogViewState>): LogView | null;
  /** Those that something was read for when the bot ended. */
  busy(): LogView[];
  /** The latest of a chat, newest first. */
  latest(chatId: number, most: number): LogView[];
}

const rowSchema = z.object({
  id: z.string(),
  chat_id: z.number(),
  thread_id: z.number().nullable(),
  state: z.string(),
});

function parseView(raw: unknown): LogView {
  const row = rowSchema.parse(raw);
  return {
    id: row.id,
    chatId: row.chat_id,
    threadId: row.thread_id,
    state: viewStateSchema.parse(JSON.parse(row.state)),
  };
}

/** The room's table, migrations/012-log-views.sql. */
export function createLogViews({ database, clock }: { database: Database; clock: Clock }): LogViews {
  const sql = (text: string) => database.prepare(text);

  function get(id: string): LogView | null {
    const raw = sql('SELECT * FROM log_views WHERE id = ?').get(id);
    return raw === undefined ? null : parseView(raw);
  }

  function prune(now: number): void {
    sql('DELETE FROM log_views WHERE touched_at < ?').run(now - KEEP_MS);
    sql('DELETE FROM log_views WHERE id IN (SELECT id FROM log_views ORDER BY touched_at DESC LIMIT -1 OFFSET ?)').run(
      KEEP_MOST,
    );
  }

  return {
    get,
    create: ({ chatId, threadId }, given, cause) =>
      database.transaction(() => {
        const known = sql('SELECT * FROM log_views WHERE cause = ?').get(cause);
        if (known !== undefined) return parseView(known);
        const now = clock.now();
        prune(now);
        const state = { ...emptyState(), ...given };
        const id = randomBytes(6).toString('base64url');
        sql(
          'INSERT INTO log_views (id, cause, chat_id, thread_id, state, busy, touched_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ).run(id, cause, chatId, threadId, JSON.stringify(state), state.activity === null ? 0 : 1, now);
        return { id, chatId, threadId, state };
      }),
    change: (id, change) =>
      database.transaction(() => {
        const before = get(id);
        if (before === null) return null;
        const state = { ...before.state, ...change };
        sql('UPDATE log_views SET state = ?, busy = ?, touched_at = ? WHERE id = ?').run(
          JSON.stringify(state),
          state.activity === null ? 0 : 1,
          clock.now(),
          id,
        );
        return { ...before, state };
      }),
    busy: () => sql('SELECT * FROM log_views WHERE busy = 1').all().map(parseView),
    latest: (chatId, most) =>
      sql('SELECT * FROM log_views WHERE chat_id = ? ORDER BY touched_at DESC LIMIT ?')
        .all(chatId, most)
        .map(parseView),
  };
}
