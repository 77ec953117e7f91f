import type { Message } from './message.ts';

export type ChannelName = 'telegram' | 'slack';

/** Why a chat cannot be written to; a person mends it (presses Start, unblocks, adds the bot again). */
export type UnreachableReason = 'blocked' | 'never-started' | 'chat-gone';

/** One message on its way to one destination. */
export interface DeliveryItem {
  /** The row's number: what goes into the text when `resend` is set. */
  readonly id: number;
  /** 0 for a channel that has one destination only (Slack). */
  readonly chatId: number;
  readonly threadId: number | null;
  readonly message: Message;
  /** The message to edit, what it shows (as the channel said when it was sent) and whether it is pinned; null: send a new one. */
  readonly edit: { readonly messageId: number; readonly shows: string | null; readonly pinned: boolean } | null;
  /** `message.replyTo`, resolved in this chat; null when there is nothing to reply to (any more). */
  readonly replyTo: { readonly messageId: number } | null;
  /** It may have arrived before: put its id in the text, so that readers see that the two are one. */
  readonly resend: boolean;
}

/** What became of one attempt. */
export type Delivery =
  /** `shows`: a hash of the rendered content, handed back with the next edit. `pinned`: the channel (un)pinned it. */
  | { readonly kind: 'sent'; readonly messageId: number | null; readonly shows?: string; readonly pinned?: boolean }
  /** The edit would show what is shown already. */
  | { readonly kind: 'unchanged' }
  /** It did not arrive and can be tried again: after `afterMs`, or with back-off when null. `all`: the whole channel waits. */
  | { readonly kind: 'retry'; readonly afterMs: number | null; readonly scope: 'chat' | 'all' }
  /** It may or may not have arrived (reply lost, time-out). */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unreachable'; readonly reason: UnreachableReason }
  | { readonly kind: 'migrated'; readonly chatId: number }
  /** The message to edit does not exist any more. */
  | { readonly kind: 'edit-gone' }
  /** The request was wrong: our bug. */
  | { readonly kind: 'refused'; readonly description: string };

/** A way to people. Must answer within its own time-outs; anything thrown counts as `unknown`. */
export interface Channel {
  deliver(item: DeliveryItem): Promise<Delivery>;
  /** Does the far end answer at all (`getMe`)? After a failure this is asked before another message is risked. */
  readonly probe?: () => Promise<boolean>;
}

export type Channels = { readonly [name in ChannelName]?: Channel };
