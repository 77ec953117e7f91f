import type { Chat, Update, User } from 'grammy/types';

/** Telegram's own accounts that stand for a group (anonymous administrators) and for a channel. */
const GROUP_ANONYMOUS_BOT = 1_087_968_824;

export type Access =
  | { readonly kind: 'allowed'; readonly from: User }
  | { readonly kind: 'stranger'; readonly id: number; readonly name: string; readonly where: string }
  /** Somebody who may be authorized but hides behind the group: cannot be told apart from anybody else. */
  | { readonly kind: 'anonymous-admin'; readonly chatId: number; readonly title: string }
  /** What Telegram says about a chat, whoever caused it: the group moved, the bot's rights changed, a person blocked it. */
  | { readonly kind: 'chat-fact' }
  | { readonly kind: 'ignored' };

export interface AccessRules {
  readonly isAuthorized: (userId: number) => boolean;
  /** The configured on-call chat, under whatever id it has now. */
  readonly isOncallChat: (chatId: number) => boolean;
}

/** Decides, before anything is written, whether an update is heard. */
export function decideAccess(update: Update, rules: AccessRules): Access {
  const fact = chatFactIn(update, rules);
  if (fact) return fact;
  const message = update.message ?? update.edited_message;
  if (message?.from?.id === GROUP_ANONYMOUS_BOT) {
    return { kind: 'anonymous-admin', chatId: message.chat.id, title: titleOf(message.chat) };
  }
  const from = message?.from ?? update.callback_query?.from;
  if (!from) {
    const other = senderOfOther(update);
    return other ? strangerOf(other, undefined) : { kind: 'ignored' };
  }
  // A message sent in the name of a channel or group carries a stand-in as `from`, never the person.
  const isHimself = message === undefined || message.sender_chat === undefined;
  if (!from.is_bot && isHimself && rules.isAuthorized(from.id)) return { kind: 'allowed', from };
  return strangerOf(from, message?.chat ?? update.callback_query?.message?.chat);
}

/** What Telegram says about a chat goes in whoever caused it, but only about chats that are ours. */
function chatFactIn(update: Update, rules: AccessRules): Access | null {
  const member = update.my_chat_member;
  if (member) {
    const { chat } = member;
    const isOurs = rules.isOncallChat(chat.id) || (chat.type === 'private' && rules.isAuthorized(chat.id));
    return isOurs ? { kind: 'chat-fact' } : strangerOf(member.from, chat);
  }
  const message = update.message ?? update.edited_message;
  const old = message?.migrate_from_chat_id;
  if (!message || (message.migrate_to_chat_id === undefined && old === undefined)) return null;
  const isOurs = rules.isOncallChat(message.chat.id) || (old !== undefined && rules.isOncallChat(old));
  return { kind: isOurs ? 'chat-fact' : 'ignored' };
}

/** Kinds of update that the bot never asks for; only their sender is of interest. */
function senderOfOther(update: Update): User | undefined {
  return (
    update.inline_query?.from ??
    update.chosen_inline_result?.from ??
    update.shipping_query?.from ??
    update.pre_checkout_query?.from ??
    update.message_reaction?.user ??
    update.chat_member?.from ??
    update.chat_join_request?.from ??
    update.poll_answer?.user
  );
}

function strangerOf(from: User, chat: Chat | undefined): Access {
  const name = [from.first_name, from.last_name].filter(Boolean).join(' ');
  return { kind: 'stranger', id: from.id, name, where: chat ? titleOf(chat) : 'outside of chats' };
}

function titleOf(chat: Chat): string {
  return chat.type === 'private' ? 'private chat' : `${chat.type} "${chat.title}" (${chat.id})`;
}
