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
  const reads = new Set();
  let stop = () => {};
  let scheduled = false;
  const store = {
    person: 0,
    seq: 0,
    connected: true,
    bot: { id: 0, first_name: 'Bot', username: 'bot' },
    people: [],
    chats: [],
    messages: new Map(),
    pending: new Map(),
    actions: new Map(),
    faults: [],
    blocked: new Set(),
    /** By "chat/message": who reacted, and which messages ask for a reply (neither is part of a Bot API message). */
    reactions: new Map(),
    forceReplies: new Map(),
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
    store.seq = state.seq;
    store.bot = state.bot ?? store.bot;
    store.people = state.people ?? store.people;
    store.chats = state.chats ?? [];
    store.messages = new Map(Object.entries(state.messages ?? {}).map(([id, list]) => [Number(id), list]));
    store.faults = state.faults ?? [];
    store.reactions = new Map();
    for (const message of [...store.messages.values()].flat()) {
      if (message.reactions) store.reactions.set(markKey(message), message.reactions);
    }
    store.forceReplies = new Map(Object.entries(state.forceReplies ?? {}));
    store.blocked = new Set(store.people.filter((person) => person.blocked).map((person) => person.id));
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
    for (const listener of answers) listener(event.answer);
  }

  const handlers = {
    message(event) {
      if (!store.sees(event.message)) return;
      const isNew = upsert(event.message);
      if (event.forceReply) store.forceReplies.set(markKey(event.message), event.forceReply);
      store.actions.delete(placeKey(event.message.chat.id, event.message.message_thread_id));
      if (isNew) for (const listener of news) listener(event.message);
    },
    edit(event) {
      if (store.sees(event.message)) upsert(event.message);
    },
    delete({ message }) {
      const list = store.messages.get(message.chat.id) ?? [];
      const rest = list.filter((known) => messageKey(known) !== messageKey(message));
      store.messages.set(message.chat.id, rest);
    },
    reaction(event) {
      store.reactions.set(`${event.chat}/${event.messageId}`, event.reactions);
    },
    commands: () => void reload(),
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
      stop = follow(person, store.seq, {
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
    isRead: (message) => reads.has(readKey(message)),
    unread(chat, thread) {
      const counts = (message) => message.from?.id !== store.person && !store.isRead(message);
      const list = thread === undefined ? (store.messages.get(chat) ?? []) : store.messagesOf(chat, thread);
      return list.filter(counts).length;
    },
    markRead(chat, thread) {
      const before = reads.size;
      for (const message of store.messagesOf(chat, thread)) reads.add(readKey(message));
      if (reads.size > before) changed();
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

  function readKey(message) {
    return `${store.person}/${message.chat.id}/${messageKey(message)}`;
  }

  return store;
}

/** What names a message on the page: its id, or the id of the ephemeral message (whose message_id is 0). */
export function messageKey(message) {
  return message.ephemeral_message_id === undefined ? message.message_id : `e${message.ephemeral_message_id}`;
}

/** What names a message in the state's side tables (reactions, forced replies). */
export function markKey(message) {
  return `${message.chat.id}/${message.message_id}`;
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
