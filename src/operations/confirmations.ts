import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import type { Ledger } from './ledger.ts';
import { conflicts } from './locks.ts';
import type { ConfirmationInput, Confirmations, Operation, RedeemResult } from './operation.ts';
import { type ConfirmationRow, toConfirmation } from './operation-rows.ts';
import type { OperationStore } from './operation-store.ts';

/** Valid once, for two minutes, for the person who asked. */
export const CONFIRMATION_VALID_MS = 2 * 60_000;
const KEEP_UNANSWERED_MS = 24 * 60 * 60_000;

/** The questions that stand before every change. `afterSubmit` is called once a redeemed one has committed. */
export function createConfirmations(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly store: OperationStore;
  readonly ledger: Ledger;
  readonly afterSubmit: () => void;
}): Confirmations {
  const { database, clock, store, ledger, afterSubmit } = options;

  function create(input: ConfirmationInput) {
    return database.transaction(() => {
      const known = input.cause === undefined ? null : store.confirmationByCause(input.cause);
      if (known !== null) return toConfirmation(known);
      // Malformed parameters must be refused before a person is asked, not after they said yes.
      ledger.locksFor(input.kind, input.params);
      const now = clock.now();
      store.deleteUnanswered(now - KEEP_UNANSWERED_MS);
      const row = {
        // 72 bits: cannot be guessed within two minutes, and fits callback data many times over.
        token: randomBytes(9).toString('base64url'),
        kind: input.kind,
        params: input.params,
        askedBy: input.askedBy,
        chatId: input.chatId,
        threadId: input.threadId ?? null,
        incident: input.incident ?? null,
        createdAt: now,
        expiresAt: now + CONFIRMATION_VALID_MS,
        title: input.title ?? null,
      };
      store.insertConfirmation(row, input.cause ?? null);
      return toConfirmation({ ...row, cancelledAt: null, redeemedCause: null, operationId: null });
    });
  }

  function redeem(token: string, userId: number, cause?: string): RedeemResult {
    return database.transaction((): RedeemResult => {
      const row = store.confirmation(token);
      if (row === null) return { ok: false, reason: 'unknown' };
      if (row.askedBy !== userId) return { ok: false, reason: 'not-yours', askedBy: row.askedBy };
      return answered(row, cause) ?? submit(row, cause ?? null);
    });
  }

  /** What a question says that can no longer be answered with yes; null when it can. */
  function answered(row: ConfirmationRow, cause: string | undefined): RedeemResult | null {
    const used = row.operationId === null ? null : store.get(row.operationId);
    if (used !== null) {
      const isRepeat = cause !== undefined && cause === row.redeemedCause;
      return isRepeat ? { ok: true, operation: used } : { ok: false, reason: 'used', operation: used };
    }
    if (row.cancelledAt !== null) return { ok: false, reason: 'cancelled' };
    return clock.now() >= row.expiresAt ? { ok: false, reason: 'expired' } : null;
  }

  function submit(row: ConfirmationRow, cause: string | null): RedeemResult {
    const { kind, params, incident, chatId, threadId, askedBy, token } = row;
    const overtaken = doneMeanwhile(row);
    if (overtaken !== null) return { ok: false, reason: 'overtaken', operation: overtaken };
    const result = ledger.submit({ key: token, kind, params, incident, chatId, threadId, requestedBy: askedBy });
    if (!result.ok) return result;
    store.markRedeemed(token, result.operation.id, cause);
    database.afterCommit(afterSubmit);
    return { ok: true, operation: result.operation };
  }

  /**
   * Two people want it, the first one's operation is over before the second one taps: it was done while the question
   * stood, and is not done again on a question that knew nothing of its outcome.
   */
  function doneMeanwhile(row: ConfirmationRow): Operation | null {
    const locks = ledger.locksFor(row.kind, row.params);
    const done = store
      .endedSince(row.kind, row.createdAt)
      .find((other) => hadEffect(other.operation) && conflicts(other.locks, locks));
    return done?.operation ?? null;
  }

  function cancel(token: string, userId: number): ReturnType<Confirmations['cancel']> {
    return database.transaction((): ReturnType<Confirmations['cancel']> => {
      const row = store.confirmation(token);
      if (row === null) return { ok: false, reason: 'unknown' };
      if (row.askedBy !== userId) return { ok: false, reason: 'not-yours' };
      if (row.operationId !== null) return { ok: false, reason: 'used' };
      store.markCancelled(token, row.cancelledAt ?? clock.now());
      return { ok: true };
    });
  }

  function find(token: string) {
    const row = store.confirmation(token);
    return row === null ? null : toConfirmation(row);
  }

  return { create, redeem, cancel, find };
}

function hadEffect(operation: Operation): boolean {
  return operation.state !== 'cancelled' && operation.state !== 'interrupted';
}
