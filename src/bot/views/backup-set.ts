import { z } from 'zod';
import type { BackupSummary } from '../../backups/index.ts';
import { type Block, type Button, type Document, formatDuration, type Inline } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { projectReference } from '../taps/reference.ts';
import { type SetLine, setLine, warningBlocks } from './backup.ts';
import {
  ago,
  backupButton,
  drilledWords,
  inRows,
  newestGood,
  originMark,
  pageTurner,
  restoreButton,
  shortAge,
  size,
  trustMarks,
  verifiedWords,
} from './backup-words.ts';
import { withCommands } from './commands.ts';
import { bold, defineView, type Reader } from './view.ts';

const PAGE_SIZE = 6;

/** One set: what its newest backup is worth, its backups, and what can be done. */
export const backupSet = defineView(
  z.object({
    set: setLine,
    rtoMs: z.number().nullable(),
    skipped: z.array(z.object({ name: z.string(), why: z.string() })).default([]),
    page: z.number().default(0),
  }),
  (params, reader, rooms): Document => {
    const { t } = reader;
    const { set } = params;
    const all = rooms.backups.list(set.name);
    const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
    const page = Math.min(params.page, pages - 1);
    const shown = all.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
    const newest = newestGood(all);
    return {
      blocks: [
        { kind: 'paragraph', text: headline(set, newest, all.length, reader) },
        ...(set.here === null
          ? [{ kind: 'paragraph', text: `🔌 ${t('bot-backup-engine-away')}` } satisfies Block]
          : []),
        ...warningBlocks(rooms, set.name, reader),
        ...(newest === null ? [] : [{ kind: 'paragraph', text: proven(newest, params.rtoMs, reader) } satisfies Block]),
        ...(all.length === 0
          ? [{ kind: 'paragraph', text: withCommands(t('bot-backup-set-none')) } satisfies Block]
          : []),
        ...(shown.length === 0
          ? []
          : [{ kind: 'list', ordered: true, items: shown.map((one) => line(one, reader)) } satisfies Block]),
        ...skippedBlocks(params.skipped, reader),
      ],
      buttons: setButtons(set, newest, shown, page, pages, reader),
    };
  },
);

function headline(set: SetLine, newest: BackupSummary | null, count: number, reader: Reader): Inline[] {
  const { t } = reader;
  const gone = set.here === false ? ` · ${t('bot-backup-project-gone')}` : '';
  if (count === 0) {
    return ['💾 ', bold(`${set.name}${gone} · ${t('bot-backup-no-backup', { volumes: set.volumes })}`)];
  }
  const state =
    newest === null ? t('bot-backup-set-no-good') : `${ago(newest.dataAt, reader)} · ${size(newest.dataBytes, reader)}`;
  return ['💾 ', bold(`${set.name}${gone} · ${state}`), ` · ${t('bot-backup-count', { count })}`];
}

function proven(newest: BackupSummary, rtoMs: number | null, reader: Reader): string {
  const { t, locale } = reader;
  const took = newest.drilled?.recoveryTimeMs ?? null;
  const recovery =
    took === null
      ? ''
      : `\n${t(rtoMs === null ? 'bot-backup-recovery' : 'bot-backup-recovery-rto', {
          took: formatDuration(Math.max(1000, took), locale),
          rto: formatDuration(rtoMs ?? 0, locale),
        })}`;
  return `${verifiedWords(newest, reader)} · ${drilledWords(newest, reader)}${recovery}`;
}

/** "24 Nov, 02:30 · 1.2 GiB · stopped ✓🎯". */
function line(backup: BackupSummary, reader: Reader): Inline[] {
  const marks = trustMarks(backup);
  const what =
    backup.state === 'damaged'
      ? reader.t('bot-backup-damaged')
      : `${size(backup.dataBytes, reader)} · ${reader.t(`bot-backup-short-${backup.consistency}`)}`;
  return [
    originMark(backup),
    { kind: 'time', at: backup.dataAt, show: 'datetime' },
    ` · ${what}${marks === '' ? '' : ` ${marks}`}`,
  ];
}

function skippedBlocks(skipped: readonly { readonly name: string; readonly why: string }[], { t }: Reader): Block[] {
  if (skipped.length === 0) return [];
  return [
    {
      kind: 'details',
      summary: t('bot-backup-skipped', { count: skipped.length }),
      blocks: [
        { kind: 'list', items: skipped.slice(0, 10).map(({ name, why }) => `${name}: ${t(`backups-skip-${why}`)}`) },
      ],
    },
  ];
}

function setButtons(
  set: SetLine,
  newest: BackupSummary | null,
  shown: readonly BackupSummary[],
  page: number,
  pages: number,
  reader: Reader,
): Button[][] {
  const { t } = reader;
  const reference = projectReference(set.name);
  const make: Button = { ...backupButton(t('bot-backup-button-now'), 'b', reference), style: 'primary' };
  const prove =
    newest === null
      ? []
      : [
          backupButton(t('bot-backup-button-verify'), 'v', newest.id),
          backupButton(t('bot-backup-button-drill'), 'g', newest.id),
        ];
  const restore = newest === null ? [] : [restoreButton(t('bot-backup-button-restore'), 's', reference, 0)];
  return [
    [...(set.here === false ? [] : [make]), ...restore],
    [...prove, ...(shown.length > 1 ? [backupButton(t('bot-backup-button-clean'), 'p', reference)] : [])],
    ...inRows(
      shown.map((one, index) => backupButton(`${index + 1} · ${shortAge(one.dataAt, reader)}`, 'o', one.id)),
      3,
    ),
    ...pageTurner(page, pages, (to) => tap('k', 's', reference, to)),
    [backupButton(t('bot-button-refresh'), 's', reference, page), backupButton(t('bot-button-back'), 'home', 0)],
  ].filter((row) => row.length > 0);
}
