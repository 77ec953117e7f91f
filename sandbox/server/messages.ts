import type {
  Chat,
  Document,
  ForumTopicCreated,
  ForumTopicEdited,
  InlineKeyboardMarkup,
  LinkPreviewOptions,
  MessageEntity,
  MessageOrigin,
  PhotoSize,
  ReactionType,
  RichMessage,
  User,
} from '@grammyjs/types';

/** A message as Telegram's `Message`, for as many kinds as people and bots exchange here. */
export interface StoredMessage {
  readonly message_id: number;
  /** Seconds. */
  readonly date: number;
  readonly chat: Chat;
  readonly from?: User;
  readonly sender_chat?: Chat;
  readonly message_thread_id?: number;
  readonly is_topic_message?: true;
  readonly reply_to_message?: StoredMessage;
  readonly forward_origin?: MessageOrigin;
  readonly media_group_id?: string;
  readonly has_protected_content?: true;
  readonly link_preview_options?: LinkPreviewOptions;
  readonly ephemeral_message_id?: number;
  readonly receiver_user?: User;
  readonly document?: Document;
  readonly photo?: readonly PhotoSize[];
  readonly pinned_message?: StoredMessage;
  readonly new_chat_members?: readonly User[];
  readonly left_chat_member?: User;
  readonly new_chat_title?: string;
  readonly migrate_to_chat_id?: number;
  readonly migrate_from_chat_id?: number;
  readonly forum_topic_created?: ForumTopicCreated;
  readonly forum_topic_edited?: ForumTopicEdited;
  readonly forum_topic_closed?: Record<string, never>;
  readonly forum_topic_reopened?: Record<string, never>;
  text?: string;
  entities?: MessageEntity[];
  caption?: string;
  caption_entities?: MessageEntity[];
  rich_message?: RichMessage;
  reply_markup?: InlineKeyboardMarkup;
  edit_date?: number;
}

export type NewMessage = Omit<StoredMessage, 'message_id' | 'date'>;

export interface Reaction {
  readonly by: number;
  readonly reaction: ReactionType;
}

export interface MessageStore {
  add(message: NewMessage): StoredMessage;
  /** A message that only its receiver sees; its `message_id` is 0 and it is found by its ephemeral id. */
  addEphemeral(message: NewMessage): StoredMessage;
  find(chat: number, messageId: number): StoredMessage | null;
  findEphemeral(chat: number, receiver: number, ephemeralId: number): StoredMessage | null;
  remove(chat: number, message: StoredMessage): void;
  list(chat: number): readonly StoredMessage[];
  reactions(chat: number, messageId: number): readonly Reaction[];
  setReactions(chat: number, messageId: number, by: number, reactions: readonly ReactionType[]): void;
  /** The message asks its readers to reply to it; Telegram tells their phones, not the bot. */
  setForceReply(message: StoredMessage, markup: unknown): void;
  /** By "chat/message". */
  forceReplies(): Readonly<Record<string, unknown>>;
  /** Topics take their ids from the messages that created them. */
  nextId(chat: Chat): number;
}

/**
 * Supergroups count their messages themselves; private chats and basic groups share the counter of the account, as in
 * Telegram: an id alone never says which chat is meant.
 */
export function createMessageStore(now: () => number): MessageStore {
  const byChat = new Map<number, StoredMessage[]>();
  const reactionsOf = new Map<string, Reaction[]>();
  const counters = new Map<number, number>();
  const forced = new Map<string, unknown>();
  let ephemeralCounter = 0;

  const messagesOf = (chat: number): StoredMessage[] => {
    const known = byChat.get(chat);
    if (known !== undefined) return known;
    const fresh: StoredMessage[] = [];
    byChat.set(chat, fresh);
    return fresh;
  };

  function nextId(chat: Chat): number {
    const counter = chat.type === 'supergroup' || chat.type === 'channel' ? chat.id : 0;
    // Topics were made by messages too: ids below 10 belong to them.
    const next = (counters.get(counter) ?? 10) + 1;
    counters.set(counter, next);
    return next;
  }

  const stamp = () => Math.floor(now() / 1000);

  return {
    nextId,
    setForceReply(message, markup) {
      forced.set(`${message.chat.id}/${message.message_id}`, markup);
    },
    forceReplies: () => Object.fromEntries(forced),
    add(message) {
      const stored: StoredMessage = { ...message, message_id: nextId(message.chat), date: stamp() };
      messagesOf(message.chat.id).push(stored);
      return stored;
    },
    addEphemeral(message) {
      ephemeralCounter += 1;
      const stored: StoredMessage = {
        ...message,
        message_id: 0,
        ephemeral_message_id: ephemeralCounter,
        date: stamp(),
      };
      messagesOf(message.chat.id).push(stored);
      return stored;
    },
    find: (chat, messageId) =>
      messageId === 0 ? null : (messagesOf(chat).find((message) => message.message_id === messageId) ?? null),
    findEphemeral: (chat, receiver, ephemeralId) =>
      messagesOf(chat).find(
        (message) => message.ephemeral_message_id === ephemeralId && message.receiver_user?.id === receiver,
      ) ?? null,
    remove(chat, message) {
      const messages = messagesOf(chat);
      const index = messages.indexOf(message);
      if (index >= 0) messages.splice(index, 1);
    },
    list: (chat) => messagesOf(chat),
    reactions: (chat, messageId) => reactionsOf.get(`${chat}/${messageId}`) ?? [],
    setReactions(chat, messageId, by, reactions) {
      const others = (reactionsOf.get(`${chat}/${messageId}`) ?? []).filter((reaction) => reaction.by !== by);
      reactionsOf.set(`${chat}/${messageId}`, [...others, ...reactions.map((reaction) => ({ by, reaction }))]);
    },
  };
}
