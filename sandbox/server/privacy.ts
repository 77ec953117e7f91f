import type { MessageEntity } from '@grammyjs/types';
import type { StoredMessage } from './messages.ts';
import type { SandboxChat, World } from './world.ts';

/**
 * Whether the bot gets to see a person's message. In private chats always; in groups, with privacy mode on and without
 * being an administrator, only commands meant for it, replies to its messages, mentions of it, and service messages.
 */
export function botSees(world: World, chat: SandboxChat, message: StoredMessage): boolean {
  if (chat.type === 'private') return true;
  if (chat.botStatus === 'left' || chat.botStatus === 'kicked') return false;
  if (!world.privacy || chat.botStatus === 'administrator') return true;
  if (message.reply_to_message?.from?.id === world.bot.id) return true;
  const text = message.text ?? message.caption ?? '';
  const entities = message.entities ?? message.caption_entities ?? [];
  return entities.some((entity) => isForBot(world.bot.username, text, entity));
}

function isForBot(username: string, text: string, entity: MessageEntity): boolean {
  const value = text.slice(entity.offset, entity.offset + entity.length).toLowerCase();
  const name = `@${username.toLowerCase()}`;
  if (entity.type === 'mention') return value === name;
  if (entity.type !== 'bot_command') return false;
  return !value.includes('@') || value.endsWith(name);
}
