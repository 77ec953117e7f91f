import { z } from 'zod';
import type { Document } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { ago, backupButton, pageTurner, size } from './backup-words.ts';
import { bold, defineView } from './view.ts';
import { shortened } from './words.ts';

const PAGE_SIZE = 6;

const importLine = z.object({
  file: z.string(),
  /** For callback data. */
  reference: z.string(),
  madeAt: z.number(),
  bytes: z.number(),
  imported: z.string().nullable(),
});

/** Archives of another script that can be read in, newest first. */
export const backupImports = defineView(
  z.object({ files: z.array(importLine), folders: z.array(z.string()), page: z.number() }),
  ({ files, folders, page: wanted }, reader): Document => {
    const { t } = reader;
    const home = backupButton(t('bot-backup-button-all'), 'home', 0);
    if (files.length === 0) {
      return {
        blocks: [
          { kind: 'paragraph', text: bold(`📥 ${t('bot-backup-imports-none')}`) },
          { kind: 'paragraph', text: t('bot-backup-imports-how', { folders: folders.join(', ') }) },
        ],
        buttons: [[backupButton(t('bot-button-refresh'), 'i', 0), home]],
      };
    }
    const pages = Math.ceil(files.length / PAGE_SIZE);
    const page = Math.min(wanted, pages - 1);
    const shown = files.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
    return {
      blocks: [
        { kind: 'paragraph', text: bold(`📥 ${t('bot-backup-imports', { count: files.length })}`) },
        {
          kind: 'list',
          items: shown.map(({ file, madeAt, bytes, imported }) => {
            const done = imported === null ? '' : ` · ✓ ${t('bot-backup-imports-done')}`;
            return `${file} · ${ago(madeAt, reader)} · ${size(bytes, reader)}${done}`;
          }),
        },
      ],
      buttons: [
        ...shown.map(({ file, reference, imported }) => [
          imported === null
            ? backupButton(shortened(`📥 ${stampOf(file)}`, 20), 'y', reference)
            : backupButton(shortened(`✓ ${stampOf(file)}`, 20), 'o', imported),
        ]),
        ...pageTurner(page, pages, (to) => tap('k', 'i', to)),
        [home],
      ],
    };
  },
);

/** What tells archives of one script apart: the date and the time. */
function stampOf(file: string): string {
  return /(\d{8}-\d{6})\.tar\.gz$/.exec(file)?.[1] ?? file;
}
