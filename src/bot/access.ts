import type { Chat, Update, User } from 'grammy/types';

/** Telegram's own accounts that stand for a group (anonymous administrators) and for a channel. */
const GROUP_ANONYMOUS_BOT = 1_087_968_824;

export type Access =
  | { readonly kind: 'allowed'; readonly from: User }
  | { readonly kind: 'stranger'; readonly id: number; readonly name: string; readonly where: string }
  /** Somebody who may be authorized but hides behind the group: cannot be told apart from anybody else. */
  | { readonly kind: 'anonymous-admin'; readonly chatId: number; readonly title: string }
  /** Sent in the name of a channel or of another group: `from` is a stand-in, and nobody can be added to the list. */
  | { readonly kind: 'in-a-chats-name'; readonly senderChatId: number; readonly title: string; readonly where: string }
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
    return other ? notHeard(other, undefined, rules) : { kind: 'ignored' };
  }
  if (message?.sender_chat) {
    const { id, title = '' } = message.sender_chat;
    return { kind: 'in-a-chats-name', senderChatId: id, title, where: titleOf(message.chat) };
  }
  const where = message?.chat ?? update.callback_query?.message?.chat;
  return !from.is_bot && rules.isAuthorized(from.id) ? { kind: 'allowed', from } : notHeard(from, where, rules);
}

/** What Telegram says about a chat goes in whoever caused it, but only about chats that are ours. */
function chatFactIn(update: Update, rules: AccessRules): Access | null {
  const member = update.my_chat_member;
  if (member) {
    const { chat } = member;
    const isOurs = rules.isOncallChat(chat.id) || (chat.type === 'private' && rules.isAuthorized(chat.id));
    return isOurs ? { kind: 'chat-fact' } : notHeard(member.from, chat, rules);
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

/** Also an authorized person does things that are none of the bot's business; a bot can never be let in. */
function notHeard(from: User, chat: Chat | undefined, rules: AccessRules): Access {
  if (from.is_bot || rules.isAuthorized(from.id)) return { kind: 'ignored' };
  const name = [from.first_name, from.last_name].filter(Boolean).join(' ');
  return { kind: 'stranger', id: from.id, name, where: chat ? titleOf(chat) : 'outside of chats' };
}

function titleOf(chat: Chat): string {
  return chat.type === 'private' ? 'private chat' : `${chat.type} "${chat.title}" (${chat.id})`;
}
