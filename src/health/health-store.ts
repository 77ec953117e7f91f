import { z } from 'zod';
import { CHECK_KINDS } from '../checks/index.ts';
import { checkSchema } from '../config/index.ts';
import type { Database } from '../database/index.ts';
import {
  type Board,
  type FoundPort,
  type Item,
  LEVELS,
  PARTS,
  type PastResult,
  type Run,
  SELF_KINDS,
} from './types.ts';

const reasonSchema = z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });
const boardRow = z.object({
  id: z.string(),
  chat_id: z.number(),
  thread_id: z.number().nullable(),
  screen: z.string(),
  run: z.number(),
});
const runRow = z.object({
  id: z.number(),
  board: z.string(),
  state: z.enum(['running', 'done', 'interrupted']),
  started_at: z.number(),
  ended_at: z.number().nullable(),
  uncovered: z.string(),
  found: z.string(),
});
const resultRow = z.object({
  item: z.string(),
  part: z.enum(PARTS),
  kind: z.enum([...CHECK_KINDS, ...SELF_KINDS]),
  name: z.string(),
  service: z.string().nullable(),
  level: z.enum(LEVELS).nullable(),
  latency_ms: z.number().nullable(),
  reason: z.string().nullable(),
  at: z.number().nullable(),
});
const pastRow = z.object({
  at: z.number(),
  level: z.enum(LEVELS),
  latency_ms: z.number().nullable(),
  reason: z.string().nullable(),
});
const foundSchema = z.array(
  z.object({
    reference: z.string(),
    service: z.string(),
    key: z.string(),
    port: z.number(),
    path: z.string(),
    config: checkSchema,
  }),
);
const namesSchema = z.array(z.string());

export type HealthStore = ReturnType<typeof createHealthStore>;

const parseReason = (text: string | null) => (text === null ? null : reasonSchema.parse(JSON.parse(text)));
const reasonText = (reason: Item['reason']) => (reason === null ? null : JSON.stringify(reason));

/** The SQL of the health room. Callers bring the transaction. */
export function createHealthStore(database: Database) {
  const sql = (text: string) => database.prepare(text);

  function run(id: number): Run | null {
    const raw = sql('SELECT * FROM health_runs WHERE id = ?').get(id);
    if (raw === undefined) return null;
    const row = runRow.parse(raw);
    return {
      id: row.id,
      state: row.state,
      startedAt: row.started_at,
      endedAt: row.ended_at,
      uncovered: namesSchema.parse(JSON.parse(row.uncovered)),
      found: foundSchema.parse(JSON.parse(row.found)),
      items: sql('SELECT * FROM health_results WHERE run = ? ORDER BY position').all(id).map(toItem),
    };
  }

  return {
    run,

    board(id: string): Board | null {
      const raw = sql('SELECT * FROM health_boards WHERE id = ?').get(id);
      if (raw === undefined) return null;
      const row = boardRow.parse(raw);
      const newest = run(row.run);
      return newest && { id, chatId: row.chat_id, threadId: row.thread_id, screen: row.screen, run: newest };
    },

    insertBoard(board: Omit<Board, 'run'>, now: number): void {
      sql('INSERT INTO health_boards (id, chat_id, thread_id, screen, run, touched_at) VALUES (?, ?, ?, ?, 0, ?)').run(
        ...[board.id, board.chatId, board.threadId, board.screen, now],
      );
    },

    setScreen(board: string, screen: string, now: number): void {
      sql('UPDATE health_boards SET screen = ?, touched_at = ? WHERE id = ?').run(screen, now, board);
    },

    /** @returns the run's id; it is its board's newest from now on */
    insertRun(board: string, cause: string, items: readonly Item[], now: number): number {
      const id = sql("INSERT INTO health_runs (board, cause, state, started_at) VALUES (?, ?, 'running', ?)").run(
        ...[board, cause, now],
      ).lastInsertRowid;
      sql('UPDATE health_boards SET run = ?, touched_at = ? WHERE id = ?').run(id, now, board);
      for (const [position, item] of items.entries()) insertItem(id, item, position);
      return id;
    },

    /** The run that this cause has begun; null: not yet. */
    runOfCause(cause: string): { id: number; board: string; state: Run['state'] } | null {
      const raw = sql('SELECT * FROM health_runs WHERE cause = ?').get(cause);
      return raw === undefined ? null : runRow.parse(raw);
    },

    /** A line's answer, or the whole line where it was not expected. */
    saveItem(runId: number, item: Item, position: number): void {
      const changed = sql(
        'UPDATE health_results SET level = ?, latency_ms = ?, reason = ?, at = ? WHERE run = ? AND item = ?',
      ).run(...[item.level, item.latencyMs, reasonText(item.reason), item.at, runId, item.id]).changes;
      if (changed === 0) insertItem(runId, item, position);
    },

    remember(item: Item): void {
      if (item.level === null || item.at === null) return;
      sql('INSERT INTO health_history (item, at, level, latency_ms, reason) VALUES (?, ?, ?, ?, ?)').run(
        ...[item.id, item.at, item.level, item.latencyMs, reasonText(item.reason)],
      );
    },

    removeItem(runId: number, item: string): void {
      sql('DELETE FROM health_results WHERE run = ? AND item = ?').run(runId, item);
    },

    setUncovered(runId: number, names: readonly string[]): void {
      sql('UPDATE health_runs SET uncovered = ? WHERE id = ?').run(JSON.stringify(names), runId);
    },

    setFound(runId: number, found: readonly FoundPort[]): void {
      sql('UPDATE health_runs SET found = ? WHERE id = ?').run(JSON.stringify(found), runId);
    },

    endRun(runId: number, state: 'done' | 'interrupted', now: number): void {
      sql("UPDATE health_runs SET state = ?, ended_at = ? WHERE id = ? AND state = 'running'").run(state, now, runId);
    },

    running: (): { id: number; board: string }[] =>
      sql("SELECT * FROM health_runs WHERE state = 'running' ORDER BY id")
        .all()
        .map((raw) => runRow.parse(raw)),

    /** Newest first. */
    history: (item: string, limit: number): PastResult[] =>
      sql('SELECT at, level, latency_ms, reason FROM health_history WHERE item = ? ORDER BY at DESC LIMIT ?')
        .all(item, limit)
        .map((raw) => {
          const row = pastRow.parse(raw);
          return { at: row.at, level: row.level, latencyMs: row.latency_ms, reason: parseReason(row.reason) };
        }),

    moveChat(oldId: number, newId: number): void {
      sql('UPDATE health_boards SET chat_id = ? WHERE chat_id = ?').run(newId, oldId);
    },

    prune(before: number): void {
      sql('DELETE FROM health_boards WHERE touched_at < ?').run(before);
      sql('DELETE FROM health_history WHERE at < ?').run(before);
    },

    /** Writes a row and reads it back. @returns the size of the database in bytes */
    beat(now: number): number {
      sql('INSERT OR REPLACE INTO health_heartbeat (id, at) VALUES (1, ?)').run(now);
      z.object({ at: z.literal(now) }).parse(sql('SELECT at FROM health_heartbeat WHERE id = 1').get());
      const size = sql('SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()').get();
      return z.object({ bytes: z.number() }).parse(size).bytes;
    },
  };

  function insertItem(runId: number, item: Item, position: number): void {
    sql(`INSERT INTO health_results (run, item, part, position, kind, name, service, level, latency_ms, reason, at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
      ...[runId, item.id, item.part, position, item.kind, item.name, item.service],
      ...[item.level, item.latencyMs, reasonText(item.reason), item.at],
    );
  }
}

function toItem(raw: unknown): Item {
  const row = resultRow.parse(raw);
  return {
    id: row.item,
    part: row.part,
    kind: row.kind,
    name: row.name,
    service: row.service,
    level: row.level,
    latencyMs: row.latency_ms,
    reason: parseReason(row.reason),
    at: row.at,
  };
}
