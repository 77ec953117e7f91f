import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import type { UnreachableReason } from './channel.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { PostedStore } from './posted-store.ts';

/** What the bot may do in a chat, by name: `pin`, `topics`, `admin`, `readsAll` (privacy mode off) … */
export type ChatRights = Readonly<Record<string, boolean>>;

export interface ChatState {
  readonly chatId: number;
  /** Set when the group became a supergroup: its present id. */
  readonly migratedTo: number | null;
  readonly unreachable: { readonly reason: UnreachableReason; readonly sinceAt: number } | null;
  /** null: never looked at. */
  readonly rights: ChatRights | null;
}

/** What is known of the chats that messages go to. */
export interface Chats {
  /**
   * A group became a supergroup: what waits for it moves along. What was posted in it stays behind, and the next picture
   * of it is a new message: the supergroup numbers its messages from 1, so the old numbers mean others there. Safe to repeat.
   */
  migrate(oldId: number, newId: number): void;
  /** In the transaction in which a migration is learnt; may hear of the same one again. */
  onMigrate(listener: (oldId: number, newId: number) => void): void;
  /** The present id of a chat, whatever id the configuration still has. */
  resolve(chatId: number): number;
  markUnreachable(chatId: number, reason: UnreachableReason): void;
  markReachable(chatId: number): void;
  rights(chatId: number): ChatRights | null;
  setRights(chatId: number, rights: ChatRights): void;
  list(): ChatState[];
}

const chatSchema = z.object({
  chat_id: z.number(),
  migrated_to: z.number().nullable(),
  unreachable: z.enum(['blocked', 'never-started', 'chat-gone']).nullable(),
  unreachable_at: z.number().nullable(),
  rights: z.string().nullable(),
});
const rightsSchema = z.record(z.string(), z.boolean());

function parseChat(raw: unknown): ChatState {
  const row = chatSchema.parse(raw);
  return {
    chatId: row.chat_id,
    migratedTo: row.migrated_to,
    unreachable: row.unreachable === null ? null : { reason: row.unreachable, sinceAt: row.unreachable_at ?? 0 },
    rights: row.rights === null ? null : rightsSchema.parse(JSON.parse(row.rights)),
  };
}

/** The table of chats. `migrated` runs after the commit: what waited may be sent to the new id at once. */
export function createChats(
  database: Database,
  clock: Clock,
  stores: { readonly outbox: OutboxStore; readonly posted: PostedStore },
  migrated: () => void,
): Chats {
  const sql = (text: string) => database.prepare(text);
  const listeners: ((oldId: number, newId: number) => void)[] = [];

  function find(chatId: number): ChatState | null {
    const raw = sql('SELECT * FROM chats WHERE chat_id = ?').get(chatId);
    return raw === undefined ? null : parseChat(raw);
  }

  /** One step is enough: `migrate` turns every earlier step towards the newest id. */
  const resolve = (chatId: number): number => find(chatId)?.migratedTo ?? chatId;

  function migrate(oldId: number, newId: number): void {
    if (oldId === newId) return;
    database.transaction(() => {
      sql('INSERT INTO chats (chat_id) VALUES (?) ON CONFLICT DO UPDATE SET migrated_to = NULL').run(newId);
      sql(
        'INSERT INTO chats (chat_id, migrated_to) VALUES (?, ?) ON CONFLICT DO UPDATE SET migrated_to = excluded.migrated_to',
      ).run(oldId, newId);
      sql('UPDATE chats SET migrated_to = ? WHERE migrated_to = ?').run(newId, oldId);
      stores.posted.forgetChat(oldId);
      stores.outbox.moveChat(oldId, newId);
      for (const listener of listeners) listener(oldId, newId);
      database.afterCommit(migrated);
    });
  }

  return {
    migrate,
    onMigrate: (listener) => {
      listeners.push(listener);
    },
    resolve,
    markUnreachable: (chatId, reason) => {
      // "Since" is the moment when it began: a second failure for the same reason does not move it.
      sql(
        `INSERT INTO chats (chat_id, unreachable, unreachable_at) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET unreachable = excluded.unreachable, unreachable_at = excluded.unreachable_at
           WHERE unreachable IS NOT excluded.unreachable`,
      ).run(resolve(chatId), reason, clock.now());
    },
    markReachable: (chatId) => {
      sql(
        `INSERT INTO chats (chat_id) VALUES (?)
         ON CONFLICT DO UPDATE SET unreachable = NULL, unreachable_at = NULL WHERE unreachable IS NOT NULL`,
      ).run(resolve(chatId));
    },
    rights: (chatId) => find(resolve(chatId))?.rights ?? null,
    setRights: (chatId, rights) => {
      sql('INSERT INTO chats (chat_id, rights) VALUES (?, ?) ON CONFLICT DO UPDATE SET rights = excluded.rights').run(
        resolve(chatId),
        JSON.stringify(rights),
      );
    },
    list: () => sql('SELECT * FROM chats ORDER BY chat_id').all().map(parseChat),
  };
}
