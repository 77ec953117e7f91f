import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import type { Log } from '../log.ts';
import type { ChannelName, Delivery, DeliveryItem } from './channel.ts';
import type { Chats } from './chats-store.ts';
import { placeOf } from './item.ts';
import type { OutboxStore, Row } from './outbox-store.ts';
import { mergeUpserts, type Outcome, outcomeOf } from './outcome.ts';
import type { Pace } from './pace.ts';
import type { PostedStore } from './posted-store.ts';

interface SettlementParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: OutboxStore;
  readonly posted: PostedStore;
  readonly chats: Chats;
  readonly pace: Pace;
}

export type Settlement = ReturnType<typeof createSettlement>;

/** Writes down what became of attempts: the row, what is posted, what is known of the chat, in one transaction. */
export function createSettlement({ database, clock, log, store, posted, chats, pace }: SettlementParts) {
  /** Which group is meant may have changed while the message was under way: the row knows the present id. */
  function rememberPosted(row: Row, item: DeliveryItem, delivery: Delivery): void {
    const { message, address } = row;
    if (address.channel !== 'telegram') return;
    chats.markReachable(address.chatId);
    const messageId = delivery.kind === 'sent' ? (delivery.messageId ?? item.edit?.messageId) : item.edit?.messageId;
    if (messageId === undefined) return;
    leaveBehind(row, messageId);
    posted.record({
      subject: message.subject,
      slot: message.slot,
      chatId: address.chatId,
      threadId: address.threadId,
      messageId,
      ...(delivery.kind === 'sent' && delivery.shows !== undefined ? { shows: delivery.shows } : {}),
      ...(delivery.kind === 'sent' && delivery.pinned !== undefined ? { pinned: delivery.pinned } : {}),
    });
  }

  /** The message that the slot had until now gets a slot of its own, in which it is edited once more. */
  function leaveBehind(row: Row, messageId: number): void {
    const { message, address } = row;
    const before = message.leaves === undefined ? null : posted.current(placeOf(row));
    if (message.leaves === undefined || before === null || before.messageId === messageId) return;
    const slot = `${message.slot}:${before.messageId}`;
    posted.record({ ...placeOf(row), slot, messageId: before.messageId });
    const { subject } = message;
    const last = { subject, slot, mode: 'upsert', ...message.leaves, priority: 2, pin: false } as const;
    store.insert(address, last, 0, clock.now());
  }

  /** The older picture gives its place to the newer one that was enqueued while it was under way. */
  function backToPending(row: Row, resend: boolean): void {
    const newer = row.message.mode === 'upsert' ? store.waitingUpsert(row.address, row.message) : null;
    if (newer !== null) {
      store.replaceMessage(
        row.id,
        mergeUpserts(row.message, newer.message),
        Math.min(row.minIntervalMs, newer.minIntervalMs),
      );
      store.settle(newer.id, 'dropped', clock.now(), null, `merged into ${row.id}`);
    }
    store.backToPending(row.id, resend);
  }

  /** Only once it is written that nobody will send it again. */
  function removeFile({ message: { file } }: Row): void {
    if (file?.removeWhenSettled !== true) return;
    database.afterCommit(() => void removeWithFolder(file.path, log));
  }

  function write(row: Row, outcome: Outcome, messageId: number | null): void {
    const now = clock.now();
    if (outcome.kind !== 'again') removeFile(row);
    const about = { id: row.id, subject: row.message.subject, view: row.message.view, chatId: row.address.chatId };
    switch (outcome.kind) {
      case 'sent':
        store.settle(row.id, 'sent', now, messageId, null);
        return;
      case 'again':
        backToPending(row, outcome.resend);
        return;
      case 'unknown':
        store.settle(row.id, 'unknown', now, null, null);
        log.warn(about, 'nobody knows whether a message arrived; it is not repeated');
        return;
      case 'failed':
        store.settle(row.id, 'failed', now, null, outcome.note);
        if (outcome.unreachable === undefined) log.error({ ...about, reason: outcome.note }, 'a message was refused');
        else log.warn({ ...about, reason: outcome.note }, 'a chat cannot be reached');
    }
  }

  function applyWait(row: Row, outcome: Outcome): void {
    const { channel, chatId } = row.address;
    if (outcome.kind !== 'again') pace.release(row.id);
    else if (outcome.wait.who === 'row') pace.holdRow(row.id, row.attempts);
    else if (outcome.wait.who === 'chat') pace.holdChat(channel, chatId, outcome.wait.ms);
    else if (outcome.wait.who === 'channel') pace.holdChannel(channel, outcome.wait.ms);
  }

  /** One lost reply is an accident; several are an outage, in which each message tried would become one more "unknown". */
  function noteHealth(channel: ChannelName, delivery: Delivery, failuresSeen: number): void {
    const silent = delivery.kind === 'retry' && delivery.scope === 'all' && delivery.afterMs === null;
    if (silent || delivery.kind === 'unknown') {
      if (pace.channelFailed(channel, failuresSeen, silent ? 0 : 1)) {
        log.warn({ channel }, 'a channel does not answer; messages wait');
      }
    } else if (pace.channelWorks(channel)) log.info({ channel }, 'a channel answers again');
  }

  /** @param failuresSeen failures of the channel that were known when the attempt began */
  function settle(item: DeliveryItem, channel: ChannelName, delivery: Delivery, failuresSeen: number): void {
    const row = store.get(item.id);
    if (row === null || row.state !== 'sending') return;
    const outcome = outcomeOf(delivery, {
      message: row.message,
      edits: item.edit !== null,
      attempts: row.attempts,
      chatId: item.chatId,
    });
    database.transaction(() => {
      if (outcome.kind === 'sent') rememberPosted(row, item, delivery);
      if (delivery.kind === 'edit-gone' && item.edit) posted.forget(row.address.chatId, item.edit.messageId);
      if (outcome.kind === 'failed' && outcome.unreachable) {
        chats.markUnreachable(row.address.chatId, outcome.unreachable);
      }
      const messageId = delivery.kind === 'sent' ? delivery.messageId : (item.edit?.messageId ?? null);
      write(row, outcome, messageId);
      if (delivery.kind === 'migrated') chats.migrate(item.chatId, delivery.chatId);
    });
    if (delivery.kind === 'sent') pace.noteSent(channel, row.address.chatId);
    applyWait(row, outcome);
    noteHealth(channel, delivery, failuresSeen);
  }

  /** A kill found these on their way: whether they arrived is unknown. */
  function recover(): void {
    for (const id of store.interrupted()) {
      const row = store.get(id);
      if (row === null) continue;
      const { message, attempts, address } = row;
      const edits = row.editingMessageId !== null;
      const outcome = outcomeOf({ kind: 'unknown' }, { message, edits, attempts, chatId: address.chatId });
      database.transaction(() => write(row, outcome, null));
    }
  }

  return { settle, recover };
}

async function removeWithFolder(path: string, log: Log): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    log.warn({ err: error, path }, 'a file that was sent could not be removed');
    return;
  }
  // Others of the same message may still lie there.
  await rmdir(dirname(path)).catch(() => undefined);
}
