/** Waiting as a parameter, so that a test decides when time passes. */
export interface Timers {
  /** Calls `work` once after `ms`; the function that comes back calls it off. */
  after(ms: number, work: () => void): () => void;
}

/** Never keeps the process alive: what waits in the outbox waits in the database as well. */
export const systemTimers: Timers = {
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
