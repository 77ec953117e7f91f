import type { ForumTopic, User } from '@grammyjs/types';
import { chatToWrite, needRight } from '../access.ts';
import { addServiceMessage, type Core, viewOf } from '../core.ts';
import { refused } from '../refusal.ts';
import { type SandboxChat, type Topic, topic } from '../world.ts';
import type { Methods } from './method.ts';

const COLOR = 7322096;

export const topicMethods: Methods = {
  createForumTopic(args, { core }) {
    const chat = forum(core, args.chat_id);
    const created = createTopic(core, chat, core.world.bot, args.name, args.icon_color ?? COLOR);
    const { closed: _, ...view } = created;
    return view satisfies ForumTopic;
  },
  editForumTopic(args, { core }) {
    const chat = forum(core, args.chat_id);
    const found = topicOf(chat, args.message_thread_id);
    if (args.name === undefined || args.name === '' || args.name === found.name)
      throw refused('Bad Request: TOPIC_NOT_MODIFIED');
    found.name = args.name;
    topicMessage(core, chat, found, { forum_topic_edited: { name: args.name } });
    return true;
  },
  closeForumTopic: (args, { core }) => setClosed(core, forum(core, args.chat_id), args.message_thread_id, true),
  reopenForumTopic: (args, { core }) => setClosed(core, forum(core, args.chat_id), args.message_thread_id, false),
  deleteForumTopic(args, { core }) {
    const chat = forum(core, args.chat_id);
    const found = topicOf(chat, args.message_thread_id);
    chat.topics = (chat.topics ?? []).filter((one) => one !== found);
    const messages = core.messages.list(chat.id).filter((one) => one.message_thread_id === found.message_thread_id);
    for (const message of messages) core.messages.remove(chat.id, message);
    core.events.emit({ type: 'chat', chat: chat.id });
    return true;
  },
  unpinAllForumTopicMessages(args, { core }) {
    const chat = forum(core, args.chat_id);
    const found = topicOf(chat, args.message_thread_id);
    const kept = chat.pinned.filter(
      (id) => core.messages.find(chat.id, id)?.message_thread_id !== found.message_thread_id,
    );
    chat.pinned.splice(0, chat.pinned.length, ...kept);
    core.events.emit({ type: 'chat', chat: chat.id });
    return true;
  },
};

/** Also for people, who make topics on their phones. */
export function createTopic(core: Core, chat: SandboxChat, by: User, name: string, color: number): Topic {
  const id = core.messages.nextId(viewOf(core, chat));
  const created = topic(id, name, color);
  chat.topics = [...(chat.topics ?? []), created];
  addServiceMessage(core, chat, by, {
    message_thread_id: id,
    is_topic_message: true,
    forum_topic_created: { name, icon_color: created.icon_color },
  });
  core.events.emit({ type: 'chat', chat: chat.id });
  return created;
}

function forum(core: Core, chatId: number | string): SandboxChat {
  const chat = chatToWrite(core, chatId);
  if (chat.topics === null) throw refused('Bad Request: the chat is not a forum');
  needRight(chat, 'can_manage_topics', 'create a topic');
  return chat;
}

function topicOf(chat: SandboxChat, id: number): Topic {
  const found = chat.topics?.find((one) => one.message_thread_id === id);
  if (found === undefined) throw refused('Bad Request: message thread not found');
  return found;
}

function setClosed(core: Core, chat: SandboxChat, id: number, closed: boolean): true {
  const found = topicOf(chat, id);
  if (found.closed === closed) throw refused('Bad Request: TOPIC_NOT_MODIFIED');
  found.closed = closed;
  topicMessage(core, chat, found, closed ? { forum_topic_closed: {} } : { forum_topic_reopened: {} });
  return true;
}

function topicMessage(
  core: Core,
  chat: SandboxChat,
  found: Topic,
  content: Parameters<typeof addServiceMessage>[3],
): void {
  const thread = { message_thread_id: found.message_thread_id, is_topic_message: true as const };
  addServiceMessage(core, chat, core.world.bot, { ...thread, ...content });
  core.events.emit({ type: 'chat', chat: chat.id });
}
