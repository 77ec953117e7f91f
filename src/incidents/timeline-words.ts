/** The timeline in the report's own language, English: labels as in the on-call document, texts as people wrote them. */
import { formatDuration } from '../document/index.ts';
import {
  type Actor,
  affectedNames,
  type Incident,
  type PersonId,
  type PostmortemField,
  serviceNameOf,
} from './incident.ts';
import { type EntryOf, type ShownEntry, shownTimeline, type TimelineEntry } from './timeline.ts';
import { type TimeField, utcClock, utcDay, utcMinute } from './times.ts';

export type NameOf = (person: PersonId) => string;

const TIME_NAMES: Readonly<Record<TimeField, string>> = {
  impactStartedAt: 'Start of impact',
  detectedAt: 'Time of detection',
  declaredAt: 'Time of declaration',
  triagedAt: 'Time of triage',
  acknowledgedAt: 'Time of acknowledgement',
  mitigatedAt: 'Time of mitigation',
  restoredAt: 'Time of restoration',
  resolvedAt: 'Time of resolution',
};

const FIELD_NAMES: Readonly<Record<PostmortemField, string>> = {
  rootCause: 'Root cause',
  resolution: 'Resolution',
  prevention: 'Prevention',
};

const OUTCOMES: Readonly<Record<EntryOf<'operation'>['data']['outcome'], string>> = {
  started: 'started',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
  interrupted: 'interrupted',
  withdrawn: 'did not last',
};

/** `HH:MM - what happened`, UTC; the day stands before the time where it is not that of the line before (or of `firstDay`). */
export function timelineLines(incident: Incident, timeline: readonly TimelineEntry[], nameOf: NameOf): string[] {
  const moments = shownTimeline(timeline).map((shown) => ({ at: shown.at, text: sentence(shown, nameOf) }));
  const { impactStartedAt, detectedAt } = incident.times;
  if (impactStartedAt !== null) moments.unshift({ at: impactStartedAt, text: 'Impact started' });
  let day = utcDay(detectedAt);
  return moments
    .sort((a, b) => a.at - b.at)
    .map(({ at, text }) => {
      const isNewDay = utcDay(at) !== day;
      day = utcDay(at);
      return `${isNewDay ? `${day} ` : ''}${utcClock(at)} - ${text}`;
    });
}

/** Texts that were changed later, as they were before: what the timeline no longer shows. */
export function earlierTexts(timeline: readonly TimelineEntry[], nameOf: NameOf): string[] {
  return timeline
    .filter((entry) => entry.kind === 'note-edited')
    .map((entry) => `Until ${utcMinute(entry.at)}, ${actorName(entry.by, nameOf)}: ${entry.data.from}`);
}

function sentence(shown: ShownEntry, nameOf: NameOf): string {
  const { entry } = shown;
  const who = actorName(entry.by, nameOf);
  const edited = shown.editedAt === null ? '' : ` (edited ${utcMinute(shown.editedAt)})`;
  switch (entry.kind) {
    case 'detected':
      return 'Issue detected';
    case 'triage-started':
      return 'Triage started';
    case 'declared':
      return `Declared as ${entry.data.severity} by ${who}`;
    case 'triaged':
      return `Triaged: ${entry.data.severity}, ${entry.data.category.replaceAll('-', ' ')}; affected: ${affectedNames(entry.data).join(', ')}`;
    case 'taken':
      return entry.data.from === null ? `Taken by ${who}` : `Taken over by ${who} from ${nameOf(entry.data.from)}`;
    case 'note':
      return `Note by ${who}: ${shown.text ?? ''}${edited}`;
    case 'attachment':
      return `File from ${who}: ${entry.data.fileName}${shown.text ? `. ${shown.text}` : ''}${edited}`;
    case 'operation':
      return operationSentence(entry, withSecond(entry, who, nameOf));
    case 'severity':
      return `Severity changed from ${entry.data.from} to ${entry.data.to} by ${who}`;
    case 'mitigated':
      return 'Mitigation applied';
    case 'restored':
      return 'Service restored';
    case 'resolved':
      return `Resolved by ${who}${stillUnwell(entry.data.unwell)}`;
    case 'reopened':
      return `Reopened by ${who}`;
    case 'postmortem':
      return `${FIELD_NAMES[entry.data.field]} ${entry.data.from === null ? 'written' : 'rewritten'} by ${who}`;
    case 'time-corrected':
      return correctionSentence(entry, who);
    case 'closed':
      return 'Closed';
    case 'note-edited':
      return `Note edited by ${who}`;
  }
}

function stillUnwell(unwell: readonly string[] = []): string {
  return unwell.length === 0 ? '' : `, although not well: ${unwell.map(serviceNameOf).join(', ')}`;
}

function withSecond({ data }: EntryOf<'operation'>, who: string, nameOf: NameOf): string {
  return data.secondedBy === undefined ? who : `${who} and ${nameOf(data.secondedBy)}`;
}

/** What an operation is called where its kind alone would not do. */
const OPERATIONS: Readonly<Record<string, string>> = {
  command: 'Command',
  memory: 'Memory limit of',
  scale: 'Scaling of',
  unpause: 'End of pause of',
  cleanup: 'Clean-up of',
  'project-restart': 'Restart of project',
  'project-start': 'Start of project',
  'project-stop': 'Stop of project',
  'project-recreate': 'Recreation of project',
};

function operationSentence({ data }: EntryOf<'operation'>, who: string): string {
  const called = data.operation.slice(0, 1).toUpperCase() + data.operation.slice(1);
  const name = OPERATIONS[data.operation] ?? `${called} of`;
  const about = data.name ?? data.targets.map(serviceNameOf).join(', ');
  const targets = about === '' ? '' : ` ${about}`;
  // Less than a second is nothing to a reader; "0 s" reads as if nothing was done.
  const duration = data.durationMs === null ? '' : ` in ${formatDuration(Math.max(1000, data.durationMs), 'en')}`;
  const detail = data.detail === '' ? '' : ` (${data.detail})`;
  return `${about === '' ? name.replace(/ of$/, '') : name}${targets} by ${who}: ${OUTCOMES[data.outcome]}${duration}${detail}`;
}

function correctionSentence({ data }: EntryOf<'time-corrected'>, who: string): string {
  const from = data.from === null ? null : utcMinute(data.from);
  if (data.relapse !== null) {
    return `${serviceNameOf(data.relapse)} fell again: ${TIME_NAMES[data.field].toLowerCase()} (${from ?? '—'}) withdrawn`;
  }
  const to = data.to === null ? 'none' : utcMinute(data.to);
  if (from === null) return `${TIME_NAMES[data.field]} set by ${who}: ${to}`;
  return `${TIME_NAMES[data.field]} corrected by ${who}: from ${from} to ${to}`;
}

function actorName(by: Actor, nameOf: NameOf): string {
  return by === 'vakhta' ? 'Vakhta' : nameOf(by);
}
