import {
  type Block,
  formatBytes,
  formatDuration,
  formatPercent,
  type Inline,
  type Locale,
  type Text,
} from '../../document/index.ts';
import type { Sample } from '../../recorder/index.ts';
import { problemWords } from './evidence.ts';
import type { Group, Row } from './status-picture.ts';
import { bold, type Reader } from './view.ts';

/** ❌ does not do its work · ⚠️ works, yet something is wrong · ✅ well · ▫️ does not run, and need not. */
export function markOf({ container, problems }: Row): string {
  if (problems.length > 0) {
    return problems.every(({ kind }) => kind === 'memory' || kind === 'oom-killed') ? '⚠️' : '❌';
  }
  return container.state === 'running' || container.state === 'restarting' ? '✅' : '▫️';
}

export function markOfGroup(group: Group): string {
  if (group.wrong.length > 0) return '❌';
  return group.kind === 'one-off' ? '▫️' : '✅';
}

export function nameOfGroup(group: Pick<Group, 'kind' | 'project'>, reader: Reader): string {
  if (group.kind === 'one-off') return reader.t('bot-status-one-off');
  return group.project ?? reader.t('bot-project-none');
}

/** "billing: restarting, 8 restarts, exit code 1; last 12 s ago · CPU 3% · 12 MiB, 19%". */
export function troubleLine(row: Row, at: number, reader: Reader): Inline[] {
  const words = row.problems.map((problem) => problemWords(problem, reader)).join('; ');
  const restarted = lastRestart(row);
  const last =
    restarted === null
      ? ''
      : ` · ${reader.t('bot-status-last-restart', { ago: formatDuration(Math.max(0, at - restarted), reader.locale) })}`;
  const figures = figuresWords(row.sample, reader);
  return [`${markOf(row)} `, bold(row.label), `: ${words}${last}${figures === '' ? '' : ` · ${figures}`}`];
}

/** When its restart policy started it the last time. UTC milliseconds; null: it has not yet. */
export function lastRestart({ container }: Pick<Row, 'container'>): number | null {
  return container.restartCount === 0 ? null : container.startedAt;
}

function figuresWords(sample: Sample | null, reader: Reader): string {
  if (sample === null || sample.memoryBytes === null) return '';
  return `CPU ${cpuWords(sample, reader)} · ${memoryWords(sample, reader)}`;
}

export function cpuWords(sample: Sample | null, { locale }: Reader): string {
  return sample === null || sample.cpuPercent === null ? '—' : percentWords(sample.cpuPercent, locale);
}

/** "12 MiB 19%", "12 MiB 2%*" (of the host), "12 MiB" where neither is known. */
function memoryWords(sample: Sample | null, { locale }: Reader): string {
  if (sample === null || sample.memoryBytes === null) return '—';
  const used = formatBytes(sample.memoryBytes, locale);
  const { percent, of } = memoryShare(sample);
  return percent === null ? used : `${used} ${percentWords(percent, locale)}${of === 'host' ? '*' : ''}`;
}

/** What is little is not nothing: "<0.1%". */
export function percentWords(percent: number, locale: Locale): string {
  return percent > 0 && percent < 0.1 ? `<${formatPercent(0.1, locale)}` : formatPercent(percent, locale);
}

/** As `docker stats`: of its own limit, of the host's memory where it has none. */
export function memoryShare(sample: Sample): { percent: number | null; of: 'limit' | 'host' } {
  const { memoryBytes, memoryLimitBytes, hostMemoryBytes } = sample;
  const of = memoryLimitBytes === null ? 'host' : 'limit';
  const whole = memoryLimitBytes ?? hostMemoryBytes;
  if (memoryBytes === null || whole === null || whole <= 0) return { percent: null, of };
  return { percent: (memoryBytes / whole) * 100, of };
}

/** "3 d 4 h", "5 min ↻8" where it was restarted by its policy, else the state, short enough for a column. */
function upWords({ container }: Row, at: number, reader: Reader): string {
  if (container.state === 'restarting') return `↻${container.restartCount}`;
  if (container.state !== 'running') return reader.t(`bot-status-short-${container.state}`);
  const up = container.startedAt === null ? '—' : formatDuration(Math.max(0, at - container.startedAt), reader.locale);
  const health = container.health?.status === 'starting' ? ' …' : '';
  return `${up}${health}${container.restartCount > 0 ? ` ↻${container.restartCount}` : ''}`;
}

export function stateWords(state: Row['container']['state'], reader: Reader): string {
  return reader.t(`bot-container-${state}`);
}

/** The figures of these rows, and what the star in it means. */
export function figuresTable(rows: readonly Row[], at: number, reader: Reader): Block[] {
  if (rows.length === 0) return [];
  const { t } = reader;
  const table: Block = {
    kind: 'table',
    header: [t('bot-status-col-name'), t('bot-status-col-up'), 'CPU', t('bot-status-col-memory')],
    rows: rows.map((row): Text[] => [
      `${markOf(row)} ${row.label}`,
      upWords(row, at, reader),
      cpuWords(row.sample, reader),
      memoryWords(row.sample, reader),
    ]),
  };
  const ofHost = rows.some(({ sample }) => sample !== null && isOfHost(sample));
  const notes = [
    ...(ofHost ? [t('bot-status-of-host')] : []),
    ...(rows.some(({ container }) => container.restartCount > 0) ? [t('bot-status-restarted-mark')] : []),
  ];
  return [table, ...notes.map((text): Block => ({ kind: 'paragraph', text: { kind: 'italic', text } }))];
}

function isOfHost(sample: Sample): boolean {
  return sample.memoryBytes !== null && sample.memoryLimitBytes === null && sample.hostMemoryBytes !== null;
}

/** A name in a button's 20 characters: both ends stay, since names of one project often begin alike. */
export function buttonName(name: string, length: number): string {
  const characters = [...name.replace(/\s+/g, ' ').trim()];
  if (characters.length <= length) return characters.join('');
  const tail = Math.floor((length - 1) / 2);
  return `${characters.slice(0, length - 1 - tail).join('')}…${characters.slice(-tail).join('')}`;
}
