import { z } from 'zod';
import { ENGINE } from '../../docker/index.ts';
import {
  type Journal,
  type KindOutcome,
  type OperationContext,
  type OperationKind,
  type Reason,
  volumeLock,
} from '../../operations/index.ts';
import type { RetentionReason } from '../room.ts';
import { BACKUP_ID, startOf } from '../store/folder-names.ts';
import type { PruneParams } from '../types.ts';
import { createCalendar } from './calendar.ts';
import { createPruner, type PrunerParts } from './pruner.ts';

const REMOVE = 'remove:';
const NAMED_NOTES = 10;

const params: z.ZodType<PruneParams> = z.strictObject({
  engine: z.literal(ENGINE),
  project: z.string().nullable(),
  services: z.array(z.string()),
  name: z.string(),
  set: z.string().min(1),
  ids: z.array(z.string().regex(BACKUP_ID)).min(1).max(1000),
  named: z.boolean(),
});

const REASONS = [
  ...['daily', 'weekly', 'monthly', 'last-good', 'last-drilled', 'in-use', 'fresh-safety', 'import', 'damaged'],
] as const satisfies readonly RetentionReason[];

const removal = z.discriminatedUnion('end', [
  z.object({ end: z.literal('removed'), bytes: z.number() }),
  z.object({ end: z.literal('gone') }),
  z.object({ end: z.literal('kept'), why: z.enum(REASONS) }),
]);
type Removal = z.infer<typeof removal>;
const sized = z.object({ bytes: z.number() });

/** Removes backups that were shown and chosen, each looked at once more. Steps in the journal: `remove:<id>`. */
export function createPruneKind(parts: PrunerParts): OperationKind<PruneParams> {
  const { store, index, timeZone } = parts;
  const pruner = createPruner(parts);
  type Context = OperationContext<PruneParams>;

  async function run(context: Context): Promise<KindOutcome> {
    const { set, ids, named } = context.params;
    for (const [at, id] of ids.entries()) {
      context.progress({ key: 'backups-prune-doing', params: { number: at + 1, of: ids.length } });
      const sizeBytes = await store.wouldFree([{ set, id }]);
      await context.step(`${REMOVE}${id}`, { bytes: sizeBytes }, () => pruner.remove(set, id, named));
    }
    return outcomeOf(context.journal, endedIn(context.journal), timeZone);
  }

  /** After a kill: what was begun is finished, and nothing more is removed. */
  async function recover(context: Context): Promise<KindOutcome> {
    const { set, ids } = context.params;
    await store.sweep(() => true);
    const ended = endedIn(context.journal);
    let finished: { readonly bytes: number } | null = null;
    for (const { step, intent, finishedAt } of context.journal.entries()) {
      if (!step.startsWith(REMOVE) || finishedAt !== null) continue;
      const id = step.slice(REMOVE.length);
      const opened = await store.open(set, id);
      if (opened.ok || opened.why !== 'manifest-missing') continue;
      index.forget(id);
      finished = { bytes: sized.parse(intent).bytes };
    }
    const all = finished === null ? ended : [...ended, { end: 'removed', ...finished } as const];
    if (all.length === ids.length) return outcomeOf(context.journal, all, timeZone);
    const done = all.filter(({ end }) => end === 'removed').length;
    const reason = say('backups-prune-interrupted', { done, of: ids.length, bytes: freed(all) });
    return { ok: null, reason, ...notesFor(context.journal, timeZone) };
  }

  return {
    kind: 'backup-prune',
    parse: (raw) => params.parse(raw),
    locks: ({ engine, project, ids }) => ids.map((id) => volumeLock(engine, project, `backup:${id}`)),
    access: () => 'admin',
    run,
    recover,
    cancelled: (journal) => {
      const ended = endedIn(journal);
      const done = ended.filter(({ end }) => end === 'removed').length;
      return say('backups-prune-cancelled', { done, bytes: freed(ended) });
    },
  };
}

function endedIn(journal: Journal): Removal[] {
  return journal
    .entries()
    .flatMap(({ step, result }) => (step.startsWith(REMOVE) ? (removal.safeParse(result).data ?? []) : []));
}

function freed(ended: readonly Removal[]): number {
  return ended.reduce((sum, one) => sum + (one.end === 'removed' ? one.bytes : 0), 0);
}

function outcomeOf(journal: Journal, ended: readonly Removal[], timeZone: string): KindOutcome {
  const done = ended.filter(({ end }) => end === 'removed').length;
  const bytes = freed(ended);
  const reason = done === 0 ? say('backups-prune-nothing') : say('backups-prune-done', { done, bytes });
  return { ok: done > 0 ? true : null, reason, data: { bytes }, ...notesFor(journal, timeZone) };
}

/** Those that are still there, and why. */
function notesFor(journal: Journal, timeZone: string): Pick<KindOutcome, 'notes'> {
  const notes = journal.entries().flatMap(({ step, result }): Reason[] => {
    const ended = step.startsWith(REMOVE) ? removal.safeParse(result).data : undefined;
    if (ended?.end !== 'kept') return [];
    const name = createCalendar(timeZone).minute(startOf(step.slice(REMOVE.length)));
    return [say(`backups-prune-kept-${ended.why}`, { name })];
  });
  if (notes.length === 0) return {};
  const more = notes.length - NAMED_NOTES;
  return {
    notes: more > 0 ? [...notes.slice(0, NAMED_NOTES), say('backups-prune-kept-more', { count: more })] : notes,
  };
}

function say(key: string, values: Reason['params'] = {}): Reason {
  return { key, params: values };
}
