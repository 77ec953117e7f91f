/** Days, weeks and months as people in one zone count them. */
export interface Calendar {
  /** `2026-01-31`. @param at UTC milliseconds */
  day(at: number): string;
  /** The Monday that it begins with. */
  week(at: number): string;
  /** `2026-01`. */
  month(at: number): string;
  /** `2026-01-31 03:30`. */
  minute(at: number): string;
}

export function createCalendar(timeZone: string): Calendar {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn' },
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
  });
  const clock = new Intl.DateTimeFormat('en-US', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = (at: number): string => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
  };
  return {
    day,
    week: (at) => {
      const date = new Date(`${day(at)}T00:00:00Z`);
      date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
      return date.toISOString().slice(0, 10);
    },
    month: (at) => day(at).slice(0, 7),
    minute: (at) => `${day(at)} ${clock.format(at)}`,
  };
}
