import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import type { Log } from '../log.ts';
import { type Chats, createChats } from './chats-store.ts';
import type { Destination } from './message.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createOutboxStore } from './outbox-store.ts';
import { createPace } from './pace.ts';
import { createPosted, type Posted } from './posted-store.ts';
import { createSender } from './sender.ts';
import { createSettlement } from './settlement.ts';
import { systemTimers, type Timers } from './timers.ts';

export type { Channel, ChannelName, Channels, Delivery, DeliveryItem, UnreachableReason } from './channel.ts';
export type { ChatRights, ChatState, Chats } from './chats-store.ts';
export type { Destination, Json, Message, Priority } from './message.ts';
export type { Outbox } from './outbox.ts';
export type { Posted, PostedMessage, PostedPlace } from './posted-store.ts';
export { createSlackChannel } from './slack.ts';
export { systemTimers, type Timers } from './timers.ts';

export interface NotifyOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Whom `oncall` means now. Asked when a message is enqueued. */
  readonly oncall: () => readonly Destination[];
  readonly timers?: Timers;
  /** 0 ≤ x < 1, for the jitter of the back-off. */
  readonly random?: () => number;
}

export interface Notify {
  readonly outbox: Outbox;
  readonly posted: Posted;
  readonly chats: Chats;
}

/** Makes the outbox with what it knows of messages and chats. The channels are handed in by `outbox.start(channels)`. */
export function createNotify({ database, clock, log, oncall, ...given }: NotifyOptions): Notify {
  const timers = given.timers ?? systemTimers;
  const random = given.random ?? Math.random;
  const store = createOutboxStore(database);
  const posted = createPosted(database, clock);
  const pace = createPace(clock, random);
  const chats = createChats(database, clock, { outbox: store, posted }, () => sender.kick());
  const settlement = createSettlement({ database, clock, log, store, posted, chats, pace });
  const sender = createSender({ database, clock, log, timers, random, store, posted, pace, settlement });
  return { outbox: createOutbox({ database, clock, log, store, chats, sender, oncall }), posted, chats };
}
