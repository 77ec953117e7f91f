import type { DeliveryItem } from './channel.ts';
import type { Row } from './outbox-store.ts';
import type { PostedPlace, PostedStore } from './posted-store.ts';

/** Where a row's message belongs among what is posted. */
export function placeOf({ message, address }: Row): PostedPlace {
  return { subject: message.subject, slot: message.slot, chatId: address.chatId, threadId: address.threadId };
}

/** What a channel gets: decided at the last moment, because what is posted changes while a row waits. */
export function itemOf(row: Row, posted: Pick<PostedStore, 'current'>): DeliveryItem {
  const { message } = row;
  const { chatId, threadId } = row.address;
  const shown = message.mode === 'upsert' ? posted.current(placeOf(row)) : null;
  const { replyTo } = message;
  const target =
    replyTo === undefined || 'messageId' in replyTo ? replyTo : posted.current({ ...replyTo, chatId, threadId });
  return {
    id: row.id,
    chatId,
    threadId,
    message,
    edit: shown && { messageId: shown.messageId, shows: shown.shows, pinned: shown.pinned },
    replyTo: target ? { messageId: target.messageId } : null,
    resend: row.resend && shown === null,
  };
}
