import type { Delivery, UnreachableReason } from './channel.ts';
import type { Message } from './message.ts';

/** Who waits before the next attempt. `row` backs off; `none`: again at once (or with its channel, which waits by itself). */
export type Wait = { readonly who: 'none' | 'row' } | { readonly who: 'chat' | 'channel'; readonly ms: number };

/** What is done with a row after an attempt. */
export type Outcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'again'; readonly resend: boolean; readonly wait: Wait }
  /** Nobody knows whether it arrived, and it is not worth saying twice. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'failed'; readonly note: string; readonly unreachable?: UnreachableReason };

/** An answer that asks for another attempt at once is believed this often; after that the row backs off like any other. */
const AT_ONCE_LIMIT = 5;

/**
 * The rules that docs/architecture.md names under "outbox".
 * An edit is repeated whatever happened to it: doing it twice shows the same. A new message is repeated only when it
 * certainly did not arrive, or when twice is better than never.
 */
export function outcomeOf(
  delivery: Delivery,
  attempt: { readonly message: Message; readonly edits: boolean; readonly attempts: number; readonly chatId: number },
): Outcome {
  const atOnce: Outcome = {
    kind: 'again',
    resend: false,
    wait: { who: attempt.attempts <= AT_ONCE_LIMIT ? 'none' : 'row' },
  };
  switch (delivery.kind) {
    case 'sent':
    case 'unchanged':
      return { kind: 'sent' };
    case 'retry':
      return { kind: 'again', resend: false, wait: waitOf(delivery) };
    case 'unknown':
      if (attempt.edits) return { kind: 'again', resend: false, wait: { who: 'row' } };
      if (!attempt.message.twiceBetterThanNever) return { kind: 'unknown' };
      return { kind: 'again', resend: true, wait: { who: 'row' } };
    case 'unreachable':
      return { kind: 'failed', note: delivery.reason, unreachable: delivery.reason };
    case 'migrated':
      return delivery.chatId === attempt.chatId ? { kind: 'failed', note: 'migrated to itself' } : atOnce;
    case 'edit-gone':
      return attempt.edits ? atOnce : { kind: 'failed', note: 'edit-gone without an edit' };
    case 'refused':
      return { kind: 'failed', note: delivery.description };
  }
}

/** A chat that says how long waits as a whole; one that only failed may have stumbled over this message, others go on. */
function waitOf({ scope, afterMs }: Extract<Delivery, { kind: 'retry' }>): Wait {
  if (afterMs === null) return { who: scope === 'all' ? 'none' : 'row' };
  return { who: scope === 'all' ? 'channel' : 'chat', ms: afterMs };
}

/** Two pictures of one message, of which only the newer is shown: what it promised to readers is what either promised. */
export function mergeUpserts(older: Message, newer: Message): Message {
  const { expiresAt: _expiresAt, ...rest } = newer;
  const pin = newer.pin ?? older.pin;
  const replyTo = newer.replyTo ?? older.replyTo;
  return {
    ...rest,
    priority: older.priority < newer.priority ? older.priority : newer.priority,
    silent: older.silent === true && newer.silent === true,
    twiceBetterThanNever: older.twiceBetterThanNever === true || newer.twiceBetterThanNever === true,
    ...(pin === undefined ? {} : { pin }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(older.expiresAt === undefined || newer.expiresAt === undefined
      ? {}
      : { expiresAt: Math.max(older.expiresAt, newer.expiresAt) }),
  };
}
