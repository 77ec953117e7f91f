import { z } from 'zod';
import type { BackupSummary } from '../../backups/index.ts';
import type { Block, Button, Document, Inline } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { projectReference } from '../taps/reference.ts';
import {
  ago,
  backupButton,
  consistencyWord,
  drilledWords,
  inRows,
  isGood,
  pageTurner,
  restoreButton,
  size,
  trustMarks,
  verifiedWords,
} from './backup-words.ts';
import { buttonName } from './status-words.ts';
import { bold, code, defineView, type Reader } from './view.ts';

const SHOWN_TOGGLES = 6;

const toggle = z.object({ name: z.string(), chosen: z.boolean(), bytes: z.number(), next: z.string() });

/** What is put back: ticks for volumes, then files or configuration. Every tick leads to the whole choice that it makes. */
export const restoreChoice = defineView(
  z.object({
    backup: z.string(),
    trees: z.array(toggle),
    files: z.array(z.string()),
    /** Paths of configuration files that are chosen. */
    config: z.array(z.string()),
    hasConfig: z.boolean(),
    /** The project is nowhere on the Engine: its configuration comes first. */
    emptyEngine: z.boolean(),
    here: z.string(),
    canStart: z.boolean(),
    page: z.number().default(0),
  }),
  (params, reader, rooms): Document => {
    const { t } = reader;
    const backup = rooms.backups.get(params.backup);
    if (backup === null) return { blocks: [{ kind: 'paragraph', text: t('bot-backup-gone') }] };
    const pages = Math.max(1, Math.ceil(params.trees.length / SHOWN_TOGGLES));
    const page = Math.min(params.page, pages - 1);
    const shown = params.trees.slice(page * SHOWN_TOGGLES, (page + 1) * SHOWN_TOGGLES);
    const isOfFiles = params.files.length > 0;
    const config = restoreButton(t('bot-restore-backup-button-config'), 'g', params.here, 0);
    const start: Button = {
      ...restoreButton(t('bot-restore-backup-button-dry-run'), 'y', params.here),
      style: 'primary',
    };
    return {
      blocks: [
        {
          kind: 'paragraph',
          text: ['♻️ ', bold(t('bot-restore-backup-title', { set: backup.set, when: ago(backup.dataAt, reader) }))],
        },
        { kind: 'paragraph', text: trustLine(backup, reader) },
        ...(isGood(backup)
          ? []
          : [{ kind: 'paragraph', text: ['⚠️ ', bold(t('bot-restore-backup-not-good'))] } satisfies Block]),
        ...(params.emptyEngine
          ? [{ kind: 'paragraph', text: `🆕 ${t('bot-restore-backup-empty-engine')}` } satisfies Block]
          : []),
        ...chosenBlocks(params, reader),
        { kind: 'paragraph', text: t('bot-restore-backup-dry-run-what') },
      ],
      buttons: [
        ...(params.emptyEngine && params.hasConfig ? [[config]] : []),
        ...(isOfFiles
          ? []
          : inRows(
              shown.map((tree) => toggleButton(tree, page)),
              2,
            )),
        ...(isOfFiles ? [] : pageTurner(page, pages, (to) => tap('r', 'c', params.here, to))),
        [
          ...(isOfFiles ? [] : [backupButton(t('bot-restore-backup-button-files'), 't', params.backup, 0)]),
          ...(params.emptyEngine || !params.hasConfig || isOfFiles ? [] : [config]),
        ],
        [
          ...(params.canStart ? [start] : []),
          restoreButton(t('bot-button-back'), 's', projectReference(backup.set), 0),
        ],
      ].filter((row) => row.length > 0),
    };
  },
);

function toggleButton({ name, chosen, next }: z.infer<typeof toggle>, page: number): Button {
  return restoreButton(`${chosen ? '☑' : '☐'} ${buttonName(name, 18)}`, 'c', next, page);
}

function trustLine(backup: BackupSummary, reader: Reader): string {
  const words = [
    size(backup.dataBytes, reader),
    consistencyWord(backup.consistency, reader),
    verifiedWords(backup, reader),
    drilledWords(backup, reader),
  ];
  return `${words.join(' · ')}${trustMarks(backup) === '❌' ? ' ⚠️' : ''}`;
}

function chosenBlocks(
  params: {
    readonly trees: readonly z.infer<typeof toggle>[];
    readonly files: readonly string[];
    readonly config: readonly string[];
  },
  reader: Reader,
): Block[] {
  const { t } = reader;
  const chosen = params.trees.filter((tree) => tree.chosen);
  const items: Inline[][] =
    params.files.length > 0
      ? params.files.slice(0, 5).map((file): Inline[] => ['📄 ', code(`/${file}`), ` (${chosen[0]?.name ?? ''})`])
      : params.trees.map(({ name, bytes, chosen: ticked }): Inline[] => [
          `${ticked ? '☑' : '☐'} `,
          code(name),
          ` · ${size(bytes, reader)}`,
        ]);
  const shownItems = items.slice(0, 10);
  const more = items.length - shownItems.length;
  return [
    {
      kind: 'list',
      items: [
        ...shownItems,
        ...(more > 0 ? [`… +${more}`] : []),
        ...params.config.map((path): Inline[] => ['⚙️ ', code(path)]),
      ],
    },
    ...(chosen.length === 0 && params.config.length === 0
      ? [{ kind: 'paragraph', text: `⚠️ ${t('bot-restore-backup-nothing-chosen')}` } satisfies Block]
      : []),
  ];
}

/** Configuration files of a backup: only when chosen, since an old env file would undo rotated secrets. */
export const restoreConfig = defineView(
  z.object({
    backup: z.string(),
    files: z.array(z.object({ path: z.string(), role: z.string(), chosen: z.boolean(), next: z.string() })),
    here: z.string(),
    page: z.number().default(0),
  }),
  (params, reader): Document => {
    const { t } = reader;
    const pages = Math.max(1, Math.ceil(params.files.length / SHOWN_TOGGLES));
    const page = Math.min(params.page, pages - 1);
    const first = page * SHOWN_TOGGLES;
    const shown = params.files.slice(first, first + SHOWN_TOGGLES);
    return {
      blocks: [
        { kind: 'paragraph', text: ['⚙️ ', bold(t('bot-restore-backup-config-title'))] },
        { kind: 'paragraph', text: `⚠️ ${t('bot-restore-backup-config-warning')}` },
        {
          kind: 'list',
          ordered: true,
          items: shown.map(({ path, role, chosen }): Inline[] => [
            `${chosen ? '☑' : '☐'} `,
            code(path),
            ` · ${t(`bot-restore-backup-role-${role}`)}`,
          ]),
        },
      ],
      buttons: [
        ...inRows(
          shown.flatMap(({ chosen, next }, index) => [
            restoreButton(`${chosen ? '☑' : '☐'} ${index + 1}`, 'g', next, page),
            restoreButton(t('bot-restore-backup-button-diff', { number: index + 1 }), 'd', params.here, first + index),
          ]),
          2,
        ),
        ...pageTurner(page, pages, (to) => tap('r', 'g', params.here, to)),
        [restoreButton(t('bot-button-back'), 'c', params.here, 0)],
      ],
    };
  },
);

/** What restoring one configuration file would change in it; secrets are masked. */
export const restoreDiff = defineView(
  z.object({ path: z.string(), diff: z.string(), cut: z.boolean(), here: z.string() }),
  (params, { t }): Document => ({
    blocks: [
      { kind: 'paragraph', text: ['⚙️ ', code(params.path)] },
      ...(params.diff.trim() === ''
        ? [{ kind: 'paragraph', text: `✅ ${t('bot-restore-backup-diff-same')}` } satisfies Block]
        : [
            { kind: 'paragraph', text: t('bot-restore-backup-diff-how') } satisfies Block,
            { kind: 'code', text: params.diff, language: 'diff' } satisfies Block,
          ]),
      ...(params.cut ? [{ kind: 'paragraph', text: t('bot-restore-backup-diff-cut') } satisfies Block] : []),
    ],
    buttons: [[restoreButton(t('bot-button-back'), 'g', params.here, 0)]],
  }),
);
