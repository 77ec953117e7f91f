/**
 * What the phone in this person's hand knows: chats, messages, what is unread. It is filled by sync.js; views
 * subscribe and redraw after each change.
 */
import { markKey, messageKey, threadOf } from './keys.js';

export function createStore() {
  const listeners = new Set();
  const reads = new Set();
  let scheduled = false;

  const readKey = (message) => `${store.person}/${message.chat.id}/${messageKey(message)}`;

  const store = {
    person: 0,
    connected: true,
    bot: { id: 0, first_name: 'Bot', username: 'bot' },
    people: [],
    chats: [],
    /** By chat id, oldest first. */
    messages: new Map(),
    /** By tap key: taps whose answer has not come. */
    pending: new Map(),
    /** By place key: "typing" and the like. */
    actions: new Map(),
    faults: [],
    blocked: new Set(),
    /** By "chat/message": who reacted, and which messages ask for a reply (neither is part of a Bot API message). */
    reactions: new Map(),
    forceReplies: new Map(),

    subscribe(listener) {
      listeners.add(listener);
    },
    /** Views redraw once, after everything that happens in this turn. */
    changed() {
      if (scheduled) return;
      scheduled = true;
      queueMicrotask(() => {
        scheduled = false;
        for (const listener of listeners) listener();
      });
    },
    /** Takes the server's whole state. */
    take(state) {
      store.bot = state.bot;
      store.people = state.people;
      store.chats = state.chats;
      store.messages = new Map(Object.entries(state.messages).map(([id, list]) => [Number(id), list]));
      store.faults = state.faults;
      store.reactions = new Map();
      for (const message of [...store.messages.values()].flat()) {
        if (message.reactions) store.reactions.set(markKey(message), message.reactions);
      }
      store.forceReplies = new Map(Object.entries(state.forceReplies ?? {}));
      store.blocked = new Set(store.people.filter((person) => person.blocked).map((person) => person.id));
      store.changed();
    },
    /** Puts a message in, new or changed; true when it is new. */
    put(message) {
      const list = store.messages.get(message.chat.id) ?? [];
      const index = list.findIndex((known) => messageKey(known) === messageKey(message));
      if (index >= 0) list[index] = message;
      else list.push(message);
      store.messages.set(message.chat.id, list);
      return index < 0;
    },
    remove(message) {
      const list = store.messages.get(message.chat.id) ?? [];
      const rest = list.filter((known) => messageKey(known) !== messageKey(message));
      store.messages.set(message.chat.id, rest);
    },
    me: () => store.people.find((person) => person.id === store.person),
    chat: (id) => store.chats.find((chat) => chat.id === id),
    /** The log of a chat; of one topic of it (null: General) when it is a forum. */
    messagesOf(chat, thread) {
      const list = store.messages.get(chat) ?? [];
      return store.chat(chat)?.is_forum ? list.filter((message) => threadOf(message) === (thread ?? null)) : list;
    },
    isRead: (message) => reads.has(readKey(message)),
    /** How many messages of others are unread in a chat, or in a topic of it when `thread` is given. */
    unread(chat, thread) {
      const counts = (message) => message.from?.id !== store.person && !store.isRead(message);
      const list = thread === undefined ? (store.messages.get(chat) ?? []) : store.messagesOf(chat, thread);
      return list.filter(counts).length;
    },
    markRead(chat, thread) {
      const before = reads.size;
      for (const message of store.messagesOf(chat, thread)) reads.add(readKey(message));
      if (reads.size > before) store.changed();
    },
  };
  return store;
}
