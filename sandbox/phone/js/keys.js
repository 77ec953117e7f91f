/** How messages, places and taps are named on the page. Pure. */

/** A message's id, or the id of the ephemeral message (whose message_id is 0). */
export function messageKey(message) {
  return message.ephemeral_message_id === undefined ? message.message_id : `e${message.ephemeral_message_id}`;
}

/** A message in the state's side tables (reactions, forced replies). */
export function markKey(message) {
  return `${message.chat.id}/${message.message_id}`;
}

/** The forum topic of a message, null for General (whose messages carry no thread). */
export function threadOf(message) {
  return message.is_topic_message ? (message.message_thread_id ?? null) : null;
}

/** A chat, or a topic of it. */
export function placeKey(chat, thread) {
  return `${chat}:${thread ?? ''}`;
}

/** A tap is remembered with what the button does, so that a button that changed under it does not spin. */
export function tapKey(message, button) {
  return `${message.chat.id}:${messageKey(message)}:${button.row}:${button.column}:${button.callback_data}`;
}
