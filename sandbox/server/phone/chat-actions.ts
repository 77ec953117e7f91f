import { addServiceMessage, type Core, viewOf } from '../core.ts';
import { announceMembership, botMembership } from '../membership.ts';
import { createTopic } from '../methods/topics.ts';
import { refused } from '../refusal.ts';
import {
  ALL_RIGHTS,
  GROUP_ANONYMOUS_BOT,
  group,
  NO_RIGHTS,
  type Person,
  type Rights,
  type SandboxChat,
} from '../world.ts';

/** What people do to chats and to the bot's place in them. */
export function createChatActions(core: Core) {
  return {
    block(personId: number, blocked: boolean): void {
      setBlocked(core, personOf(core, personId), chatOf(core, personId), blocked);
    },
    /** The bot is added to a group, made an administrator with these rights, or removed. */
    membership(chatId: number, by: number, status: SandboxChat['botStatus'], rights: Partial<Rights>): void {
      const chat = chatOf(core, chatId);
      const before = botMembership(core, chat);
      chat.botStatus = status;
      chat.botRights = status === 'administrator' ? { ...NO_RIGHTS, ...rights } : { ...NO_RIGHTS };
      announceMembership(core, chat, personOf(core, by).user, before);
    },
    /** A group becomes a supergroup: a new chat with a new id, and a service message in each. */
    migrate(chatId: number): number {
      const old = chatOf(core, chatId);
      if (old.type !== 'group' || old.migratedTo !== null) throw refused('Bad Request: only a basic group can migrate');
      const id = -1_002_000_000_000 + chatId;
      const rights = old.botStatus === 'administrator' ? { ...ALL_RIGHTS } : { ...NO_RIGHTS };
      const { title = '', botStatus, memberIds, adminIds } = old;
      const chat = group(id, 'supergroup', title, { botStatus, botRights: rights, memberIds, adminIds });
      core.world.chats.set(id, chat);
      const by = personOf(core, old.adminIds[0] ?? 1001).user;
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
      const chat = chatOf(core, chatId);
      if (chat.topics === null) throw refused('Bad Request: the chat is not a forum');
      return createTopic(core, chat, personOf(core, by).user, name, 7322096).message_thread_id;
    },
    privacy(on: boolean): void {
      core.world.privacy = on;
    },
  };
}

export type ChatActions = ReturnType<typeof createChatActions>;

export function personOf(core: Core, id: number): Person {
  const person = core.world.people.get(id);
  if (person === undefined) throw refused(`Bad Request: there is no person ${id} in the sandbox`);
  return person;
}

export function chatOf(core: Core, id: number): SandboxChat {
  const chat = core.world.chats.get(id);
  if (chat === undefined) throw refused(`Bad Request: there is no chat ${id} in the sandbox`);
  return chat;
}

export function setBlocked(core: Core, person: Person, chat: SandboxChat, blocked: boolean): void {
  if (person.blocked === blocked) return;
  const before = botMembership(core, chat);
  person.blocked = blocked;
  announceMembership(core, chat, person.user, before);
}
