const DAY_MS = 86_400_000;

/** What the clock of a zone shows, as if it were UTC, and back. */
export interface WallClock {
  /** UTC milliseconds → the zone's clock, read as UTC. */
  shows(at: number): number;
  /**
   * The moments at which the zone's clock shows `wall`, oldest first: two where it is put back, none where it is put
   * forward over it.
   */
  moments(wall: number): readonly number[];
  /** One moment for each wall time: the first of two; the skipped one counts with the clock as it was before. */
  moment(wall: number): number;
}

/** @param timeZone an IANA name, as in `TZ` */
export function createWallClock(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

  function shows(at: number): number {
    const whole = Math.floor(at / 1000) * 1000;
    const parts = new Map(format.formatToParts(whole).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    return (
      Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) +
      (at - whole)
    );
  }

  const offsetAt = (at: number) => shows(at) - at;

  function moments(wall: number): readonly number[] {
    const candidates = new Set([wall - offsetAt(wall - DAY_MS), wall - offsetAt(wall + DAY_MS)]);
    return [...candidates].filter((at) => shows(at) === wall).sort((one, other) => one - other);
  }

  return {
    shows,
    moments,
    moment: (wall) => moments(wall)[0] ?? wall - offsetAt(wall - DAY_MS),
  };
}
