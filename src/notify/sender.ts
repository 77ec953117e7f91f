import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Channel, ChannelName, Channels, Delivery, DeliveryItem } from './channel.ts';
import { itemOf, placeOf } from './item.ts';
import type { Head, OutboxStore, Row } from './outbox-store.ts';
import { backoffMs, inFlightLimit, type Pace } from './pace.ts';
import type { PostedStore } from './posted-store.ts';
import { createProbing } from './probe.ts';
import type { Settlement } from './settlement.ts';
import type { Timers } from './timers.ts';

/** A channel has its own time-outs; this one only keeps a chat from standing still for ever should they fail. */
const DELIVERY_DEADLINE_MS = 120_000;
/** A channel that throws has a bug; a row that met it this often is given up, so that its subject can go on. */
const THROWS_LIMIT = 5;
/** A clock that is set, or a machine that slept, is noticed after this long. */
const LONGEST_SLEEP_MS = 60_000;
const PRUNE_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Settled rows are for looking back; causes must outlive every update that the inbox may repeat (it keeps them 30 days). */
const KEEP_MS = { settled: 7 * DAY_MS, causes: 31 * DAY_MS, posted: 400 * DAY_MS } as const;
const CHANNELS: readonly ChannelName[] = ['telegram', 'slack'];

export interface Sender {
  start(channels: Channels): void;
  stop(deadlineMs: number): Promise<void>;
  kick(): void;
  answersAgain(channel: ChannelName): void;
  idle(): Promise<void>;
  /** Known only while it runs: before, rows are kept for whatever channels it is started with. */
  lacks(channel: ChannelName): boolean;
}

interface SenderParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly timers: Timers;
  readonly random: () => number;
  readonly store: OutboxStore;
  readonly posted: PostedStore;
  readonly pace: Pace;
  readonly settlement: Settlement;
}

/** Takes what is due from the rows to the channels: one at a time per chat, the most urgent first. */
export function createSender(parts: SenderParts): Sender {
  const { database, clock, log, timers, random, store, posted, pace, settlement } = parts;
  let channels: Channels = {};
  let running = false;
  let kicked = false;
  let prunedAt = Number.NEGATIVE_INFINITY;
  let pumpFailures = 0;
  let wakeUp: () => void = () => undefined;
  /** What is under way, by row. A stop that ran out of time empties it, and late answers find themselves forgotten. */
  const inFlight = new Map<number, { readonly channel: ChannelName }>();
  const throws = new Map<number, number>();
  const probing = createProbing(pace, timers, kick);
  const waitingForIdle: Array<() => void> = [];
  const waitingForEmpty: Array<() => void> = [];

  function kick(): void {
    if (!running || kicked) return;
    kicked = true;
    queueMicrotask(() => {
      kicked = false;
      pump();
    });
  }

  /** One look at everything that waits. Never throws: it runs on its own, and a full disk must not end it. */
  function pump(): void {
    wakeUp();
    if (!running) return;
    try {
      tidy();
      const nextMs = beginWhatIsDue();
      pumpFailures = 0;
      if (nextMs !== null) wakeUp = timers.after(Math.min(Math.max(1, nextMs), LONGEST_SLEEP_MS), pump);
    } catch (error) {
      pumpFailures += 1;
      log.error({ error }, 'the outbox could not be read');
      wakeUp = timers.after(backoffMs(pumpFailures, random), pump);
      return;
    }
    if (inFlight.size === 0 && waitingForIdle.length > 0 && store.backlog() === 0) {
      for (const resolve of waitingForIdle.splice(0)) resolve();
    }
  }

  function tidy(): void {
    const now = clock.now();
    const dropped = store.dropExpired(now);
    if (dropped > 0) log.info({ dropped }, 'messages that came too late were dropped');
    if (now - prunedAt < PRUNE_EVERY_MS && now >= prunedAt) return;
    prunedAt = now;
    database.transaction(() => {
      store.prune(now - KEEP_MS.settled, now - KEEP_MS.causes);
      posted.prune(now - KEEP_MS.posted);
    });
  }

  /** @returns milliseconds until something else is due; null when only an answer or a new message can change anything */
  function beginWhatIsDue(): number | null {
    let nextMs: number | null = null;
    const begun = new Set<string>();
    for (const head of store.heads()) {
      const channel = channels[head.channel];
      const chat = `${head.channel}:${head.chatId}`;
      if (channel === undefined || begun.has(chat)) continue;
      const chatDelay = pace.chatDelay(head.channel, head.chatId);
      const row = chatDelay > 0 ? null : readRow(head.id);
      const delay = row === null ? chatDelay : headDelay(head, row);
      if (delay > 0) nextMs = Math.min(nextMs ?? delay, delay);
      else if (row !== null && hasSlot(head) && probing.mayBegin(head.channel, channel)) {
        begun.add(chat);
        begin(row, channel);
      }
    }
    return nextMs;
  }

  function headDelay(head: Head, row: Row): number {
    const shown = row.message.mode === 'upsert' && row.minIntervalMs > 0 ? posted.current(placeOf(row)) : null;
    const picture = shown && { shownAt: shown.shownAt, minIntervalMs: row.minIntervalMs };
    return pace.headDelay(head, row.message.priority, picture);
  }

  function hasSlot(head: Head): boolean {
    const busy = [...inFlight.values()].filter(({ channel }) => channel === head.channel).length;
    return busy < inFlightLimit(head.priority);
  }

  /** A row that this version cannot read must not hold up the others. */
  function readRow(id: number): Row | null {
    try {
      return store.get(id);
    } catch (error) {
      log.error({ error, id }, 'a message in the outbox cannot be read');
      store.settle(id, 'failed', clock.now(), null, 'unreadable');
      kick();
      return null;
    }
  }

  function begin(row: Row, channel: Channel): void {
    const item = itemOf(row, posted);
    store.markSending(row.id, item.edit?.messageId ?? null);
    const ticket = { channel: row.address.channel };
    inFlight.set(row.id, ticket);
    const failuresSeen = pace.failures(row.address.channel);
    const settle = (delivery: Delivery): void => finish(item, ticket, failuresSeen, delivery, 1);
    const callOff = timers.after(DELIVERY_DEADLINE_MS, () => {
      log.error({ id: row.id, view: row.message.view }, 'a channel did not answer in time');
      settle({ kind: 'unknown' });
    });
    attempt(channel, item).then(
      (delivery) => {
        callOff();
        throws.delete(row.id);
        settle(delivery);
      },
      (error: unknown) => {
        callOff();
        log.error({ error, id: row.id, view: row.message.view }, 'a channel threw while it delivered');
        settle(afterThrow(row.id, error));
      },
    );
  }

  function afterThrow(id: number, error: unknown): Delivery {
    const count = (throws.get(id) ?? 0) + 1;
    throws.set(id, count);
    if (count < THROWS_LIMIT) return { kind: 'unknown' };
    throws.delete(id);
    return { kind: 'refused', description: messageOf(error) };
  }

  /** Writes down what became of it, again and again if the disk refuses: an answer that is not written would be asked for twice. */
  function finish(
    item: DeliveryItem,
    ticket: { readonly channel: ChannelName },
    failuresSeen: number,
    delivery: Delivery,
    tries: number,
  ): void {
    if (inFlight.get(item.id) !== ticket) return;
    try {
      settlement.settle(item, ticket.channel, delivery, failuresSeen);
    } catch (error) {
      log.error({ error, id: item.id }, 'what became of a message could not be written');
      timers.after(backoffMs(tries, random), () => finish(item, ticket, failuresSeen, delivery, tries + 1));
      return;
    }
    inFlight.delete(item.id);
    if (inFlight.size === 0) for (const resolve of waitingForEmpty.splice(0)) resolve();
    kick();
  }

  function start(handedIn: Channels): void {
    if (running) return;
    channels = handedIn;
    running = true;
    for (const name of CHANNELS.filter((candidate) => channels[candidate] === undefined)) {
      const dropped = store.dropChannel(name, clock.now());
      if (dropped > 0)
        log.warn({ channel: name, dropped }, 'messages for a channel that is not configured were dropped');
    }
    settlement.recover();
    kick();
  }

  async function stop(deadlineMs: number): Promise<void> {
    running = false;
    wakeUp();
    if (inFlight.size > 0) {
      await new Promise<void>((resolve) => {
        const callOff = timers.after(deadlineMs, resolve);
        waitingForEmpty.push(() => {
          callOff();
          resolve();
        });
      });
    }
    inFlight.clear();
  }

  return {
    start,
    stop,
    kick,
    answersAgain: (channel) => {
      pace.answered(channel);
      kick();
    },
    idle: () =>
      new Promise((resolve) => {
        waitingForIdle.push(resolve);
        kick();
      }),
    lacks: (channel) => running && channels[channel] === undefined,
  };
}

/** Also turns what a channel throws before its first await into a rejection. */
async function attempt(channel: Channel, item: DeliveryItem): Promise<Delivery> {
  return await channel.deliver(item);
}
