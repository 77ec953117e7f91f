import { setTimeout } from 'node:timers/promises';
import { createRunner, createSource, type UpdateSink, type UpdateSupplier } from '@grammyjs/runner';
import { type Api, GrammyError } from 'grammy';
import type { Update } from 'grammy/types';
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';

export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;

/** grammY and its runner bring an AbortSignal of their own (node-fetch 2). */
type StopSignal = Parameters<UpdateSupplier<Update>['supply']>[1];

const POLL_SECONDS = 25;
const BATCH = 100;
const LONGEST_PAUSE_MS = 10_000;
/**
 * Telegram gives a second poller the right of way and turns the first away. The one that has been on watch longer takes
 * it back, so that starting a second process by mistake ends the second; it gives up when the other one insists.
 */
const ON_WATCH_MS = 60_000;
const MOST_CONFLICTS = 5;

/** Polling cannot go on: another process uses the token, or Telegram does not know it (any more). */
export class PollingEnded extends Error {
  readonly reason: 'conflict' | 'unauthorized';

  constructor(reason: 'conflict' | 'unauthorized', cause: unknown) {
    super(messageOf(cause), { cause });
    this.name = 'PollingEnded';
    this.reason = reason;
  }
}

export interface Poller {
  /** Polls until `stop`. Rejects with PollingEnded when it is pointless to go on. */
  run(): Promise<void>;
  stop(): Promise<void>;
  /** When Telegram last answered, UTC milliseconds. */
  lastAnswerAt(): number | null;
}

export interface PollerOptions {
  readonly api: Api;
  readonly clock: Clock;
  readonly log: Log;
  /** Must have made the updates durable when it returns: the next request confirms them to Telegram. */
  readonly accept: (updates: readonly Update[]) => void;
  /** Told when Telegram answers after it had not. */
  readonly answersAgain?: () => void;
}

/**
 * Long polling from the public parts of @grammyjs/runner. Unlike `run()`, an update is confirmed only after `accept` has
 * written it; unlike `bot.start()`, nothing waits for handlers.
 */
export function createPoller({ api, clock, log, accept, answersAgain }: PollerOptions): Poller {
  let offset = 0;
  let answeredAt: number | null = null;
  let troubled = false;
  let firstAnswerAt: number | null = null;
  let conflicts = 0;
  const stop = new AbortController();
  const stopping = stop.signal;

  async function supply(_batch: number, signal: StopSignal): Promise<Update[]> {
    for (let pause = 500; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        const updates = await api.getUpdates(
          { offset, limit: BATCH, timeout: POLL_SECONDS, allowed_updates: [...ALLOWED_UPDATES] },
          signal,
        );
        if (troubled) {
          log.info({}, 'Telegram answers again');
          answersAgain?.();
        }
        troubled = false;
        answeredAt = clock.now();
        firstAnswerAt ??= answeredAt;
        conflicts = 0;
        const last = updates.at(-1);
        if (last) offset = last.update_id + 1;
        return updates;
      } catch (error) {
        if (signal.aborted) throw error;
        await afterFailure(error, pause, signal);
      }
    }
  }

  async function afterFailure(error: unknown, pause: number, signal: StopSignal): Promise<void> {
    if (error instanceof GrammyError && error.error_code === 409) conflict(error);
    if (error instanceof GrammyError && error.error_code === 401) throw new PollingEnded('unauthorized', error);
    if (!troubled) log.warn({ err: error }, 'Telegram does not answer; trying until it does');
    troubled = true;
    const asked = error instanceof GrammyError ? (error.parameters.retry_after ?? 0) * 1000 : 0;
    await pauseFor(Math.max(asked, pause), signal);
  }

  /** @throws PollingEnded unless this process was here first */
  function conflict(error: GrammyError): void {
    conflicts += 1;
    const isFirst = firstAnswerAt !== null && clock.now() - firstAnswerAt > ON_WATCH_MS;
    if (!isFirst || conflicts > MOST_CONFLICTS) throw new PollingEnded('conflict', error);
    log.error({ error: messageOf(error) }, 'another process polls Telegram with the same token; taking it back');
  }

  /**
   * Until they are durable, or the stop: a full disk must not end the process, and what is not written is not confirmed.
   * Nothing else is fetched meanwhile.
   */
  async function takeIn(updates: readonly Update[]): Promise<void> {
    for (let pause = 500; !stopping.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        accept(updates);
        return;
      } catch (error) {
        log.error({ err: error }, 'updates could not be written; trying until they can');
        await setTimeout(pause, undefined, { signal: stopping }).catch(() => undefined);
      }
    }
  }

  const sink: UpdateSink<Update> = {
    handle: async (updates) => {
      await takeIn(updates);
      return BATCH;
    },
    size: () => 0,
    snapshot: () => [],
  };
  const runner = createRunner(createSource({ supply }), sink);

  return {
    run: async () => {
      // Whoever calls has just been answered; the first poll of a quiet bot lasts as long as it may.
      answeredAt = clock.now();
      runner.start();
      await runner.task();
    },
    stop: async () => {
      stop.abort();
      if (runner.isRunning()) await runner.stop();
    },
    lastAnswerAt: () => answeredAt,
  };
}

function pauseFor(ms: number, signal: StopSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = globalThis.setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
