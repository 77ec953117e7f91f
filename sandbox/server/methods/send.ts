import type { EphemeralMessageParameters, ReplyParameters } from '@grammyjs/types';
import { chatToWrite, threadOf } from '../access.ts';
import { announceMessage, type Core, messageView, viewOf } from '../core.ts';
import type { NewMessage, StoredMessage } from '../messages.ts';
import { refused } from '../refusal.ts';
import { inlineKeyboard, type ReplyMarkup } from '../text/keyboard.ts';
import type { SandboxChat, Topic } from '../world.ts';

/** What all `send…` methods have in common. */
export interface SendOptions {
  readonly chat_id: number | string;
  readonly message_thread_id?: number | undefined;
  readonly reply_parameters?: ReplyParameters | undefined;
  readonly reply_to_message_id?: number | undefined;
  readonly reply_markup?: ReplyMarkup | undefined;
  readonly protect_content?: boolean | undefined;
  readonly message_effect_id?: string | undefined;
  readonly ephemeral_message_parameters?: EphemeralMessageParameters | undefined;
}

/** Puts a message of the bot into the chat. */
export function send(core: Core, options: SendOptions, content: Partial<NewMessage>): StoredMessage {
  const chat = chatToWrite(core, options.chat_id);
  const topic = threadOf(chat, options.message_thread_id);
  const ephemeral = options.ephemeral_message_parameters;
  if (options.message_effect_id !== undefined && chat.type !== 'private') {
    throw refused('Bad Request: MESSAGE_EFFECT_INVALID');
  }
  const reply = ephemeral === undefined ? replied(core, chat, options) : null;
  const keyboard = inlineKeyboard(options.reply_markup, chat.type);
  const message: NewMessage = {
    ...content,
    from: core.world.bot,
    chat: viewOf(core, chat),
    ...thread(chat, topic, reply),
    ...(reply === null ? {} : { reply_to_message: reply }),
    ...(keyboard === undefined ? {} : { reply_markup: keyboard }),
    ...(options.protect_content === true ? { has_protected_content: true as const } : {}),
  };
  const stored =
    ephemeral === undefined ? core.messages.add(message) : addEphemeral(core, chat, ephemeral, options, message);
  const forced = options.reply_markup !== undefined && 'force_reply' in options.reply_markup;
  const forceReply = forced ? { forceReply: options.reply_markup } : {};
  if (forced) core.messages.setForceReply(stored, options.reply_markup);
  announceMessage(core, 'message', stored, forceReply);
  return messageView(stored);
}

function thread(chat: SandboxChat, topic: Topic | null, reply: StoredMessage | null): Partial<NewMessage> {
  if (topic !== null) return { message_thread_id: topic.message_thread_id, is_topic_message: true };
  if (reply?.message_thread_id !== undefined && chat.topics !== null) {
    return { message_thread_id: reply.message_thread_id, is_topic_message: true };
  }
  return {};
}

function replied(core: Core, chat: SandboxChat, options: SendOptions): StoredMessage | null {
  const parameters = options.reply_parameters;
  const id = parameters?.message_id ?? options.reply_to_message_id;
  if (id === undefined) return null;
  const from = parameters?.chat_id === undefined ? chat.id : Number(parameters.chat_id);
  const original = core.messages.find(from, id);
  if (original !== null) return original;
  if (parameters?.allow_sending_without_reply === true && from === chat.id) return null;
  throw refused('Bad Request: message to be replied not found');
}

function addEphemeral(
  core: Core,
  chat: SandboxChat,
  parameters: EphemeralMessageParameters,
  options: SendOptions,
  message: NewMessage,
): StoredMessage {
  if (chat.type !== 'group' && chat.type !== 'supergroup') throw refused('Bad Request: EPHEMERAL_CHAT_INVALID');
  const receiver = core.world.people.get(parameters.receiver_user_id);
  if (receiver === undefined || !chat.memberIds.includes(parameters.receiver_user_id)) {
    throw refused('Bad Request: user not found');
  }
  const query = parameters.callback_query_id;
  const allowed =
    chat.botStatus === 'administrator' ||
    (query !== undefined && core.callbacks.fresh(query, parameters.receiver_user_id)) ||
    answersEphemeral(core, chat, parameters.receiver_user_id, options.reply_parameters?.ephemeral_message_id);
  if (!allowed) throw refused('Bad Request: EPHEMERAL_NOT_ALLOWED');
  return core.messages.addEphemeral({ ...message, receiver_user: receiver.user });
}

const EPHEMERAL_REPLY_MS = 15_000;

/** A reply to a command that only the bot saw may itself be ephemeral, for 15 seconds. */
function answersEphemeral(core: Core, chat: SandboxChat, person: number, id: number | undefined): boolean {
  const asked = id === undefined ? null : core.messages.findEphemeral(chat.id, core.world.bot.id, id);
  return asked?.from?.id === person && core.now() - asked.date * 1000 <= EPHEMERAL_REPLY_MS;
}
