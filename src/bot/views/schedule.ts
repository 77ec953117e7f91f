import { z } from 'zod';
import type { Block, Button, Document, Inline } from '../../document/index.ts';
import { type Job, WHATS } from '../../schedule/index.ts';
import { tap } from '../taps/data.ts';
import { projectReference } from '../taps/reference.ts';
import { inRows, pageTurner } from './backup-words.ts';
import { withCommands } from './commands.ts';
import type { Rooms } from './rooms.ts';
import { bold, defineView, type Reader } from './view.ts';
import { shortened } from './words.ts';

const PER_PAGE = 4;
const MARKS = { backup: '💾', verify: '✓', drill: '🎯' } as const;

/** What runs by itself, set by set; with one set, its page at once. `set`: the page of one. `away`: the Engine does not answer. */
export const schedule = defineView(
  z.object({ set: z.string().nullable().default(null), page: z.number().default(0), away: z.boolean().default(false) }),
  (params, reader, rooms): Document => {
    const jobs = rooms.schedule.jobs();
    const sets = [...new Set(jobs.map(({ set }) => set))];
    const [only] = sets;
    const shown = params.set ?? (sets.length === 1 ? (only ?? null) : null);
    if (sets.length === 0) return empty(params.away, reader, rooms);
    if (shown !== null) return onePage(shown, jobs, sets.length > 1, params.away, reader, rooms);
    return list(sets, jobs, params.page, params.away, reader, rooms);
  },
);

function empty(away: boolean, reader: Reader, { settings }: Rooms): Document {
  const { backup, verify, drill } = settings.schedules;
  const isOff = backup === null && verify === null && drill === null;
  return {
    blocks: [
      { kind: 'paragraph', text: bold(`🗓 ${reader.t('bot-schedule-title')}`) },
      ...awayLine(away, reader),
      { kind: 'paragraph', text: withCommands(reader.t(isOff ? 'bot-schedule-off' : 'bot-schedule-empty')) },
    ],
    buttons: [[press(reader.t('bot-button-refresh'), 'l', 0)]],
  };
}

function list(
  sets: readonly string[],
  jobs: readonly Job[],
  wanted: number,
  away: boolean,
  reader: Reader,
  rooms: Rooms,
): Document {
  const pages = Math.ceil(sets.length / PER_PAGE);
  const page = Math.min(Math.max(0, wanted), pages - 1);
  const shown = sets.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
  return {
    blocks: [
      { kind: 'paragraph', text: bold(`🗓 ${reader.t('bot-schedule-title')}`) },
      ...awayLine(away, reader),
      ...shown.flatMap((set): Block[] => [
        { kind: 'paragraph', text: bold(set) },
        { kind: 'list', items: jobs.filter((job) => job.set === set).map((job) => jobLine(job, reader, rooms)) },
      ]),
    ],
    buttons: [
      ...inRows(
        shown.map((set) => press(shortened(set, 20), 'j', projectReference(set))),
        2,
      ),
      ...pageTurner(page, pages, (to) => tap('w', 'l', to)),
      [press(reader.t('bot-button-refresh'), 'l', page)],
    ],
  };
}

function onePage(
  set: string,
  all: readonly Job[],
  several: boolean,
  away: boolean,
  reader: Reader,
  rooms: Rooms,
): Document {
  const jobs = all.filter((job) => job.set === set);
  const reference = projectReference(set);
  const back = several ? [press(reader.t('bot-button-back'), 'l', 0)] : [];
  return {
    blocks: [
      { kind: 'paragraph', text: bold(`🗓 ${reader.t('bot-schedule-set', { set })}`) },
      ...awayLine(away, reader),
      jobs.length === 0
        ? { kind: 'paragraph', text: reader.t('bot-schedule-gone') }
        : { kind: 'list', items: jobs.map((job) => jobLine(job, reader, rooms)) },
    ],
    buttons: [
      ...jobs.map((job) => jobButtons(job, reference, reader)),
      [press(reader.t('bot-button-refresh'), 'j', reference), ...back],
    ],
  };
}

/** "💾 **Backup** · next 26 Nov, 02:37 · last ✅ 25 Nov, 02:41". */
function jobLine(job: Job, reader: Reader, rooms: Rooms): Inline[] {
  const { t } = reader;
  const next = rooms.schedule.beginsAt(job);
  const paused = job.paused;
  const begins: Inline[] =
    paused !== null
      ? [`⏸ ${t('bot-schedule-paused', { who: rooms.people.person(paused.by).name })}`]
      : next === null
        ? [t('bot-schedule-never-due')]
        : [`${t('bot-schedule-next')} `, { kind: 'time', at: next, show: 'datetime' }];
  return [
    `${MARKS[job.what]} `,
    bold(t(`bot-schedule-job-${job.what}`)),
    ' · ',
    ...begins,
    '\n',
    ...lastOf(job, reader),
  ];
}

function lastOf({ lastRunAt, result }: Job, { t }: Reader): Inline[] {
  if (lastRunAt === null || result === null) return [t('bot-schedule-no-last')];
  return [
    `${t('bot-schedule-last')} `,
    { kind: 'time', at: lastRunAt, show: 'datetime' },
    ` · ${t(`bot-schedule-result-${result}`)}`,
  ];
}

function jobButtons({ what, paused }: Job, reference: string, { t }: Reader): Button[] {
  const name = t(`bot-schedule-short-${what}`);
  return [
    press(`▶️ ${t('bot-schedule-run', { name })}`, 'n', what, reference),
    paused === null ? press(`⏸ ${name}`, 'p', what, reference) : press(`⏯ ${name}`, 'r', what, reference),
  ];
}

function awayLine(away: boolean, { t }: Reader): Block[] {
  return away ? [{ kind: 'paragraph', text: `🔌 ${t('bot-backup-engine-away')}` }] : [];
}

function press(label: string, ...parts: readonly (string | number)[]): Button {
  return { label, action: { kind: 'callback', data: tap('w', ...parts) } };
}

/** The job that a button means. */
export function jobNamed(what: string, reference: string, jobs: readonly Job[]): Job | null {
  const kind = WHATS.find((candidate) => candidate === what);
  return jobs.find((job) => job.what === kind && projectReference(job.set) === reference) ?? null;
}
