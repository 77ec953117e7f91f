import { z } from 'zod';
import type { JournalEntry } from '../../operations/index.ts';
import { type Held, heldSchema } from './held.ts';

/**
 * The steps of a restore in their order. Up to `hold` nothing is touched; from `apply` on the data is neither old nor
 * new; from `commit` on it is the new one, whatever happens.
 */
export const STEPS = [
  'verify',
  'stage',
  'hold',
  'stop',
  'safety',
  'apply',
  'compare',
  'config',
  'start',
  'commit',
] as const;
/** Of the way back, after something went wrong or a person called it off. */
export const BACK_STEPS = ['back', 'back-stop', 'back-apply', 'back-config', 'back-start', 'back-done'] as const;
/** The last of both. `stuck`: neither data could be brought to stand; everything is kept and left stopped. */
export const LAST_STEPS = ['release', 'clean-up', 'stuck'] as const;
export type Step = (typeof STEPS)[number] | (typeof BACK_STEPS)[number] | (typeof LAST_STEPS)[number];

const reasonSchema = z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });
const backSchema = z.object({ why: reasonSchema });
export type Why = z.infer<typeof reasonSchema>;

/**
 * What a journal says has to be done by whoever finds it.
 * `nothing`: no effect began, only scratch is to be removed · `back`: to the old data (which was not even touched when
 * `applied` is false) · `forward`: the new data is there, the rest is to be finished · `stuck`: a person is at it.
 */
export type Found =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'back';
      readonly held: Held;
      readonly applied: boolean;
      /** Its data is back and was compared; what is left is to end it. */
      readonly done: boolean;
      /** Why it went back, where that was written before the end; null: the process was ended. */
      readonly why: Why | null;
    }
  | { readonly kind: 'forward'; readonly held: Held }
  | { readonly kind: 'stuck'; readonly held: Held; readonly why: Why | null };

/** Reads a journal, whoever wrote it and wherever it stops. A step that has begun may have had any part of its effect. */
export function readJournal(entries: readonly Pick<JournalEntry, 'step' | 'intent'>[]): Found {
  const begun = (step: Step) => entries.find((entry) => entry.step === step) ?? null;
  const held = heldSchema.safeParse(begun('hold')?.intent).data;
  if (held === undefined) return { kind: 'nothing' };
  const why = backSchema.safeParse(begun('back')?.intent).data?.why ?? null;
  if (begun('stuck') !== null) return { kind: 'stuck', held, why };
  if (begun('commit') !== null) return { kind: 'forward', held };
  return { kind: 'back', held, applied: begun('apply') !== null, done: begun('back-done') !== null, why };
}

const startedSchema = z.object({ wellAt: z.number() });

/** How long services stood: from their stop until they could serve again, or until `now` when that is not written. */
export function standstillOf(entries: readonly JournalEntry[], now: number): number {
  const stopped = entries.find((entry) => entry.step === 'stop');
  if (stopped === undefined) return 0;
  const started = entries.findLast(
    ({ step, error, finishedAt }) =>
      finishedAt !== null && error === null && (step === 'start' || step === 'back-start'),
  );
  const wellAt = startedSchema.safeParse(started?.result).data?.wellAt ?? started?.finishedAt ?? now;
  return Math.max(0, wellAt - stopped.startedAt);
}

const stuckSchema = z.object({ problem: reasonSchema });

/** Why the old data could not be put back. */
export function stuckProblem(entries: readonly Pick<JournalEntry, 'step' | 'intent'>[]): Why | null {
  return stuckSchema.safeParse(entries.find(({ step }) => step === 'stuck')?.intent).data?.problem ?? null;
}
