import type { Call } from './server/calls.ts';
import type { NewFault } from './server/faults.ts';
import type { StoredMessage } from './server/messages.ts';

/** A person's place: who, in which chat, in which topic. */
export interface At {
  readonly person: number;
  readonly chat: number;
  readonly thread?: number;
}

export interface PhoneFile {
  readonly kind: 'photo' | 'document';
  readonly name: string;
  readonly mime: string;
  readonly bytes: Uint8Array;
  readonly caption?: string;
}

export interface PhoneState {
  readonly now: number;
  readonly seq: number;
  readonly bot: { readonly id: number; readonly username: string };
  readonly chats: readonly {
    readonly id: number;
    readonly type: string;
    readonly pinned: readonly number[];
    readonly [more: string]: unknown;
  }[];
  readonly messages: Readonly<Record<string, readonly PhoneMessage[]>>;
  readonly callbackAnswers: readonly CallbackState[];
  readonly commands: readonly unknown[];
  readonly [more: string]: unknown;
}

export type PhoneMessage = StoredMessage & { readonly pinned?: true; readonly reactions?: readonly unknown[] };

export interface CallbackState {
  readonly id: string;
  readonly person: number;
  readonly chat: number;
  readonly messageId: number;
  readonly data: string;
  readonly answer: { readonly text?: string; readonly showAlert: boolean; readonly url?: string } | null;
}

/** Everything a test or a script does with the phones of the sandbox; made by {@link connectPhone}. */
export interface Phone {
  readonly url: string;
  send(at: At, text: string, options?: { replyTo?: number; anonymous?: boolean }): Promise<StoredMessage>;
  reply(at: At, to: { message_id: number }, text: string): Promise<StoredMessage>;
  /** Taps a button, found by its label, its data or its place; the query's id. */
  tap(at: At, message: { message_id: number; ephemeral_message_id?: number }, button: Button): Promise<string>;
  /** Taps and waits until the bot has answered the query. */
  tapAnswered(
    at: At,
    message: { message_id: number; ephemeral_message_id?: number },
    button: Button,
  ): Promise<CallbackState>;
  edit(at: At, messageId: number, text: string): Promise<StoredMessage>;
  /** One file, or an album of several. */
  file(
    at: At,
    files: PhoneFile | readonly PhoneFile[],
    options?: { replyTo?: number },
  ): Promise<readonly StoredMessage[]>;
  forward(at: At, fromChat: number, messageId: number): Promise<StoredMessage>;
  react(at: At, messageId: number, emoji: string | null): Promise<void>;
  start(person: number): Promise<StoredMessage>;
  block(person: number): Promise<void>;
  unblock(person: number): Promise<void>;
  /** The group becomes a supergroup; its new id. */
  migrate(chat: number): Promise<number>;
  membership(
    chat: number,
    status: 'member' | 'administrator' | 'left' | 'kicked',
    rights?: Readonly<Record<string, boolean>>,
  ): Promise<void>;
  privacy(on: boolean): Promise<void>;
  topic(chat: number, name: string): Promise<number>;
  /** A hand-made update (without its id), for kinds that phones cannot make; false when the bot did not ask for them. */
  update(update: Readonly<Record<string, unknown>>): Promise<boolean>;
  /** What a phone shows; with a person, only what that one sees. */
  state(person?: number): Promise<PhoneState>;
  messages(chat: number, person?: number): Promise<readonly PhoneMessage[]>;
  /** The newest message of the bot in a chat. */
  lastFromBot(chat: number): Promise<PhoneMessage | undefined>;
  /** Waits for a state in which `predicate` gives something; looks again after each event, never on a timer. */
  waitFor<T>(
    predicate: (state: PhoneState) => T | null | undefined | false,
    description: string,
    timeoutMs?: number,
  ): Promise<T>;
  /** Waits for a message of the bot in a chat (newest first). */
  waitForMessage(
    chat: number,
    predicate: (message: PhoneMessage) => boolean,
    description: string,
    timeoutMs?: number,
  ): Promise<PhoneMessage>;
  /** Waits for a Bot API call, of those since `afterSeq` (all when left out). */
  waitForCall(
    predicate: (call: Call) => boolean,
    description: string,
    options?: { afterSeq?: number; timeoutMs?: number },
  ): Promise<Call>;
  calls(method?: string): Promise<readonly Call[]>;
  /** Calls that the real server would have refused as well. */
  refusals(): Promise<readonly Call[]>;
  fault(fault: NewFault): Promise<void>;
  clearFaults(): Promise<void>;
  close(): void;
}

export type Button = string | { readonly data: string } | { readonly row: number; readonly column: number };

const DEFAULT_TIMEOUT_MS = 10_000;

/** Connects to a running sandbox. Close it when done: it holds a stream of events open. */
export async function connectPhone(baseUrl: string): Promise<Phone> {
  const url = baseUrl.replace(/\/$/, '');
  const events = await openEvents(url);

  async function get<T>(path: string): Promise<T> {
    const response = await fetch(`${url}/phone/${path}`);
    return unwrap<T>(response, path);
  }

  async function post<T>(path: string, body: unknown): Promise<T> {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return unwrap<T>(await fetch(`${url}/phone/${path}`, init), path);
  }

  const state = (person?: number) => get<PhoneState>(person === undefined ? 'state' : `state?person=${person}`);
  const callList = () => get<readonly Call[]>('calls');

  async function until<T>(
    look: () => Promise<T | null | undefined | false>,
    description: string,
    timeoutMs: number,
  ): Promise<T> {
    const deadline = AbortSignal.timeout(timeoutMs);
    for (;;) {
      const seen = events.count();
      const found = await look();
      if (found !== null && found !== undefined && found !== false) return found;
      if (!(await events.after(seen, deadline))) throw new Error(await timeoutMessage(description, timeoutMs));
    }
  }

  async function timeoutMessage(description: string, timeoutMs: number): Promise<string> {
    const latest = (await callList()).slice(-5).map((call) => `${call.method} ${call.status} ${call.error ?? ''}`);
    return `waited ${timeoutMs} ms in vain for ${description}; the latest calls: ${latest.join(' | ') || 'none'}`;
  }

  async function place(at: At, message: { message_id: number; ephemeral_message_id?: number }, button: Button) {
    const ephemeral = message.ephemeral_message_id === undefined ? {} : { ephemeralId: message.ephemeral_message_id };
    const base = { ...at, messageId: message.message_id, ...ephemeral };
    if (typeof button !== 'string') return { ...base, ...button };
    const current = (await state(at.person)).messages[String(at.chat)] ?? [];
    const shown = current.find(
      (one) => one.message_id === message.message_id && one.ephemeral_message_id === message.ephemeral_message_id,
    );
    const data = findButton(shown, button);
    if (data === null)
      throw new Error(`no button "${button}" on message ${message.message_id}; there are: ${labels(shown).join(', ')}`);
    return { ...base, data };
  }

  const tap: Phone['tap'] = async (at, message, button) =>
    (await post<{ callbackQueryId: string }>('tap', await place(at, message, button))).callbackQueryId;

  return {
    url,
    state,
    send: (at, text, options = {}) => post('send', { ...at, text, ...options }),
    reply: (at, to, text) => post('send', { ...at, text, replyTo: to.message_id }),
    tap,
    async tapAnswered(at, message, button) {
      const id = await tap(at, message, button);
      return until(
        async () => (await state()).callbackAnswers.find((query) => query.id === id && query.answer !== null),
        `an answer to the tap on ${JSON.stringify(button)}`,
        DEFAULT_TIMEOUT_MS,
      );
    },
    edit: (at, messageId, text) => post('edit', { ...at, messageId, text }),
    file(at, files, options = {}) {
      const list = 'kind' in files ? [files] : files;
      const album = list.map(({ bytes, ...file }) => ({ ...file, base64: Buffer.from(bytes).toString('base64') }));
      return post('file', { ...at, ...options, album });
    },
    forward: (at, fromChat, messageId) => post('forward', { ...at, fromChat, messageId }),
    react: (at, messageId, emoji) => post('react', { ...at, messageId, emoji }),
    start: (person) => post('start', { person }),
    block: (person) => post('block', { person }),
    unblock: (person) => post('unblock', { person }),
    migrate: async (chat) => (await post<{ chat: number }>('migrate', { chat })).chat,
    membership: (chat, status, rights = {}) => post('rights', { chat, status, rights }),
    privacy: (on) => post('privacy', { on }),
    topic: async (chat, name) => (await post<{ thread: number }>('topic', { chat, name })).thread,
    update: async (update) => (await post<{ queued: boolean }>('update', { update })).queued,
    messages: async (chat, person) => (await state(person)).messages[String(chat)] ?? [],
    async lastFromBot(chat) {
      const { bot, messages } = await state();
      return messages[String(chat)]?.findLast((message) => message.from?.id === bot.id);
    },
    waitFor: (predicate, description, timeoutMs = DEFAULT_TIMEOUT_MS) =>
      until(async () => predicate(await state()), description, timeoutMs),
    waitForMessage: (chat, predicate, description, timeoutMs = DEFAULT_TIMEOUT_MS) =>
      until(
        async () => {
          const { bot, messages } = await state();
          return messages[String(chat)]?.findLast((message) => message.from?.id === bot.id && predicate(message));
        },
        description,
        timeoutMs,
      ),
    waitForCall: (predicate, description, options = {}) =>
      until(
        async () => (await callList()).find((call) => call.seq > (options.afterSeq ?? 0) && predicate(call)),
        description,
        options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      ),
    calls: async (method) => (await callList()).filter((call) => method === undefined || call.method === method),
    refusals: () => get('refusals'),
    fault: (fault) => post('faults', { add: fault }),
    clearFaults: () => post('faults', { clear: true }),
    close: () => events.close(),
  };
}

async function unwrap<T>(response: Response, path: string): Promise<T> {
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`phone ${path}: ${JSON.stringify(body)}`);
  // The sandbox of this very folder answers, in the shape that its phone API declares.
  return body as T;
}

function labels(message: PhoneMessage | undefined): string[] {
  return (message?.reply_markup?.inline_keyboard ?? []).flat().map((button) => `"${button.text}"`);
}

/** Exactly this label or data, else the only label that contains it. */
function findButton(message: PhoneMessage | undefined, wanted: string): string | null {
  const buttons = (message?.reply_markup?.inline_keyboard ?? []).flat().filter((button) => 'callback_data' in button);
  const exact = buttons.find((button) => button.text === wanted || button.callback_data === wanted);
  const partial = buttons.filter((button) => button.text.includes(wanted));
  return exact?.callback_data ?? (partial.length === 1 ? (partial[0]?.callback_data ?? null) : null);
}

interface Events {
  count(): number;
  /** True as soon as more than `seen` pieces of the stream have come; false when the deadline comes first. */
  after(seen: number, deadline: AbortSignal): Promise<boolean>;
  close(): void;
}

/** Reads the event stream only to know when to look again: the state itself says what is there. */
async function openEvents(url: string): Promise<Events> {
  const abort = new AbortController();
  const open = () => fetch(`${url}/phone/events`, { signal: abort.signal });
  const first = await open();
  let count = 0;
  let ended = false;
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const one of waiting) one();
  };

  /** Node gives up a body that is silent for five minutes: then it listens anew, and looks in case it missed something. */
  async function read(): Promise<void> {
    for (let response = first; ; response = await open()) {
      try {
        for await (const _ of response.body ?? []) {
          count += 1;
          wake();
        }
      } catch {
        if (abort.signal.aborted) return;
      }
      count += 1;
      wake();
    }
  }
  read()
    .catch(() => undefined)
    .finally(() => {
      ended = true;
      wake();
    });

  return {
    count: () => count,
    after(seen, deadline) {
      if (count > seen) return Promise.resolve(true);
      return new Promise((resolve) => {
        const finish = () => {
          waiting.delete(finish);
          deadline.removeEventListener('abort', finish);
          resolve(count > seen);
        };
        waiting.add(finish);
        deadline.addEventListener('abort', finish);
        if (deadline.aborted || ended) finish();
      });
    },
    close: () => abort.abort(),
  };
}
