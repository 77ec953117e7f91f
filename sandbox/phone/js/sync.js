/**
 * Keeps the store like the server: the state is read whole when a person takes the phone, on each reconnection and
 * when something large changes; events in between change it. An event that overtakes a state is applied again.
 */
import { api, follow } from './api.js';
import { setServerNow } from './dates.js';
import { markKey, placeKey } from './keys.js';
import { setLanguage } from './strings.js';

const actionLastsMs = 5500;

/**
 * @param listeners { onNews(message), onAnswer(event) }: a new message came; the bot answered a tap of this person
 */
export function createSync(store, { onNews, onAnswer }) {
  let stop = () => {};
  let stateSeq = 0;
  let loads = 0;
  let lastLoad = Promise.resolve();
  let overtaken = [];

  function lost() {
    store.connected = false;
    store.changed();
  }

  async function load() {
    const { person } = store;
    overtaken = [];
    const state = await api.state(person);
    if (person !== store.person) return;
    setServerNow(state.now);
    stateSeq = state.seq;
    store.connected = true;
    store.take(state);
    setLanguage(store.me()?.language_code);
    for (const event of overtaken) if (event.seq > stateSeq) changes[event.type]?.(event);
  }

  /** One runs and at most one waits: that one starts later than now, so it sees what a third would. */
  function reload() {
    if (loads > 1) return lastLoad;
    loads += 1;
    lastLoad = lastLoad
      .then(load)
      .catch(lost)
      .finally(() => {
        loads -= 1;
      });
    return lastLoad;
  }

  /** What an event changes in the store; true from `message` when the message is new. */
  const changes = {
    message({ message, forceReply }) {
      if (forceReply) store.forceReplies.set(markKey(message), forceReply);
      store.actions.delete(placeKey(message.chat.id, message.message_thread_id));
      return store.put(message);
    },
    edit: ({ message }) => store.put(message),
    delete: ({ message }) => store.remove(message),
    reaction: ({ chat, messageId, reactions }) => store.reactions.set(`${chat}/${messageId}`, reactions),
    faults: ({ faults }) => {
      store.faults = faults;
    },
  };

  /** What an event does once only. */
  const effects = {
    'callback-answer': onAnswer,
    action: showAction,
    chat: () => void reload(),
    commands: () => void reload(),
  };

  function onEvent(event) {
    if (loads > 0) overtaken.push(event);
    const result = changes[event.type]?.(event);
    effects[event.type]?.(event);
    if (event.type === 'message' && result) onNews(event.message);
    if (changes[event.type] || effects[event.type]) store.changed();
  }

  function showAction({ chat, thread, action }) {
    const key = placeKey(chat, thread);
    const shown = { action };
    store.actions.set(key, shown);
    setTimeout(() => {
      if (store.actions.get(key) === shown) store.actions.delete(key);
      store.changed();
    }, actionLastsMs);
  }

  return {
    reload,
    /** Puts the phone into another person's hand. */
    async become(person) {
      stop();
      store.person = person;
      store.pending.clear();
      await reload();
      let isFirst = true;
      stop = follow(person, stateSeq, {
        onEvent,
        onOpen() {
          if (!isFirst || !store.connected) void reload();
          isFirst = false;
        },
        onLost: lost,
      });
    },
  };
}
