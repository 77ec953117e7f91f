import { z } from 'zod';
import type { BackupSummary } from '../../backups/index.ts';
import {
  type Block,
  type Button,
  type Document,
  formatDuration,
  formatPercent,
  type Inline,
} from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { projectReference } from '../taps/reference.ts';
import {
  ago,
  backupButton,
  consistencyWord,
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
import type { Rooms } from './rooms.ts';
import { bold, defineView, type Reader } from './view.ts';
import { shortened } from './words.ts';

const PAGE_SIZE = 6;
const SHOWN_WARNINGS = 4;
const RATE_WINDOW_MS = 90 * 86_400_000;

/** `here`: whether it stands on the Engine; null while that does not answer. */
const setLine = z.object({
  name: z.string(),
  here: z.boolean().nullable(),
  volumes: z.number(),
  rpoMs: z.number(),
});
type SetLine = z.infer<typeof setLine>;

/** Every set with the state of its newest backup, what is wrong first. */
export const backups = defineView(
  z.object({ sets: z.array(setLine), page: z.number().default(0) }),
  (params, reader, rooms): Document => {
    const { t, now } = reader;
    if (params.sets.length === 0) return empty(reader);
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
      ],
    };
  },
);

function empty({ t }: Reader): Document {
  return {
    blocks: [
      { kind: 'paragraph', text: bold(`💾 ${t('bot-backup-none')}`) },
      { kind: 'paragraph', text: t('bot-backup-none-how') },
    ],
    buttons: [[backupButton(t('bot-button-refresh'), 'home', 0)]],
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
