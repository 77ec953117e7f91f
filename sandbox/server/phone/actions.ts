import type { MessageEntity, ReactionType } from '@grammyjs/types';
import { announceMessage, type Core, messageView, viewOf } from '../core.ts';
import type { NewMessage, StoredMessage } from '../messages.ts';
import { documentOf, photoOf } from '../methods/files.ts';
import { botSees } from '../privacy.ts';
import { refused } from '../refusal.ts';
import { detectEntities } from '../text/detect.ts';
import type { UpdateBody } from '../updates.ts';
import { GROUP_ANONYMOUS_BOT, type Person, type SandboxChat } from '../world.ts';
import { chatOf, personOf, setBlocked } from './chat-actions.ts';

export interface Where {
  readonly person: number;
  readonly chat: number;
  readonly thread?: number | undefined;
  readonly replyTo?: number | undefined;
  /** Sent as an anonymous administrator of the group. */
  readonly anonymous?: boolean | undefined;
}

export interface TapTarget {
  readonly messageId: number;
  readonly ephemeralId?: number | undefined;
}

export interface FileToSend {
  readonly kind: 'photo' | 'document';
  readonly name: string;
  readonly mime: string;
  readonly base64: string;
  readonly caption?: string | undefined;
}

/** What people do with their phones. */
export function createActions(core: Core) {
  /** The chat of an action, in which the person must be: in their private chat with the bot, or a group of theirs. */
  function place(where: Where): { person: Person; chat: SandboxChat } {
    const person = personOf(core, where.person);
    const chat = chatOf(core, where.chat);
    if (chat.migratedTo !== null) throw refused(`Bad Request: the group has become the supergroup ${chat.migratedTo}`);
    if (!chat.memberIds.includes(where.person)) throw refused('Bad Request: this person is not in this chat');
    return { person, chat };
  }

  function base(where: Where): { chat: SandboxChat; message: NewMessage } {
    const { person, chat } = place(where);
    if (chat.type === 'private') {
      person.started = true;
      if (person.blocked) setBlocked(core, person, chat, false);
    }
    const reply = where.replyTo === undefined ? null : core.messages.find(chat.id, where.replyTo);
    if (where.replyTo !== undefined && reply === null) throw refused('Bad Request: message to be replied not found');
    const thread = where.thread ?? reply?.message_thread_id;
    const inTopic = chat.topics !== null && thread !== undefined && thread > 1;
    const topic = chat.topics?.find((one) => one.message_thread_id === (thread ?? 1));
    if (topic?.closed) throw refused('Bad Request: TOPIC_CLOSED');
    const view = viewOf(core, chat);
    const author = where.anonymous ? { from: GROUP_ANONYMOUS_BOT, sender_chat: view } : { from: person.user };
    const message: NewMessage = {
      ...author,
      chat: view,
      ...(inTopic ? { message_thread_id: thread, is_topic_message: true as const } : {}),
      ...(reply === null ? {} : { reply_to_message: reply }),
    };
    return { chat, message };
  }

  function post(chat: SandboxChat, message: NewMessage): StoredMessage {
    const stored = core.messages.add(message);
    announceMessage(core, 'message', stored);
    if (botSees(core.world, chat, stored)) core.updates.push({ message: messageView(stored) });
    return messageView(stored);
  }

  /** A command that the bot registered as ephemeral: in a group, only its sender and the bot see it. */
  function postEphemeral(chat: SandboxChat, message: NewMessage): StoredMessage {
    const stored = core.messages.addEphemeral({ ...message, receiver_user: core.world.bot });
    announceMessage(core, 'message', stored);
    if (botSees(core.world, chat, stored)) core.updates.push({ message: stored });
    return stored;
  }

  function textOf(text: string, entities: readonly MessageEntity[] | undefined) {
    const found = detectEntities(text, entities ?? []);
    return { text, ...(found.length === 0 ? {} : { entities: found }) };
  }

  function captionOf(caption: string | undefined): Partial<NewMessage> {
    if (caption === undefined || caption === '') return {};
    const entities = detectEntities(caption, []);
    return { caption, ...(entities.length === 0 ? {} : { caption_entities: entities }) };
  }

  function contentOf(file: FileToSend): Partial<NewMessage> {
    const stored = core.files.add(file.kind, file.name, file.mime, Buffer.from(file.base64, 'base64'));
    const media = file.kind === 'photo' ? { photo: photoOf(stored) } : { document: documentOf(stored) };
    return { ...media, ...captionOf(file.caption) };
  }

  return {
    send(where: Where, text: string, entities?: readonly MessageEntity[]): StoredMessage {
      if (text.trim() === '' || text.length > 4096) throw refused('Bad Request: a message has 1 to 4096 characters');
      const { chat, message } = base(where);
      const content = textOf(text, entities);
      if (isEphemeralCommand(core, chat, where.person, text)) return postEphemeral(chat, { ...message, ...content });
      return post(chat, { ...message, ...content });
    },
    files(where: Where, files: readonly FileToSend[]): readonly StoredMessage[] {
      const { chat, message } = base(where);
      const album = files.length > 1 ? { media_group_id: `1${core.now()}${core.events.last()}` } : {};
      return files.map((file) => post(chat, { ...message, ...album, ...contentOf(file) }));
    },
    edit(where: Where, messageId: number, text: string): StoredMessage {
      const { chat } = place(where);
      const message = core.messages.find(chat.id, messageId);
      if (message === null || message.from?.id !== where.person)
        throw refused('Bad Request: not a message of this person');
      if (message.caption !== undefined) message.caption = text;
      else {
        delete message.entities;
        Object.assign(message, textOf(text, undefined));
      }
      message.edit_date = Math.floor(core.now() / 1000);
      announceMessage(core, 'edit', message);
      if (botSees(core.world, chat, message)) core.updates.push({ edited_message: messageView(message) });
      return messageView(message);
    },
    /** A person's forward of a message that they can see. */
    forward(where: Where, fromChat: number, messageId: number): StoredMessage {
      const original = core.messages.find(fromChat, messageId);
      if (original === null) throw refused('Bad Request: message to forward not found');
      const { chat, message } = base(where);
      const { reply_to_message: _r, message_thread_id: _t, is_topic_message: _i, edit_date: _e, ...content } = original;
      const sender_user = original.from ?? core.world.bot;
      const forward_origin = { type: 'user' as const, date: original.date, sender_user };
      return post(chat, { ...content, ...message, forward_origin });
    },
    react(where: Where, messageId: number, emoji: string | null): void {
      const { person, chat } = place(where);
      const before = core.messages.reactions(chat.id, messageId).filter((one) => one.by === person.user.id);
      // Any emoji will do here: Telegram's list of allowed ones is a type, and a person's phone offers only those.
      const after = emoji === null ? [] : [{ type: 'emoji', emoji } as ReactionType];
      core.messages.setReactions(chat.id, messageId, person.user.id, after);
      const reactions = core.messages.reactions(chat.id, messageId);
      core.events.emit({ type: 'reaction', chat: chat.id, messageId, reactions });
      if (chat.type !== 'private' && chat.botStatus !== 'administrator') return;
      core.updates.push({
        message_reaction: {
          chat: viewOf(core, chat),
          message_id: messageId,
          user: person.user,
          date: Math.floor(core.now() / 1000),
          old_reaction: before.map((one) => one.reaction),
          new_reaction: after,
        },
      });
    },
    tap(where: Where, target: TapTarget, data: string): string {
      const { person, chat } = place(where);
      const message = this.shown(chat.id, person.user.id, target);
      const tap = { person: person.user.id, chat: chat.id, messageId: message.message_id, data };
      const query = core.callbacks.tap(tap);
      core.events.emit({ type: 'callback-query', ...tap, callbackQueryId: query.id });
      core.updates.push({
        callback_query: {
          id: query.id,
          from: person.user,
          message: messageView(message),
          chat_instance: String(chat.id * 31),
          data,
        },
      });
      return query.id;
    },
    /** A message as the person's phone shows it. */
    shown(chat: number, person: number, { messageId, ephemeralId }: TapTarget): StoredMessage {
      const message =
        ephemeralId === undefined
          ? core.messages.find(chat, messageId)
          : core.messages.findEphemeral(chat, person, ephemeralId);
      if (message === null) throw refused('Bad Request: there is no such message');
      return message;
    },
    start(personId: number): StoredMessage {
      return this.send({ person: personId, chat: personId }, '/start');
    },
    /** A hand-made update; false when the bot did not ask for its kind. */
    update: (body: UpdateBody): boolean => core.updates.push(body),
  };
}

function isEphemeralCommand(core: Core, chat: SandboxChat, personId: number, text: string): boolean {
  const name = /^\/([a-z0-9_]+)/.exec(text)?.[1];
  if (chat.type === 'private' || name === undefined) return false;
  const { language_code: language } = personOf(core, personId).user;
  const menu = core.commands.menuFor(chat, { id: personId, language, admin: chat.adminIds.includes(personId) });
  return menu.some((command) => command.command === name && command.is_ephemeral === true);
}

export type Actions = ReturnType<typeof createActions>;
