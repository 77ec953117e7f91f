/** Taps on inline buttons: each spins until the bot has answered it. */
import { api } from './api.js';
import { tapKey } from './keys.js';

/** The server takes no answer after 15 s; then the phone stops waiting too. */
const patienceMs = 16_000;

/** @param onAnswer called with { text, showAlert, url } when the bot answers a tap of this person */
export function createPendingTaps(store, { onAnswer }) {
  const early = new Map();

  function settle(key, id) {
    if (store.pending.get(key) !== id) return;
    store.pending.delete(key);
    store.changed();
  }

  return {
    /** Taps once: a button that still waits takes no second tap. */
    async tap(message, button) {
      const key = tapKey(message, button);
      if (store.pending.has(key)) return;
      store.pending.set(key, null);
      store.changed();
      try {
        const { callbackQueryId: id } = await api.tap(addressOf(store.person, message, button));
        store.pending.set(key, id);
        setTimeout(() => settle(key, id), patienceMs);
        // The bot may have been quicker than the answer to this request.
        if (early.has(id)) this.answered(early.get(id));
      } catch (error) {
        settle(key, null);
        throw error;
      }
    },
    answered(event) {
      const id = event.callbackQueryId;
      const key = [...store.pending].find(([, waiting]) => waiting === id)?.[0];
      if (key === undefined) {
        early.set(id, event);
        return;
      }
      early.delete(id);
      settle(key, id);
      onAnswer(event.answer);
    },
  };
}

function addressOf(person, message, { callback_data, row, column }) {
  const ephemeral = message.ephemeral_message_id === undefined ? {} : { ephemeralId: message.ephemeral_message_id };
  return {
    person,
    chat: message.chat.id,
    messageId: message.message_id,
    ...ephemeral,
    data: callback_data,
    row,
    column,
  };
}
