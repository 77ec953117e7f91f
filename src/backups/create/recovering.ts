import { z } from 'zod';
import { messageOf } from '../../errors.ts';
import { type Journal, type KindOutcome, type Reason, StoppingError } from '../../operations/index.ts';
import type { BackupParts } from '../parts.ts';
import { proofSchema } from '../proof/proof.ts';
import { createHolding, holdSchema } from './hold.ts';
import { createHooks } from './hooks.ts';
import { book, type Context, forgetUnlessSealed, keepManifest } from './making.ts';
import { goodOutcome } from './outcome.ts';
import { again, hookStep, STEP } from './steps.ts';

const draftIntent = z.object({ backup: z.string(), set: z.string() });
const sealIntent = z.object({ backup: z.string(), proof: proofSchema });

/** Puts in order what a killed process left: who ran runs again, hooks are closed, the folder is a backup or it is gone. */
export async function recoverBackup(parts: BackupParts, context: Context): Promise<KindOutcome> {
  const { store, clock, storage, log } = parts;
  const { journal, operation } = context;
  const begun = draftIntent.safeParse(journal.find(STEP.draft)?.intent).data;
  if (begun === undefined) return { ok: null, reason: { key: 'backups-create-not-begun', params: {} } };
  const released = await bringBack(parts, context);
  const notes = [...released.notes, ...(await closeHooks(parts, context))];
  await storage
    .reap((id) => id !== operation.id)
    .catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'helpers of a backup could not be removed'));
  const opened = await store.open(begun.set, begun.backup);
  if (!opened.ok) {
    await store.sweep((id) => id !== begun.backup);
    if (parts.restic !== undefined) await forgetUnlessSealed(parts, parts.restic, begun.set, begun.backup);
    const key = released.failed.length > 0 ? 'backups-create-interrupted-down' : 'backups-create-interrupted';
    const params = released.failed.length > 0 ? { services: released.failed.join(', ') } : {};
    return {
      ok: null,
      reason: { key, params },
      notes,
      ...(released.failed.length > 0 ? { nextStep: 'escalate' } : {}),
    };
  }
  const sealed = sealIntent.safeParse(journal.find(STEP.seal)?.intent).data;
  const { manifest } = opened;
  const isElsewhere = parts.restic !== undefined && manifest.store === 'restic' && !isDone(journal, STEP.book);
  if (isElsewhere && parts.restic !== undefined) notes.push(...(await keepManifest(parts, parts.restic, manifest)));
  const more = await book(parts, context, opened.manifest, sealed?.proof ?? null, again(STEP.book));
  const tookMs = clock.now() - opened.manifest.startedAt;
  return goodOutcome(opened.manifest, tookMs, [...notes, ...more], released.failed);
}

/** Exactly those that the journal names, if they may still stand. */
async function bringBack(
  { docker, clock }: BackupParts,
  context: Context,
): Promise<{ readonly notes: readonly Reason[]; readonly failed: readonly string[] }> {
  const { journal } = context;
  const held = journal.find(STEP.hold);
  const hold = holdSchema.safeParse(held?.intent).data;
  if (held === null || hold === undefined || isDone(journal, STEP.release)) return { notes: [], failed: [] };
  const holding = createHolding({ docker, clock, progress: context.progress });
  const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<typeof holding.release>>>();
  await context.settle(again(STEP.release), { containers: hold.members.map(({ name }) => name) }, async () => {
    // The Engine goes on with a stop that it was told: one that still runs may fall only now.
    resolve(await holding.release(hold, held.finishedAt !== null));
    return null;
  });
  return promise;
}

/** A database that was told to hold still is told to go on, also when nobody knows whether it heard the first word. */
async function closeHooks(parts: BackupParts, context: Context): Promise<Reason[]> {
  const { journal, params } = context;
  const prefix = hookStep('before', '');
  const open = journal
    .entries()
    .filter(({ step }) => step.startsWith(prefix))
    .map(({ step }) => step.slice(prefix.length))
    .filter((service) => !isDone(journal, hookStep('after', service)));
  if (open.length === 0) return [];
  const hooks = createHooks({ ...parts, level: parts.settings.level });
  const set = await parts.sets.find(params.set);
  const notes: Reason[] = [];
  for (const name of [...new Set(open)].reverse()) {
    const service = set?.services.find(({ record }) => record.name === name);
    if (service === undefined || service.after === null) continue;
    try {
      await context.settle(again(hookStep('after', name)), { service: name }, async () => {
        await hooks.run(service, 'after', null);
        return null;
      });
    } catch (error) {
      if (error instanceof StoppingError) throw error;
      notes.push({
        key: 'backups-create-after-failed',
        params: { service: name, code: messageOf(error).slice(0, 120) },
      });
    }
  }
  return notes;
}

function isDone(journal: Journal, step: string): boolean {
  return journal
    .entries()
    .some(
      (entry) =>
        (entry.step === step || entry.step === again(step)) && entry.finishedAt !== null && entry.error === null,
    );
}
