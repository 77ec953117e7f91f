import { z } from 'zod';
import { type Button, type Document, formatDuration, formatPercent, type Text } from '../../document/index.ts';
import { type MetricRow, metricsFor } from '../../incidents/index.ts';
import { tap } from '../taps/data.ts';
import { bold, defineView, type Reader } from './view.ts';

const DAY_MS = 24 * 3_600_000;
const METRIC_PERIODS = [7, 30, 90, 365] as const;

/** The five targets of the on-call document against what was measured. */
export const metrics = defineView(z.object({ days: z.number() }), (params, reader, rooms): Document => {
  const { t } = reader;
  const period = { fromAt: Math.max(rooms.since, reader.now - params.days * DAY_MS), toAt: reader.now };
  const incidents = rooms.incidents.during(period.fromAt, period.toAt);
  const rows = metricsFor(incidents, rooms.backups.recoveries(), period, rooms.settings.targets);
  const known = rows.filter((row) => row.mean !== null);
  const buttons = METRIC_PERIODS.map(
    (days): Button => ({
      label: `${days === params.days ? '• ' : ''}${t('bot-metrics-days', { days })}`,
      action: { kind: 'callback', data: tap('m', days) },
    }),
  );
  return {
    blocks: [
      { kind: 'heading', level: 3, text: t('bot-metrics-title', { days: params.days }) },
      {
        kind: 'table',
        header: [t('bot-metrics-metric'), t('bot-metrics-target'), t('bot-metrics-measured')],
        rows: rows.map((row): Text[] => [
          bold(t(`bot-metric-${row.id}`)),
          targetWords(row, reader),
          measured(row, reader),
        ]),
      },
      ...(known.length > 0 ? [{ kind: 'list', items: known.map((row) => spread(row, reader)) } as const] : []),
      {
        kind: 'details',
        summary: t('bot-metrics-how'),
        blocks: [{ kind: 'list', items: rows.map((row) => t(`bot-metric-how-${row.id}`)) }],
      },
    ],
    buttons: [buttons.slice(0, 2), buttons.slice(2)],
  };
});

function value(of: number, row: MetricRow, reader: Reader): string {
  return row.unit === 'ms' ? formatDuration(of, reader.locale) : formatPercent(of, reader.locale);
}

function targetWords(row: MetricRow, reader: Reader): string {
  const sign = row.direction === 'below' ? '<' : row.direction === 'above' ? '>' : '≥';
  return `${sign} ${value(row.target, row, reader)}`;
}

function measured(row: MetricRow, reader: Reader): string {
  const { t } = reader;
  if (row.mean === null) return row.n === 0 ? t('bot-metrics-none') : t('bot-metrics-few', { n: row.n });
  const mark = row.ok === null ? '' : row.ok ? '✓ ' : '✗ ';
  return `${mark}${value(row.mean, row, reader)}`;
}

/** How many were measured and how they spread: beside the table, which has to fit a phone. */
function spread(row: MetricRow, reader: Reader): string {
  const { t } = reader;
  const name = t(`bot-metric-${row.id}`);
  if (row.median === null || row.p90 === null) return t('bot-metrics-count', { name, n: row.n });
  const [median, p90] = [value(row.median, row, reader), value(row.p90, row, reader)];
  return t('bot-metrics-spread', { name, n: row.n, median, p90 });
}
