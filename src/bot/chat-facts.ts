import type { Api } from 'grammy';
import type { ChatMemberUpdated, Update } from 'grammy/types';
import type { ChatAddress } from '../config/index.ts';
import type { Log } from '../log.ts';
import type { Chats } from '../notify/index.ts';

export interface ChatFacts {
  /** Learns from an update about a chat. Safe to repeat; not part of the inbox. */
  learn(update: Update): void;
  /** Asks Telegram what the bot may do in the on-call chat. Failures are logged: the bot works without knowing. */
  look(): Promise<void>;
}

export interface ChatFactsOptions {
  readonly api: Api;
  readonly chats: Chats;
  readonly oncallChat: ChatAddress | null;
  readonly log: Log;
}

/** Keeps what is known of chats up to date: moved groups, people who blocked the bot, missing rights, privacy mode. */
export function createChatFacts({ api, chats, oncallChat, log }: ChatFactsOptions): ChatFacts {
  function membership(change: ChatMemberUpdated): void {
    const { status } = change.new_chat_member;
    const isIn = status !== 'left' && status !== 'kicked';
    if (change.chat.type === 'private') {
      if (isIn) chats.markReachable(change.chat.id);
      else chats.markUnreachable(change.chat.id, 'blocked');
      return;
    }
    if (isIn) chats.markReachable(change.chat.id);
    else chats.markUnreachable(change.chat.id, 'chat-gone');
    void look();
  }

  async function look(): Promise<void> {
    if (oncallChat === null) return;
    const chatId = chats.resolve(oncallChat.chatId);
    try {
      const me = await api.getMe();
      const member = await api.getChatMember(chatId, me.id);
      const isAdmin = member.status === 'administrator';
      chats.setRights(chatId, {
        member: member.status !== 'left' && member.status !== 'kicked',
        pin: isAdmin ? member.can_pin_messages === true : false,
        ...(oncallChat.threadId === null ? {} : { topics: isAdmin ? member.can_manage_topics === true : false }),
        readsAll: isAdmin || me.can_read_all_group_messages,
      });
    } catch (error) {
      log.warn({ err: error, chatId }, 'could not look up the rights of the bot in the on-call chat');
    }
  }

  return {
    learn: (update) => {
      if (update.my_chat_member) membership(update.my_chat_member);
      const message = update.message ?? update.edited_message;
      if (message?.migrate_to_chat_id !== undefined) chats.migrate(message.chat.id, message.migrate_to_chat_id);
      if (message?.migrate_from_chat_id !== undefined) chats.migrate(message.migrate_from_chat_id, message.chat.id);
    },
    look,
  };
}
