/** From messages to what the log shows: date separators, runs by one sender, albums, the "unread" line. Pure. */
import { dayKey } from './dates.js';
import { messageKey } from './keys.js';
import { serviceText } from './snippet.js';

const runBreakS = 600;

/**
 * @param firstUnread key of the first unread message when the chat was opened, or null
 * @returns items { kind: 'day' | 'unread' | 'message', key, … }
 */
export function logItems(messages, firstUnread) {
  const items = [];
  let day = null;
  for (const message of messages) {
    if (dayKey(message.date) !== day) {
      day = dayKey(message.date);
      items.push({ kind: 'day', key: `day:${day}`, unix: message.date });
    }
    if (messageKey(message) === firstUnread) items.push({ kind: 'unread', key: 'unread' });
    const previous = items[items.length - 1];
    if (inAlbum(previous, message)) previous.messages.push(message);
    else
      items.push({
        kind: 'message',
        key: `message:${messageKey(message)}`,
        messages: [message],
        first: true,
        last: true,
      });
  }
  markRuns(items);
  return items;
}

function inAlbum(item, message) {
  return (
    item?.kind === 'message' &&
    message.media_group_id !== undefined &&
    item.messages[0].media_group_id === message.media_group_id
  );
}

function markRuns(items) {
  for (const [index, item] of items.entries()) {
    const previous = items[index - 1];
    if (item.kind !== 'message' || previous?.kind !== 'message' || !sameRun(previous.messages[0], item.messages[0]))
      continue;
    previous.last = false;
    item.first = false;
  }
}

function sameRun(one, other) {
  if (serviceText(one) !== null || serviceText(other) !== null) return false;
  return one.from?.id === other.from?.id && other.date - one.date < runBreakS;
}
