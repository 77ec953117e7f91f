import { createManualClock } from '../../../src/clock.ts';
import { openDatabase } from '../../../src/database/index.ts';
import type { Log } from '../../../src/log.ts';
import {
  type Channel,
  createNotify,
  type Delivery,
  type DeliveryItem,
  type Destination,
  type Message,
  type Notify,
  type Timers,
} from '../../../src/notify/index.ts';

export const START_AT = Date.UTC(2026, 10, 24, 3, 0, 0);
export const PERSON = 501;
export const GROUP = -70;

export const person = (userId: number): Destination => ({ kind: 'person', userId });
export const chat = (chatId: number, threadId: number | null = null): Destination => ({
  kind: 'chat',
  chatId,
  threadId,
});

/** A message of which only what a test is about has to be said. `params` holds the text. */
export function message(text: string, rest: Partial<Message> = {}): Message {
  return { subject: 'incident:1', slot: 'main', mode: 'new', view: 'plain', priority: 2, params: { text }, ...rest };
}

export function textOf(item: Pick<DeliveryItem, 'message'>): string {
  const { params } = item.message;
  return params !== null && typeof params === 'object' && 'text' in params ? String(params.text) : '';
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly data: object;
  readonly message: string;
}

function createRecordedLog(): { log: Log; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: LogLine['level']) => (data: object, text: string) => {
    lines.push({ level, data, message: text });
  };
  const log: Log = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: () => log,
  };
  return { log, lines };
}

/** One turn of the event loop: everything that only waits for promises has happened after it. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** An outbox with a clock that the test moves and a far end that does what the test says. */
export function createStage(options: { oncall?: () => readonly Destination[] } = {}) {
  const clock = createManualClock(START_AT);
  const database = openDatabase(':memory:');
  const { log, lines } = createRecordedLog();
  let waiting: Array<{ at: number; work: () => void }> = [];
  const calls: DeliveryItem[] = [];
  const callsAt: number[] = [];
  let nextMessageId = 100;
  let answer: (item: DeliveryItem) => Delivery | Promise<Delivery> = arrive;
  const script: Array<Delivery | Promise<Delivery> | Error> = [];

  function arrive(item: DeliveryItem): Delivery {
    nextMessageId += 1;
    return { kind: 'sent', messageId: item.edit?.messageId ?? nextMessageId, shows: textOf(item) };
  }

  const channel: Mutable<Channel> = {
    deliver: async (item) => {
      calls.push(item);
      callsAt.push(clock.now());
      const scripted = script.shift();
      if (scripted instanceof Error) throw scripted;
      return await (scripted ?? answer(item));
    },
  };

  /** Timers belong to one process: a kill takes them along. */
  function createTimers(): Timers {
    return {
      after: (ms, work) => {
        const entry = { at: clock.now() + ms, work };
        waiting.push(entry);
        return () => {
          waiting = waiting.filter((other) => other !== entry);
        };
      },
    };
  }

  const create = (): Notify =>
    createNotify({
      database,
      clock,
      log,
      timers: createTimers(),
      random: () => 0.5,
      oncall: options.oncall ?? (() => []),
    });

  async function advance(ms: number): Promise<void> {
    const until = clock.now() + ms;
    await turn();
    for (;;) {
      const next = waiting.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      waiting = waiting.filter((other) => other !== next);
      clock.set(Math.max(clock.now(), next.at));
      next.work();
      await turn();
    }
    clock.set(until);
  }

  const stage = {
    clock,
    database,
    log,
    lines,
    channel,
    calls,
    callsAt,
    notify: create(),
    get outbox() {
      return stage.notify.outbox;
    },
    /** What arrived at the far end's door, in order. */
    texts: (): string[] => calls.map(textOf),
    /** The next attempts end like this; after them the usual answer is given again. */
    nextEnd: (...deliveries: Array<Delivery | Promise<Delivery> | Error>): void => {
      script.push(...deliveries);
    },
    /** What every attempt ends with that is not scripted. */
    answers: (how: (item: DeliveryItem) => Delivery | Promise<Delivery>): void => {
      answer = how;
    },
    works: (): void => {
      answer = arrive;
    },
    arrive,
    /** Lets this much time pass, with everything that is due in it. */
    advance,
    start: async (): Promise<void> => {
      stage.notify.outbox.start({ telegram: channel });
      await turn();
    },
    /** The process is gone at once, with what it had under way, and another one begins on the same file. */
    killAndStart: async (): Promise<void> => {
      // What it has queued for this very moment still happens: a killed process has no later moments.
      await turn();
      waiting = [];
      stage.notify = create();
      await stage.start();
    },
    errors: (): LogLine[] => lines.filter(({ level }) => level === 'error'),
    rows: (): unknown[] => database.prepare('SELECT id, state, note, chat_id FROM outbox ORDER BY id').all(),
  };
  return stage;
}

/** A delivery that ends when the test says so. */
export function pending(): { promise: Promise<Delivery>; end: (delivery: Delivery) => void } {
  const { promise, resolve } = Promise.withResolvers<Delivery>();
  return { promise, end: resolve };
}

export const never: Promise<Delivery> = new Promise(() => undefined);
