import { z } from 'zod';
import {
  type CleanupPlan,
  GROUPS,
  type Group,
  type Inventory,
  type Item,
  itemReference,
  planCleanup,
  unlimitedProjects,
} from '../../cleanup/index.ts';
import type { Block, Button, Document, Text } from '../../document/index.ts';
import { projectReference } from '../taps/reference.ts';
import { diskButton, GROUP_MARK, groupBytes, groupCount, groupWord, itemsOf, size, verdictWord } from './disk-words.ts';
import { bold, code, defineView, type Reader } from './view.ts';
import { shortened } from './words.ts';

/** With its line of reasons each takes two lines of a phone. */
const PAGE_SIZE = 6;
const NAME_LENGTH = 24;
const SHOWN_PROJECTS = 4;
const SHOWN_LIMITS = 2;

/** One kind, largest first, a page at a time. `place`: whose ticks are shown. */
export const diskPage = defineView(
  z.object({
    group: z.enum(GROUPS),
    page: z.number().default(0),
    place: z.string(),
    measuring: z.boolean().default(false),
  }),
  (params, reader, rooms): Document => {
    const { t } = reader;
    const { group } = params;
    const inventory = rooms.cleanup.picture();
    const back = diskButton(t('bot-button-back'), 'main');
    if (inventory === null) {
      const text = params.measuring ? `⏳ ${t('bot-disk-measuring')}` : t('bot-disk-no-picture');
      return {
        blocks: [{ kind: 'paragraph', text }],
        buttons: [[diskButton(t('bot-button-refresh'), 'k', group, params.page), back]],
      };
    }
    const items = itemsOf(inventory, group);
    const pages = Math.max(1, Math.ceil(items.length / PAGE_SIZE));
    const page = Math.min(params.page, pages - 1);
    const shown = items.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
    const chosen = rooms.cleanup.chosen(params.place);
    return {
      blocks: [
        ...(params.measuring ? [{ kind: 'paragraph', text: `⏳ ${t('bot-disk-measuring')}` } satisfies Block] : []),
        { kind: 'paragraph', text: title(inventory, group, reader) },
        ...notesFor(inventory, group, reader),
        ...(shown.length === 0
          ? empty(inventory, group, reader)
          : shown.map((item, index): Block => ({ kind: 'paragraph', text: itemLines(item, index, reader) }))),
      ],
      buttons: [
        ...ticks(shown, group, page, chosen),
        ...turnPages(group, page, pages),
        ...actions(inventory, params, chosen, reader),
        ...limits(inventory, group, reader),
        [back],
      ],
    };
  },
);

/** Of Vakhta's own data the parts are named above; that none of its files may go now is no emptiness. */
function empty(inventory: Inventory, group: Group, { t }: Reader): Block[] {
  if (group === 'own' && inventory.own.parts.some(({ bytes }) => bytes > 0)) return [];
  return [{ kind: 'paragraph', text: t('bot-disk-empty') }];
}

function title(inventory: Inventory, group: Group, reader: Reader): Text {
  const bytes = groupBytes(inventory, group);
  const count = groupCount(inventory, group);
  const takes = bytes === null ? '' : ` · ${size(bytes, reader)}`;
  if (group === 'own') return [`${GROUP_MARK[group]} `, bold(`${groupWord(group, reader)}${takes}`)];
  return [`${GROUP_MARK[group]} `, bold(`${groupWord(group, reader)}: ${count}${takes}`)];
}

/** "1. **name** 1.2 GiB" and, below it, why it stays or what its going means. */
function itemLines(item: Item, index: number, reader: Reader): Text {
  const { kind, bytes, takesBytes } = item;
  const shared =
    kind === 'image' && bytes !== takesBytes && item.verdict.free ? ` (${reader.t('bot-disk-frees', { bytes })})` : '';
  const file = kind === 'rotated-log' || kind === 'live-log' ? ` · ${reader.t(`bot-disk-${kind}`)}` : '';
  const name = kind === 'cache' ? reader.t('bot-disk-cache-entries', { count: Number(item.name) }) : endOf(item.name);
  // What all of them share stands once above the list; so two lines of a phone are enough for each.
  if (kind === 'live-log' && item.verdict.free)
    return [`${index + 1}. `, code(name), `\n${reader.t('bot-disk-live-log')} · ${size(takesBytes, reader)}`];
  return [`${index + 1}. `, code(name), `${file} · ${size(takesBytes, reader)}${shared}\n${verdictWord(item, reader)}`];
}

/** The end of a name tells it from others: `…shop/gateway:1.4.2`. */
function endOf(name: string): string {
  const characters = [...name];
  return characters.length <= NAME_LENGTH ? name : `…${characters.slice(1 - NAME_LENGTH).join('')}`;
}

/** What a page has to say beside its items. */
function notesFor(inventory: Inventory, group: Group, { t, locale }: Reader): Block[] {
  if (group === 'own') {
    const parts = inventory.own.parts.filter(({ bytes }) => bytes > 0);
    const words = parts.map(({ part, bytes }) => t(`bot-disk-own-${part}`, { bytes }));
    return [
      { kind: 'paragraph', text: words.join(' · ') },
      { kind: 'paragraph', text: t('bot-disk-own-how') },
    ];
  }
  if (group === 'volume') return [{ kind: 'paragraph', text: t('bot-disk-volume-note') }];
  if (group !== 'log') return [];
  const canEmpty = itemsOf(inventory, group).some(({ kind, verdict }) => kind === 'live-log' && verdict.free);
  const unreadable = inventory.logs.filter(({ files }) => files === 'unreadable').length;
  const elsewhere = inventory.logs.filter(({ files }) => files === 'elsewhere');
  const drivers = new Intl.ListFormat(locale).format([...new Set(elsewhere.map(({ driver }) => driver))].sort());
  return [
    ...(canEmpty ? [{ kind: 'paragraph', text: `⚠️ ${t('bot-disk-live-note')}` } satisfies Block] : []),
    ...(unreadable > 0
      ? [{ kind: 'paragraph', text: t('bot-disk-logs-unreadable', { count: unreadable }) } satisfies Block]
      : []),
    ...(elsewhere.length > 0
      ? [
          {
            kind: 'paragraph',
            text: t('bot-disk-logs-elsewhere', { count: elsewhere.length, drivers }),
          } satisfies Block,
        ]
      : []),
  ];
}

/** A tick for each that may go, under the number of its line; a volume is asked for by itself. */
function ticks(shown: readonly Item[], group: Group, page: number, chosen: readonly string[]): Button[][] {
  const buttons = shown.flatMap((item, index): Button[] => {
    if (!item.verdict.free) return [];
    const reference = itemReference(item);
    if (group === 'volume') return [{ ...diskButton(`🗑 ${index + 1}…`, 'v', reference), style: 'danger' }];
    return [diskButton(`${chosen.includes(reference) ? '☑' : '☐'} ${index + 1}`, 't', group, page, reference)];
  });
  return buttons.length > 3 ? [buttons.slice(0, 3), buttons.slice(3)] : buttons.length > 0 ? [buttons] : [];
}

function turnPages(group: Group, page: number, pages: number): Button[][] {
  if (pages === 1) return [];
  const turn = (label: string, to: number) => diskButton(label, 'k', group, to);
  return [[turn('◂', (page + pages - 1) % pages), turn(`${page + 1}/${pages}`, page), turn('▸', (page + 1) % pages)]];
}

/** What was ticked, on whichever page; else all of this kind that is safe, and all of it that may go. */
function actions(
  inventory: Inventory,
  { group, place }: { group: Group; place: string },
  chosen: readonly string[],
  reader: Reader,
): Button[][] {
  const { t } = reader;
  if (group === 'volume') return [];
  const ticked = planCleanup(inventory, { what: 'items', refs: chosen });
  // Where the Engine cannot tell the bytes (layers that only these share), a button says how many go.
  const red = (which: string, { bytes, items }: CleanupPlan, ...parts: readonly string[]): Button => {
    const label = t(`bot-button-${bytes > 0 ? 'free' : 'remove'}-${which}`, { bytes, count: items.length });
    return { ...diskButton(shortened(label, 20), ...parts), style: 'danger' };
  };
  if (place !== '' && ticked.items.length > 0) {
    return [[red('ticked', ticked, 'f', 'ticked'), diskButton(t('bot-button-untick'), 't', group, 0, 'none')]];
  }
  const safe = planCleanup(inventory, { what: 'group', group, safeOnly: true });
  const all = planCleanup(inventory, { what: 'group', group, safeOnly: false });
  return [
    [
      ...(safe.items.length > 0 ? [red('safe', safe, 'f', 'safe', group)] : []),
      ...(all.items.length > safe.items.length ? [red('all', all, 'f', 'all', group)] : []),
    ],
  ].filter((row) => row.length > 0);
}

/** Where logs grow for ever: the setting that ends it, project by project. */
function limits(inventory: Inventory, group: Group, { t }: Reader): Button[][] {
  if (group !== 'log') return [];
  return unlimitedProjects(inventory.logs)
    .slice(0, SHOWN_PROJECTS)
    .map((project) => [
      diskButton(shortened(t('bot-button-log-limit', { project }), 20), 'l', projectReference(project)),
    ]);
}

/** The compose file that bounds the logs of a project; the file comes with it. */
export const diskLogLimit = defineView(
  z.object({
    project: z.string(),
    services: z.array(z.string()),
    yaml: z.string(),
    file: z.string(),
    command: z.string(),
  }),
  (params, { t }): Document => ({
    blocks: [
      { kind: 'paragraph', text: bold(t('bot-disk-limit-title', { project: params.project })) },
      { kind: 'paragraph', text: t('bot-disk-limit-what', { count: params.services.length }) },
      ...shortOrFolded({ kind: 'code', text: params.yaml, language: 'yaml' }, params),
      { kind: 'paragraph', text: t('bot-disk-limit-how') },
      { kind: 'code', text: params.command },
    ],
  }),
);

/** The file itself comes with the message: of many services it would push everything else off the screen. */
function shortOrFolded(yaml: Block, { services, file }: { services: readonly string[]; file: string }): Block[] {
  if (services.length <= SHOWN_LIMITS) return [yaml];
  return [{ kind: 'details', summary: file, blocks: [yaml] }];
}
