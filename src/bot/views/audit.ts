import { z } from 'zod';
import type { AuditEntry } from '../../audit/index.ts';
import { type Button, type Document, formatDate, formatDuration } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { targetOf } from './operation.ts';
import type { Rooms } from './rooms.ts';
import { actorName, describeEntry } from './timeline-words.ts';
import { defineView, type Reader } from './view.ts';
import { shortened } from './words.ts';

const AUDIT_PERIODS = [1, 7, 30, 365] as const;
/** With what a line of each takes on a phone, one screen. */
const PER_PAGE = 6;
const LONGEST = 90;
const DAY_MS = 24 * 3_600_000;

/** Who did what, newest first. */
export const audit = defineView(
  z.object({ days: z.number(), page: z.number().default(0) }),
  (params, reader, rooms): Document => {
    const { t } = reader;
    const entries = rooms.audit.since(reader.now - params.days * DAY_MS);
    const pages = Math.max(1, Math.ceil(entries.length / PER_PAGE));
    const page = Math.min(params.page, pages - 1);
    const shown = entries.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
    return {
      blocks: [
        { kind: 'heading', level: 3, text: t('bot-audit-title', { days: params.days, count: entries.length }) },
        shown.length === 0
          ? { kind: 'paragraph', text: t('bot-audit-empty') }
          : {
              kind: 'list',
              items: shown.map((entry) => [
                { kind: 'time', at: entry.at, show: isToday(entry.at, reader) ? 'time' : 'datetime' } as const,
                ` ${auditSentence(entry, reader, rooms)}`,
              ]),
            },
      ],
      buttons: buttonsFor(params.days, page, pages, entries.length > 0, reader),
    };
  },
);

function isToday(at: number, { now, timeZone, locale }: Reader): boolean {
  return formatDate(at, timeZone, locale) === formatDate(now, timeZone, locale);
}

function buttonsFor(days: number, page: number, pages: number, some: boolean, { t }: Reader): Button[][] {
  const turn = (label: string, to: number): Button => ({
    label,
    action: to < 0 || to >= pages ? { kind: 'disabled' } : { kind: 'callback', data: tap('u', 'page', days, to) },
  });
  const periods = AUDIT_PERIODS.map(
    (period): Button => ({
      label: `${period === days ? '• ' : ''}${t('bot-metrics-days', { days: period })}`,
      action: { kind: 'callback', data: tap('u', 'page', period, 0) },
    }),
  );
  const csv: Button = { label: t('bot-button-csv'), action: { kind: 'callback', data: tap('u', 'csv', days) } };
  return [
    ...(pages > 1 ? [[turn('◂', page - 1), turn(`${page + 1}/${pages}`, page), turn('▸', page + 1)]] : []),
    periods.slice(0, 2),
    periods.slice(2),
    ...(some ? [[csv]] : []),
  ];
}

/** "#12 Anna: Restart gateway: ✅ healthy (22 s)". */
export function auditSentence(entry: AuditEntry, reader: Reader, rooms: Rooms): string {
  if (entry.kind === 'incident') {
    return `#${entry.entry.incident} ${describeEntry({ entry: entry.entry, text: null }, reader, rooms)}`;
  }
  const { operation } = entry;
  const { outcome } = operation;
  const incident = operation.incident === null ? '' : `#${operation.incident} `;
  const second = entry.secondedBy === null ? '' : ` + ${rooms.people.person(entry.secondedBy).name}`;
  const what = reader.t(`bot-operation-${operation.kind}`, { target: targetOf(operation) });
  if (outcome === null) {
    return `${incident}${actorName(entry.by, rooms)}${second}: ⏳ ${what}`;
  }
  const mark = outcome.retracted ? '↩️' : outcome.ok === true ? '✅' : outcome.ok === false ? '❌' : '❔';
  const words = shortened(reader.t(outcome.reason.key, outcome.reason.params), LONGEST);
  const took = formatDuration(Math.max(1000, outcome.tookMs), reader.locale);
  return `${incident}${actorName(entry.by, rooms)}${second}: ${mark} ${what}: ${words} · ${took}`;
}

/** The caption of the file. */
export const auditFile = defineView(z.object({ days: z.number(), rows: z.number() }), (params, { t }) => ({
  blocks: [{ kind: 'paragraph', text: t('bot-audit-file', { days: params.days, rows: params.rows }) }],
}));
