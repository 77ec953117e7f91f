/**
 * What the phone in this person's hand knows: chats, messages, what is unread, which taps wait for an answer.
 * The server's state is read whole on each (re)connection; events in between change it. Views subscribe and redraw.
 */
import { api, follow } from './api.js';
import { setServerNow } from './dates.js';
import { setLanguage } from './strings.js';

const tapPatienceMs = 60_000;
const actionLastsMs = 5500;

export function createStore() {
  const listeners = new Set();
  const news = new Set();
  const answers = new Set();
  const early = new Map();
  const reads = new Map();
  let stop = () => {};
  let scheduled = false;
  const store = {
    person: 0,
    connected: true,
    bot: { id: 0, first_name: 'Bot', username: 'bot' },
    people: [],
    chats: [],
    messages: new Map(),
    pending: new Map(),
    actions: new Map(),
    faults: [],
    commands: [],
    blocked: new Set(),
  };

  function changed() {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(() => {
      scheduled = false;
      for (const listener of listeners) listener();
    });
  }

  function takeState(state) {
    setServerNow(state.now);
    store.bot = state.bot ?? store.bot;
    store.people = state.people ?? store.people;
    store.chats = state.chats ?? [];
    store.messages = new Map(Object.entries(state.messages ?? {}).map(([id, list]) => [Number(id), list]));
    store.faults = state.faults ?? [];
    store.commands = state.commands ?? [];
    store.blocked = new Set(state.blocked ?? []);
    setLanguage(store.me()?.language_code);
    store.connected = true;
    changed();
  }

  async function reload() {
    const person = store.person;
    try {
      const state = await api.state(person);
      if (person === store.person) takeState(state);
    } catch {
      store.connected = false;
      changed();
    }
  }

  function upsert(message) {
    const list = store.messages.get(message.chat.id) ?? [];
    const index = list.findIndex((known) => messageKey(known) === messageKey(message));
    if (index >= 0) list[index] = message;
    else list.push(message);
    store.messages.set(message.chat.id, list);
    return index < 0;
  }

  function onEvent(event) {
    const handler = handlers[event.type];
    if (handler) handler(event);
    changed();
  }

  function answered(key, event) {
    store.pending.delete(key);
    for (const listener of answers) listener(event);
  }

  const handlers = {
    message(event) {
      if (!store.sees(event.message)) return;
      const isNew = upsert(event.message);
      store.actions.delete(placeKey(event.message.chat.id, event.message.message_thread_id));
      if (isNew) for (const listener of news) listener(event.message);
    },
    edit(event) {
      if (store.sees(event.message)) upsert(event.message);
    },
    delete(event) {
      const list = store.messages.get(event.chat) ?? [];
      const gone = new Set(event.messageIds);
      store.messages.set(
        event.chat,
        list.filter((message) => !gone.has(messageKey(message))),
      );
    },
    'callback-answer'(event) {
      const tap = [...store.pending].find(([, waiting]) => waiting.id === event.callbackQueryId);
      if (tap) answered(tap[0], event);
      else early.set(event.callbackQueryId, event);
    },
    action(event) {
      const key = placeKey(event.chat, event.thread);
      const timer = setTimeout(() => {
        if (store.actions.get(key)?.timer === timer) store.actions.delete(key);
        changed();
      }, actionLastsMs);
      store.actions.set(key, { action: event.action, timer });
    },
    chat: () => void reload(),
    faults(event) {
      store.faults = event.faults ?? [];
    },
  };

  Object.assign(store, {
    subscribe(listener) {
      listeners.add(listener);
    },
    onNews(listener) {
      news.add(listener);
    },
    /** Answers to this person's own taps. */
    onAnswer(listener) {
      answers.add(listener);
    },
    changed,
    reload,
    me: () => store.people.find((person) => person.id === store.person),
    /** Puts the phone into another person's hand. */
    async become(person) {
      stop();
      store.person = person;
      store.pending.clear();
      await reload();
      let first = true;
      stop = follow(person, {
        onEvent,
        onOpen() {
          if (!first || !store.connected) void reload();
          first = false;
        },
        onLost() {
          store.connected = false;
          changed();
        },
      });
    },
    /** Others' private chats and others' ephemeral messages are none of this person's business. */
    sees(message) {
      if (message.receiver_user && message.receiver_user.id !== store.person && message.from?.id !== store.person)
        return false;
      return message.chat.id < 0 || message.chat.id === store.person;
    },
    messagesOf(chat, thread) {
      const list = store.messages.get(chat) ?? [];
      return store.chat(chat)?.is_forum ? list.filter((message) => threadOf(message) === (thread ?? null)) : list;
    },
    chat: (id) => store.chats.find((chat) => chat.id === id),
    isRead: (message) => message.message_id <= (reads.get(readKey(message.chat.id, threadOf(message))) ?? 0),
    unread(chat, thread) {
      const counts = (message) => message.from?.id !== store.person && !store.isRead(message);
      const list = thread === undefined ? (store.messages.get(chat) ?? []) : store.messagesOf(chat, thread);
      return list.filter(counts).length;
    },
    markRead(chat, thread) {
      const last = store
        .messagesOf(chat, thread)
        .reduce((highest, message) => Math.max(highest, message.message_id), 0);
      const key = readKey(chat, thread ?? null);
      if ((reads.get(key) ?? 0) >= last) return;
      reads.set(key, last);
      changed();
    },
    /** Taps an inline button; the spinner stays until the bot's answer (or the server's deadline) comes. */
    async tap(message, button) {
      const key = tapKey(message, button);
      if (store.pending.has(key)) return;
      store.pending.set(key, { id: null });
      changed();
      try {
        const answer = await api.tap({
          person: store.person,
          chat: message.chat.id,
          messageId: messageKey(message),
          data: button.callback_data,
          row: button.row,
          column: button.column,
        });
        store.pending.set(key, { id: answer.callbackQueryId });
        // The bot may have been quicker than the answer to this request.
        const quick = early.get(answer.callbackQueryId);
        if (quick) answered(key, quick);
        setTimeout(() => store.pending.delete(key) && changed(), tapPatienceMs);
      } catch (error) {
        store.pending.delete(key);
        throw error;
      } finally {
        changed();
      }
    },
  });

  function readKey(chat, thread) {
    return `${store.person}:${chat}:${thread ?? ''}`;
  }

  return store;
}

/** What names a message on the page: its id, or the id of the ephemeral message (whose message_id is 0). */
export function messageKey(message) {
  return message.ephemeral_message_id === undefined ? message.message_id : `e${message.ephemeral_message_id}`;
}

/** The forum topic of a message, null for General (whose messages carry no thread). */
export function threadOf(message) {
  return message.is_topic_message ? (message.message_thread_id ?? null) : null;
}

export function placeKey(chat, thread) {
  return `${chat}:${thread ?? ''}`;
}

/** A tap is remembered with what the button does, so that a button that changed under it does not spin. */
export function tapKey(message, button) {
  return `${message.chat.id}:${messageKey(message)}:${button.row}:${button.column}:${button.callback_data}`;
}
