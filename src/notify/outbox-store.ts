import { z } from 'zod';
import type { Database } from '../database/index.ts';
import type { ChannelName } from './channel.ts';
import { type Message, messageSchema } from './message.ts';

/** A destination as the rows know it. */
export interface Address {
  readonly channel: ChannelName;
  readonly chatId: number;
  readonly threadId: number | null;
}

export type RowState = 'pending' | 'sending' | 'sent' | 'unknown' | 'failed' | 'dropped';

/** One message for one destination. */
export interface Row {
  readonly id: number;
  readonly address: Address;
  readonly message: Message;
  readonly state: RowState;
  readonly attempts: number;
  readonly resend: boolean;
  readonly editingMessageId: number | null;
  readonly minIntervalMs: number;
}

/** The oldest waiting row of one subject in one chat: the only one of the subject that may go next. */
export interface Head {
  readonly id: number;
  readonly channel: ChannelName;
  readonly chatId: number;
  /** The most urgent priority of all that waits in the subject: what is urgent pulls along what stands before it. */
  readonly priority: number;
}

const channelSchema = z.enum(['telegram', 'slack']);
const headSchema = z.object({
  id: z.number(),
  channel: channelSchema,
  chat_id: z.number(),
  priority: z.number(),
});
const rowSchema = z.object({
  id: z.number(),
  channel: channelSchema,
  chat_id: z.number(),
  thread_id: z.number(),
  message: z.string(),
  state: z.enum(['pending', 'sending', 'sent', 'unknown', 'failed', 'dropped']),
  attempts: z.number(),
  resend: z.number(),
  editing_message_id: z.number().nullable(),
  min_interval_ms: z.number(),
});
const idSchema = z.object({ id: z.number() });
const oldestSchema = z.object({ at: z.number().nullable() });
const pathSchema = z.object({ path: z.string() });
const countSchema = z.object({ n: z.number() });

/** In columns a message without a topic has thread 0, so that it takes part in keys. */
export const threadColumn = (threadId: number | null): number => threadId ?? 0;
export const threadFromColumn = (column: number): number | null => (column === 0 ? null : column);

function parseRow(raw: unknown): Row {
  const row = rowSchema.parse(raw);
  return {
    id: row.id,
    address: { channel: row.channel, chatId: row.chat_id, threadId: threadFromColumn(row.thread_id) },
    message: messageSchema.parse(JSON.parse(row.message)),
    state: row.state,
    attempts: row.attempts,
    resend: row.resend === 1,
    editingMessageId: row.editing_message_id,
    minIntervalMs: row.min_interval_ms,
  };
}

const ROW = 'id, channel, chat_id, thread_id, message, state, attempts, resend, editing_message_id, min_interval_ms';

export type OutboxStore = ReturnType<typeof createOutboxStore>;

/** The SQL of the outbox's rows. Callers bring the transaction. */
export function createOutboxStore(database: Database) {
  const sql = (text: string) => database.prepare(text);
  const read = (raw: unknown): Row | null => (raw === undefined ? null : parseRow(raw));

  return {
    /** @returns false when this destination has been told of the cause before */
    rememberCause(cause: string, { channel, chatId, threadId }: Address, now: number): boolean {
      return (
        sql('INSERT OR IGNORE INTO outbox_causes (cause, channel, chat_id, thread_id, at) VALUES (?, ?, ?, ?, ?)').run(
          cause,
          channel,
          chatId,
          threadColumn(threadId),
          now,
        ).changes === 1
      );
    },

    insert({ channel, chatId, threadId }: Address, message: Message, minIntervalMs: number, now: number): void {
      sql(
        `INSERT INTO outbox (channel, chat_id, thread_id, subject, slot, mode, priority, min_interval_ms, expires_at, message, enqueued_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(
        channel,
        chatId,
        threadColumn(threadId),
        message.subject,
        message.slot,
        message.mode,
        message.priority,
        minIntervalMs,
        message.expiresAt ?? null,
        JSON.stringify(message),
        now,
      );
    },

    /** The upsert of a slot that waits and that a newer one replaces. */
    waitingUpsert({ channel, chatId, threadId }: Address, { subject, slot }: Message): Row | null {
      return read(
        sql(
          `SELECT ${ROW} FROM outbox WHERE settled_at IS NULL AND state = 'pending' AND mode = 'upsert'
             AND channel = ? AND chat_id = ? AND subject = ? AND thread_id = ? AND slot = ?`,
        ).get(channel, chatId, subject, threadColumn(threadId), slot),
      );
    },

    replaceMessage(id: number, message: Message, minIntervalMs: number): void {
      sql('UPDATE outbox SET message = ?, priority = ?, min_interval_ms = ?, expires_at = ? WHERE id = ?').run(
        JSON.stringify(message),
        message.priority,
        minIntervalMs,
        message.expiresAt ?? null,
        id,
      );
    },

    get: (id: number): Row | null => read(sql(`SELECT ${ROW} FROM outbox WHERE id = ?`).get(id)),

    /** The heads of all chats where nothing is under way, most urgent first. */
    heads(): Head[] {
      return sql(
        `SELECT MIN(id) AS id, channel, chat_id, MIN(priority) AS priority FROM outbox AS waiting
         WHERE settled_at IS NULL AND state = 'pending' AND NOT EXISTS (
           SELECT 1 FROM outbox AS busy
           WHERE busy.state = 'sending' AND busy.channel = waiting.channel AND busy.chat_id = waiting.chat_id)
         GROUP BY channel, chat_id, subject ORDER BY priority, id`,
      )
        .all()
        .map((raw) => {
          const head = headSchema.parse(raw);
          return { id: head.id, channel: head.channel, chatId: head.chat_id, priority: head.priority };
        });
    },

    /** Before the network is touched: a row found like this at a start may have arrived. */
    markSending(id: number, editingMessageId: number | null): void {
      sql("UPDATE outbox SET state = 'sending', attempts = attempts + 1, editing_message_id = ? WHERE id = ?").run(
        editingMessageId,
        id,
      );
    },

    backToPending(id: number, resend: boolean): void {
      sql("UPDATE outbox SET state = 'pending', editing_message_id = NULL, resend = MAX(resend, ?) WHERE id = ?").run(
        resend ? 1 : 0,
        id,
      );
    },

    settle(id: number, state: RowState, now: number, messageId: number | null, note: string | null): void {
      sql('UPDATE outbox SET state = ?, settled_at = ?, message_id = ?, note = ? WHERE id = ?').run(
        state,
        now,
        messageId,
        note,
        id,
      );
    },

    /** What was under way, oldest first. */
    interrupted: (): number[] =>
      sql("SELECT id FROM outbox WHERE state = 'sending' ORDER BY id")
        .all()
        .map((raw) => idSchema.parse(raw).id),

    /** @returns how many were dropped */
    dropExpired: (now: number): number =>
      sql(
        "UPDATE outbox SET state = 'dropped', settled_at = ?, note = 'expired' WHERE settled_at IS NULL AND state = 'pending' AND expires_at <= ?",
      ).run(now, now).changes,

    dropChannel: (channel: ChannelName, now: number): number =>
      sql(
        "UPDATE outbox SET state = 'dropped', settled_at = ?, note = 'no such channel' WHERE settled_at IS NULL AND state = 'pending' AND channel = ?",
      ).run(now, channel).changes,

    /** Paths of the files that unsettled messages bring with them. */
    waitingFiles: (): string[] =>
      sql(
        "SELECT json_extract(message, '$.file.path') AS path FROM outbox WHERE settled_at IS NULL AND json_extract(message, '$.file.path') IS NOT NULL",
      )
        .all()
        .map((raw) => pathSchema.parse(raw).path),

    backlog: (): number => countSchema.parse(sql('SELECT COUNT(*) AS n FROM outbox WHERE settled_at IS NULL').get()).n,

    oldestAt: (): number | null =>
      oldestSchema.parse(sql('SELECT MIN(enqueued_at) AS at FROM outbox WHERE settled_at IS NULL').get()).at,

    prune(settledBefore: number, causesBefore: number): void {
      sql('DELETE FROM outbox WHERE settled_at < ?').run(settledBefore);
      sql('DELETE FROM outbox_causes WHERE at < ?').run(causesBefore);
    },

    /** Rows and causes of a group follow it to its new id; a cause that both ids were told of is told once. */
    moveChat(oldId: number, newId: number): void {
      sql(`UPDATE outbox SET chat_id = ? WHERE settled_at IS NULL AND channel = 'telegram' AND chat_id = ?`).run(
        newId,
        oldId,
      );
      sql(`UPDATE OR IGNORE outbox_causes SET chat_id = ? WHERE channel = 'telegram' AND chat_id = ?`).run(
        newId,
        oldId,
      );
    },
  };
}
