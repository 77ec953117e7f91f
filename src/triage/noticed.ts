import { UserError } from '../errors.ts';

/** An older trouble is not on call's any more; a date further back is a typing error. */
const MAX_AGE_DAYS = 30;
const DAY_MS = 86_400_000;
/** A clock time later than now is yesterday's only when it is a night away: at 00:20, "23:50" is half an hour ago. */
const YESTERDAY_MS = 12 * 3_600_000;

/**
 * When it was noticed, from `HH:MM` or `YYYY-MM-DD HH:MM` on the clock of `timeZone`. UTC milliseconds.
 * @throws UserError `triage-time-format`, `triage-time-future`, `triage-time-too-old`
 */
export function parseNoticed(typed: string, timeZone: string, now: number): number {
  const zone = { zone: timeZone };
  const match = /^(?:(\d{4})-(\d{1,2})-(\d{1,2})[ T]+)?(\d{1,2})[:.](\d{2})$/.exec(typed.trim());
  if (match === null) throw new UserError('triage-time-format', zone);
  const [, year, month, day, hour, minute] = match.map(Number);
  if (hour === undefined || minute === undefined || hour > 23 || minute > 59)
    throw new UserError('triage-time-format', zone);
  if (match[1] !== undefined && year !== undefined && month !== undefined && day !== undefined) {
    if (!isDate(year, month, day)) throw new UserError('triage-time-format', zone);
    return within(toUtc(Date.UTC(year, month - 1, day, hour, minute), timeZone), timeZone, now);
  }
  const today = wallClock(now, timeZone);
  const midnight = today - (((today % DAY_MS) + DAY_MS) % DAY_MS);
  const wall = midnight + (hour * 60 + minute) * 60_000;
  const at = toUtc(wall, timeZone);
  if (at <= now) return at;
  const yesterday = toUtc(wall - DAY_MS, timeZone);
  return within(now - yesterday <= YESTERDAY_MS ? yesterday : at, timeZone, now);
}

/** @param minutes before `now`, a whole number @throws UserError `triage-time-…` */
export function noticedAgo(minutes: number, timeZone: string, now: number): number {
  if (!Number.isSafeInteger(minutes)) throw new UserError('triage-time-format', { zone: timeZone });
  return within(now - minutes * 60_000, timeZone, now);
}

function within(at: number, zone: string, now: number): number {
  if (at > now) throw new UserError('triage-time-future', { zone });
  if (now - at > MAX_AGE_DAYS * DAY_MS) throw new UserError('triage-time-too-old', { days: MAX_AGE_DAYS });
  return at;
}

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** What the wall clock of the zone shows at `at`, as if it were UTC. */
function wallClock(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/** The moment at which the zone's clock shows `wall`. Twice, because the offset may change in between; an hour that is skipped in spring counts as the one after. */
function toUtc(wall: number, timeZone: string): number {
  const offsetAt = (at: number) => wallClock(at, timeZone) - at;
  const guess = wall - offsetAt(wall);
  return wall - offsetAt(guess);
}
