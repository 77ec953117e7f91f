/** A message in one line: in the list of chats, in a quote, in the pinned bar. */
import { nameOf } from './avatar.js';
import { fileOf } from './media.js';
import { plainBlocks } from './rich-blocks.js';
import { t } from './strings.js';

export function snippet(message) {
  if (message.rich_message) return oneLine(plainBlocks(message.rich_message.blocks));
  if (message.text !== undefined) return oneLine(message.text);
  const caption = message.caption ? oneLine(message.caption) : '';
  if (message.photo) return `🖼 ${caption || t('photo')}`;
  const file = fileOf(message);
  if (file) return `📎 ${caption || file.file_name || t('file')}`;
  return serviceText(message) ?? t('unsupported');
}

/** What a service message says, or null when the message is not one. */
export function serviceText(message) {
  const who = nameOf(message.from);
  const topic = message.forum_topic_created ?? message.forum_topic_edited;
  if (message.pinned_message) return t('pinnedService', who, quoteOf(message.pinned_message));
  if (message.forum_topic_created) return t('topicCreated', who, topic.name);
  if (message.forum_topic_edited) return t('topicEdited', who, topic.name ?? '');
  if (message.forum_topic_closed) return t('topicClosed', who);
  if (message.forum_topic_reopened) return t('topicReopened', who);
  return groupText(message, who);
}

function groupText(message, who) {
  if (message.migrate_to_chat_id) return t('migratedTo');
  if (message.migrate_from_chat_id) return t('migratedFrom', message.chat.title ?? '');
  if (message.new_chat_members) return t('joined', who, message.new_chat_members.map(nameOf).join(', '));
  if (message.left_chat_member) return t('left', nameOf(message.left_chat_member));
  if (message.new_chat_title) return t('titled', who, message.new_chat_title);
  if (message.group_chat_created || message.supergroup_chat_created) return t('created', who, message.chat.title ?? '');
  return null;
}

function quoteOf(message) {
  const text = snippet(message);
  return `«${text.length > 32 ? `${text.slice(0, 32)}…` : text}»`;
}

function oneLine(text) {
  return text.replace(/\s+/g, ' ').trim().slice(0, 160);
}
