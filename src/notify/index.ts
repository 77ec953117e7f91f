import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import type { Log } from '../log.ts';
import type { Chats } from './chats.ts';
import type { Destination } from './message.ts';
import type { Outbox } from './outbox.ts';
import type { Posted } from './posted.ts';
import type { Timers } from './timers.ts';

export type { Channel, Channels, Delivery, DeliveryItem, UnreachableReason } from './channel.ts';
export type { ChatRights, ChatState, Chats } from './chats.ts';
export type { Destination, Json, Message, Priority } from './message.ts';
export type { Outbox } from './outbox.ts';
export type { Posted, PostedMessage } from './posted.ts';
export type { Timers } from './timers.ts';

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
export function createNotify(_options: NotifyOptions): Notify {
  throw new Error('not built yet');
}
