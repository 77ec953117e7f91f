import type { MessageEntity, ReactionType } from '@grammyjs/types';
import { addServiceMessage, announceMessage, type Core, messageView, viewOf } from '../core.ts';
import { announceMembership, botMembership } from '../membership.ts';
import type { NewMessage, StoredMessage } from '../messages.ts';
import { documentOf, photoOf } from '../methods/files.ts';
import { createTopic } from '../methods/topics.ts';
import { botSees } from '../privacy.ts';
import { refused } from '../refusal.ts';
import { detectEntities } from '../text/detect.ts';
import type { UpdateBody } from '../updates.ts';
import {
  ALL_RIGHTS,
  GROUP_ANONYMOUS_BOT,
  group,
  NO_RIGHTS,
  type Person,
  type Rights,
  type SandboxChat,
} from '../world.ts';

export interface Where {
  readonly person: number;
  readonly chat: number;
  readonly thread?: number | undefined;
  readonly replyTo?: number | undefined;
  /** Sent as an anonymous administrator of the group. */
  readonly anonymous?: boolean | undefined;
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
  function personOf(id: number): Person {
    const person = core.world.people.get(id);
    if (person === undefined) throw refused(`Bad Request: there is no person ${id} in the sandbox`);
    return person;
  }

  function chatOf(id: number): SandboxChat {
    const chat = core.world.chats.get(id);
    if (chat === undefined) throw refused(`Bad Request: there is no chat ${id} in the sandbox`);
    return chat;
  }

  /** The chat of an action, in which the person must be: in their private chat with the bot, or a group of theirs. */
  function place(where: Where): { person: Person; chat: SandboxChat } {
    const person = personOf(where.person);
    const chat = chatOf(where.chat);
    if (chat.migratedTo !== null) throw refused(`Bad Request: the group has become the supergroup ${chat.migratedTo}`);
    if (!chat.memberIds.includes(where.person)) throw refused('Bad Request: this person is not in this chat');
    return { person, chat };
  }

  function base(where: Where): { chat: SandboxChat; message: NewMessage } {
    const { person, chat } = place(where);
    if (chat.type === 'private') {
      person.started = true;
      if (person.blocked) setBlocked(person, chat, false);
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
    if (botSees(core.world, chat, stored)) core.updates.push({ message: messageView(core, stored) });
    return messageView(core, stored);
  }

  function setBlocked(person: Person, chat: SandboxChat, blocked: boolean): void {
    if (person.blocked === blocked) return;
    const before = botMembership(core, chat);
    person.blocked = blocked;
    announceMembership(core, chat, person.user, before);
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
    personOf,
    chatOf,
    send(where: Where, text: string, entities?: readonly MessageEntity[]): StoredMessage {
      if (text.trim() === '' || text.length > 4096) throw refused('Bad Request: a message has 1 to 4096 characters');
      const { chat, message } = base(where);
      return post(chat, { ...message, ...textOf(text, entities) });
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
      if (botSees(core.world, chat, message)) core.updates.push({ edited_message: messageView(core, message) });
      return messageView(core, message);
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
    tap(where: Where, messageId: number, data: string, ephemeralId?: number): string {
      const { person, chat } = place(where);
      const message =
        ephemeralId === undefined
          ? core.messages.find(chat.id, messageId)
          : core.messages.findEphemeral(chat.id, person.user.id, ephemeralId);
      if (message === null) throw refused('Bad Request: there is no such message');
      const query = core.callbacks.tap({ person: person.user.id, chat: chat.id, messageId, data });
      core.events.emit({
        type: 'callback-query',
        chat: chat.id,
        person: person.user.id,
        messageId,
        data,
        callbackQueryId: query.id,
      });
      core.updates.push({
        callback_query: {
          id: query.id,
          from: person.user,
          message: messageView(core, message),
          chat_instance: String(chat.id * 31),
          data,
        },
      });
      return query.id;
    },
    start(personId: number): StoredMessage {
      return this.send({ person: personId, chat: personId }, '/start');
    },
    block(personId: number, blocked: boolean): void {
      setBlocked(personOf(personId), chatOf(personId), blocked);
    },
    /** The bot is added to a group, made an administrator with these rights, or removed. */
    membership(chatId: number, by: number, status: SandboxChat['botStatus'], rights: Partial<Rights>): void {
      const chat = chatOf(chatId);
      const before = botMembership(core, chat);
      chat.botStatus = status;
      chat.botRights = status === 'administrator' ? { ...NO_RIGHTS, ...rights } : { ...NO_RIGHTS };
      announceMembership(core, chat, personOf(by).user, before);
    },
    /** A group becomes a supergroup: a new chat with a new id, and a service message in each. */
    migrate(chatId: number): number {
      const old = chatOf(chatId);
      if (old.type !== 'group' || old.migratedTo !== null) throw refused('Bad Request: only a basic group can migrate');
      const id = -1_002_000_000_000 + chatId;
      const rights = old.botStatus === 'administrator' ? { ...ALL_RIGHTS } : { ...NO_RIGHTS };
      const { title = '', botStatus, memberIds, adminIds } = old;
      const chat = group(id, 'supergroup', title, { botStatus, botRights: rights, memberIds, adminIds });
      core.world.chats.set(id, chat);
      const by = personOf(old.adminIds[0] ?? 1001).user;
      addServiceMessage(core, old, by, { migrate_to_chat_id: id });
      old.migratedTo = id;
      addServiceMessage(core, chat, GROUP_ANONYMOUS_BOT, {
        sender_chat: viewOf(core, chat),
        migrate_from_chat_id: chatId,
      });
      core.events.emit({ type: 'chat', chat: id });
      return id;
    },
    topic(chatId: number, by: number, name: string): number {
      const chat = chatOf(chatId);
      if (chat.topics === null) throw refused('Bad Request: the chat is not a forum');
      return createTopic(core, chat, personOf(by).user, name, 7322096).message_thread_id;
    },
    privacy(on: boolean): void {
      core.world.privacy = on;
    },
    /** A hand-made update; false when the bot did not ask for its kind. */
    update: (body: UpdateBody): boolean => core.updates.push(body),
  };
}

export type Actions = ReturnType<typeof createActions>;
