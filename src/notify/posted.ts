/** A lasting message in some chat, and what it stands for. */
export interface PostedMessage {
  readonly subject: string;
  readonly slot: string;
  readonly chatId: number;
  readonly threadId: number | null;
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

/** Every lasting message that was sent: replies and taps find their subject here. */
export interface Posted {
  find(chatId: number, messageId: number): PostedMessage | null;
  /** All messages of one slot, in all chats, oldest first. */
  findBySubject(subject: string, slot: string): PostedMessage[];
  /** Remembers a message that was sent outside the outbox; upserts of its slot edit it from now on. */
  record(message: {
    readonly subject: string;
    readonly slot: string;
    readonly chatId: number;
    readonly threadId: number | null;
    readonly messageId: number;
    readonly shows?: string;
    readonly pinned?: boolean;
  }): void;
  setPinned(chatId: number, messageId: number, pinned: boolean): void;
  forget(chatId: number, messageId: number): void;
}
