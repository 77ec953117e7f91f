import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Access } from '../config/index.ts';
import type { Database } from '../database/index.ts';
import { conflicts, contains, type Lock } from './locks.ts';
import type {
  Announce,
  Json,
  KindOutcome,
  Operation,
  OperationKind,
  OperationState,
  Outcome,
  Reason,
  SubmitInput,
  SubmitResult,
  WatchVerdict,
} from './operation.ts';
import type { OperationPatch, OperationStore } from './operation-store.ts';

export type Kinds = ReadonlyMap<string, OperationKind<unknown>>;

export type Ledger = ReturnType<typeof createLedger>;

/** Every change of an operation's state: one transaction each, told inside it. */
export function createLedger(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly store: OperationStore;
  readonly kinds: Kinds;
  readonly announce: Announce;
}) {
  const { database, clock, store, kinds, announce } = options;

  function change(id: string, patch: OperationPatch): Operation {
    store.patch(id, patch);
    return existing(id);
  }

  function existing(id: string): Operation {
    const operation = store.get(id);
    if (operation === null) throw new Error(`no operation ${id}`);
    return operation;
  }

  /** Validates for one kind. @throws what the kind's `parse` throws; Error for a kind that is not there */
  function locksFor(kindName: string, params: Json): readonly Lock[] {
    const kind = kinds.get(kindName);
    if (kind === undefined) throw new Error(`no operation kind ${kindName}`);
    return kind.locks(kind.parse(params));
  }

  function accessFor(kindName: string, params: Json): Access {
    const kind = kinds.get(kindName);
    if (kind === undefined) throw new Error(`no operation kind ${kindName}`);
    return kind.access?.(kind.parse(params)) ?? 'responder';
  }

  /** Effects of kinds that should not be repeated, on all of what these locks guard, since then; newest first. */
  function repeatsSince(kindName: string, params: Json, sinceAt: number): Operation[] {
    if (kinds.get(kindName)?.breaker === undefined) return [];
    const locks = locksFor(kindName, params);
    return store
      .startedSince(sinceAt)
      .filter(({ operation }) => kinds.get(operation.kind)?.breaker !== undefined && hadEffect(operation))
      .filter((other) => locks.every((lock) => other.locks.some((wider) => contains(wider, lock))))
      .map(({ operation }) => operation);
  }

  /** Who holds or waits for what these locks guard; watching holds nothing. */
  function holder(locks: readonly Lock[]): Operation | null {
    const found = store.active().find((other) => other.operation.state !== 'watching' && conflicts(other.locks, locks));
    return found?.operation ?? null;
  }

  function submit(input: SubmitInput): SubmitResult {
    return database.transaction((): SubmitResult => {
      const known = store.byKey(input.key);
      if (known !== null) return { ok: true, operation: known, repeated: true };
      const locks = locksFor(input.kind, input.params);
      const busy = input.ifBusy === 'queue' ? null : holder(locks);
      if (busy !== null) return { ok: false, reason: 'busy', operation: busy };
      const operation = queued(input);
      store.insert(operation, locks);
      announce({ kind: 'requested', operation });
      return { ok: true, operation, repeated: false };
    });
  }

  function queued(input: SubmitInput): Operation {
    return {
      id: randomBytes(5).toString('hex'),
      key: input.key,
      kind: input.kind,
      params: input.params,
      state: 'queued',
      step: null,
      requestedBy: input.requestedBy,
      chatId: input.chatId ?? null,
      threadId: input.threadId ?? null,
      incident: input.incident ?? null,
      requestedAt: clock.now(),
      startedAt: null,
      finishedAt: null,
      watchUntil: null,
      progress: null,
      outcome: null,
    };
  }

  /**
   * The first of the queue that nothing in its way keeps waiting, made `running`. An operation never overtakes one
   * that was asked before it and needs the same. Watches of the same target end: what they look at is about to change.
   */
  function beginNext(): { operation: Operation; overtaken: readonly string[] } | null {
    return database.transaction(() => {
      const active = store.active();
      const holding: (readonly Lock[])[] = active
        .filter((it) => it.operation.state === 'running')
        .map((it) => it.locks);
      for (const { operation, locks } of active.filter((it) => it.operation.state === 'queued')) {
        if (holding.some((held) => conflicts(held, locks))) {
          holding.push(locks);
          continue;
        }
        const watched = active.filter((it) => it.operation.state === 'watching' && conflicts(it.locks, locks));
        for (const { operation: other } of watched) overtake(other);
        const begun = change(operation.id, { state: 'running', startedAt: clock.now() });
        announce({ kind: 'started', operation: begun });
        return { operation: begun, overtaken: watched.map((it) => it.operation.id) };
      }
      return null;
    });
  }

  function overtake(operation: Operation): void {
    const outcome =
      operation.outcome === null ? {} : { outcome: { ...operation.outcome, watch: 'overtaken' as const } };
    store.patch(operation.id, { state: 'succeeded', ...outcome });
  }

  function progress(id: string, doing: Reason | null): void {
    database.transaction(() => {
      const operation = change(id, { progress: doing });
      const elapsedMs = clock.now() - (operation.startedAt ?? operation.requestedAt);
      announce({ kind: 'progress', operation, step: operation.step, elapsedMs, doing });
    });
  }

  function beginStep(id: string, step: string, intent: Json): number {
    return database.transaction(() => {
      store.patch(id, { step });
      return store.insertStep(id, step, intent, clock.now());
    });
  }

  /** Writes the outcome. With `watchForMs`, a ✓ is watched from now on. */
  function close(id: string, ended: KindOutcome, how: ClosedHow): Operation {
    return database.transaction(() => {
      const before = existing(id);
      const now = clock.now();
      const outcome: Outcome = { ...ended, tookMs: now - (before.startedAt ?? now) };
      const state = how.cancelled ? 'cancelled' : stateFor(outcome, how.watchForMs !== null && outcome.down !== true);
      const watch = state === 'watching' ? { watchUntil: now + (how.watchForMs ?? 0) } : {};
      const operation = change(id, { state, outcome, finishedAt: now, progress: null, ...watch });
      announce({ kind: how.tell, operation });
      return operation;
    });
  }

  /** The end of the watch. Does nothing when another operation has overtaken it meanwhile. */
  function endWatch(id: string, verdict: WatchVerdict): void {
    database.transaction(() => {
      const before = existing(id);
      if (before.state !== 'watching' || before.outcome === null) return;
      if (verdict.verdict === 'held') {
        const operation = change(id, { state: 'succeeded', outcome: { ...before.outcome, watch: 'held' } });
        announce({ kind: 'confirmed-good', operation });
        return;
      }
      const { verdict: watch, ...seen } = verdict;
      const retracted = { at: clock.now(), saidOkAt: before.finishedAt ?? before.requestedAt };
      const outcome: Outcome = { ...before.outcome, ...seen, ok: watch === 'fell' ? false : null, retracted, watch };
      const operation = change(id, { state: watch === 'fell' ? 'failed' : 'interrupted', outcome });
      announce({ kind: 'retracted', operation, reason: verdict.reason });
    });
  }

  return {
    submit,
    locksFor,
    accessFor,
    repeatsSince,
    holder,
    beginNext,
    progress,
    beginStep,
    finishStep: (stepId: number, result: unknown, error: string | null): void =>
      store.finishStep(stepId, clock.now(), result, error),
    close,
    endWatch,
  };
}

export interface ClosedHow {
  readonly tell: 'finished' | 'recovered';
  readonly watchForMs: number | null;
  readonly cancelled?: true;
}

function stateFor(outcome: Outcome, watched: boolean): OperationState {
  if (outcome.ok === null) return 'interrupted';
  if (!outcome.ok) return 'failed';
  return watched ? 'watching' : 'succeeded';
}

/** What was called off or never came to it has changed nothing. */
export function hadEffect(operation: Operation): boolean {
  return operation.state !== 'cancelled' && operation.state !== 'interrupted';
}
