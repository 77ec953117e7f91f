import type { UnreachableReason } from './channel.ts';

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
  /** A group became a supergroup: what is posted there and what waits for it moves along. Safe to repeat. */
  migrate(oldId: number, newId: number): void;
  /** The present id of a chat, whatever id the configuration still has. */
  resolve(chatId: number): number;
  markUnreachable(chatId: number, reason: UnreachableReason): void;
  markReachable(chatId: number): void;
  rights(chatId: number): ChatRights | null;
  setRights(chatId: number, rights: ChatRights): void;
  list(): ChatState[];
}
