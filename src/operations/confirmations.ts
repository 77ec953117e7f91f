import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import type { ConfirmationInput, Confirmations, RedeemResult, SecondResult } from './confirmation.ts';
import { hadEffect, type Ledger } from './ledger.ts';
import { conflicts } from './locks.ts';
import type { Json } from './operation.ts';
import { type ConfirmationRow, toConfirmation } from './operation-rows.ts';
import type { OperationStore } from './operation-store.ts';

/** Valid once, for two minutes, for the person who asked. */
const CONFIRMATION_VALID_MS = 2 * 60_000;
/** Somebody else has to wake up, read and decide. */
const SECOND_VALID_MS = 10 * 60_000;
/** The fourth time within ten minutes: three did not help, and who is tired tries once more. */
const BREAKER_WITHIN_MS = 10 * 60_000;
const BREAKER_AFTER = 3;
const KEEP_UNANSWERED_MS = 24 * 60 * 60_000;

/** The questions that stand before every change. `afterSubmit` is called once a redeemed one has committed. */
export function createConfirmations(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly store: OperationStore;
  readonly ledger: Ledger;
  readonly needsSecond: (kind: string, params: Json) => boolean;
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
        question: input.question,
      };
      store.insertConfirmation(row, input.cause ?? null);
      return toConfirmation({ ...row, ...UNANSWERED });
    });
  }

  function redeem(token: string, userId: number, cause?: string, sure = false): RedeemResult {
    return database.transaction((): RedeemResult => {
      const row = store.confirmation(token);
      if (row === null) return { ok: false, reason: 'unknown' };
      if (row.askedBy !== userId) return { ok: false, reason: 'not-yours', askedBy: row.askedBy };
      return answered(row, cause) ?? overtaken(row) ?? askedOnceMore(row, sure) ?? submit(row, cause ?? null);
    });
  }

  function second(token: string, userId: number, cause?: string): SecondResult {
    return database.transaction((): SecondResult => {
      const row = store.confirmation(token);
      if (row === null) return { ok: false, reason: 'unknown' };
      if (row.askedBy === userId) return { ok: false, reason: 'own-question' };
      if (row.agreedAt === null) return { ok: false, reason: 'not-agreed' };
      const over = answered(row, cause) ?? overtaken(row);
      if (over !== null) return over;
      const result = submit(row, cause ?? null);
      if (result.ok) store.markSeconded(token, userId);
      return result;
    });
  }

  /** What a question says that can no longer be answered with yes; null when it can. */
  function answered(row: ConfirmationRow, cause: string | undefined) {
    const used = row.operationId === null ? null : store.get(row.operationId);
    if (used !== null) {
      const isRepeat = cause !== undefined && cause === row.redeemedCause;
      return isRepeat
        ? ({ ok: true, operation: used } as const)
        : ({ ok: false, reason: 'used', operation: used } as const);
    }
    if (row.cancelledAt !== null) return { ok: false, reason: 'cancelled' } as const;
    return clock.now() >= row.expiresAt ? ({ ok: false, reason: 'expired' } as const) : null;
  }

  /**
   * Two people want it, the first one's operation is over before the second one taps: it was done while the question
   * stood, and is not done again on a question that knew nothing of its outcome.
   */
  function overtaken(row: ConfirmationRow) {
    const locks = ledger.locksFor(row.kind, row.params);
    const done = store
      .endedSince(row.kind, row.createdAt)
      // Another amount, another command: not the same thing, though it needs the same locks.
      .filter((other) => isDeepStrictEqual(other.operation.params, row.params))
      .find((other) => hadEffect(other.operation) && conflicts(other.locks, locks));
    return done === undefined ? null : ({ ok: false, reason: 'overtaken', operation: done.operation } as const);
  }

  /** Where one yes of one person is not enough. Each further question has its whole time. */
  function askedOnceMore(row: ConfirmationRow, sure: boolean): RedeemResult | null {
    const now = clock.now();
    const last = ledger.repeatsSince(row.kind, row.params, now - BREAKER_WITHIN_MS);
    if (last.length >= BREAKER_AFTER && row.sureAt === null) {
      if (!sure) {
        store.extend(row.token, now + CONFIRMATION_VALID_MS);
        return { ok: false, reason: 'repeated', last: last.slice(0, BREAKER_AFTER) };
      }
      store.markSure(row.token, now);
    }
    if (!options.needsSecond(row.kind, row.params)) return null;
    if (row.agreedAt === null) {
      store.markAgreed(row.token, now);
      store.extend(row.token, now + SECOND_VALID_MS);
    }
    return { ok: false, reason: 'needs-second', askedBy: row.askedBy };
  }

  function submit(row: ConfirmationRow, cause: string | null) {
    const { kind, params, incident, chatId, threadId, askedBy, token } = row;
    const result = ledger.submit({ key: token, kind, params, incident, chatId, threadId, requestedBy: askedBy });
    if (!result.ok) return result;
    store.markRedeemed(token, result.operation.id, cause);
    database.afterCommit(afterSubmit);
    return { ok: true, operation: result.operation } as const;
  }

  function cancel(token: string, userId: number): ReturnType<Confirmations['cancel']> {
    return database.transaction((): ReturnType<Confirmations['cancel']> => {
      const row = store.confirmation(token);
      if (row === null) return { ok: false, reason: 'unknown' };
      if (row.askedBy !== userId && row.agreedAt === null) return { ok: false, reason: 'not-yours' };
      if (row.operationId !== null) return { ok: false, reason: 'used' };
      if (row.cancelledAt === null) store.markCancelled(token, clock.now(), userId);
      return { ok: true };
    });
  }

  function find(token: string) {
    const row = store.confirmation(token);
    return row === null ? null : toConfirmation(row);
  }

  return { create, redeem, second, cancel, find };
}

const UNANSWERED = {
  cancelledAt: null,
  cancelledBy: null,
  redeemedCause: null,
  operationId: null,
  sureAt: null,
  agreedAt: null,
  secondedBy: null,
};
