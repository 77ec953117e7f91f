import type { Impact, Incident, Severity, State } from '../../incidents/index.ts';
import { affectedNames } from '../../incidents/index.ts';
import type { Reader } from './view.ts';

const SEVERITY_MARK: Readonly<Record<Severity, string>> = { P0: '🔴', P1: '🟠', P2: '🟡', P3: '🔵' };

export function severityMark(severity: Severity): string {
  return SEVERITY_MARK[severity];
}

/** What is over is green, whatever it was while it ran. */
export function incidentMark({ severity, state }: Pick<Incident, 'severity' | 'state'>): string {
  return state === 'resolved' || state === 'closed' ? '✅' : severityMark(severity);
}

export function stateWord(state: State, reader: Reader): string {
  return reader.t(`bot-state-${state}`);
}

export function impactWord(impact: Impact, reader: Reader): string {
  return reader.t(`bot-impact-${impact}`);
}

function yesNo(value: boolean, reader: Reader): string {
  return reader.t(value ? 'bot-yes' : 'bot-no');
}

/** "Users impacted: yes · business: high". The words are those of the buttons, within a sentence. */
export function impactLine(
  { usersImpacted, businessImpact }: Pick<Incident, 'usersImpacted' | 'businessImpact'>,
  reader: Reader,
): string {
  return reader.t('bot-card-impact', {
    users: yesNo(usersImpacted, reader).toLocaleLowerCase(reader.locale),
    business: impactWord(businessImpact, reader).toLocaleLowerCase(reader.locale),
  });
}

/** "gateway, bot", "all" or "none", in the reader's language. */
export function affectedWords(incident: Pick<Incident, 'affected' | 'affectedAll'>, reader: Reader): string {
  if (incident.affectedAll) return reader.t('bot-affected-all');
  if (incident.affected.length === 0) return reader.t('bot-affected-none');
  return affectedNames(incident).join(', ');
}

/** `text` in at most `length` characters. */
export function shortened(text: string, length: number): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  const characters = [...flat];
  return characters.length <= length ? flat : `${characters.slice(0, length - 1).join('')}…`;
}
