import type { ServiceKey } from '../docker/index.ts';
import { UserError } from '../errors.ts';

export type { ServiceKey };

export const SEVERITIES = ['P0', 'P1', 'P2', 'P3'] as const;
export const STATES = ['open', 'mitigated', 'resolved', 'closed'] as const;
export const CATEGORIES = [
  'crash-loop',
  'memory',
  'not-responding',
  'telegram-bot',
  'disk-full',
  'outage',
  'data-loss',
  'security',
  'other',
] as const;
export const IMPACTS = ['critical', 'high', 'low', 'none'] as const;
export const POSTMORTEM_FIELDS = ['rootCause', 'resolution', 'prevention'] as const;

export type Severity = (typeof SEVERITIES)[number];
export type State = (typeof STATES)[number];
export type Category = (typeof CATEGORIES)[number];
/** Business impact, as the on-call document asks for it. */
export type Impact = (typeof IMPACTS)[number];
export type PostmortemField = (typeof POSTMORTEM_FIELDS)[number];

/** Telegram's numeric user id. */
export type PersonId = number;
/** Who did it: a person, or the bot by itself. */
export type Actor = PersonId | 'vakhta';

/** UTC milliseconds. `null`: has not happened (yet). See times.ts for the order they keep. */
export interface IncidentTimes {
  readonly impactStartedAt: number | null;
  readonly detectedAt: number;
  readonly declaredAt: number;
  /** The first time that a person said "mine"; opening, resolving or being assigned do not count. */
  readonly acknowledgedAt: number | null;
  /** Severity, affected services and impact were set. */
  readonly triagedAt: number | null;
  readonly mitigatedAt: number | null;
  readonly restoredAt: number | null;
  readonly resolvedAt: number | null;
  readonly closedAt: number | null;
}

/** The record that people work on. Written only by this room's `Incidents`; every change is announced in its transaction. */
export interface Incident {
  /** Written `#12` everywhere; never used twice. */
  readonly number: number;
  readonly severity: Severity;
  readonly state: State;
  readonly category: Category;
  readonly summary: string;
  readonly affected: readonly ServiceKey[];
  /** Everything is affected; `affected` then holds the services known when it was opened, if any. */
  readonly affectedAll: boolean;
  readonly usersImpacted: boolean;
  readonly businessImpact: Impact;
  readonly reporterId: PersonId;
  readonly takenBy: PersonId | null;
  readonly times: IncidentTimes;
  /** Whose word `mitigatedAt` and `restoredAt` are: what the bot concluded by itself it can also withdraw. */
  readonly mitigatedBy: Actor | null;
  readonly restoredBy: Actor | null;
  readonly rootCause: string | null;
  readonly resolution: string | null;
  readonly prevention: string | null;
  /** An exercise: kept out of the metrics. */
  readonly drill: boolean;
}

/** What can be done with an incident. `logs`, `restart` and `report` are other rooms' work; the state decides whether they are offered. */
export const ACTIONS = [
  'take',
  'note',
  'logs',
  'restart',
  'severity',
  'mitigate',
  'restore',
  'resolve',
  'reopen',
  'postmortem',
  'correct-time',
  'report',
] as const;
export type Action = (typeof ACTIONS)[number];

/** Still needs work: open or mitigated. */
export function isActive(incident: Pick<Incident, 'state'>): boolean {
  return incident.state === 'open' || incident.state === 'mitigated';
}

/** The state follows from the times; it is never set by itself. */
export function stateOf(times: IncidentTimes): State {
  if (times.closedAt !== null) return 'closed';
  if (times.resolvedAt !== null) return 'resolved';
  return times.mitigatedAt === null ? 'open' : 'mitigated';
}

/** Why the state does not allow the action, in words for the person who asked; `null` when it does. */
export function refusalOf(incident: Incident, action: Action): UserError | null {
  const { number } = incident;
  const over = incident.state === 'closed' ? 'incidents-already-closed' : 'incidents-already-resolved';
  switch (action) {
    case 'take':
    case 'restart':
    case 'resolve':
      return isActive(incident) ? null : new UserError(over, { number });
    case 'mitigate':
      if (!isActive(incident)) return new UserError(over, { number });
      return incident.state === 'mitigated' ? new UserError('incidents-already-mitigated', { number }) : null;
    case 'restore':
      if (!isActive(incident)) return new UserError(over, { number });
      return incident.times.restoredAt === null ? null : new UserError('incidents-already-restored', { number });
    case 'severity':
      return incident.state === 'closed' ? new UserError('incidents-already-closed', { number }) : null;
    case 'reopen':
    case 'postmortem':
      return isActive(incident) ? new UserError('incidents-not-resolved', { number }) : null;
    case 'note':
    case 'logs':
    case 'correct-time':
    case 'report':
      return null;
  }
}

/** Exactly the actions that would not be refused, in the order of ACTIONS: the buttons of the card. */
export function actionsFor(incident: Incident): Action[] {
  return ACTIONS.filter((action) => refusalOf(incident, action) === null);
}

/** The compose service (or container) name that people know, from `engine/project/service`. */
export function serviceNameOf(key: ServiceKey): string {
  return key.split('/').slice(2).join('/') || key;
}

/** Names of the affected services as the on-call document writes them: `all`, `none`, or the names. */
export function affectedNames(incident: Pick<Incident, 'affected' | 'affectedAll'>): string[] {
  if (incident.affectedAll) return ['all'];
  return incident.affected.length === 0 ? ['none'] : [...new Set(incident.affected.map(serviceNameOf))];
}
