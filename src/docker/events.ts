import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Client } from './client.ts';
import { ACTIONS, createDeduper, createLineSplitter, parseEvent, sinceOf } from './event-stream.ts';
import type { ContainerAction, ContainerEvent, EngineEvent, FollowOptions } from './event-types.ts';
import { isInScope, type Scope } from './labels.ts';

const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 30_000;
/** A connection can die without a word; a ping over another one finds out, and its failure cuts the stream. */
const WATCHDOG_MS = 30_000;

/**
 * Follows the Engine's events until `stop()`, for ever trying again. After an interruption a `gap` comes first, then
 * what the Engine still remembers since the last event seen; nothing comes twice.
 */
export function followEvents(
  deps: { client: Client; clock: Clock; log: Log; scope: Scope },
  listener: (event: EngineEvent) => void,
  { killsSince }: FollowOptions = {},
): { stop(): void } {
  const { client, clock, log } = deps;
  const stopped = new AbortController();
  const isNew = createDeduper();
  let since = (clock.now() / 1000).toFixed(3);
  let killsFrom = killsSince ?? null;
  /** Set while the stream is down. */
  let lostAt: number | null = null;
  let engineWasDown = false;
  let backoffMs = FIRST_BACKOFF_MS;

  const tell = (event: EngineEvent) => {
    try {
      listener(event);
    } catch (error) {
      log.error({ error: messageOf(error), kind: event.kind }, 'A listener of Engine events failed');
    }
  };

  const hear = (line: string): ContainerEvent | null => {
    const event = parseEvent(line);
    if (event === null || stopped.signal.aborted || !isInScope(event.labels, deps.scope)) return null;
    if (!isNew(event)) return null;
    tell(event);
    return event;
  };

  const onLine = (line: string) => {
    const event = hear(line);
    if (event !== null) since = sinceOf(event.timeNano);
  };

  const filtersFor = (actions: readonly ContainerAction[]) =>
    JSON.stringify({
      type: ['container'],
      event: actions,
      ...(deps.scope.onlyLabel === undefined ? {} : { label: [deps.scope.onlyLabel] }),
    });

  /** Once, before the live stream: what nobody heard. It ends by itself. */
  async function readKills(fromAt: number, signal: AbortSignal): Promise<void> {
    const query = { since: (fromAt / 1000).toFixed(3), until: since, filters: filtersFor(['oom']) };
    const response = await client.open({ path: '/events', query, signal });
    response.setEncoding('utf8');
    const splitter = createLineSplitter(hear);
    for await (const text of response) splitter.push(String(text));
  }

  async function readOnce(signal: AbortSignal): Promise<void> {
    if (killsFrom !== null) await readKills(killsFrom, signal);
    killsFrom = null;
    const response = await client.open({ path: '/events', query: { since, filters: filtersFor(ACTIONS) }, signal });
    response.socket.setKeepAlive(true, WATCHDOG_MS);
    backoffMs = FIRST_BACKOFF_MS;
    if (lostAt !== null) tell({ kind: 'gap', fromAt: lostAt, toAt: clock.now(), engineWasDown });
    lostAt = null;
    engineWasDown = false;
    response.setEncoding('utf8');
    const splitter = createLineSplitter(onLine);
    for await (const text of response) splitter.push(String(text));
  }

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      const connection = new AbortController();
      const unlisten = client.availability.onChange((now) => {
        if (!now.reachable) connection.abort(new Error(now.reason));
      });
      const watchdog = setInterval(() => void client.ping().catch(() => undefined), WATCHDOG_MS);
      watchdog.unref();
      let reason = 'the stream ended';
      try {
        await readOnce(AbortSignal.any([stopped.signal, connection.signal]));
      } catch (error) {
        reason = messageOf(error);
      }
      clearInterval(watchdog);
      unlisten();
      if (stopped.signal.aborted) return;
      lostAt ??= clock.now();
      // The end of the stream is often the first that is heard of a stopped Engine.
      await client.ping().catch(() => undefined);
      const now = client.availability.current();
      if (!now.reachable) {
        engineWasDown = true;
        lostAt = Math.min(lostAt, now.sinceAt);
      }
      log.debug({ reason, backoffMs }, 'The Engine’s events were interrupted');
      await pause(backoffMs);
      backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS);
    }
  }

  /** Ends early when the Engine is back, or nobody listens any more. */
  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        unlisten();
        stopped.signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      timer.unref();
      const unlisten = client.availability.onChange((now) => now.reachable && done());
      stopped.signal.addEventListener('abort', done);
    });
  }

  void run();
  return { stop: () => stopped.abort(new Error('nobody listens any more')) };
}
