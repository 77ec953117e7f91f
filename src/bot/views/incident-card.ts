import { z } from 'zod';
import { type Block, type Button, type Document, formatDuration, type Inline } from '../../document/index.ts';
import { type Action, actionsFor, type Incident, isActive, shownTimeline } from '../../incidents/index.ts';
import { may } from '../../oncall/index.ts';
import { tap } from '../taps/data.ts';
import { projectReference } from '../taps/reference.ts';
import type { Rooms } from './rooms.ts';
import { describeEntry } from './timeline-words.ts';
import { bold, defineView, type Reader, timeOf } from './view.ts';
import { affectedWords, impactLine, incidentMark, stateWord } from './words.ts';

const SHOWN_ENTRIES = 3;

/** The card: what it is, how long it runs, who is on it, what happened last, and what can be done next. */
export const incidentCard = defineView(z.object({ incident: z.number() }), (params, reader, rooms) => {
  const incident = rooms.incidents.get(params.incident);
  if (!incident)
    return { blocks: [{ kind: 'paragraph', text: reader.t('bot-incident-unknown', { number: params.incident }) }] };
  return drawCard(incident, reader, rooms);
});

function drawCard(incident: Incident, reader: Reader, rooms: Rooms): Document {
  const { t } = reader;
  const blocks: Block[] = [
    {
      kind: 'heading',
      level: 3,
      text: `${incidentMark(incident)} ${incident.severity} ${stateWord(incident.state, reader)} · #${incident.number}`,
    },
    { kind: 'paragraph', text: bold(incident.summary) },
    { kind: 'paragraph', text: clockLine(incident, reader, rooms) },
    {
      kind: 'paragraph',
      text: [
        t('bot-card-affected', { services: affectedWords(incident, reader) }),
        '\n',
        impactLine(incident, reader),
        '\n',
        incident.takenBy === null
          ? t('bot-card-nobody')
          : t('bot-card-on-it', { who: rooms.people.person(incident.takenBy).name }),
      ],
    },
    { kind: 'list', items: lastEntries(incident, reader, rooms) },
  ];
  if (!isActive(incident)) blocks.push(...postmortem(incident, reader));
  return { blocks, buttons: buttonRows(incident, reader, rooms) };
}

/** "Since 03:02, 12 min; respond within 1 h"; after what time service was back; or how long it took. */
function clockLine(incident: Incident, reader: Reader, rooms: Rooms): Inline[] {
  const { t, locale, now } = reader;
  const { detectedAt, restoredAt, resolvedAt, acknowledgedAt } = incident.times;
  const since: Inline[] = [t('bot-card-since'), ' ', timeOf(detectedAt)];
  if (resolvedAt !== null)
    return [...since, ' · ', t('bot-card-took', { duration: formatDuration(resolvedAt - detectedAt, locale) })];
  const running =
    restoredAt === null
      ? formatDuration(now - detectedAt, locale)
      : t('bot-card-restored', { duration: formatDuration(restoredAt - detectedAt, locale) });
  const limit = rooms.settings.severities[incident.severity];
  const within = formatDuration(limit, locale);
  const response =
    acknowledgedAt === null
      ? t('bot-card-respond', { within })
      : t('bot-card-responded', {
          after: formatDuration(acknowledgedAt - detectedAt, locale),
          within,
        });
  const late = acknowledgedAt === null && now - detectedAt > limit ? ' ⏰' : '';
  return [...since, ` · ${running} · ${response}${late}`];
}

function lastEntries(incident: Incident, reader: Reader, rooms: Rooms): Inline[][] {
  return shownTimeline(rooms.incidents.timeline(incident.number))
    .slice(-SHOWN_ENTRIES)
    .map((shown) => [timeOf(shown.at), ' ', describeEntry(shown, reader, rooms)]);
}

function postmortem(incident: Incident, reader: Reader): Block[] {
  const { t } = reader;
  const fields = [
    ['rootCause', incident.rootCause],
    ['resolution', incident.resolution],
    ['prevention', incident.prevention],
  ] as const;
  return [
    {
      kind: 'tasks',
      items: fields.map(([field, text]) => ({
        done: text !== null,
        text: text === null ? t(`bot-field-${field}`) : [bold(t(`bot-field-${field}`)), ` ${text}`],
      })),
    },
  ];
}

const LOOKS: readonly Action[] = ['logs', 'report'];

/** Rows keep their order in every state, so that buttons stay where the thumb knows them. */
const ROWS: readonly (readonly Action[])[] = [
  ['take', 'note', 'logs'],
  ['restart', 'severity', 'mitigate'],
  ['restore', 'resolve', 'reopen'],
  ['postmortem', 'report'],
];

function buttonRows(incident: Incident, reader: Reader, rooms: Rooms): Button[][] {
  const isTheirs = incident.takenBy !== null && incident.takenBy === reader.viewer;
  // In a group everybody sees the same card, so there the tap has to say it.
  const mayOperate = reader.viewer === null || may(rooms.people.person(reader.viewer), 'responder');
  const offered = actionsFor(incident).filter((action) => mayOperate || LOOKS.includes(action));
  const allowed = new Set(offered.filter((action) => !(action === 'take' && isTheirs)));
  const rows = ROWS.map((row) =>
    row.filter((action) => allowed.has(action)).map((action): Button => buttonFor(action, incident, reader)),
  );
  const look: Button[] = [
    {
      label: reader.t('bot-button-timeline'),
      action: { kind: 'callback', data: tap('i', incident.number, 'timeline') },
    },
    {
      label: reader.t('bot-button-evidence'),
      action: { kind: 'callback', data: tap('i', incident.number, 'evidence') },
    },
  ];
  const [changes, papers] = [rows.slice(0, -1), rows.at(-1) ?? []];
  return [
    ...changes,
    ...(mayOperate ? restoreData(incident, reader, rooms) : []),
    look.slice(0, 2).concat(papers).slice(0, 3),
    ...(papers.length > 1 ? [papers.slice(1)] : []),
  ].filter((row) => row.length > 0);
}

/** Data is lost: straight to the backups of what is affected, where that is one project; else to all of them. */
function restoreData(incident: Incident, reader: Reader, rooms: Rooms): Button[][] {
  if (incident.category !== 'data-loss' || !isActive(incident)) return [];
  const stored = new Set(rooms.backups.setsWithBackups());
  const projects = new Set(
    incident.affected.flatMap((key) => key.split('/')[1] ?? []).filter((name) => stored.has(name)),
  );
  const [only] = projects;
  const isOne = only !== undefined && projects.size === 1;
  const data = isOne ? tap('r', 's', projectReference(only), 0) : tap('c', 'restore');
  return [[{ label: reader.t('bot-backup-button-restore'), action: { kind: 'callback', data } }]];
}

function buttonFor(action: Action, incident: Incident, reader: Reader): Button {
  const isTakeOver = action === 'take' && incident.takenBy !== null;
  const label = reader.t(isTakeOver ? 'bot-button-take-over' : `bot-button-${action}`);
  const pressed = { kind: 'callback', data: tap('i', incident.number, action) } as const;
  if (action === 'resolve') return { label, style: 'success', action: pressed };
  if (action === 'take' && incident.takenBy === null) return { label, style: 'primary', action: pressed };
  return { label, action: pressed };
}
