import type { Update } from 'grammy/types';

/** Where an update belongs: one person in one chat and topic. Updates of one lane are handled in order. */
export interface Lane {
  readonly chatId: number;
  /** Forum topic; null outside of topics. */
  readonly threadId: number | null;
  readonly userId: number;
}

export function laneKey(lane: Lane): string {
  return `${lane.chatId}:${lane.threadId ?? 0}:${lane.userId}`;
}

/** The lane of a message or a tap; null for updates that no dialogue can belong to. */
export function laneOf(update: Update): Lane | null {
  const message = update.message ?? update.edited_message ?? update.callback_query?.message;
  const from = update.message?.from ?? update.edited_message?.from ?? update.callback_query?.from;
  if (!message || !from) return null;
  // Outside of forums Telegram fills message_thread_id for chains of replies as well; those are no place of their own.
  const inTopic = 'is_topic_message' in message && message.is_topic_message === true;
  const threadId = inTopic ? (message.message_thread_id ?? null) : null;
  return { chatId: message.chat.id, threadId, userId: from.id };
}
