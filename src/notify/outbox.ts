import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import type { Log } from '../log.ts';
import type { ChannelName, Channels } from './channel.ts';
import type { Chats } from './chats-store.ts';
import type { Destination, Message } from './message.ts';
import type { Address, OutboxStore } from './outbox-store.ts';
import { mergeUpserts } from './outcome.ts';
import { isPrivate } from './pace.ts';
import type { Sender } from './sender.ts';

/** Everything that is said to people and was not said yet, in rows. */
export interface Outbox {
  /**
   * Puts a message into the caller's transaction; it is sent once that has committed.
   * @param cause makes a repeat (same cause, same destination) do nothing
   */
  enqueue(destination: Destination, message: Message, cause?: string): void;
  /** Begins to send. Rows of a channel that is not handed in are dropped: nobody configured it. */
  start(channels: Channels): void;
  /** Takes nothing new and waits for what is under way, at most `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>;
  /** Looks for work now, instead of when the next row is due. */
  kick(): void;
  /** Somebody noticed that a channel answers again after an outage: nothing waits any longer for it. */
  answersAgain(channel: ChannelName): void;
  /** How many rows wait or are under way. */
  backlog(): number;
  /** Since when the oldest of them waits, UTC milliseconds; null when nothing does. */
  oldestAt(): number | null;
  /** Paths of the files that what waits or is under way brings with it. */
  waitingFiles(): string[];
  /** Resolves when nothing waits any more. For tests. */
  idle(): Promise<void>;
}

/** Least time between two pictures of live progress. */
const PROGRESS_INTERVAL_MS = { private: 1_000, group: 3_000 } as const;

function intervalOf(message: Message, address: Address): number {
  if (message.minIntervalMs !== undefined) return message.minIntervalMs;
  if (message.mode !== 'upsert' || message.priority < 3) return 0;
  return isPrivate(address.chatId) ? PROGRESS_INTERVAL_MS.private : PROGRESS_INTERVAL_MS.group;
}

const keyOf = ({ channel, chatId, threadId }: Address): string => `${channel}:${chatId}:${threadId ?? 0}`;

interface OutboxParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: OutboxStore;
  readonly chats: Chats;
  readonly sender: Sender;
  readonly oncall: () => readonly Destination[];
}

export function createOutbox({ database, clock, log, store, chats, sender, oncall }: OutboxParts): Outbox {
  function addressOf(destination: Exclude<Destination, { kind: 'oncall' }>): Address {
    switch (destination.kind) {
      case 'chat':
        return { channel: 'telegram', chatId: chats.resolve(destination.chatId), threadId: destination.threadId };
      case 'person':
        return { channel: 'telegram', chatId: destination.userId, threadId: null };
      case 'slack':
        return { channel: 'slack', chatId: 0, threadId: null };
    }
  }

  /** Each place once, however many of its names were given. */
  function addressesOf(destination: Destination): Address[] {
    const expanded = destination.kind === 'oncall' ? oncall() : [destination];
    const places = new Map<string, Address>();
    for (const one of expanded) {
      if (one.kind === 'oncall') continue;
      const address = addressOf(one);
      places.set(keyOf(address), address);
    }
    return [...places.values()];
  }

  function put(address: Address, message: Message): void {
    const interval = intervalOf(message, address);
    const waiting = message.mode === 'upsert' ? store.waitingUpsert(address, message) : null;
    if (waiting === null) store.insert(address, message, interval, clock.now());
    else
      store.replaceMessage(
        waiting.id,
        mergeUpserts(waiting.message, message),
        Math.min(waiting.minIntervalMs, interval),
      );
  }

  function enqueue(destination: Destination, message: Message, cause?: string): void {
    const addresses = addressesOf(destination);
    if (addresses.length === 0)
      log.warn({ subject: message.subject, view: message.view }, 'a message has no destination');
    database.transaction(() => {
      for (const address of addresses) {
        if (sender.lacks(address.channel)) continue;
        if (cause !== undefined && !store.rememberCause(cause, address, clock.now())) continue;
        put(address, message);
      }
      database.afterCommit(sender.kick);
    });
  }

  return {
    enqueue,
    start: sender.start,
    stop: sender.stop,
    kick: sender.kick,
    answersAgain: sender.answersAgain,
    backlog: store.backlog,
    oldestAt: store.oldestAt,
    waitingFiles: store.waitingFiles,
    idle: sender.idle,
  };
}
