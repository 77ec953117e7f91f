import { z } from 'zod';
import { type CleanupPlan, GROUPS, type Inventory, itemReference, planCleanup } from '../../cleanup/index.ts';
import {
  type Block,
  type Button,
  type Document,
  formatDuration,
  formatPercent,
  type Inline,
  type Text,
} from '../../document/index.ts';
import { GROWTH_WINDOW_MS, timesToFull } from '../../recorder/index.ts';
import { diskButton, GROUP_MARK, groupBytes, groupCount, groupWord, itemsOf, size } from './disk-words.ts';
import type { Rooms } from './rooms.ts';
import { bold, code, defineView, type Reader, timeOf } from './view.ts';
import { shortened } from './words.ts';

const SHOWN_GROWTH = 4;
const SHOWN_OTHER_DISKS = 2;
const DAY_MS = 86_400_000;

/** What takes the space, what grew, what may go. `measuring`: a new look is under way. `failed`: why there is none. */
export const disk = defineView(
  z.object({ measuring: z.boolean().default(false), failed: z.string().nullable().default(null) }),
  (params, reader, rooms): Document => {
    const { t } = reader;
    const inventory = rooms.cleanup.picture();
    const refresh = diskButton(t('bot-button-refresh'), 'again');
    if (params.failed !== null) {
      const why = t('bot-disk-failed', { reason: params.failed });
      return { blocks: [{ kind: 'paragraph', text: bold(`⚠️ ${why}`) }], buttons: [[refresh]] };
    }
    const busy: Block[] = params.measuring ? [{ kind: 'paragraph', text: `⏳ ${t('bot-disk-measuring')}` }] : [];
    if (inventory === null) {
      const text = params.measuring ? busy : [{ kind: 'paragraph', text: t('bot-disk-no-picture') } as const];
      return { blocks: text, buttons: [[refresh]] };
    }
    return { blocks: [...busy, ...picture(inventory, reader, rooms)], buttons: buttonsFor(inventory, reader) };
  },
);

function picture(inventory: Inventory, reader: Reader, rooms: Rooms): Block[] {
  const { t } = reader;
  const safe = planCleanup(inventory, { what: 'safe' });
  return [
    { kind: 'paragraph', text: diskLines(inventory, reader, rooms) },
    { kind: 'paragraph', text: safeWords(safe, reader) },
    {
      kind: 'table',
      header: ['', t('bot-disk-count'), t('bot-disk-size'), t('bot-disk-can-go')],
      rows: GROUPS.map((group): Text[] => {
        const free = itemsOf(inventory, group).filter(({ verdict }) => verdict.free);
        const bytes = groupBytes(inventory, group);
        return [
          groupWord(group, reader),
          group === 'own' ? '–' : String(groupCount(inventory, group)),
          bytes === null ? '–' : size(bytes, reader),
          free.length === 0 ? '–' : size(freeBytes(free), reader),
        ];
      }),
    },
    ...growth(inventory, reader),
    { kind: 'paragraph', text: [t('bot-status-as-of'), ' ', timeOf(inventory.at)] },
  ];
}

/** What nobody can miss. Layers that only such images share count for none of them and still go with the last. */
function safeWords({ items, bytes, atLeast }: CleanupPlan, { t }: Reader): Text {
  if (items.length === 0) return t('bot-disk-nothing-safe');
  if (bytes > 0) return ['🧹 ', bold(t(atLeast ? 'bot-disk-safe-at-least' : 'bot-disk-safe', { bytes }))];
  return atLeast ? ['🧹 ', bold(t('bot-disk-safe-shared', { count: items.length }))] : t('bot-disk-safe-few');
}

function freeBytes(items: readonly { readonly bytes: number }[]): number {
  return items.reduce((total, { bytes }) => total + bytes, 0);
}

/** The disk that the Engine writes to, then those that fill up, the soonest first, and those that are fuller. */
function diskLines({ disks, engineDisk }: Inventory, reader: Reader, rooms: Rooms): Text {
  const { t, locale, now } = reader;
  if (disks.value === null) return t(disks.reason);
  const own = disks.value.find(({ mount }) => mount === engineDisk) ?? disks.value[0];
  if (own === undefined) return t('bot-disk-unknown');
  const full = timesToFull(rooms.recorder.diskSamples(now - GROWTH_WINDOW_MS), now);
  const leftMs = ({ mount }: typeof own) => full.get(mount) ?? Number.POSITIVE_INFINITY;
  const others = disks.value
    .filter((each) => each.mount !== own.mount && (full.has(each.mount) || each.usedPercent > own.usedPercent))
    .sort((one, other) => (leftMs(one) < leftMs(other) ? -1 : leftMs(one) > leftMs(other) ? 1 : 0));
  return [own, ...others.slice(0, SHOWN_OTHER_DISKS)].flatMap((each, index): Inline[] => {
    const left = full.get(each.mount);
    const duration = left === undefined ? null : formatDuration(left, locale);
    return [
      `${index === 0 ? '' : '\n'}💾 `,
      code(each.mount),
      ` ${formatPercent(each.usedPercent, locale)} · ${t('bot-disk-available', { bytes: each.availableBytes })}`,
      ...(duration === null ? [] : [' · ', bold(`⏳ ${t('bot-status-full-in', { duration })}`)]),
    ];
  });
}

function growth({ growth: grown, at }: Inventory, reader: Reader): Block[] {
  if (grown === null || grown.grew.length === 0) return [];
  const { t } = reader;
  const items = grown.grew.slice(0, SHOWN_GROWTH).map(({ kind, name, bytes }) => {
    const what = name === '' ? groupWord(kind, reader) : shortened(name, 40);
    return `${GROUP_MARK[kind]} ${what} +${size(bytes, reader)}`;
  });
  const since = { kind: 'time', at: grown.sinceAt, show: at - grown.sinceAt > DAY_MS ? 'datetime' : 'time' } as const;
  return [
    { kind: 'paragraph', text: ['📈 ', bold(t('bot-disk-grew')), ' ', since] },
    { kind: 'list', items },
  ];
}

function buttonsFor(inventory: Inventory, reader: Reader): Button[][] {
  const { t } = reader;
  const safe = planCleanup(inventory, { what: 'safe' });
  const group = (name: (typeof GROUPS)[number]) =>
    diskButton(shortened(`${GROUP_MARK[name]} ${groupWord(name, reader)}`, 20), 'k', name, 0);
  const { items, bytes, atLeast } = safe;
  const label = bytes > 0 ? t('bot-button-free', { bytes }) : t('bot-button-remove', { count: items.length });
  const free: Button = { ...diskButton(shortened(label, 20), 'f', 'safe'), style: 'danger' };
  return [
    [group('image'), group('container')],
    [group('volume'), group('cache')],
    [group('log'), group('own')],
    bytes === 0 && !atLeast
      ? [diskButton(t('bot-button-refresh'), 'again')]
      : [free, diskButton(t('bot-button-refresh'), 'again')],
  ];
}

/** Asks to type the name of a volume: the only way to remove one. Once answered it shows what came of it. */
export const diskVolume = defineView(
  z.object({
    volume: z.string(),
    bytes: z.number(),
    project: z.string().nullable(),
    answered: z.enum(['typed', 'cancelled']).nullable().default(null),
    group: z.boolean().default(false),
  }),
  (params, { t }): Document => {
    const { volume, bytes, project } = params;
    const title: Block = { kind: 'paragraph', text: ['💿 ', bold(t('bot-disk-volume-title', { bytes }))] };
    if (params.answered !== null) {
      return {
        blocks: [title, { kind: 'paragraph', text: [code(volume), ` · ${t(`bot-disk-volume-${params.answered}`)}`] }],
      };
    }
    const reference = itemReference({ kind: 'volume', id: volume });
    return {
      blocks: [
        title,
        { kind: 'code', text: volume },
        ...(project === null
          ? []
          : [
              { kind: 'paragraph', text: ['⚠️ ', bold(t('cleanup-warn-stopped-project', { project }))] } satisfies Block,
            ]),
        { kind: 'paragraph', text: t('bot-disk-volume-how') },
      ],
      buttons: [[diskButton(t('bot-button-cancel'), 'x', reference, 'no')]],
      ...(params.group ? { ask: { placeholder: t('bot-placeholder-text') } } : {}),
    };
  },
);

/** The caption of the file that names everything, where it is too much for the question. */
export const diskList = defineView(z.object({ count: z.number(), bytes: z.number() }), (params, { t }) => ({
  blocks: [{ kind: 'paragraph', text: t('bot-disk-list', params) }],
}));
