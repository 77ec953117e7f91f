import { formatBytes, formatDateTime, formatDuration } from '../../document/index.ts';
import { type Actor, type ShownEntry, serviceNameOf, type TimelineEntry } from '../../incidents/index.ts';
import type { Rooms } from './rooms.ts';
import type { Reader } from './view.ts';
import { shortened } from './words.ts';

const LONGEST_QUOTE = 160;

export function actorName(actor: Actor, rooms: Rooms): string {
  return actor === 'vakhta' ? 'Vakhta' : rooms.people.person(actor).name;
}

/** One entry of the timeline as a sentence, without its time. Notes as they read today. */
export function describeEntry(
  { entry, text }: Pick<ShownEntry, 'entry' | 'text'>,
  reader: Reader,
  rooms: Rooms,
): string {
  const who = actorName(entry.by, rooms);
  const { t } = reader;
  switch (entry.kind) {
    case 'detected':
    case 'triage-started':
    case 'reopened':
    case 'closed':
      return t(`bot-entry-${entry.kind}`, { who });
    case 'resolved': {
      const services = (entry.data.unwell ?? []).map(serviceNameOf).join(', ');
      return t('bot-entry-resolved', { who }) + (services === '' ? '' : ` ⚠️ ${t('bot-announce-unwell', { services })}`);
    }
    case 'declared':
      return t('bot-entry-declared', { who, severity: entry.data.severity });
    case 'triaged':
      return t('bot-entry-triaged', {
        who,
        severity: entry.data.severity,
        category: t(`bot-category-${entry.data.category}`),
      });
    case 'taken':
      return t('bot-entry-taken', { who });
    case 'note':
      return t('bot-entry-note', { who, text: shortened(text ?? entry.data.text, LONGEST_QUOTE) });
    case 'note-edited':
      return t('bot-entry-note-edited', { who, text: shortened(entry.data.to, LONGEST_QUOTE) });
    case 'attachment':
      return (
        t('bot-entry-attachment', {
          who,
          file: shortened(entry.data.fileName, 60),
          size: formatBytes(entry.data.sizeBytes, reader.locale),
        }) + (text ? `: ${shortened(text, LONGEST_QUOTE)}` : '')
      );
    case 'operation':
      return describeOperation(entry, withSecond(entry, who, rooms), reader);
    case 'severity':
      return t('bot-entry-severity', { who, from: entry.data.from, to: entry.data.to });
    case 'mitigated':
    case 'restored':
      return t(`bot-entry-${entry.kind}`, { who });
    case 'postmortem':
      return t('bot-entry-postmortem', { who, field: entry.data.field });
    case 'time-corrected':
      return describeCorrection(entry, who, reader);
  }
}

function withSecond({ data }: Extract<TimelineEntry, { kind: 'operation' }>, who: string, rooms: Rooms): string {
  return data.secondedBy === undefined ? who : `${who} + ${rooms.people.person(data.secondedBy).name}`;
}

function describeOperation(entry: Extract<TimelineEntry, { kind: 'operation' }>, who: string, reader: Reader): string {
  const { data } = entry;
  const took = data.durationMs === null ? '' : ` (${formatDuration(data.durationMs, reader.locale)})`;
  const words = data.reason ? reader.t(data.reason.key, data.reason.params) : data.detail;
  const detail = words === '' ? '' : `: ${shortened(words, LONGEST_QUOTE)}`;
  const target = data.name ?? data.targets.map(serviceNameOf).join(', ');
  const verb = reader.t(`bot-operation-${data.operation}`, { target });
  return `${reader.t(`bot-entry-operation-${data.outcome}`, { who, what: verb })}${took}${detail}`;
}

function describeCorrection(
  entry: Extract<TimelineEntry, { kind: 'time-corrected' }>,
  who: string,
  reader: Reader,
): string {
  const { data } = entry;
  if (data.relapse !== null) return reader.t('bot-entry-relapse', { service: serviceNameOf(data.relapse) });
  return reader.t('bot-entry-time-corrected', {
    who,
    field: reader.t(`bot-time-${data.field}`),
    to: data.to === null ? '–' : formatDateTime(data.to, reader.timeZone, reader.locale),
  });
}
