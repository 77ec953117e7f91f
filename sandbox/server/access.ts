import type { Core } from './core.ts';
import { refused } from './refusal.ts';
import type { Rights, SandboxChat, Topic } from './world.ts';

/** The chat that the bot names, if it may read there. Refused as Telegram refuses. */
export function chatToRead(core: Core, chatId: number | string): SandboxChat {
  const chat = typeof chatId === 'number' ? core.world.chats.get(chatId) : undefined;
  if (chat === undefined) throw refused('Bad Request: chat not found');
  if (chat.type === 'private' && !core.world.people.get(chat.id)?.started) throw refused('Bad Request: chat not found');
  if (chat.type === 'supergroup') checkMember(chat);
  return chat;
}

/** The chat that the bot names, if it may write there. */
export function chatToWrite(core: Core, chatId: number | string): SandboxChat {
  const chat = typeof chatId === 'number' ? core.world.chats.get(chatId) : undefined;
  if (chat === undefined) throw refused('Bad Request: chat not found');
  if (chat.type === 'private') {
    const person = core.world.people.get(chat.id);
    if (person?.blocked) throw refused('Forbidden: bot was blocked by the user');
    if (!person?.started) throw refused("Forbidden: bot can't initiate conversation with a user");
    return chat;
  }
  if (chat.migratedTo !== null) {
    throw refused('Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: chat.migratedTo });
  }
  checkMember(chat);
  return chat;
}

function checkMember(chat: SandboxChat): void {
  const kind = chat.type === 'group' ? 'group' : 'supergroup';
  if (chat.botStatus === 'kicked') throw refused(`Forbidden: bot was kicked from the ${kind} chat`);
  if (chat.botStatus === 'left') throw refused(`Forbidden: bot is not a member of the ${kind} chat`);
}

/** The topic of a thread id; null outside of topics. Bots that are no administrators may not write in a closed one. */
export function threadOf(chat: SandboxChat, threadId: number | undefined): Topic | null {
  if (threadId === undefined || threadId === 0 || chat.topics === null) return null;
  const topic = threadId === 1 ? undefined : chat.topics.find((one) => one.message_thread_id === threadId);
  if (topic === undefined) throw refused('Bad Request: message thread not found');
  if (topic.closed && !hasRight(chat, 'can_manage_topics')) throw refused('Bad Request: TOPIC_CLOSED');
  return topic;
}

export function hasRight(chat: SandboxChat, right: keyof Rights): boolean {
  return chat.botStatus === 'administrator' && chat.botRights[right];
}

/** Refuses what the bot's rights in the group do not allow; private chats allow everything. */
export function needRight(chat: SandboxChat, right: keyof Rights, to: string): void {
  if (chat.type === 'private' || hasRight(chat, right)) return;
  throw refused(`Bad Request: not enough rights to ${to}`);
}
