import { z } from 'zod';
import { ENTRY_TYPES } from '../../backups/index.ts';
import type { Block, Button, Document, Inline } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { backupButton, inRows, pageTurner, restoreButton, size } from './backup-words.ts';
import { buttonName } from './status-words.ts';
import { bold, code, defineView, type Reader } from './view.ts';

/** How many entries a page of a folder holds: three rows of buttons. */
export const FILES_PAGE = 9;
const NAME_LENGTH = 40;

const type = z.enum(ENTRY_TYPES);
const MARK: Readonly<Record<z.infer<typeof type>, string>> = {
  file: '📄',
  folder: '📁',
  symlink: '🔗',
  hardlink: '📎',
  fifo: '⚙️',
  char: '⚙️',
  block: '⚙️',
};

/** Which volume of a backup to look into. */
export const backupTrees = defineView(
  z.object({
    backup: z.string(),
    set: z.string(),
    trees: z.array(z.object({ name: z.string(), bytes: z.number(), place: z.string() })),
    page: z.number(),
  }),
  (params, reader): Document => {
    const { t } = reader;
    const pages = Math.max(1, Math.ceil(params.trees.length / FILES_PAGE));
    const page = Math.min(params.page, pages - 1);
    const shown = params.trees.slice(page * FILES_PAGE, (page + 1) * FILES_PAGE);
    return {
      blocks: [
        { kind: 'paragraph', text: ['📂 ', bold(t('bot-backup-browse-title', { set: params.set }))] },
        {
          kind: 'list',
          ordered: true,
          items: shown.map(({ name, bytes }) => [code(name), ` · ${size(bytes, reader)}`]),
        },
      ],
      buttons: [
        ...inRows(
          shown.map(({ name, place }, index) => backupButton(`${index + 1} · ${buttonName(name, 15)}`, 'f', place, 0)),
          2,
        ),
        ...pageTurner(page, pages, (to) => tap('k', 't', params.backup, to)),
        [backupButton(t('bot-button-back'), 'o', params.backup)],
      ],
    };
  },
);

/** A folder of a volume as it was, a page at a time. */
export const backupFolder = defineView(
  z.object({
    backup: z.string(),
    tree: z.string(),
    /** As people read it; empty for the root. */
    folder: z.string(),
    /** The place of this folder, and of the one above it (null at the root). */
    here: z.string(),
    up: z.string().nullable(),
    entries: z.array(
      z.object({ name: z.string(), type, bytes: z.number(), link: z.string().nullable(), place: z.string() }),
    ),
    page: z.number(),
    total: z.number(),
  }),
  (params, reader): Document => {
    const { t } = reader;
    const pages = Math.max(1, Math.ceil(params.total / FILES_PAGE));
    const buttons = params.entries.map(
      ({ type: kind, place }, index): Button =>
        kind === 'folder'
          ? backupButton(`${index + 1} ${MARK[kind]}`, 'f', place, 0)
          : backupButton(`${index + 1} ${MARK[kind]}`, 'e', place),
    );
    return {
      blocks: [
        { kind: 'paragraph', text: ['📂 ', bold(params.tree), ' ', code(endOf(`/${params.folder}`))] },
        params.entries.length === 0
          ? { kind: 'paragraph', text: t('bot-backup-folder-empty') }
          : { kind: 'list', ordered: true, items: params.entries.map((entry) => entryWords(entry, reader)) },
      ],
      buttons: [
        ...inRows(buttons, 3),
        ...pageTurner(params.page, pages, (to) => tap('k', 'f', params.here, to)),
        [
          ...(params.up === null ? [] : [backupButton(t('bot-backup-button-up'), 'f', params.up, 0)]),
          backupButton(t('bot-button-back'), 'o', params.backup),
        ],
      ],
    };
  },
);

function entryWords(
  entry: {
    readonly name: string;
    readonly type: z.infer<typeof type>;
    readonly bytes: number;
    readonly link: string | null;
  },
  reader: Reader,
): Inline[] {
  const more =
    entry.type === 'file' ? ` · ${size(entry.bytes, reader)}` : entry.link === null ? '' : ` → ${endOf(entry.link)}`;
  return [`${MARK[entry.type]} `, code(endOf(entry.name)), more];
}

/** The end of a path tells it from others. */
function endOf(name: string): string {
  const characters = [...name];
  return characters.length <= NAME_LENGTH ? name : `…${characters.slice(1 - NAME_LENGTH).join('')}`;
}

/** One entry: what is known of it, and what can be done with it. */
export const backupFile = defineView(
  z.object({
    backup: z.string(),
    tree: z.string(),
    path: z.string(),
    type,
    bytes: z.number(),
    mode: z.number(),
    uid: z.number(),
    gid: z.number(),
    /** UTC milliseconds. */
    changedAt: z.number(),
    link: z.string().nullable(),
    sha256: z.string().nullable(),
    here: z.string(),
    folder: z.string(),
    page: z.number(),
    /** The choice that holds this file alone; null where it cannot be restored by itself. */
    choice: z.string().nullable(),
    canSend: z.boolean(),
  }),
  (params, reader): Document => {
    const { t } = reader;
    const details: Block[] = [
      {
        kind: 'list',
        items: [
          ...(params.type === 'file' ? [size(params.bytes, reader)] : [t(`bot-backup-type-${params.type}`)]),
          ...(params.link === null ? [] : [[`→ `, code(params.link)]]),
          [code(modeWords(params.mode)), ` · ${t('bot-backup-owner', { uid: params.uid, gid: params.gid })}`],
          [t('bot-backup-changed'), ' ', { kind: 'time', at: params.changedAt, show: 'datetime' }],
        ],
      },
      ...(params.sha256 === null
        ? []
        : [
            {
              kind: 'details',
              summary: 'SHA-256',
              blocks: [{ kind: 'code', text: inLines(params.sha256) }],
            } satisfies Block,
          ]),
    ];
    const large = params.canSend
      ? []
      : [{ kind: 'paragraph', text: t('bot-backup-too-large-to-send') } satisfies Block];
    return {
      blocks: [
        { kind: 'paragraph', text: [`${MARK[params.type]} `, bold(params.path.split('/').at(-1) ?? params.path)] },
        { kind: 'paragraph', text: [params.tree, ' ', code(`/${params.path}`)] },
        ...details,
        ...(params.type === 'file' ? large : []),
      ],
      buttons: [
        [
          ...(params.type === 'file' && params.canSend
            ? [backupButton(t('bot-backup-button-send'), 'd', params.here)]
            : []),
          ...(params.choice === null
            ? []
            : [restoreButton(t('bot-backup-button-restore-file'), 'c', params.choice, 0)]),
        ],
        [backupButton(t('bot-button-back'), 'f', params.folder, params.page)],
      ].filter((row) => row.length > 0),
    };
  },
);

/** The caption of a file that was asked for: from where and when it is. */
export const backupSent = defineView(
  z.object({ path: z.string(), set: z.string(), dataAt: z.number() }),
  (params, { t }): Document => ({
    blocks: [
      {
        kind: 'paragraph',
        text: [
          code(endOf(params.path)),
          ` · ${t('bot-backup-sent', { set: params.set })} `,
          { kind: 'time', at: params.dataAt, show: 'datetime' },
        ],
      },
    ],
  }),
);

/** "rw-r-----", with the bits for set ids and the sticky one as `ls` writes them. */
export function modeWords(mode: number): string {
  const letters = [...'rwxrwxrwx'].map((letter, index) => ((mode >> (8 - index)) & 1 ? letter : '-'));
  const special = [
    { bit: 0o4000, at: 2, on: 's', off: 'S' },
    { bit: 0o2000, at: 5, on: 's', off: 'S' },
    { bit: 0o1000, at: 8, on: 't', off: 'T' },
  ];
  for (const { bit, at, on, off } of special) if (mode & bit) letters[at] = letters[at] === 'x' ? on : off;
  return letters.join('');
}

/** 64 digits in two lines of a phone. */
function inLines(sha256: string): string {
  return `${sha256.slice(0, 32)}\n${sha256.slice(32)}`;
}
