import { z } from 'zod';
import { type Block, type Document, formatDuration } from '../../document/index.ts';
import { restoreButton } from './backup-words.ts';
import { bold, defineView } from './view.ts';

/** Asks to type the name of the set: data is overwritten. Once answered it shows what came of it. */
export const restoreName = defineView(
  z.object({
    set: z.string(),
    /** The dry run that it goes by. */
    run: z.string(),
    lossMs: z.number(),
    /** Only configuration files are put back: no data is lost. */
    configOnly: z.boolean().default(false),
    answered: z.enum(['typed', 'cancelled']).nullable().default(null),
    group: z.boolean().default(false),
  }),
  (params, { t, locale }): Document => {
    const { set } = params;
    const title: Block = { kind: 'paragraph', text: ['♻️ ', bold(t('bot-restore-backup-name-title', { set }))] };
    if (params.answered !== null) {
      return { blocks: [title, { kind: 'paragraph', text: t(`bot-restore-backup-name-${params.answered}`) }] };
    }
    const loss = t('bot-restore-backup-loss', { time: formatDuration(params.lossMs, locale) });
    return {
      blocks: [
        title,
        { kind: 'code', text: set },
        ...(params.configOnly ? [] : [{ kind: 'paragraph', text: ['⏪ ', bold(loss)] } satisfies Block]),
        { kind: 'paragraph', text: t('bot-restore-backup-name-how') },
      ],
      buttons: [[restoreButton(t('bot-button-cancel'), 'n', params.run, 'no')]],
      ...(params.group ? { ask: { placeholder: t('bot-placeholder-text') } } : {}),
    };
  },
);
