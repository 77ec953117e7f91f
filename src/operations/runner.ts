import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { ClosedHow, Kinds, Ledger } from './ledger.ts';
import { CancelledError, createLifecycle, OvertakenError, pause, StoppingError } from './lifecycle.ts';
import type {
  CancelResult,
  Json,
  KindOutcome,
  Operation,
  OperationContext,
  OperationKind,
  Reason,
  WatchVerdict,
} from './operation.ts';
import type { OperationStore } from './operation-store.ts';

const PROGRESS_EVERY_MS = 1000;
/** A confirmation is valid for two minutes; what was allowed longer ago and never began is not done late. */
const LATE_AFTER_MS = 2 * 60_000;

interface Task {
  readonly controller: AbortController;
  readonly done: Promise<void>;
  phase: 'working' | 'watching';
}

/** Executes operations: as many at a time as their locks allow, each step by step in the journal. */
export function createRunner(options: {
  readonly ledger: Ledger;
  readonly store: OperationStore;
  readonly kinds: Kinds;
  readonly clock: Clock;
  readonly log: Log;
}) {
  const { ledger, store, kinds, clock, log } = options;
  const lifecycle = createLifecycle();
  const tasks = new Map<string, Task>();

  function pump(): void {
    while (lifecycle.accepting()) {
      const next = ledger.beginNext();
      if (next === null) return;
      for (const id of next.overtaken) tasks.get(id)?.controller.abort(new OvertakenError());
      launch(next.operation, 'run');
    }
  }

  function launch(operation: Operation, how: 'run' | 'recover' | 'watch'): void {
    const controller = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    const task: Task = { controller, done: promise, phase: how === 'watch' ? 'watching' : 'working' };
    tasks.set(operation.id, task);
    work(operation, how, task)
      .catch((error: unknown) => log.error({ operation: operation.id, error }, 'an operation ended without an outcome'))
      .finally(() => {
        tasks.delete(operation.id);
        tryPump();
        resolve();
      });
  }

  function tryPump(): void {
    try {
      pump();
    } catch (error) {
      log.error({ error }, 'the queue of operations could not be read');
    }
  }

  async function work(operation: Operation, how: 'run' | 'recover' | 'watch', task: Task): Promise<void> {
    const kind = kinds.get(operation.kind);
    const closed = how === 'watch' ? operation : await execute(operation, kind, how, task);
    if (closed?.state !== 'watching') return;
    // The lock is free from here on: others may go.
    task.phase = 'watching';
    tryPump();
    await watch(closed, kind, task);
  }

  /** Runs or recovers one to its outcome. Null: left as it is for the next start. */
  async function execute(
    operation: Operation,
    kind: OperationKind<unknown> | undefined,
    how: 'run' | 'recover',
    task: Task,
  ): Promise<Operation | null> {
    const tell = how === 'run' ? 'finished' : 'recovered';
    const watchForMs = kind?.watch?.forMs ?? null;
    const end = await attempt(operation, kind, how, task.controller.signal);
    if (end === 'left') return null;
    const closedHow: ClosedHow = end.cancelled ? { tell, watchForMs, cancelled: true } : { tell, watchForMs };
    return settle(operation.id, () => ledger.close(operation.id, end.outcome, closedHow));
  }

  async function attempt(
    operation: Operation,
    kind: OperationKind<unknown> | undefined,
    how: 'run' | 'recover',
    signal: AbortSignal,
  ): Promise<'left' | { outcome: KindOutcome; cancelled: boolean }> {
    if (kind === undefined) return { outcome: unknownKind(operation), cancelled: false };
    const { context, end } = contextFor(operation, signal);
    try {
      const params = kind.parse(operation.params);
      return { outcome: await kind[how]({ ...context, params }), cancelled: false };
    } catch (error) {
      if (lifecycle.halted() || signal.reason instanceof StoppingError) return 'left';
      if (signal.reason instanceof CancelledError) return cancelledOutcome(operation, kind);
      log.error({ operation: operation.id, kind: operation.kind, error }, 'an operation broke');
      const key = how === 'run' ? 'operations-broke' : 'operations-recovery-broke';
      const reason = { key, params: { id: operation.id } };
      return { outcome: { ok: how === 'run' ? false : null, reason, nextStep: 'escalate' }, cancelled: false };
    } finally {
      end();
    }
  }

  function cancelledOutcome(operation: Operation, kind: OperationKind<unknown>) {
    const said = kind.cancelled?.(journalOf(operation.id)) ?? { key: 'operations-cancelled', params: {} };
    return { outcome: { ok: null, ...('key' in said ? { reason: said } : said) }, cancelled: true };
  }

  function journalOf(id: string) {
    const entries = () => store.steps(id);
    return { entries, find: (step: string) => entries().find((entry) => entry.step === step) ?? null };
  }

  /** The context of one run, and what ends its heartbeat. */
  function contextFor(operation: Operation, signal: AbortSignal) {
    let doing: Reason | null = operation.progress;
    let ended = false;
    const heartbeat = setInterval(() => {
      if (lifecycle.halted()) {
        clearInterval(heartbeat);
        return;
      }
      try {
        ledger.progress(operation.id, doing);
      } catch (error) {
        log.warn({ operation: operation.id, error }, 'progress could not be told');
      }
    }, PROGRESS_EVERY_MS);

    /** Throws for a run whose time is over, so that nothing is begun or written behind the back of its outcome. */
    function checkLive(): void {
      lifecycle.throwIfHalted();
      if (ended) throw new Error(`operation ${operation.id} has ended`);
    }

    async function step<T>(name: string, intent: Json, work: () => Promise<T>): Promise<T> {
      checkLive();
      signal.throwIfAborted();
      return journaled(name, intent, work);
    }

    async function settleStep<T>(name: string, intent: Json, work: () => Promise<T>): Promise<T> {
      checkLive();
      if (signal.reason instanceof StoppingError) throw signal.reason;
      return journaled(name, intent, work);
    }

    async function journaled<T>(name: string, intent: Json, work: () => Promise<T>): Promise<T> {
      const stepId = ledger.beginStep(operation.id, name, intent);
      try {
        const result = await work();
        checkLive();
        ledger.finishStep(stepId, result, null);
        return result;
      } catch (error) {
        // Left open: the step did not end, the process did; recovery reads it so.
        if (lifecycle.halted() || error instanceof StoppingError) throw error;
        ledger.finishStep(stepId, null, messageOf(error));
        throw error;
      }
    }

    const context: Omit<OperationContext<unknown>, 'params'> = {
      operation,
      journal: journalOf(operation.id),
      signal,
      step,
      settle: settleStep,
      progress: (next) => {
        doing = next;
      },
      sleep: (ms, wake) => pause(ms, signal, wake),
    };
    const end = () => {
      ended = true;
      clearInterval(heartbeat);
    };
    return { context, end };
  }

  async function watch(operation: Operation, kind: OperationKind<unknown> | undefined, task: Task): Promise<void> {
    const { outcome, watchUntil } = operation;
    if (outcome === null || watchUntil === null)
      throw new Error(`operation ${operation.id} watches without an outcome`);
    const { signal } = task.controller;
    let verdict: WatchVerdict;
    try {
      if (kind?.watch === undefined) throw new Error(`nobody can watch ${operation.kind}`);
      const sleep = (ms: number, wake?: Promise<void>) => pause(ms, signal, wake);
      const params = kind.parse(operation.params);
      verdict = await kind.watch.run({ operation, params, outcome, watchUntil, signal, sleep });
    } catch (error) {
      if (lifecycle.halted() || signal.aborted) return;
      log.error({ operation: operation.id, error }, 'a watch broke');
      verdict = { verdict: 'blind', reason: { key: 'operations-watch-broke', params: { id: operation.id } } };
    }
    await settle(operation.id, () => ledger.endWatch(operation.id, verdict));
  }

  /** An outcome must not be lost to a full disk or a locked file: tried until it is written, or the process stops. */
  async function settle<T>(id: string, write: () => T): Promise<T | null> {
    for (let waitMs = 1000; !lifecycle.halted(); waitMs = Math.min(waitMs * 2, 30_000)) {
      try {
        return write();
      } catch (error) {
        log.error({ operation: id, error, againInMs: waitMs }, 'an outcome could not be written');
        const stopped = await pause(waitMs, lifecycle.signal).then(
          () => false,
          () => true,
        );
        if (stopped) return null;
      }
    }
    return null;
  }

  /** Takes up what a dead process left: running ones are recovered, watches resumed, what was never begun in time is closed. */
  function recover(): void {
    for (const { operation } of store.active()) {
      if (operation.state === 'running') launch(operation, 'recover');
      else if (operation.state === 'watching') launch(operation, 'watch');
      else if (clock.now() - operation.requestedAt > LATE_AFTER_MS) closeLate(operation);
    }
  }

  function closeLate(operation: Operation): void {
    const reason = { key: 'operations-not-begun', params: {} };
    ledger.close(operation.id, { ok: null, reason }, { tell: 'recovered', watchForMs: null });
  }

  function cancel(id: string): CancelResult {
    const operation = store.get(id);
    if (operation === null) return 'unknown';
    if (operation.state === 'queued') {
      const reason = { key: 'operations-cancelled', params: {} };
      ledger.close(id, { ok: null, reason }, { tell: 'finished', watchForMs: null, cancelled: true });
      tryPump();
      return 'cancelled';
    }
    const task = tasks.get(id);
    if (task === undefined || task.phase === 'watching') return 'too-late';
    task.controller.abort(new CancelledError());
    return 'requested';
  }

  function start(): void {
    lifecycle.start();
    recover();
    pump();
  }

  async function stop(deadlineMs: number): Promise<void> {
    lifecycle.stop();
    for (const task of tasks.values()) task.controller.abort(new StoppingError());
    const ended = Promise.all([...tasks.values()].map((task) => task.done));
    const cutOff = new AbortController();
    await Promise.race([ended, pause(deadlineMs, cutOff.signal).catch(() => undefined)]);
    cutOff.abort();
    lifecycle.halt();
  }

  async function idle(): Promise<void> {
    while (tasks.size > 0) await Promise.all([...tasks.values()].map((task) => task.done));
  }

  return { pump: tryPump, start, stop, cancel, idle };
}

function unknownKind(operation: Operation): KindOutcome {
  const reason = { key: 'operations-unknown-kind', params: { kind: operation.kind } };
  return { ok: null, reason, nextStep: 'escalate' };
}
