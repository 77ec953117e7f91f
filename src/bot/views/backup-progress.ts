import { z } from 'zod';
import { BACK_STEPS, LAST_STEPS, STEPS } from '../../backups/index.ts';
import { type Block, formatBytes, formatDuration, type Inline } from '../../document/index.ts';
import type { Operation } from '../../operations/index.ts';
import type { Rooms } from './rooms.ts';
import { bold, type Reader } from './view.ts';

const BAR = 20;

/** What a long phase says of itself: bytes, bytes a second, milliseconds. */
const figures = z.object({
  done: z.number(),
  total: z.number(),
  percent: z.number(),
  rate: z.number(),
  left: z.number(),
});

/** A bar for whatever tells how far it is; nothing for the rest. Three lines of at most 34 characters. */
export function progressBar({ progress }: Pick<Operation, 'progress'>, reader: Reader): Block[] {
  const parsed = figures.safeParse(progress?.params);
  if (!parsed.success || parsed.data.total <= 0) return [];
  return [{ kind: 'code', text: barLines(parsed.data, reader).join('\n') }];
}

export function barLines(
  { done, total, percent, rate, left }: z.infer<typeof figures>,
  { t, locale }: Pick<Reader, 't' | 'locale'>,
): string[] {
  const full = Math.max(0, Math.min(BAR, Math.round((percent / 100) * BAR)));
  const of = t('bot-backup-bar-of', { done: formatBytes(done, locale), total: formatBytes(total, locale) });
  // Before a rate is known, nothing is promised.
  const speed = rate <= 0 ? [] : [t('bot-backup-bar-rate', { rate: formatBytes(rate, locale) })];
  const rest =
    rate <= 0 || left <= 0 ? [] : [t('bot-backup-bar-left', { time: formatDuration(Math.max(1000, left), locale) })];
  const last = [...speed, ...rest].join(' · ');
  return [`${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${percent}%`, of, ...(last === '' ? [] : [last])];
}

/** The steps of a restore from its journal: what is done, what is being done, what comes. Of the way back only what was begun. */
export function restoreSteps(found: Pick<Operation, 'id' | 'kind' | 'outcome'>, reader: Reader, rooms: Rooms): Block[] {
  if (found.kind !== 'restore') return [];
  const journal = rooms.operations.journal(found.id);
  const begun = new Map(journal.map((entry) => [entry.step, entry]));
  const isBack = begun.has('back');
  const known: readonly string[] = [...STEPS, ...BACK_STEPS, ...LAST_STEPS];
  // On the way back what was to come does not come any more.
  const steps = known.filter((step) => begun.has(step) || (!isBack && found.outcome === null && isAhead(step)));
  const items = steps.map((step): Inline[] => {
    const entry = begun.get(step);
    const word = reader.t(`bot-restore-backup-step-${step}`);
    if (entry === undefined) return [`▫️ ${word}`];
    if (entry.finishedAt === null) return ['▶️ ', bold(word)];
    const took = formatDuration(Math.max(0, entry.finishedAt - entry.startedAt), reader.locale);
    return [`${entry.error === null ? '✅' : '❌'} ${word} · ${took}`];
  });
  if (items.length === 0) return [];
  if (found.outcome === null) return [{ kind: 'list', items }];
  return [{ kind: 'details', summary: reader.t('bot-restore-backup-steps'), blocks: [{ kind: 'list', items }] }];
}

/** Steps that every restore goes through, so that one sees beforehand what is still to come. */
function isAhead(step: string): boolean {
  return !step.startsWith('back') && step !== 'stuck' && step !== 'config';
}
