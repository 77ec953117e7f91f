import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import { threadColumn, threadFromColumn } from './outbox-store.ts';

/** Where a lasting message is, and what it stands for. */
export interface PostedPlace {
  readonly subject: string;
  readonly slot: string;
  readonly chatId: number;
  readonly threadId: number | null;
}

/** A lasting message in some chat. */
export interface PostedMessage extends PostedPlace {
  readonly messageId: number;
  /** Hash of the content that it shows, as the channel gave it. */
  readonly shows: string | null;
  readonly pinned: boolean;
  /** The one that upserts of its slot edit; older messages of the slot only lead replies to their subject. */
  readonly current: boolean;
  readonly postedAt: number;
  /** When its content was last sent. */
  readonly shownAt: number;
}

/** What a message shows after it was sent or edited; what is left out stays as it was. */
interface Shown {
  readonly shows?: string;
  readonly pinned?: boolean;
}

/** Every lasting message that was sent: replies and taps find their subject here. Chats are present ids (see `Chats.resolve`). */
export interface Posted {
  find(chatId: number, messageId: number): PostedMessage | null;
  /** All messages of one slot, in all chats, oldest first. */
  findBySubject(subject: string, slot: string): PostedMessage[];
  /** Remembers a message as the one that upserts of its slot edit from now on, or what it shows since it was edited. */
  record(message: PostedPlace & { readonly messageId: number } & Shown): void;
  setPinned(chatId: number, messageId: number, pinned: boolean): void;
  forget(chatId: number, messageId: number): void;
}

export interface PostedStore extends Posted {
  /** The message that an upsert of this slot edits. */
  current(place: PostedPlace): PostedMessage | null;
  /** The chat is gone: nothing that was posted there can be edited or replied to any more. */
  forgetChat(chatId: number): void;
  prune(shownBefore: number): void;
}

const postedSchema = z.object({
  subject: z.string(),
  slot: z.string(),
  chat_id: z.number(),
  thread_id: z.number(),
  message_id: z.number(),
  shows: z.string().nullable(),
  pinned: z.number(),
  current: z.number(),
  posted_at: z.number(),
  shown_at: z.number(),
});

function parsePosted(raw: unknown): PostedMessage {
  const row = postedSchema.parse(raw);
  return {
    subject: row.subject,
    slot: row.slot,
    chatId: row.chat_id,
    threadId: threadFromColumn(row.thread_id),
    messageId: row.message_id,
    shows: row.shows,
    pinned: row.pinned === 1,
    current: row.current === 1,
    postedAt: row.posted_at,
    shownAt: row.shown_at,
  };
}

/** The SQL of `posted`. */
export function createPosted(database: Database, clock: Clock): PostedStore {
  const sql = (text: string) => database.prepare(text);
  const read = (raw: unknown): PostedMessage | null => (raw === undefined ? null : parsePosted(raw));
  const find = (chatId: number, messageId: number) =>
    read(sql('SELECT * FROM posted WHERE chat_id = ? AND message_id = ?').get(chatId, messageId));

  function record(message: PostedPlace & { readonly messageId: number } & Shown): void {
    const { subject, slot, chatId, messageId } = message;
    const thread = threadColumn(message.threadId);
    const before = find(chatId, messageId);
    const now = clock.now();
    database.transaction(() => {
      sql(
        'UPDATE posted SET current = 0 WHERE subject = ? AND slot = ? AND chat_id = ? AND thread_id = ? AND message_id <> ?',
      ).run(subject, slot, chatId, thread, messageId);
      sql(
        `INSERT OR REPLACE INTO posted (chat_id, message_id, thread_id, subject, slot, shows, pinned, current, posted_at, shown_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)`,
      ).run(
        chatId,
        messageId,
        thread,
        subject,
        slot,
        message.shows ?? before?.shows ?? null,
        (message.pinned ?? before?.pinned) ? 1 : 0,
        before?.postedAt ?? now,
        now,
      );
    });
  }

  return {
    find,
    findBySubject: (subject, slot) =>
      sql('SELECT * FROM posted WHERE subject = ? AND slot = ? ORDER BY posted_at, message_id')
        .all(subject, slot)
        .map(parsePosted),
    current: ({ subject, slot, chatId, threadId }) =>
      read(
        sql(
          `SELECT * FROM posted WHERE subject = ? AND slot = ? AND chat_id = ? AND thread_id = ? AND current = 1
           ORDER BY shown_at DESC LIMIT 1`,
        ).get(subject, slot, chatId, threadColumn(threadId)),
      ),
    record,
    setPinned: (chatId, messageId, pinned) => {
      sql('UPDATE posted SET pinned = ? WHERE chat_id = ? AND message_id = ?').run(pinned ? 1 : 0, chatId, messageId);
    },
    forget: (chatId, messageId) => {
      sql('DELETE FROM posted WHERE chat_id = ? AND message_id = ?').run(chatId, messageId);
    },
    forgetChat: (chatId) => {
      sql('DELETE FROM posted WHERE chat_id = ?').run(chatId);
    },
    prune: (shownBefore) => {
      sql('DELETE FROM posted WHERE shown_at < ? AND pinned = 0').run(shownBefore);
    },
  };
}
