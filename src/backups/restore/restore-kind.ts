import {
  CancelledError,
  type KindOutcome,
  type OperationContext,
  type OperationKind,
  type Reason,
} from '../../operations/index.ts';
import type { BackupParts } from '../parts.ts';
import type { Proof } from '../proof/proof.ts';
import type { RestoreParams } from '../types.ts';
import { type BackEnd, cleanUp, finish, goBack } from './back.ts';
import { type Arrived, arrive, goForward, startOnly } from './forward.ts';
import type { Held } from './held.ts';
import { type Found, readJournal, standstillOf, stuckProblem } from './journal.ts';
import { arrived, calledOff, say, untouched, wentBack } from './outcome.ts';
import { parseRestoreParams, restoreLocks } from './params.ts';
import { reasonOf } from './reasons.ts';
import { createSession, type Session } from './session.ts';
import { bytesOf, openSource, type Source } from './source.ts';

type Context = OperationContext<RestoreParams>;

/**
 * Puts back what a backup holds, exactly. Ends in the old data or the new, never in between: the old is put aside before
 * anything changes, and put back on any failure. Killed anywhere, the next start reads the journal and does the rest.
 */
export function createRestoreKind(parts: BackupParts): OperationKind<RestoreParams> {
  async function run(context: Context): Promise<KindOutcome> {
    const s = createSession(parts, context);
    let source: Source | null = null;
    /** Archives that were fetched for it. */
    const fetched: (() => Promise<void>)[] = [];
    try {
      source = await openSource(parts.store, context.params);
      const end = await goForward(s, source, fetched);
      return await newData(s, source, held(context), end);
    } catch (error) {
      if (s.isStopping()) throw error;
      if (!s.isCancelled()) {
        parts.log.warn({ operation: context.operation.id, error }, 'a restore did not go through');
      }
      return await turnBack(s, source, s.isCancelled() ? say('why-cancelled', {}) : reasonOf(error));
    } finally {
      for (const release of fetched) await release();
    }
  }

  /** Something went wrong, or a person called it off. */
  async function turnBack(s: Session, source: Source | null, why: Reason): Promise<KindOutcome> {
    const found = readJournal(s.context.journal.entries());
    if (found.kind === 'nothing') return notBegun(s, source, why);
    if (found.kind === 'forward' && source !== null) return endForward(s, source, found.held);
    if (found.kind !== 'back') return stuck(s, found, why);
    const end = await goBack(s, found.held, found.applied, why);
    return oldData(s, found, end, why, 'failed');
  }

  async function notBegun(s: Session, source: Source | null, why: Reason): Promise<KindOutcome> {
    await s.settle('clean-up', null, async (signal) => {
      await cleanUp(s, null, signal);
      return null;
    });
    if (s.isCancelled()) throw s.context.signal.reason;
    // A refusal is no attempt: nothing was found out about the backup.
    const isAttempt = s.context.journal.find('verify') !== null;
    if (source !== null && isAttempt) await prove(s, { result: 'failed', why, bytes: null });
    return untouched(s.params, why, false);
  }

  /** The new data is there; what could not be finished is tried once more. */
  async function endForward(s: Session, source: Source, of: Held): Promise<KindOutcome> {
    const end = await arrive(s, source, of);
    return newData(s, source, of, { ...end, configChanged: source.config.length > 0 });
  }

  /** The data of the backup is there, and the backup is not any more. */
  async function endWithout(s: Session, of: Held): Promise<KindOutcome> {
    const end = await startOnly(s, of);
    const now = parts.clock.now();
    const { operation, params, journal } = s.context;
    const startedAt = operation.startedAt ?? now;
    const manifest = { id: params.backup, dataAt: parts.index.get(params.backup)?.dataAt ?? startedAt };
    const standstillMs = standstillOf(journal.entries(), now);
    return arrived({ params, held: of, standstillMs, manifest, startedAt }, { ...end, configChanged: false });
  }

  async function newData(s: Session, source: Source, of: Held, end: Arrived): Promise<KindOutcome> {
    const now = parts.clock.now();
    const { operation, params, journal } = s.context;
    const startedAt = operation.startedAt ?? now;
    const standstillMs = standstillOf(journal.entries(), now);
    const passed = end.unwell === null;
    await prove(s, {
      result: passed ? 'passed' : 'failed',
      why: end.unwell,
      bytes: bytesOf(source.trees),
      level: end.notUp === null ? 3 : 2,
      dataAt: source.manifest.dataAt,
    });
    return arrived({ params, held: of, standstillMs, manifest: source.manifest, startedAt }, end);
  }

  async function oldData(
    s: Session,
    { held: of, applied }: Extract<Found, { kind: 'back' }>,
    end: BackEnd,
    why: Reason,
    result: 'failed' | 'interrupted',
  ): Promise<KindOutcome> {
    const wasCalledOff = why.key === say('why-cancelled', {}).key;
    if (!wasCalledOff || applied) await prove(s, { result, why, bytes: null });
    // Called off, and all is as it was: that is no failure.
    if (s.isCancelled() && end.kind === 'back' && end.unwell === null) throw new CancelledError();
    const standstillMs = standstillOf(s.context.journal.entries(), parts.clock.now());
    return wentBack({ params: s.params, held: of, standstillMs }, end, applied, why);
  }

  async function stuck(s: Session, found: Found, why: Reason): Promise<KindOutcome> {
    if (found.kind !== 'stuck') throw new Error('the journal of a restore cannot be read');
    const problem = stuckProblem(s.context.journal.entries()) ?? why;
    const standstillMs = standstillOf(s.context.journal.entries(), parts.clock.now());
    const first = found.why ?? why;
    await prove(s, { result: 'failed', why: first, bytes: null });
    return wentBack({ params: s.params, held: found.held, standstillMs }, { kind: 'stuck', problem }, true, first);
  }

  async function recover(context: Context): Promise<KindOutcome> {
    const s = createSession(parts, context);
    const found = readJournal(context.journal.entries());
    const killed = say('why-killed', {});
    if (found.kind === 'stuck') return stuck(s, found, killed);
    // A helper that empties a volume works on, whoever started it: before anything is written, all of them have to be gone.
    await s.settle('clean-up', null, async (signal) => {
      await s.trees.cleanUp(signal);
      return null;
    });
    if (found.kind === 'nothing') {
      if (context.journal.find('verify') !== null) await prove(s, { result: 'interrupted', why: killed, bytes: null });
      return untouched(s.params, killed, null);
    }
    if (found.kind === 'forward') {
      const source = await openSource(parts.store, context.params).catch(() => null);
      return source === null ? endWithout(s, found.held) : endForward(s, source, found.held);
    }
    const why = found.why ?? killed;
    const result = found.why === null || found.why.key === killed.key ? 'interrupted' : 'failed';
    if (!found.done) return oldData(s, found, await goBack(s, found.held, found.applied, why), why, result);
    await finish(s, found.held);
    return oldData(s, found, { kind: 'back', unwell: null }, why, result);
  }

  async function prove(
    s: Session,
    of: Pick<Proof, 'result' | 'bytes'> & {
      readonly why: Reason | null;
      readonly level?: 2 | 3;
      readonly dataAt?: number;
    },
  ): Promise<void> {
    const now = parts.clock.now();
    const { operation, params } = s.context;
    const startedAt = operation.startedAt ?? now;
    const isPassed = of.result === 'passed';
    const failedAt = operation.incident === null ? null : (parts.failedAt?.(operation.incident) ?? null);
    await parts.proofs.recordProof({
      id: operation.id,
      backup: params.backup,
      set: params.set,
      kind: 'restore',
      level: of.level ?? 3,
      result: of.result,
      scheduled: false,
      at: startedAt,
      tookMs: now - startedAt,
      recoveryTimeMs: isPassed ? now - startedAt : null,
      recoveryPointMs: isPassed && of.dataAt !== undefined ? Math.max(0, (failedAt ?? startedAt) - of.dataAt) : null,
      bytes: of.bytes,
      reason: of.why === null ? null : { key: of.why.key, params: { ...of.why.params } },
    });
  }

  function held(context: Context): Held {
    const found = readJournal(context.journal.entries());
    if (found.kind !== 'forward') throw new Error('a restore arrived without its commit');
    return found.held;
  }

  return {
    kind: 'restore',
    parse: parseRestoreParams,
    locks: restoreLocks,
    access: () => 'admin',
    run,
    recover,
    cancelled: (journal) => calledOff(journal, parts.clock.now()),
  };
}
