import type { Clock } from '../clock.ts';
import type { Reason } from '../operations/index.ts';

export interface Meter {
  /** So many bytes of what is being worked at now are through. `name` is what it is at, as people call it. */
  at(doneBytes: number, name: string): void;
  /** What was worked at is through: its bytes count for good. */
  passed(bytes: number): void;
}

/**
 * Words for how far a phase is: `backups-progress-<phase>` with what a bar needs. `rate` is in bytes per second since the
 * phase began, `left` in milliseconds; both are 0 while nothing is known.
 */
export function createMeter(options: {
  readonly phase: string;
  readonly totalBytes: number;
  readonly clock: Clock;
  readonly report: (doing: Reason) => void;
}): Meter {
  const { phase, totalBytes, clock, report } = options;
  const beganAt = clock.now();
  let before = 0;
  return {
    at(doneBytes, name) {
      const done = before + doneBytes;
      report({
        key: `backups-progress-${phase}`,
        params: { name, ...figures(done, totalBytes, clock.now() - beganAt) },
      });
    },
    passed(bytes) {
      before += bytes;
    },
  };
}

/** Too short a time to reckon with. */
const TOO_EARLY_MS = 500;

function figures(done: number, total: number, elapsedMs: number) {
  const rate = elapsedMs < TOO_EARLY_MS ? 0 : Math.round((done * 1000) / elapsedMs);
  const left = rate === 0 ? 0 : Math.round((Math.max(0, total - done) * 1000) / rate);
  // What was estimated may be less than what comes.
  const percent = total === 0 ? 0 : Math.min(100, Math.floor((done * 100) / total));
  return { done, total: Math.max(total, done), percent, rate, left };
}
