import { z } from 'zod';
import type { BackupSummary } from '../../backups/index.ts';
import type { Block, Document, Inline } from '../../document/index.ts';
import { projectReference } from '../taps/reference.ts';
import { backupButton, originMark, size, trustMarks } from './backup-words.ts';
import type { Rooms } from './rooms.ts';
import { bold, defineView, type Reader } from './view.ts';

const SHOWN = 8;
const SHOWN_KEPT = 30;

/** What the retention would remove now, and why the others stay. Nothing goes without the red question. */
export const backupPrune = defineView(
  z.object({
    set: z.string(),
    remove: z.array(z.string()),
    keep: z.array(z.object({ backup: z.string(), why: z.string() })),
    bytes: z.number(),
  }),
  (params, reader, rooms): Document => {
    const { t } = reader;
    const goes = params.remove.flatMap((id) => line(id, rooms, reader));
    const stays = params.keep.flatMap(({ backup, why }) =>
      line(backup, rooms, reader).map((words): Inline[] => [...words, ` · ${t(`bot-backup-keep-${why}`)}`]),
    );
    const more = goes.length - SHOWN;
    const title =
      goes.length === 0
        ? t('bot-backup-prune-nothing', { set: params.set })
        : t('bot-backup-prune-title', { set: params.set, count: goes.length, bytes: params.bytes });
    const back = backupButton(t('bot-button-back'), 's', projectReference(params.set), 0);
    const remove = backupButton(t('bot-button-remove', { count: goes.length }), 'x', projectReference(params.set));
    return {
      blocks: [
        { kind: 'paragraph', text: ['🧹 ', bold(title)] },
        ...(goes.length === 0
          ? []
          : [{ kind: 'list', items: [...goes.slice(0, SHOWN), ...(more > 0 ? [`… +${more}`] : [])] } satisfies Block]),
        ...(stays.length === 0
          ? []
          : [
              {
                kind: 'details',
                summary: t('bot-backup-prune-stays', { count: stays.length }),
                open: goes.length === 0,
                blocks: [{ kind: 'list', items: stays.slice(0, SHOWN_KEPT) }],
              } satisfies Block,
            ]),
        { kind: 'paragraph', text: t('bot-backup-prune-rule', { ...rooms.settings.backups.retention }) },
      ],
      buttons: [goes.length === 0 ? [back] : [{ ...remove, style: 'danger' }, back]],
    };
  },
);

function line(id: string, rooms: Rooms, reader: Reader): Inline[][] {
  const backup: BackupSummary | null = rooms.backups.get(id);
  if (backup === null) return [];
  const marks = trustMarks(backup);
  return [
    [
      originMark(backup),
      { kind: 'time', at: backup.dataAt, show: 'datetime' },
      ` · ${size(backup.storedBytes, reader)}${marks === '' ? '' : ` ${marks}`}`,
    ],
  ];
}
