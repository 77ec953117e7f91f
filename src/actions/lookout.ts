import { type ContainerDetail, type Docker, EngineError, serviceKey } from '../docker/index.ts';
import type { Masking } from './evidence.ts';
import { resolveContainer, type Target } from './target.ts';
import type { LastExit, Sight } from './well.ts';

const LOOK_DEADLINE_MS = 5000;
const LAST_LINES = 10;
const LINE_LENGTH = 300;

export interface Lookout {
  /** What the Engine shows now; a service is found again after its container was replaced. Throws only for bugs. */
  look(): Promise<Sight>;
  /** Resolves at the next event that could change the verdict. */
  next(): Promise<void>;
  close(): void;
}

/** Watches one container by asking, and by listening so that it need not ask often. `now`: the clock's. */
export function createLookout(docker: Docker, target: Target, id: string, now: () => number): Lookout {
  let currentId = id;
  let lastExit: LastExit = { code: null, oom: false };
  let awaySinceAt: number | null = null;
  let nextEvent = Promise.withResolvers<void>();

  const key = serviceKey(target);
  const stream = docker.events((event) => {
    if (event.kind === 'container') {
      if (event.key !== key || (event.id !== currentId && event.number !== target.number)) return;
      if (event.action === 'die') lastExit = { ...lastExit, code: event.exitCode };
      else if (event.action === 'oom') lastExit = { ...lastExit, oom: true };
      // `stop` is told after a stop by hand (ours too): the exit before it was asked for, it is not a fall.
      else if (event.action === 'stop') lastExit = { code: null, oom: false };
    }
    nextEvent.resolve();
    nextEvent = Promise.withResolvers<void>();
  });

  async function look(): Promise<Sight> {
    try {
      const detail = await resolveContainer(docker, target, currentId, LOOK_DEADLINE_MS);
      awaySinceAt = null;
      if (detail === null) return { kind: 'gone' };
      if (detail.id !== currentId) lastExit = { code: null, oom: false };
      currentId = detail.id;
      return { kind: 'seen', detail, lastExit };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      const availability = docker.availability();
      awaySinceAt ??= availability.reachable ? now() : availability.sinceAt;
      return { kind: 'away', sinceAt: awaySinceAt };
    }
  }

  return { look, next: () => nextEvent.promise, close: () => stream.stop() };
}

/** The newest lines of a service that did not come up, masked and short enough for a phone; none when they cannot be had. */
export async function lastLinesOf(docker: Docker, masking: Masking, detail: ContainerDetail): Promise<string[]> {
  try {
    const options = { tail: LAST_LINES, maxBytes: 64 * 1024, timestamps: false, deadlineMs: LOOK_DEADLINE_MS };
    const lines = await docker.logs(detail.id, options);
    const probe = detail.health?.status === 'unhealthy' ? (detail.health.log.at(-1)?.output.trim() ?? '') : '';
    const all = [...lines.map((line) => line.text), ...probe.split('\n').filter((line) => line !== '')];
    return masking
      .text(all.slice(-LAST_LINES).join('\n'))
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => line.slice(0, LINE_LENGTH));
  } catch (error) {
    if (error instanceof EngineError) return [];
    throw error;
  }
}
