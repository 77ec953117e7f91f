import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { EngineError } from './engine-error.ts';
import type { Availability } from './types.ts';

export interface AvailabilityTracker {
  current(): Availability;
  onChange(listener: (availability: Availability) => void): () => void;
  /** The Engine has answered. */
  up(): void;
  /** The Engine could not be reached. Starts the probing that ends it. */
  down(error: EngineError): void;
  close(): void;
}

/**
 * Whether the Engine can be reached. While it cannot, `probe` is run every `probeIntervalMs` until it succeeds, so
 * that it comes back without anybody asking; while it can, ordinary calls keep this up to date.
 */
export function createAvailability(deps: {
  clock: Clock;
  log: Log;
  probeIntervalMs: number;
  /** Must call `up()` or `down()` itself; what it throws is ignored. */
  probe: () => Promise<unknown>;
}): AvailabilityTracker {
  const { clock, log } = deps;
  const listeners = new Set<(availability: Availability) => void>();
  let state: Availability = { reachable: true };
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  const tell = () => {
    for (const listener of [...listeners]) {
      try {
        listener(state);
      } catch (error) {
        log.error({ error: messageOf(error) }, 'A listener of the Engine’s availability failed');
      }
    }
  };

  const scheduleProbe = () => {
    if (closed || timer !== null) return;
    timer = setTimeout(async () => {
      await deps.probe().catch(() => undefined);
      timer = null;
      if (!state.reachable) scheduleProbe();
    }, deps.probeIntervalMs);
    timer.unref();
  };

  return {
    current: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    up() {
      if (closed || state.reachable) return;
      log.info({ downMs: clock.now() - state.sinceAt }, 'The Docker Engine answers again');
      state = { reachable: true };
      tell();
    },
    down(error) {
      const cause = error.unreachable;
      if (closed || cause === null) return;
      const wasReachable = state.reachable;
      const sinceAt = state.reachable ? clock.now() : state.sinceAt;
      state = { reachable: false, sinceAt, cause, reason: error.reason };
      scheduleProbe();
      if (!wasReachable) return;
      log.warn({ cause, reason: error.reason }, 'The Docker Engine cannot be reached');
      tell();
    },
    close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      listeners.clear();
    },
  };
}
