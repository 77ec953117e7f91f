/** Work that never runs twice at once. */
export interface OneAtATime<T> {
  /** The run that is under way, or a new one. */
  join(): Promise<T>;
  /** A run that begins now, or after the one under way, which may have looked already; several callers share it. */
  fresh(): Promise<T>;
}

export function oneAtATime<T>(work: () => Promise<T>): OneAtATime<T> {
  let underWay: Promise<T> | null = null;
  let following: Promise<T> | null = null;
  const join = (): Promise<T> => {
    underWay ??= work().finally(() => {
      underWay = null;
    });
    return underWay;
  };
  const fresh = (): Promise<T> => {
    if (underWay === null) return join();
    const again = () => {
      following = null;
      return join();
    };
    following ??= underWay.then(again, again);
    return following;
  };
  return { join, fresh };
}
