import { chatToRead, chatToWrite, needRight } from '../access.ts';
import { announceMessage, type Core, messageView } from '../core.ts';
import type { StoredMessage } from '../messages.ts';
import { refused } from '../refusal.ts';
import { richMessage } from '../rich/echo.ts';
import { messageText } from '../text/format.ts';
import type { SandboxChat } from '../world.ts';
import type { Methods } from './method.ts';
import { send } from './send.ts';

const DELETE_WINDOW_MS = 48 * 3600 * 1000;

export const messageMethods: Methods = {
  sendMessage(args, { core }) {
    const { text, entities } = messageText(args.text, args.parse_mode, args.entities);
    return send(core, args, {
      text,
      ...(entities.length === 0 ? {} : { entities }),
      ...(args.link_preview_options === undefined ? {} : { link_preview_options: args.link_preview_options }),
    });
  },
  sendRichMessage: (args, { core }) => send(core, args, { rich_message: richMessage(args.rich_message) }),
  sendChatAction(args, { core }) {
    const chat = chatToWrite(core, args.chat_id);
    core.events.emit({ type: 'action', chat: chat.id, action: args.action, thread: args.message_thread_id ?? null });
    return true;
  },
  setMessageReaction(args, { core }) {
    const chat = chatToWrite(core, args.chat_id);
    const message = core.messages.find(chat.id, args.message_id);
    if (message === null) throw refused('Bad Request: message to react not found');
    const reactions = args.reaction ?? [];
    if (reactions.length > 1) throw refused('Bad Request: REACTIONS_TOO_MANY');
    if (reactions.some((reaction) => reaction.type === 'paid')) throw refused('Bad Request: REACTION_INVALID');
    core.messages.setReactions(chat.id, message.message_id, core.world.bot.id, reactions);
    const all = core.messages.reactions(chat.id, message.message_id);
    core.events.emit({ type: 'reaction', chat: chat.id, messageId: message.message_id, reactions: all });
    return true;
  },
  pinChatMessage(args, { core }) {
    const chat = chatToWrite(core, args.chat_id);
    const message = core.messages.find(chat.id, args.message_id);
    if (message === null) throw refused('Bad Request: message to pin not found');
    needRight(chat, 'can_pin_messages', 'manage pinned messages in the chat');
    unpin(chat, message.message_id);
    chat.pinned.push(message.message_id);
    const { reply_to_message: _, ...shallow } = message;
    const service = core.messages.add({ chat: message.chat, from: core.world.bot, pinned_message: shallow });
    announceMessage(core, 'message', service);
    core.updates.push({ message: service });
    core.events.emit({ type: 'chat', chat: chat.id });
    return true;
  },
  unpinChatMessage(args, { core }) {
    const chat = chatToWrite(core, args.chat_id);
    needRight(chat, 'can_pin_messages', 'manage pinned messages in the chat');
    const id = args.message_id ?? chat.pinned.at(-1);
    if (id === undefined || !chat.pinned.includes(id)) throw refused('Bad Request: message to unpin not found');
    unpin(chat, id);
    core.events.emit({ type: 'chat', chat: chat.id });
    return true;
  },
  unpinAllChatMessages(args, { core }) {
    const chat = chatToWrite(core, args.chat_id);
    needRight(chat, 'can_pin_messages', 'manage pinned messages in the chat');
    chat.pinned.length = 0;
    core.events.emit({ type: 'chat', chat: chat.id });
    return true;
  },
  deleteMessage(args, { core }) {
    const chat = chatToWrite(core, args.chat_id);
    const message = core.messages.find(chat.id, args.message_id);
    if (message === null) throw refused('Bad Request: message to delete not found');
    remove(core, chat, message);
    return true;
  },
  deleteMessages(args, { core }) {
    const chat = chatToWrite(core, args.chat_id);
    for (const id of args.message_ids) {
      const message = core.messages.find(chat.id, id);
      if (message !== null) remove(core, chat, message);
    }
    return true;
  },
  copyMessage(args, { core }) {
    const from = chatToRead(core, args.from_chat_id);
    const original = core.messages.find(from.id, args.message_id);
    if (original === null) throw refused('Bad Request: message to copy not found');
    const { message_id } = send(core, args, contentOf(original));
    return { message_id };
  },
  forwardMessage(args, { core }) {
    const from = chatToRead(core, args.from_chat_id);
    const original = core.messages.find(from.id, args.message_id);
    if (original === null) throw refused('Bad Request: message to forward not found');
    if (original.has_protected_content === true) throw refused("Bad Request: message can't be forwarded");
    const sender_user = original.from ?? core.world.bot;
    const forward_origin = { type: 'user' as const, date: original.date, sender_user };
    return messageView(send(core, args, { ...contentOf(original), forward_origin }));
  },
};

function contentOf(message: StoredMessage): Partial<StoredMessage> {
  const { text, entities, caption, caption_entities, rich_message, document, photo } = message;
  return {
    ...(text === undefined ? {} : { text }),
    ...(entities === undefined ? {} : { entities }),
    ...(caption === undefined ? {} : { caption }),
    ...(caption_entities === undefined ? {} : { caption_entities }),
    ...(rich_message === undefined ? {} : { rich_message }),
    ...(document === undefined ? {} : { document }),
    ...(photo === undefined ? {} : { photo }),
  };
}

export function unpin(chat: SandboxChat, messageId: number): void {
  const index = chat.pinned.indexOf(messageId);
  if (index >= 0) chat.pinned.splice(index, 1);
}

/** Bots delete their own messages, and others' only as administrators; after 48 hours neither. */
function remove(core: Core, chat: SandboxChat, message: StoredMessage): void {
  const own = message.from?.id === core.world.bot.id;
  const mayDelete =
    own || chat.type === 'private' || (chat.botStatus === 'administrator' && chat.botRights.can_delete_messages);
  if (!mayDelete || core.now() - message.date * 1000 > DELETE_WINDOW_MS) {
    throw refused("Bad Request: message can't be deleted");
  }
  core.messages.remove(chat.id, message);
  unpin(chat, message.message_id);
  announceMessage(core, 'delete', message);
}
