import { z } from 'zod';
import {
  type Block,
  type Button,
  type Document,
  formatClock,
  formatDate,
  formatDateTime,
  type Inline,
} from '../../document/index.ts';
import { type ShownEntry, shownTimeline, TIME_FIELDS } from '../../incidents/index.ts';
import { evidenceFrom } from '../../triage/index.ts';
import { tap } from '../taps/data.ts';
import { withCommands } from './commands.ts';
import { dataBlocks } from './evidence.ts';
import type { Rooms } from './rooms.ts';
import { describeEntry } from './timeline-words.ts';
import { bold, defineView, type Reader, timeOf } from './view.ts';
import { incidentMark, shortened, stateWord } from './words.ts';

const BOARD_PAGE = 6;
const TIMELINE_PAGE = 15;

const back = (number: number, reader: Reader): Button => ({
  label: reader.t('bot-button-card', { number }),
  action: { kind: 'callback', data: tap('i', number, 'card') },
});

/** All incidents, those that need work first. */
export const board = defineView(z.object({ page: z.number() }), (params, reader, rooms): Document => {
  const { t } = reader;
  const page = rooms.incidents.list({ page: params.page, pageSize: BOARD_PAGE });
  const triage: Button = {
    label: t('bot-button-triage'),
    style: 'danger',
    action: { kind: 'callback', data: tap('c', 'triage') },
  };
  if (page.total === 0)
    return { blocks: [{ kind: 'paragraph', text: withCommands(t('bot-board-empty')) }], buttons: [[triage]] };
  const active = rooms.incidents.list({ state: 'active', page: 0, pageSize: 1 }).total;
  const items = page.items.map((incident): Inline[] => [
    `${incidentMark(incident)} `,
    bold(`#${incident.number} ${incident.severity} ${stateWord(incident.state, reader)}`),
    ` · ${shortened(incident.summary, 80)} · ${formatDateTime(incident.times.detectedAt, reader.timeZone, reader.locale)}`,
  ]);
  const cards = page.items.map(
    (incident): Button => ({
      label: `${incidentMark(incident)} #${incident.number}`,
      action: { kind: 'callback', data: tap('i', incident.number, 'card') },
    }),
  );
  const rows = [cards.slice(0, 3), cards.slice(3)].filter((row) => row.length > 0);
  if (page.pages > 1) {
    rows.push([
      { label: '◂', action: { kind: 'callback', data: tap('b', (page.page + page.pages - 1) % page.pages) } },
      { label: `${page.page + 1}/${page.pages}`, action: { kind: 'callback', data: tap('b', page.page) } },
      { label: '▸', action: { kind: 'callback', data: tap('b', (page.page + 1) % page.pages) } },
    ]);
  }
  return {
    blocks: [
      { kind: 'heading', level: 3, text: t('bot-board-title', { active, total: page.total }) },
      { kind: 'list', items },
    ],
    buttons: rows,
  };
});

/** The whole timeline, the newest page first. */
export const timeline = defineView(
  z.object({ incident: z.number(), page: z.number().default(0) }),
  (params, reader, rooms): Document => {
    const entries = shownTimeline(rooms.incidents.timeline(params.incident));
    const pages = Math.max(1, Math.ceil(entries.length / TIMELINE_PAGE));
    const page = Math.min(params.page, pages - 1);
    const end = entries.length - page * TIMELINE_PAGE;
    const shown = entries.slice(Math.max(0, end - TIMELINE_PAGE), end);
    const times: Button = {
      label: reader.t('bot-button-correct-time'),
      action: { kind: 'callback', data: tap('i', params.incident, 'correct-time') },
    };
    const rows: Button[][] = [[back(params.incident, reader), times]];
    if (pages > 1) {
      rows.unshift([
        {
          label: reader.t('bot-button-older'),
          action: { kind: 'callback', data: tap('i', params.incident, 'timeline', Math.min(page + 1, pages - 1)) },
        },
        {
          label: reader.t('bot-button-newer'),
          action: { kind: 'callback', data: tap('i', params.incident, 'timeline', Math.max(page - 1, 0)) },
        },
      ]);
    }
    return {
      blocks: [
        { kind: 'heading', level: 3, text: reader.t('bot-timeline-title', { number: params.incident }) },
        ...byDay(shown, reader, rooms),
      ],
      buttons: rows,
    };
  },
);

/** Each day's date once, then its entries with their clock times. */
function byDay(entries: readonly ShownEntry[], reader: Reader, rooms: Rooms): Block[] {
  const { timeZone, locale } = reader;
  const days: { date: string; items: Inline[][] }[] = [];
  for (const entry of entries) {
    const date = formatDate(entry.at, timeZone, locale);
    const item = [`${formatClock(entry.at, timeZone, locale)} ${describeEntry(entry, reader, rooms)}`];
    const last = days.at(-1);
    if (last?.date === date) last.items.push(item);
    else days.push({ date, items: [item] });
  }
  return days.flatMap(({ date, items }): Block[] => [
    { kind: 'paragraph', text: bold(date) },
    { kind: 'list', items },
  ]);
}

/** The evidence as it was kept. */
export const incidentEvidence = defineView(z.object({ incident: z.number() }), (params, reader, rooms): Document => {
  const kept = rooms.incidents.evidence(params.incident);
  const blocks = kept.flatMap((evidence): Block[] => {
    const data = evidenceFrom(evidence.data);
    return data === null ? [] : dataBlocks(data, reader);
  });
  const at = kept[0]?.at;
  return {
    blocks: [
      { kind: 'heading', level: 3, text: reader.t('bot-evidence-title', { number: params.incident }) },
      ...(at === undefined
        ? []
        : [{ kind: 'paragraph', text: [reader.t('bot-status-as-of'), ' ', timeOf(at)] } as const]),
      ...(blocks.length === 0 ? [{ kind: 'paragraph', text: reader.t('bot-evidence-none') } as const] : blocks),
    ],
    buttons: [[back(params.incident, reader)]],
  };
});

/** The eight times; a tap chooses the one to correct. */
export const incidentTimes = defineView(z.object({ incident: z.number() }), (params, reader, rooms): Document => {
  const incident = rooms.incidents.get(params.incident);
  if (!incident)
    return { blocks: [{ kind: 'paragraph', text: reader.t('bot-incident-unknown', { number: params.incident }) }] };
  const fields = TIME_FIELDS.map((field) => ({ field, at: incident.times[field] }));
  const buttons = fields.map(
    ({ field }): Button => ({
      label: shortened(reader.t(`bot-time-${field}`), 20),
      action: { kind: 'callback', data: tap('i', params.incident, 'time', TIME_FIELDS.indexOf(field)) },
    }),
  );
  const rows: Button[][] = [];
  for (let start = 0; start < buttons.length; start += 2) rows.push(buttons.slice(start, start + 2));
  return {
    blocks: [
      { kind: 'heading', level: 3, text: reader.t('bot-times-title', { number: params.incident }) },
      {
        kind: 'table',
        rows: fields.map(({ field, at }) => [
          reader.t(`bot-time-${field}`),
          at === null ? '–' : formatDateTime(at, reader.timeZone, reader.locale),
        ]),
      },
      { kind: 'paragraph', text: reader.t('bot-times-choose') },
    ],
    buttons: [...rows, [back(params.incident, reader)]],
  };
});
