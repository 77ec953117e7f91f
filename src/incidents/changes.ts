/** What each change does to an incident: pure, `(incident, …, now) → the next incident and its timeline entries`. */
import { UserError } from '../errors.ts';
import {
  type Actor,
  type Incident,
  type IncidentTimes,
  type PersonId,
  type PostmortemField,
  refusalOf,
  type ServiceKey,
  type Severity,
  stateOf,
} from './incident.ts';
import type { IncidentChange, MessageRef, OpenInput } from './records.ts';
import type { NewEntry } from './timeline.ts';
import { assertOrder, assertPast, stampFor, type TimeField } from './times.ts';

export interface Change {
  readonly kind: IncidentChange['kind'];
  readonly incident: Incident;
  readonly entries: readonly NewEntry[];
  /** The message that the first entry came from. */
  readonly message?: MessageRef | null;
}

/** Telegram's longest message; what is typed here came as one. */
export const LIMITS = { summary: 1000, note: 4096, postmortem: 4096 } as const;

/** @returns the text without white space around it @throws UserError `incidents-text-empty`, `incidents-text-too-long` */
export function checkedText(text: string, max: number): string {
  const trimmed = text.trim();
  if (trimmed === '') throw new UserError('incidents-text-empty');
  if (trimmed.length > max) throw new UserError('incidents-text-too-long', { max, length: trimmed.length });
  return trimmed;
}

/** The incident with other times, and the state that follows from them. @throws UserError `incidents-time-order` */
function withTimes(incident: Incident, times: Partial<IncidentTimes>): Incident {
  const next = { ...incident.times, ...times };
  assertOrder(next);
  return { ...incident, times: next, state: stateOf(next) };
}

function assertAllowed(incident: Incident, action: Parameters<typeof refusalOf>[1]): void {
  const refusal = refusalOf(incident, action);
  if (refusal) throw refusal;
}

/** A new incident, still without its number. @throws UserError `incidents-time-future`, `incidents-time-order`, `incidents-text-…` */
export function opened(
  input: OpenInput,
  by: PersonId,
  now: number,
): { incident: Omit<Incident, 'number'>; entries: NewEntry[] } {
  const { severity, category, usersImpacted, businessImpact, drill = false, affectedAll = false } = input;
  const affected = [...new Set(input.affected)];
  const triageStartedAt = input.triageStartedAt ?? null;
  const detectedAt = input.detectedAt ?? triageStartedAt ?? now;
  for (const at of [detectedAt, triageStartedAt, input.impactStartedAt ?? null]) if (at !== null) assertPast(at, now);
  const times: IncidentTimes = {
    impactStartedAt: input.impactStartedAt ?? null,
    detectedAt,
    declaredAt: now,
    acknowledgedAt: null,
    triagedAt: now,
    mitigatedAt: null,
    restoredAt: null,
    resolvedAt: null,
    closedAt: null,
  };
  assertOrder(times);
  const triaged = { severity, category, affected, affectedAll, usersImpacted, businessImpact };
  const entries: NewEntry[] = [{ at: detectedAt, kind: 'detected', by, data: {} }];
  if (triageStartedAt !== null) entries.push({ at: triageStartedAt, kind: 'triage-started', by, data: {} });
  entries.push({ at: now, kind: 'declared', by, data: { severity } }, { at: now, kind: 'triaged', by, data: triaged });
  const nobody = { takenBy: null, mitigatedBy: null, restoredBy: null };
  const unwritten = { rootCause: null, resolution: null, prevention: null };
  const summary = checkedText(input.summary, LIMITS.summary);
  return {
    incident: { ...triaged, ...nobody, ...unwritten, state: stateOf(times), summary, reporterId: by, times, drill },
    entries,
  };
}

/** Nothing happens when the same person takes it again; another person takes it over. */
export function take(incident: Incident, by: PersonId, now: number): Change | null {
  assertAllowed(incident, 'take');
  if (incident.takenBy === by) return null;
  const at = stampFor(incident.times, 'acknowledgedAt', now);
  const acknowledgedAt = incident.times.acknowledgedAt ?? at;
  return {
    kind: 'taken',
    incident: { ...withTimes(incident, { acknowledgedAt }), takenBy: by },
    entries: [{ at, kind: 'taken', by, data: { from: incident.takenBy } }],
  };
}

export function changeSeverity(incident: Incident, to: Severity, by: PersonId, now: number): Change | null {
  assertAllowed(incident, 'severity');
  if (incident.severity === to) return null;
  return {
    kind: 'severity',
    incident: { ...incident, severity: to },
    entries: [{ at: now, kind: 'severity', by, data: { from: incident.severity, to } }],
  };
}

export function mitigate(incident: Incident, by: Actor, now: number): Change {
  assertAllowed(incident, 'mitigate');
  return fillMitigated(incident, by, now, false);
}

/** A restored service is mitigated, too. */
export function restore(incident: Incident, by: Actor, now: number): Change {
  assertAllowed(incident, 'restore');
  return fillRestored(incident, by, now, false);
}

/**
 * Sets mitigated and restored where nobody has; closes at once when the post-mortem is already written.
 * @param unwell affected services that are not well all the same: kept with the entry
 */
export function resolve(incident: Incident, by: Actor, now: number, unwell: readonly ServiceKey[] = []): Change {
  assertAllowed(incident, 'resolve');
  const restored = fillRestored(incident, by, now, true);
  const resolvedAt = stampFor(restored.incident.times, 'resolvedAt', now);
  const resolved: Change = {
    kind: 'resolved',
    incident: withTimes(restored.incident, { resolvedAt }),
    entries: [
      ...restored.entries,
      { at: resolvedAt, kind: 'resolved', by, data: unwell.length > 0 ? { unwell: [...unwell] } : {} },
    ],
  };
  return closeWhenWritten(resolved, by, now);
}

/** Keeps when it was first detected, acknowledged and triaged; what came after is withdrawn, and written down in the entry. */
export function reopen(incident: Incident, by: Actor, now: number): Change {
  assertAllowed(incident, 'reopen');
  const { mitigatedAt, restoredAt, resolvedAt, closedAt } = incident.times;
  const times = { mitigatedAt: null, restoredAt: null, resolvedAt: null, closedAt: null };
  const at = Math.max(now, closedAt ?? resolvedAt ?? now);
  return {
    kind: 'reopened',
    incident: { ...withTimes(incident, times), mitigatedBy: null, restoredBy: null },
    entries: [{ at, kind: 'reopened', by, data: { mitigatedAt, restoredAt, resolvedAt, closedAt } }],
  };
}

/** With all three fields written the incident is closed; they stay editable. */
export function setPostmortem(
  incident: Incident,
  field: PostmortemField,
  text: string,
  by: PersonId,
  now: number,
): Change | null {
  assertAllowed(incident, 'postmortem');
  const to = checkedText(text, LIMITS.postmortem);
  if (incident[field] === to) return null;
  const written: Change = {
    kind: 'postmortem',
    incident: { ...incident, [field]: to },
    entries: [{ at: now, kind: 'postmortem', by, data: { field, from: incident[field], to } }],
  };
  return closeWhenWritten(written, by, now);
}

/**
 * A person corrects when something happened. Only what has happened has a time to correct, except the start of the
 * impact, which nobody records by pressing a button.
 * @throws UserError `incidents-time-not-set`, `incidents-time-future`, `incidents-time-order`
 */
export function correctTime(
  incident: Incident,
  field: TimeField,
  to: number,
  by: PersonId,
  now: number,
): Change | null {
  const from = incident.times[field];
  if (from === null && field !== 'impactStartedAt') throw new UserError('incidents-time-not-set', { field });
  if (from === to) return null;
  assertPast(to, now);
  const corrected = withTimes(incident, { [field]: to });
  return {
    kind: 'time-corrected',
    incident: {
      ...corrected,
      mitigatedBy: field === 'mitigatedAt' ? by : incident.mitigatedBy,
      restoredBy: field === 'restoredAt' ? by : incident.restoredBy,
    },
    entries: [{ at: now, kind: 'time-corrected', by, data: { field, from, to, relapse: null } }],
  };
}

/** The service fell again: what the bot had concluded by itself is withdrawn, what a person said stands. */
export function withdrawRestored(incident: Incident, relapse: ServiceKey, now: number): Change | null {
  if (incident.restoredBy !== 'vakhta' || incident.times.resolvedAt !== null) return null;
  const withdrawn: TimeField[] = ['restoredAt'];
  if (incident.mitigatedBy === 'vakhta') withdrawn.push('mitigatedAt');
  const entries = withdrawn.map((field): NewEntry => {
    const data = { field, from: incident.times[field], to: null, relapse };
    return { at: now, kind: 'time-corrected', by: 'vakhta', data };
  });
  const times = Object.fromEntries(withdrawn.map((field) => [field, null]));
  return {
    kind: 'time-corrected',
    incident: {
      ...withTimes(incident, times),
      restoredBy: null,
      mitigatedBy: incident.mitigatedBy === 'vakhta' ? null : incident.mitigatedBy,
    },
    entries,
  };
}

function fillMitigated(incident: Incident, by: Actor, now: number, implied: boolean): Change {
  if (incident.times.mitigatedAt !== null) return { kind: 'mitigated', incident, entries: [] };
  const mitigatedAt = stampFor(incident.times, 'mitigatedAt', now);
  return {
    kind: 'mitigated',
    incident: { ...withTimes(incident, { mitigatedAt }), mitigatedBy: by },
    entries: [{ at: mitigatedAt, kind: 'mitigated', by, data: { implied } }],
  };
}

function fillRestored(incident: Incident, by: Actor, now: number, implied: boolean): Change {
  if (incident.times.restoredAt !== null) return { kind: 'restored', incident, entries: [] };
  const mitigated = fillMitigated(incident, by, now, true);
  const restoredAt = stampFor(mitigated.incident.times, 'restoredAt', now);
  return {
    kind: 'restored',
    incident: { ...withTimes(mitigated.incident, { restoredAt }), restoredBy: by },
    entries: [...mitigated.entries, { at: restoredAt, kind: 'restored', by, data: { implied } }],
  };
}

function closeWhenWritten(change: Change, by: Actor, now: number): Change {
  const { incident } = change;
  const written = incident.rootCause !== null && incident.resolution !== null && incident.prevention !== null;
  if (!written || incident.state !== 'resolved') return change;
  const closedAt = stampFor(incident.times, 'closedAt', now);
  return {
    ...change,
    incident: withTimes(incident, { closedAt }),
    entries: [...change.entries, { at: closedAt, kind: 'closed', by, data: {} }],
  };
}
