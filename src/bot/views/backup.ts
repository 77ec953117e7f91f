import { z } from 'zod';
import type { BackupSummary } from '../../backups/index.ts';
import { type Block, type Button, type Document, formatPercent, type Inline } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { projectReference } from '../taps/reference.ts';
import {
  ago,
  backupButton,
  consistencyWord,
  drilledWords,
  inRows,
  newestGood,
  pageTurner,
  size,
  verifiedWords,
} from './backup-words.ts';
import type { Rooms } from './rooms.ts';
import { bold, defineView, type Reader } from './view.ts';
import { shortened } from './words.ts';

const PAGE_SIZE = 6;
const SHOWN_WARNINGS = 4;
const RATE_WINDOW_MS = 90 * 86_400_000;

/** `here`: whether it stands on the Engine; null while that does not answer. */
export const setLine = z.object({
  name: z.string(),
  here: z.boolean().nullable(),
  volumes: z.number(),
  rpoMs: z.number(),
});
export type SetLine = z.infer<typeof setLine>;

/** Every set with the state of its newest backup, what is wrong first. */
export const backups = defineView(
  z.object({
    sets: z.array(setLine),
    page: z.number().default(0),
    /** Archives of another script that were not imported yet. */
    imports: z.number().default(0),
  }),
  (params, reader, rooms): Document => {
    const { t, now } = reader;
    const imports = importRow(params.imports, reader);
    if (params.sets.length === 0) return empty(reader, imports);
    const lines = params.sets
      .map((set) => ({ set, ...stateOf(set, rooms, now) }))
      .toSorted((one, other) => other.rank - one.rank || one.set.name.localeCompare(other.set.name));
    const pages = Math.max(1, Math.ceil(lines.length / PAGE_SIZE));
    const page = Math.min(params.page, pages - 1);
    const shown = lines.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
    const away = params.sets.some(({ here }) => here === null);
    return {
      blocks: [
        { kind: 'paragraph', text: bold(title(lines, t)) },
        ...(away ? [{ kind: 'paragraph', text: `🔌 ${t('bot-backup-engine-away')}` } satisfies Block] : []),
        ...warningBlocks(rooms, null, reader),
        { kind: 'list', items: shown.map(({ set, mark, newest }) => setWords(set, mark, newest, reader)) },
        { kind: 'paragraph', text: rateWords(rooms, reader) },
      ],
      buttons: [
        ...inRows(
          shown.map(({ set, mark }) =>
            backupButton(shortened(`${mark} ${set.name}`, 20), 's', projectReference(set.name), 0),
          ),
          2,
        ),
        ...pageTurner(page, pages, (to) => tap('k', 'home', to)),
        [
          backupButton(t('bot-button-refresh'), 'home', page),
          { label: t('bot-backup-button-schedule'), action: { kind: 'callback', data: tap('w', 'l', 0) } },
        ],
        ...imports,
      ],
    };
  },
);

function importRow(count: number, { t }: Reader): Button[][] {
  return count === 0 ? [] : [[backupButton(t('bot-backup-button-import', { count }), 'i', 0)]];
}

function empty({ t }: Reader, imports: Button[][]): Document {
  return {
    blocks: [
      { kind: 'paragraph', text: bold(`💾 ${t('bot-backup-none')}`) },
      { kind: 'paragraph', text: t('bot-backup-none-how') },
    ],
    buttons: [[backupButton(t('bot-button-refresh'), 'home', 0)], ...imports],
  };
}

type Mark = '⚠️' | '✅' | '▫️';

/** What nobody proved within the agreed time comes first; what is gone last. */
function stateOf(
  { name, here, rpoMs }: SetLine,
  { backups: room }: Rooms,
  now: number,
): { newest: BackupSummary | null; mark: Mark; rank: number } {
  const all = room.list(name);
  const newest = newestGood(all);
  if (here === false) return { newest, mark: '▫️', rank: 0 };
  const proven = all.some(
    ({ dataAt, verified, drilled, state }) =>
      state === 'whole' && [verified, drilled].some((proof) => proof?.result === 'passed') && now - dataAt <= rpoMs,
  );
  return proven ? { newest, mark: '✅', rank: 1 } : { newest, mark: '⚠️', rank: 2 };
}

function title(lines: readonly { readonly mark: Mark }[], t: Reader['t']): string {
  const wrong = lines.filter(({ mark }) => mark === '⚠️').length;
  const here = lines.filter(({ mark }) => mark !== '▫️').length;
  return wrong > 0
    ? `⚠️ ${t('bot-backup-title-wrong', { wrong, of: here })}`
    : `💾 ${t('bot-backup-title', { count: here })}`;
}

/** "✅ **shop** · 5 h ago · 1.2 GiB" and, below it, how far that can be trusted. */
function setWords(
  { name, here, volumes }: SetLine,
  mark: Mark,
  newest: BackupSummary | null,
  reader: Reader,
): Inline[] {
  const { t } = reader;
  const gone = here === false ? ` · ${t('bot-backup-project-gone')}` : '';
  if (newest === null) return [`${mark} `, bold(name), `${gone} · ${t('bot-backup-no-backup', { volumes })}`];
  const trust = [
    consistencyWord(newest.consistency, reader),
    verifiedWords(newest, reader),
    drilledWords(newest, reader),
  ];
  return [
    `${mark} `,
    bold(name),
    `${gone} · ${ago(newest.dataAt, reader)} · ${size(newest.dataBytes, reader)}\n${trust.join(' · ')}`,
  ];
}

/** Of one set, or of all of them (and of the store). */
export function warningBlocks({ backups: room }: Rooms, set: string | null, { t, now }: Reader): Block[] {
  const warnings = room.warnings(now).filter((warning) => set === null || warning.set === set);
  const more = warnings.length - SHOWN_WARNINGS;
  return [
    ...warnings.slice(0, SHOWN_WARNINGS).map((warning): Block => {
      const params = { set: warning.set ?? '', ...warning.params };
      return { kind: 'paragraph', text: `⚠️ ${t(`backups-warning-${warning.kind}`, params)}` };
    }),
    ...(more > 0 ? [{ kind: 'paragraph', text: t('bot-backup-more-warnings', { count: more }) } satisfies Block] : []),
  ];
}

/** "Restore tests in 90 days: 11 of 12 passed (92%)"; those by hand apart. */
function rateWords({ backups: room }: Rooms, { t, now, locale }: Reader): string {
  const { passed, of, byHand } = room.passRate(now - RATE_WINDOW_MS);
  const words =
    of === 0
      ? t('bot-backup-rate-none')
      : t('bot-backup-rate', { passed, of, rate: formatPercent((100 * passed) / of, locale) });
  return byHand.of === 0 ? words : `${words} · ${t('bot-backup-rate-hand', { passed: byHand.passed, of: byHand.of })}`;
}
