import { UserError } from '../errors.ts';
import type { IncidentTimes } from './incident.ts';

/** The times that people can correct, in the order in which they usually come. */
export const TIME_FIELDS = [
  'impactStartedAt',
  'detectedAt',
  'declaredAt',
  'triagedAt',
  'acknowledgedAt',
  'mitigatedAt',
  'restoredAt',
  'resolvedAt',
] as const satisfies readonly (keyof IncidentTimes)[];

export type TimeField = (typeof TIME_FIELDS)[number];

/** Each time must not come before the one left of it; what has not happened is skipped. */
const CHAINS = [
  ['impactStartedAt', 'detectedAt', 'declaredAt', 'triagedAt'],
  ['detectedAt', 'acknowledgedAt'],
  ['detectedAt', 'mitigatedAt', 'restoredAt', 'resolvedAt', 'closedAt'],
] as const satisfies readonly (readonly (keyof IncidentTimes)[])[];

export interface OrderViolation {
  readonly earlier: keyof IncidentTimes;
  readonly later: keyof IncidentTimes;
  readonly earlierAt: number;
  readonly laterAt: number;
}

/** The first pair of times that is in the wrong order, or `null`. */
export function orderViolation(times: IncidentTimes): OrderViolation | null {
  for (const chain of CHAINS) {
    let last: { field: keyof IncidentTimes; at: number } | null = null;
    for (const field of chain) {
      const at = times[field];
      if (at === null) continue;
      if (last !== null && last.at > at) return { earlier: last.field, later: field, earlierAt: last.at, laterAt: at };
      last = { field, at };
    }
  }
  return null;
}

/** @throws UserError `incidents-time-order`, which says what must precede what */
export function assertOrder(times: IncidentTimes): void {
  const wrong = orderViolation(times);
  if (wrong === null) return;
  throw new UserError('incidents-time-order', {
    earlier: wrong.earlier,
    later: wrong.later,
    earlierAt: utcMinute(wrong.earlierAt),
    laterAt: utcMinute(wrong.laterAt),
  });
}

/** Now, or the latest time that must precede `field` where the host's clock has been set back since. */
export function stampFor(times: IncidentTimes, field: keyof IncidentTimes, now: number): number {
  const before = CHAINS.flatMap((chain) => {
    const fields: readonly (keyof IncidentTimes)[] = chain;
    return fields.slice(0, Math.max(0, fields.indexOf(field)));
  });
  return Math.max(now, ...before.map((earlier) => times[earlier] ?? now));
}

/** @throws UserError `incidents-time-future`; RangeError for what is no moment at all (a bug of the caller) */
export function assertPast(at: number, now: number): void {
  if (!Number.isSafeInteger(at) || at < 0) throw new RangeError(`not a moment in UTC milliseconds: ${at}`);
  if (at > now) throw new UserError('incidents-time-future', { at: utcMinute(Math.min(at, 8.64e15)) });
}

/** `YYYY-MM-DD`, UTC. */
export function utcDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** `HH:MM`, UTC. */
export function utcClock(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}

/** `YYYY-MM-DD HH:MM UTC`, as in the report. */
export function utcMinute(at: number): string {
  return `${utcDay(at)} ${utcClock(at)} UTC`;
}
