/** The last value that one check has read. */
export interface Reading {
  /** Null when there is none, or none since then. */
  read(sinceAt: number): number | null;
  write(value: number, at: number): void;
}

/** What checks have read the last time, for those that judge whether something grows. */
export interface Readings {
  of(checkId: string): Reading;
}

/** Kept in memory: gone after a restart. */
export function createReadings(): Readings {
  const known = new Map<string, { value: number; at: number }>();
  return {
    of: (checkId) => ({
      read: (sinceAt) => {
        const last = known.get(checkId);
        return last !== undefined && last.at >= sinceAt ? last.value : null;
      },
      write: (value, at) => {
        known.set(checkId, { value, at });
      },
    }),
  };
}
