import type { ContainerDetail } from '../docker/index.ts';
import { endsProgram } from './crashes.ts';
import type { RecordedEvent } from './types.ts';

/** How a container ended the last time. */
export interface Ending {
  readonly exitCode: number;
  /** UTC milliseconds; null: not known. */
  readonly at: number | null;
  /** An `oom` event came with it. */
  readonly oom: boolean;
  /** Somebody or something had asked it to stop. */
  readonly stopped: boolean;
}

/** The `oom` event comes before or after the `die` that it caused, a tenth of a second apart at most as measured. */
const OOM_NEAR_MS = 2_000;
/** `docker stop` is `kill` (15), after the time-out `kill` (9), `die`, `stop`. */
const STOP_NEAR_MS = 2_000;

/**
 * The last end of a container that does not run, or of one that was started again since; null when it never ended or
 * nothing is known. The Engine's own `OOMKilled` counts only where it cannot be from an earlier run. Pure.
 * @param events of this container, newest first
 */
export function lastEnding(container: ContainerDetail, events: readonly RecordedEvent[]): Ending | null {
  const own = events.filter((event) => event.containerId === container.id);
  const died = own.find((event) => event.action === 'die');
  const exitCode = container.exitCode ?? died?.exitCode ?? null;
  if (exitCode === null) return null;
  const at = container.exitCode === null ? (died?.at ?? null) : (container.finishedAt ?? died?.at ?? null);
  const isNear = (event: RecordedEvent, ms: number) => at !== null && Math.abs(event.at - at) <= ms;
  const flagged = container.oomKilled && container.state !== 'running' && container.state !== 'paused';
  return {
    exitCode,
    at,
    oom: own.some((event) => event.action === 'oom' && isNear(event, OOM_NEAR_MS)) || (flagged && exitCode === 137),
    stopped: own.some((event) => at !== null && asksToStop(event, at, container.stopTimeoutS * 1000)),
  };
}

function asksToStop(event: RecordedEvent, endedAt: number, timeoutMs: number): boolean {
  if (event.action === 'stop') return Math.abs(event.at - endedAt) <= STOP_NEAR_MS;
  if (event.action !== 'kill' || !endsProgram(event.signal)) return false;
  const before = endedAt - event.at;
  // A bare `docker kill` asks for the end as well, yet nobody waited for it to stop: SIGTERM is what tells a stop.
  return event.signal !== 9 && before >= -STOP_NEAR_MS && before <= Math.max(0, timeoutMs) + 2 * STOP_NEAR_MS;
}
