import { createTask, parse } from 'node-cron';
import { createWallClock } from './wall-clock.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const HOURS_OF_DAY = 24;
/** A 29th of February that falls on a given weekday comes again after 40 years at the latest; what is rarer never comes. */
const SEARCHED_DAYS = 41 * 366;

/** When something is due. All moments are UTC milliseconds. */
export interface Timetable {
  /** The first due moment after this one; null: never (the first of a month that is its third Monday). */
  next(after: number): number | null;
  /** The last due moment that is not after this one and after `since`; null: none. */
  last(since: number, upTo: number): number | null;
  /** All of them after `after`, up to and with `upTo`. */
  between(after: number, upTo: number): number[];
}

/**
 * The due times of a cron pattern of five fields on the clock of a zone. Fields are node-cron's own to read (names,
 * ranges, `L`, `#`); what happens where the clock is changed is decided here, as Debian's cron does it: what is due at
 * a certain hour comes once on each of its days, at the first of two 02:30 and, where there is none, as much later as
 * the clock was put forward; what is due in every hour follows the time that passes.
 * @throws Error when node-cron does not understand the pattern
 */
export function createTimetable(pattern: string, timeZone: string): Timetable {
  const { hour, minute } = parse(pattern);
  const wallClock = createWallClock(timeZone);
  const isEveryHour = hour.length === HOURS_OF_DAY;
  const times = hour.flatMap((h) => minute.map((m) => (h * 60 + m) * MINUTE_MS)).sort((one, other) => one - other);
  const [firstTime = 0] = times;
  // Never started; node-cron keeps a list of those that are not destroyed.
  const matcher = createTask(pattern, () => undefined, { timezone: 'UTC' });
  void matcher.destroy();

  /** The due moments of the day whose midnight the clock shows as `midnight`. */
  function ofDay(midnight: number): number[] {
    if (!matcher.match(new Date(midnight + firstTime))) return [];
    const moments = times.flatMap((time) => {
      const wall = midnight + time;
      return isEveryHour ? wallClock.moments(wall) : [wallClock.moment(wall)];
    });
    return [...new Set(moments)].sort((one, other) => one - other);
  }

  const midnightOf = (at: number) => Math.floor(wallClock.shows(at) / DAY_MS) * DAY_MS;

  function next(after: number): number | null {
    // A moment that was put off over midnight belongs to the day before.
    const first = midnightOf(after) - DAY_MS;
    for (let day = 0; day < SEARCHED_DAYS; day += 1) {
      const found = ofDay(first + day * DAY_MS).find((at) => at > after);
      if (found !== undefined) return found;
    }
    return null;
  }

  function last(since: number, upTo: number): number | null {
    for (let midnight = midnightOf(upTo); midnight >= midnightOf(since) - DAY_MS; midnight -= DAY_MS) {
      const found = ofDay(midnight).findLast((at) => at <= upTo);
      if (found !== undefined) return found > since ? found : null;
    }
    return null;
  }

  function between(after: number, upTo: number): number[] {
    const found: number[] = [];
    for (let at = next(after); at !== null && at <= upTo; at = next(at)) found.push(at);
    return found;
  }

  return { next, last, between };
}

/** The same time of day, on the day after the one of `now`, in the zone. */
export function tomorrowAt(timeOf: number, now: number, timeZone: string): number {
  const wallClock = createWallClock(timeZone);
  const today = Math.floor(wallClock.shows(now) / DAY_MS) * DAY_MS;
  const wall = wallClock.shows(timeOf);
  return wallClock.moment(today + DAY_MS + (((wall % DAY_MS) + DAY_MS) % DAY_MS));
}
