import { z } from 'zod';
import {
  type Block,
  type Button,
  type Document,
  formatBytes,
  formatDuration,
  formatZone,
  type Inline,
} from '../../document/index.ts';
import { type LogTarget, type LogView, type LogViewState, MAX_FOLLOW_MS } from '../../logs/index.ts';
import { refOf } from '../logs/targets.ts';
import { tap } from '../taps/data.ts';
import { logText } from './log-lines.ts';
import { pickBlocks, pickButtons } from './log-pick.ts';
import type { Rooms } from './rooms.ts';
import { bold, defineView, type Reader, timeOf } from './view.ts';
import { shortened } from './words.ts';

/** A log, as its row has it now. */
export const logPage = defineView(z.object({ view: z.string() }), (params, reader, rooms): Document => {
  const view = rooms.logViews.get(params.view);
  if (!view) return { blocks: [{ kind: 'paragraph', text: reader.t('bot-logs-old') }] };
  const { state } = view;
  const { target } = state;
  if (target === null || state.menu === 'pick') {
    return { blocks: pickBlocks(state, reader), buttons: [...pickButtons(view, reader), ...cardButton(state, reader)] };
  }
  return {
    blocks: [
      { kind: 'heading', level: 3, text: `📜 ${nameOf(target)}` },
      ...facts(state, reader),
      ...doing(state, reader),
      ...linesOf(state, reader),
      ...words(state, reader),
    ],
    buttons: [
      ...(state.menu === 'since' ? sinceButtons(view, target, reader, rooms) : pageButtons(view, target, reader)),
      ...cardButton(state, reader),
    ],
  };
});

/** A part of a log as a file; `of` more than one: which part. */
export const logFile = defineView(
  z.object({
    name: z.string(),
    fromAt: z.number().nullable(),
    toAt: z.number(),
    lines: z.number(),
    part: z.number(),
    of: z.number(),
    notes: z.array(
      z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])).default({}) }),
    ),
  }),
  ({ name, fromAt, toAt, lines, part, of, notes }, reader): Document => ({
    blocks: [
      { kind: 'paragraph', text: [bold(`📜 ${name}`), of > 1 ? ` · ${part}/${of}` : ''] },
      {
        kind: 'paragraph',
        text: [
          ...(fromAt === null
            ? [reader.t('bot-logs-file-until')]
            : [{ kind: 'time', at: fromAt, show: 'datetime' } as const, ' –']),
          ' ',
          { kind: 'time', at: toAt, show: 'datetime' },
          ` · ${reader.t('bot-logs-file-lines', { count: lines })}`,
        ],
      },
      ...notes.map((note): Block => ({ kind: 'paragraph', text: `⚠️ ${reader.t(note.key, note.params)}` })),
    ],
  }),
);

function nameOf(target: LogTarget): string {
  if (target.kind === 'container') return target.name;
  if (target.kind === 'project') return `${target.project ?? '—'} / *`;
  return target.service;
}

/** From when to when, by which filter; of a search what was found. */
function facts(state: LogViewState, reader: Reader): Block[] {
  const { content, pattern, range } = state;
  const parts: Inline[][] = [];
  if (pattern.kind === 'text' || pattern.kind === 'regex') {
    const sought = pattern.kind === 'text' ? pattern.text : `/${pattern.source}/`;
    parts.push(['🔎 ', bold(shortened(sought, 60))]);
    // What a follow shows was not searched for: nothing was scanned, and nothing is counted.
    if (content && content.scannedBytes > 0) parts.push([found(content, reader)]);
  } else if (pattern.kind === 'errors') {
    parts.push([bold(reader.t('bot-logs-errors-only'))]);
  }
  if (range.kind !== 'all') parts.push([rangeWords(state, reader)]);
  const [first, last] = [beganAt(content), content?.lines.at(-1)?.at];
  if (content && first && last) {
    const zone = formatZone(last, reader.timeZone, reader.locale);
    parts.push([timeOf(first), '–', timeOf(last), ` (${reader.t('bot-logs-zone', { zone })})`]);
  }
  if (parts.length === 0) return [];
  return [{ kind: 'paragraph', text: parts.flatMap((part, index) => (index === 0 ? part : [' · ', ...part])) }];
}

/** When what is shown was said first: of a line that was said again, its first time. */
function beganAt(content: LogViewState['content']): number | null {
  const line = content?.lines.find(({ at }) => at !== null);
  if (line === undefined || line.at === null) return null;
  const said = line.count > 1 && line.firstStamp !== null ? Date.parse(line.firstStamp) : Number.NaN;
  return Number.isNaN(said) ? line.at : Math.min(said, line.at);
}

function found({ matches, scannedBytes }: NonNullable<LogViewState['content']>, reader: Reader): string {
  return reader.t('bot-logs-found', { matches, size: formatBytes(scannedBytes, reader.locale) });
}

function rangeWords({ range }: LogViewState, { t, locale }: Reader): string {
  switch (range.kind) {
    case 'all':
      return t('bot-logs-range-all');
    case 'last':
      return t('bot-logs-range-last', { duration: formatDuration(range.ms, locale) });
    case 'start':
      return t('bot-logs-range-start');
    case 'incident':
      return t('bot-logs-range-incident', { number: range.number });
  }
}

function doing({ activity }: LogViewState, reader: Reader): Block[] {
  if (activity === null) return [];
  if (activity.kind === 'following') {
    const text: Inline[] = [
      '🔴 ',
      bold(reader.t('bot-logs-following')),
      ` · ${reader.t('bot-logs-following-until')} `,
      timeOf(activity.startedAt + MAX_FOLLOW_MS),
    ];
    return [{ kind: 'paragraph', text }];
  }
  const size = formatBytes(activity.scannedBytes, reader.locale);
  const text = reader.t(`bot-logs-${activity.kind}`, { size, matches: activity.matches });
  return [{ kind: 'paragraph', text: `⏳ ${text}` }];
}

function linesOf(state: LogViewState, reader: Reader): Block[] {
  const { content, pattern, range, activity } = state;
  if (content === null) return [];
  if (content.lines.length > 0) {
    const isSearch = pattern.kind === 'text' || pattern.kind === 'regex';
    return [{ kind: 'code', text: logText(content.lines, reader, isSearch), keep: 'end' }];
  }
  if (activity !== null) return [];
  // What could not be read is not empty.
  if (content.notes.length > 0) return [];
  const key = pattern.kind === 'errors' ? 'errors' : pattern.kind === 'all' ? 'lines' : 'matches';
  const nothing = key === 'lines' && range.kind === 'all' ? 'bot-logs-empty' : `bot-logs-no-${key}`;
  return [{ kind: 'paragraph', text: reader.t(nothing) }];
}

function words({ content, ended }: LogViewState, { t }: Reader): Block[] {
  const notes = (content?.notes ?? []).map(
    (note): Block => ({
      kind: 'paragraph',
      text: `⚠️ ${t(note.key, note.params)}`,
    }),
  );
  return ended === null ? notes : [...notes, { kind: 'paragraph', text: `⏹ ${t(ended.key, ended.params)}` }];
}

type Press = (label: string, verb: string, argument?: string | number) => Button;

/** The buttons of one message: `l.v.<view>.<target>.<verb>[.<argument>]`. The target is there for when the row is no more. */
function presser(view: LogView, target: LogTarget | null, { t }: Reader): Press {
  const ref = target === null ? '-' : refOf(target);
  return (label, verb, argument) => ({
    label: t(label),
    action: {
      kind: 'callback',
      data: argument === undefined ? tap('l', 'v', view.id, ref, verb) : tap('l', 'v', view.id, ref, verb, argument),
    },
  });
}

function pageButtons(view: LogView, target: LogTarget, reader: Reader): Button[][] {
  const { content, activity, pattern } = view.state;
  const press = presser(view, target, reader);
  const orDisabled = (isUsable: boolean, button: Button): Button =>
    isUsable ? button : { ...button, action: { kind: 'disabled' } };
  return [
    [
      orDisabled(content?.hasOlder === true, press('bot-button-older', 'older')),
      press('bot-button-refresh', 'refresh'),
      orDisabled(content?.hasNewer === true, press('bot-button-newer', 'newer')),
    ],
    [
      pattern.kind === 'all' ? press('bot-button-log-errors', 'errors') : press('bot-button-log-all', 'all'),
      press('bot-button-log-since', 'since'),
      press('bot-button-log-search', 'search'),
    ],
    [
      activity === null ? press('bot-button-log-follow', 'follow') : press('bot-button-log-stop', 'stop'),
      press('bot-button-log-download', 'pack'),
      press('bot-button-log-other', 'pick', 0),
    ],
  ];
}

function sinceButtons(view: LogView, target: LogTarget, reader: Reader, rooms: Rooms): Button[][] {
  const press = presser(view, target, reader);
  const incident = openIncident(view.state, rooms);
  return [
    [
      press('bot-button-log-15m', 'last', 15),
      press('bot-button-log-1h', 'last', 60),
      press('bot-button-log-24h', 'last', 1440),
    ],
    [
      press('bot-button-log-start', 'start'),
      ...(incident === null ? [] : [press('bot-button-log-incident', 'incident', incident)]),
      press('bot-button-log-everything', 'everything'),
    ],
    [press('bot-button-back', 'back')],
  ];
}

/** The incident from whose beginning lines can be shown: the one the log was opened from, else the only one that is open. */
function openIncident({ incident }: LogViewState, { incidents }: Rooms): number | null {
  if (incident !== null) return incident;
  const { items, total } = incidents.list({ state: 'active', page: 0, pageSize: 1 });
  return total === 1 ? (items[0]?.number ?? null) : null;
}

function cardButton({ incident }: LogViewState, { t }: Reader): Button[][] {
  if (incident === null) return [];
  const data = tap('i', incident, 'card');
  return [[{ label: t('bot-button-card', { number: incident }), action: { kind: 'callback', data } }]];
}
