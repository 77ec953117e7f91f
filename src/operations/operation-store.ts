import type { Database } from '../database/index.ts';
import type { Question } from './confirmation.ts';
import type { Lock } from './locks.ts';
import type { JournalEntry, Json, Operation, OperationState, Outcome, Reason } from './operation.ts';
import { type ConfirmationRow, confirmationRow, lockRow, operationRow, secondRow, stepRow } from './operation-rows.ts';

/** An operation and the locks that it was given. */
export interface LockedOperation {
  readonly operation: Operation;
  readonly locks: readonly Lock[];
}

export interface OperationPatch {
  readonly state?: OperationState;
  readonly step?: string | null;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly watchUntil?: number;
  readonly progress?: Reason | null;
  readonly outcome?: Outcome;
}

/** A question that has just been asked. */
export type NewConfirmation = Pick<
  ConfirmationRow,
  'token' | 'kind' | 'params' | 'askedBy' | 'chatId' | 'threadId' | 'incident' | 'createdAt' | 'expiresAt'
> & { readonly question: Question };

export type OperationStore = ReturnType<typeof createOperationStore>;

/** All SQL of this room; decides nothing and opens no transactions. */
export function createOperationStore(database: Database) {
  const query = (sql: string) => database.prepare(sql);
  const parse = (row: unknown): Operation => operationRow.parse(row);

  function selectLocked(where: string, ...values: (string | number)[]): LockedOperation[] {
    return query(`SELECT * FROM operations WHERE ${where}`)
      .all(...values)
      .map((row) => ({ operation: parse(row), locks: lockRow.parse(row).locks }));
  }

  return {
    insert(operation: Operation, locks: readonly Lock[]): void {
      query(
        `INSERT INTO operations (id, key, kind, params, locks, state, requested_by, chat_id, thread_id, incident, requested_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(
        operation.id,
        operation.key,
        operation.kind,
        JSON.stringify(operation.params),
        JSON.stringify(locks),
        operation.state,
        operation.requestedBy,
        operation.chatId,
        operation.threadId,
        operation.incident,
        operation.requestedAt,
      );
    },

    /** Changes the fields that are given; the rest stay. */
    patch(id: string, patch: OperationPatch): void {
      const columns: Record<string, string | number | null> = {};
      if (patch.state !== undefined) columns.state = patch.state;
      if (patch.step !== undefined) columns.step = patch.step;
      if (patch.startedAt !== undefined) columns.started_at = patch.startedAt;
      if (patch.finishedAt !== undefined) columns.finished_at = patch.finishedAt;
      if (patch.watchUntil !== undefined) columns.watch_until = patch.watchUntil;
      if (patch.progress !== undefined) columns.progress = patch.progress && JSON.stringify(patch.progress);
      if (patch.outcome !== undefined) columns.outcome = JSON.stringify(patch.outcome);
      const assignments = Object.keys(columns).map((column) => `${column} = ?`);
      query(`UPDATE operations SET ${assignments.join(', ')} WHERE id = ?`).run(...Object.values(columns), id);
    },

    get(id: string): Operation | null {
      const row = query('SELECT * FROM operations WHERE id = ?').get(id);
      return row === undefined ? null : parse(row);
    },

    byKey(key: string): Operation | null {
      const row = query('SELECT * FROM operations WHERE key = ?').get(key);
      return row === undefined ? null : parse(row);
    },

    /** Queued, running and watching, oldest first. */
    active: () => selectLocked(`state IN ('queued', 'running', 'watching') ORDER BY requested_at, rowid`),

    /** Of any kind, begun since that time; newest first. */
    startedSince: (sinceAt: number) => selectLocked('started_at >= ? ORDER BY started_at DESC, rowid DESC', sinceAt),

    /** Of one kind, with an outcome since that time, whatever it was; newest first. */
    endedSince: (kind: string, sinceAt: number) =>
      selectLocked('kind = ? AND finished_at >= ? ORDER BY finished_at DESC', kind, sinceAt),

    /** With who gave the second yes; newest first. The key of a confirmed operation is its question's token. */
    requestedSince(sinceAt: number): { operation: Operation; secondedBy: number | null }[] {
      const rows = query(
        `SELECT operations.*, confirmations.seconded_by FROM operations
         LEFT JOIN confirmations ON confirmations.token = operations.key
         WHERE operations.requested_at >= ? ORDER BY operations.requested_at DESC, operations.rowid DESC`,
      ).all(sinceAt);
      return rows.map((row) => ({ operation: parse(row), secondedBy: secondRow.parse(row).seconded_by }));
    },

    byIncident(incident: number): Operation[] {
      return query('SELECT * FROM operations WHERE incident = ? ORDER BY requested_at DESC, rowid DESC')
        .all(incident)
        .map(parse);
    },

    insertStep(operationId: string, step: string, intent: Json, startedAt: number): number {
      return query('INSERT INTO operation_steps (operation_id, step, intent, started_at) VALUES (?, ?, ?, ?)').run(
        operationId,
        step,
        JSON.stringify(intent),
        startedAt,
      ).lastInsertRowid;
    },

    finishStep(stepId: number, finishedAt: number, result: unknown, error: string | null): void {
      query('UPDATE operation_steps SET finished_at = ?, result = ?, error = ? WHERE id = ?').run(
        finishedAt,
        JSON.stringify(result ?? null),
        error,
        stepId,
      );
    },

    steps(operationId: string): JournalEntry[] {
      return query('SELECT * FROM operation_steps WHERE operation_id = ? ORDER BY id')
        .all(operationId)
        .map((row) => stepRow.parse(row));
    },

    insertConfirmation(confirmation: NewConfirmation, cause: string | null): void {
      query(
        `INSERT INTO confirmations (token, cause, kind, params, asked_by, chat_id, thread_id, incident, created_at, expires_at, question)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(
        confirmation.token,
        cause,
        confirmation.kind,
        JSON.stringify(confirmation.params),
        confirmation.askedBy,
        confirmation.chatId,
        confirmation.threadId,
        confirmation.incident,
        confirmation.createdAt,
        confirmation.expiresAt,
        JSON.stringify(confirmation.question),
      );
    },

    confirmation(token: string): ConfirmationRow | null {
      const row = query('SELECT * FROM confirmations WHERE token = ?').get(token);
      return row === undefined ? null : confirmationRow.parse(row);
    },

    confirmationByCause(cause: string): ConfirmationRow | null {
      const row = query('SELECT * FROM confirmations WHERE cause = ?').get(cause);
      return row === undefined ? null : confirmationRow.parse(row);
    },

    markRedeemed(token: string, operationId: string, cause: string | null): void {
      query('UPDATE confirmations SET operation_id = ?, redeemed_cause = ? WHERE token = ?').run(
        operationId,
        cause,
        token,
      );
    },

    /** Gives a question more time. */
    extend(token: string, expiresAt: number): void {
      query('UPDATE confirmations SET expires_at = MAX(expires_at, ?) WHERE token = ?').run(expiresAt, token);
    },

    markSure(token: string, at: number): void {
      query('UPDATE confirmations SET sure_at = ? WHERE token = ?').run(at, token);
    },

    markAgreed(token: string, at: number): void {
      query('UPDATE confirmations SET agreed_at = ? WHERE token = ?').run(at, token);
    },

    markSeconded(token: string, by: number): void {
      query('UPDATE confirmations SET seconded_by = ? WHERE token = ?').run(by, token);
    },

    markCancelled(token: string, at: number, by: number): void {
      query('UPDATE confirmations SET cancelled_at = ?, cancelled_by = ? WHERE token = ?').run(at, by, token);
    },

    /** Unanswered questions are of no use once they are old; answered ones say how the operation came to be. */
    deleteUnanswered(createdBefore: number): void {
      query('DELETE FROM confirmations WHERE operation_id IS NULL AND created_at < ?').run(createdBefore);
    },
  };
}
