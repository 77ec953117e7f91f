import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../errors.ts';
import type { Json, KindOutcome, OperationContext, Reason } from '../../operations/index.ts';
import type { BackupParts } from '../parts.ts';
import type { ProofParams } from '../types.ts';
import { endOfError, failed, type ProofEnd } from './ending.ts';
import { type Proof, proofSchema } from './proof.ts';

const PROOF = 'proof';
const CLEAN_UP = 'clean-up';

const reason = z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });
const kept = z.object({
  proof: proofSchema,
  damaged: z.boolean(),
  ok: z.boolean().nullable(),
  reason,
  notes: z.array(reason),
  lastLines: z.array(z.string()).default([]),
});
type Kept = z.infer<typeof kept>;

/** What an attempt has come to, beside how it ended. */
export interface Measured {
  readonly level: Proof['level'];
  readonly recoveryTimeMs: number | null;
  readonly recoveryPointMs: number | null;
  readonly bytes: number | null;
  /** Masked. */
  readonly lastLines: readonly string[];
}

export interface Attempt<P extends ProofParams> {
  readonly kind: Proof['kind'];
  /** The level that it would count as when it does not get anywhere. */
  level(params: P): Proof['level'];
  readonly interrupted: Reason;
  /** Does the work. `folder` is its own, exists, and goes with it. */
  work(
    context: OperationContext<P>,
    folder: string,
    measured: { set(some: Partial<Measured>): void; at(name: string): void },
  ): Promise<ProofEnd>;
  /** Takes everything away that it made, as often as it is called. Throws when something may be left. */
  tidy(operation: string): Promise<void>;
}

export interface AttemptParts extends Pick<BackupParts, 'proofs' | 'clock' | 'log' | 'dataDir'> {
  readonly index: Pick<BackupParts['index'], 'markDamaged'>;
}

/**
 * An attempt to prove a backup, from its beginning to its line in the books: whatever happens there is a proof that says
 * so, and nothing of it is left behind. Steps in the journal: those of the work, `clean-up`, `proof`.
 */
export function createAttempt<P extends ProofParams>(parts: AttemptParts, attempt: Attempt<P>) {
  const { proofs, index, clock, log, dataDir } = parts;
  type Context = OperationContext<P>;

  const folderOf = (operation: string) => join(dataDir, 'scratch', operation);

  async function run(context: Context): Promise<KindOutcome> {
    const startedAt = clock.now();
    let measured: Measured = nothing(attempt.level(context.params));
    let at = context.params.name;
    let end: ProofEnd;
    try {
      const folder = folderOf(context.operation.id);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      end = await attempt.work(context, folder, {
        set: (some) => {
          measured = { ...measured, ...some };
        },
        at: (name) => {
          at = name;
        },
      });
    } catch (error) {
      const left = await cleanUp(context);
      // Cancelled: it does not count as passed, whoever took it back.
      if (context.signal.aborted) {
        await keep(context, keptOf(context, startedAt, measured, null, [attempt.interrupted, ...left]));
        throw error;
      }
      const known = endOfError(error, at);
      const broke = known ?? failed('operations-broke', { id: context.operation.id });
      await keep(context, keptOf(context, startedAt, measured, broke, left));
      if (known === null) throw error;
      return outcomeOf(keptOf(context, startedAt, measured, known, left));
    }
    const done = keptOf(context, startedAt, measured, end, await cleanUp(context));
    await keep(context, done);
    return outcomeOf(done);
  }

  /** What could not be taken away is said; the next start tries again. */
  async function cleanUp(context: Context): Promise<Reason[]> {
    const { id } = context.operation;
    try {
      await context.settle(CLEAN_UP, null, async () => {
        await rm(folderOf(id), { recursive: true, force: true });
        await attempt.tidy(id);
      });
      return [];
    } catch (error) {
      // Also when the process is stopping: then recovery does it.
      log.warn({ operation: id, reason: messageOf(error) }, 'something of a drill may be left on the Engine');
      return [{ key: 'backups-proof-left-behind', params: {} }];
    }
  }

  function keptOf(
    context: Context,
    startedAt: number,
    measured: Measured,
    end: ProofEnd | null,
    more: readonly Reason[],
  ): Kept {
    const { operation, params } = context;
    const now = clock.now();
    const { level, recoveryTimeMs, recoveryPointMs, bytes, lastLines } = measured;
    const said = end?.reason ?? attempt.interrupted;
    const proof: Proof = {
      id: operation.id,
      backup: params.backup,
      set: params.set,
      kind: attempt.kind,
      level,
      result: end === null ? 'interrupted' : end.passed ? 'passed' : 'failed',
      scheduled: params.scheduled,
      at: now,
      tookMs: now - startedAt,
      recoveryTimeMs: end?.passed === true ? recoveryTimeMs : null,
      recoveryPointMs,
      bytes,
      reason: end?.passed === true ? null : said,
    };
    const notes = [...(end?.notes ?? []), ...more];
    const damaged = end?.isDamaged ?? false;
    return { proof, damaged, ok: end?.passed ?? null, reason: said, notes, lastLines: [...lastLines] };
  }

  /** The whole line stands in the journal before it stands in the books: a kill in between loses nothing. */
  async function keep(context: Context, line: Kept): Promise<void> {
    await context.settle(PROOF, asJson(line), () => write(line));
  }

  async function write(line: Kept): Promise<void> {
    await proofs.recordProof(line.proof);
    if (line.damaged && line.proof.backup !== null) index.markDamaged(line.proof.backup);
  }

  /** After a kill: what it had come to, if it had; else it is interrupted, which counts as failed. Nothing is done again. */
  async function recover(context: Context): Promise<KindOutcome> {
    const before = kept.safeParse(context.journal.find(PROOF)?.intent);
    const left = await cleanUp(context);
    if (before.success) {
      await write(before.data);
      return outcomeOf(before.data);
    }
    const startedAt = context.operation.startedAt ?? context.operation.requestedAt;
    const line = keptOf(context, startedAt, nothing(attempt.level(context.params)), null, left);
    await keep(context, line);
    return outcomeOf(line);
  }

  return { run, recover };
}

function outcomeOf({ ok, reason: said, notes, lastLines }: Kept): KindOutcome {
  return {
    ok,
    reason: said,
    ...(notes.length > 0 ? { notes } : {}),
    ...(lastLines.length > 0 ? { lastLines } : {}),
  };
}

function nothing(level: Proof['level']): Measured {
  return { level, recoveryTimeMs: null, recoveryPointMs: null, bytes: null, lastLines: [] };
}

/** The journal keeps plain JSON. */
function asJson(line: Kept): Json {
  return JSON.parse(JSON.stringify(line));
}
