import { type Incident, type IncidentChange, isActive } from '../incidents/index.ts';
import type { Destination, Message, Outbox, Posted } from '../notify/index.ts';

export interface IncidentAnnouncerOptions {
  readonly outbox: Outbox;
  readonly posted: Posted;
}

/** Changes that others must hear of, not only see on the card. */
const TOLD = ['severity', 'mitigated', 'restored', 'resolved', 'reopened'] as const;
/** Changes that Slack hears of, as the severity matrix of the on-call document asks. */
const SLACK = ['opened', 'severity', 'resolved', 'reopened'] as const;

/** Turns each change of an incident into rows of the outbox: the card everywhere it is shown, a short word, Slack. */
export function announceIncident({ outbox, posted }: IncidentAnnouncerOptions): (change: IncidentChange) => void {
  return (change) => {
    const { incident } = change;
    outbox.enqueue({ kind: 'oncall' }, cardOf(incident));
    for (const place of posted.findBySubject(subjectOf(incident), 'card')) {
      // Shown elsewhere too, because somebody asked with /incident: kept alive there, but not pinned.
      if (place.current)
        outbox.enqueue({ kind: 'chat', chatId: place.chatId, threadId: place.threadId }, cardOf(incident));
    }
    const told = TOLD.find((kind) => kind === change.kind);
    if (told) outbox.enqueue({ kind: 'oncall' }, wordOf(change, told), `${change.cause}:word`);
    const slack = SLACK.find((kind) => kind === change.kind);
    if (slack) outbox.enqueue(SLACK_DESTINATION, wordOf(change, slack), `${change.cause}:slack`);
  };
}

const SLACK_DESTINATION: Destination = { kind: 'slack' };

function subjectOf(incident: Incident): string {
  return `incident:${incident.number}`;
}

function isUrgent(incident: Incident): boolean {
  return incident.severity === 'P0' || incident.severity === 'P1';
}

/** The card as it lives in the on-call chat: pinned as long as there is work to do. */
export function cardOf(incident: Incident): Message {
  return {
    subject: subjectOf(incident),
    slot: 'card',
    mode: 'upsert',
    view: 'incident-card',
    params: { incident: incident.number },
    priority: 1,
    pin: isActive(incident),
    twiceBetterThanNever: isUrgent(incident),
  };
}

function wordOf(change: IncidentChange, what: string): Message {
  const { incident, by } = change;
  return {
    subject: subjectOf(incident),
    slot: 'word',
    mode: 'new',
    view: 'announcement',
    params: { incident: incident.number, what, by },
    priority: isUrgent(incident) ? 1 : 2,
    twiceBetterThanNever: isUrgent(incident),
    replyTo: { subject: subjectOf(incident), slot: 'card' },
  };
}
