import { z } from 'zod';
import type { BackupSummary } from '../../backups/index.ts';
import type { Block, Button, Document, Inline } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { projectReference } from '../taps/reference.ts';
import {
  ago,
  consistencyWord,
  drilledWords,
  inRows,
  newestGood,
  originMark,
  pageTurner,
  restoreButton,
  size,
  verifiedWords,
} from './backup-words.ts';
import { withCommands } from './commands.ts';
import { bold, defineView, type Reader } from './view.ts';
import { shortened } from './words.ts';

const PAGE_SIZE = 6;

/** Whose data comes back: sets that have a backup. */
export const restoreSets = defineView(z.object({ page: z.number().default(0) }), (params, reader, rooms): Document => {
  const { t } = reader;
  const names = rooms.backups.setsWithBackups().toSorted((one, other) => one.localeCompare(other));
  if (names.length === 0) {
    return {
      blocks: [
        { kind: 'paragraph', text: bold(`♻️ ${t('bot-restore-backup-none')}`) },
        { kind: 'paragraph', text: withCommands(t('bot-restore-backup-none-how')) },
      ],
    };
  }
  const pages = Math.max(1, Math.ceil(names.length / PAGE_SIZE));
  const page = Math.min(params.page, pages - 1);
  const shown = names.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
  return {
    blocks: [
      { kind: 'paragraph', text: ['♻️ ', bold(t('bot-restore-backup-whose'))] },
      {
        kind: 'list',
        items: shown.map((name): Inline[] => {
          const newest = newestGood(rooms.backups.list(name));
          const state =
            newest === null
              ? t('bot-restore-backup-no-good')
              : `${ago(newest.dataAt, reader)} · ${size(newest.dataBytes, reader)} · ${verifiedWords(newest, reader)}`;
          return [bold(name), ` · ${state}`];
        }),
      },
    ],
    buttons: [
      ...inRows(
        shown.map((name) => restoreButton(shortened(name, 20), 's', projectReference(name), 0)),
        2,
      ),
      ...pageTurner(page, pages, (to) => tap('r', 'home', to)),
    ],
  };
});

/** Which backup of a set. Damaged ones are named and cannot be chosen. */
export const restorePick = defineView(
  z.object({ set: z.string(), page: z.number().default(0) }),
  (params, reader, rooms): Document => {
    const { t } = reader;
    const { set } = params;
    const all = rooms.backups.list(set);
    const best = newestGood(all);
    const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
    const page = Math.min(params.page, pages - 1);
    const shown = all.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
    if (all.length === 0) {
      return {
        blocks: [{ kind: 'paragraph', text: bold(`♻️ ${t('bot-restore-backup-set-none', { set })}`) }],
        buttons: [[restoreButton(t('bot-button-back'), 'home', 0)]],
      };
    }
    const choose = shown.flatMap((one, index): Button[] => {
      if (one.state === 'damaged') return [];
      const button = restoreButton(
        `${one.id === best?.id ? '⭐ ' : ''}${index + 1} · ${ago(one.dataAt, reader)}`,
        'b',
        one.id,
      );
      return [one.id === best?.id ? { ...button, style: 'primary' } : button];
    });
    return {
      blocks: [
        { kind: 'paragraph', text: ['♻️ ', bold(t('bot-restore-backup-which', { set }))] },
        { kind: 'list', ordered: true, items: shown.map((one) => candidate(one, reader)) },
        ...(best === null ? [{ kind: 'paragraph', text: `⚠️ ${t('bot-restore-backup-no-good')}` } satisfies Block] : []),
      ],
      buttons: [
        ...inRows(choose, 2),
        ...pageTurner(page, pages, (to) => tap('r', 's', projectReference(set), to)),
        [restoreButton(t('bot-button-back'), 'home', 0)],
      ],
    };
  },
);

/** Two lines: when and how large; how still the data stood, and how far it is proven. */
function candidate(backup: BackupSummary, reader: Reader): Inline[] {
  const head: Inline[] = [
    originMark(backup),
    { kind: 'time', at: backup.dataAt, show: 'datetime' },
    ` · ${size(backup.dataBytes, reader)}`,
  ];
  if (backup.state === 'damaged') return [...head, `\n⛔ ${reader.t('bot-restore-backup-damaged')}`];
  const trust = [
    consistencyWord(backup.consistency, reader),
    verifiedWords(backup, reader),
    drilledWords(backup, reader),
  ];
  return [...head, `\n${trust.join(' · ')}`];
}
