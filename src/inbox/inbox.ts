import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { createInboxStore } from './inbox-store.ts';

/** An update from somebody who is allowed. `lane`: updates of one lane are handled in order, lanes run side by side. */
export interface Arrival {
  readonly id: number;
  readonly lane: string;
  readonly payload: unknown;
}

/** What the handler staged: runs in the transaction that marks the update as handled. */
export type Commit = () => void;

/** Handles the update with that number; again, when a process was killed in the middle of it: its effects carry causes. */
export type Handle = (payload: unknown, id: number) => Promise<Commit>;

/** Called in the transaction that sets an update aside, so that the person can be told. */
export type SetAside = (payload: unknown, error: unknown) => void;

export interface Inbox {
  /** Writes the arrivals as rows, in one transaction, before it returns; known ones are ignored. Handled once started. */
  accept(arrivals: readonly Arrival[]): void;
  /** Takes up what an earlier process left waiting. */
  start(): void;
  /** Starts nothing more and waits for what is being handled, at most `deadlineMs`; tells whether all of it ended. */
  stop(deadlineMs: number): Promise<boolean>;
  waiting(): number;
}

export const MAX_ATTEMPTS = 3;
const RETRY_AFTER_MS = 500;
const LONGEST_RETRY_MS = 10_000;
// conversations#155: a handler can hang for ever; the lane must not.
const HANDLER_DEADLINE_MS = 60_000;
const KEPT_MS = 30 * 24 * 3_600_000;

export interface InboxOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly handle: Handle;
  readonly onSetAside: SetAside;
}

/**
 * Durable intake: an update is first a row, then handled, in order within its lane, until it succeeded or failed three times.
 * A handler that is killed in between is called again after the next start.
 */
export function createInbox({ database, clock, log, handle, onSetAside }: InboxOptions): Inbox {
  const store = createInboxStore(database);
  const lanes = new Map<string, Promise<void>>();
  let started = false;
  let stopping = false;
  let waitingCount = 0;

  function schedule(arrival: Arrival): void {
    waitingCount += 1;
    const previous = lanes.get(arrival.lane) ?? Promise.resolve();
    const next = previous
      .then(() => work(arrival))
      .finally(() => {
        waitingCount -= 1;
      });
    lanes.set(arrival.lane, next);
    void next.then(() => {
      if (lanes.get(arrival.lane) === next) lanes.delete(arrival.lane);
    });
  }

  /** Until it is settled: a disk that refuses for a while must neither end the process nor let later updates overtake. */
  async function work(arrival: Arrival): Promise<void> {
    for (let pauseMs = RETRY_AFTER_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_RETRY_MS)) {
      try {
        await attempts(arrival);
        return;
      } catch (error) {
        log.error({ err: error, update: arrival.id }, 'what became of an update could not be written');
        if (stopping) return;
        await pause(pauseMs);
      }
    }
  }

  async function attempts(arrival: Arrival): Promise<void> {
    for (;;) {
      if (stopping) return;
      const attempt = store.countAttempt(arrival.id);
      if (attempt > MAX_ATTEMPTS) {
        setAside(arrival, new Error('the process ended while it handled this update'));
        return;
      }
      try {
        const commit = await withDeadline(handle(arrival.payload, arrival.id));
        database.transaction(() => {
          commit();
          store.settle(arrival.id, 'handled', clock.now(), null);
        });
        return;
      } catch (error) {
        if (attempt >= MAX_ATTEMPTS) {
          setAside(arrival, error);
          return;
        }
        log.warn({ err: error, update: arrival.id, attempt }, 'an update could not be handled, trying again');
        await pause(RETRY_AFTER_MS * attempt);
      }
    }
  }

  function setAside(arrival: Arrival, error: unknown): void {
    log.error({ err: error, update: arrival.id }, 'an update was set aside after three attempts');
    database.transaction(() => {
      store.settle(arrival.id, 'set-aside', clock.now(), messageOf(error));
      onSetAside(arrival.payload, error);
    });
  }

  return {
    accept: (arrivals) => {
      const receivedAt = clock.now();
      const fresh = database.transaction(() =>
        arrivals.filter((arrival) => store.add(arrival.id, arrival.lane, arrival.payload, receivedAt)),
      );
      // What comes before the start is taken up by it, with what an earlier process left.
      if (started) for (const arrival of fresh) schedule(arrival);
    },
    start: () => {
      started = true;
      store.prune(clock.now() - KEPT_MS);
      for (const waiting of store.waiting()) schedule(waiting);
    },
    stop: async (deadlineMs) => {
      stopping = true;
      const ended = Promise.all(lanes.values()).then(() => true);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<boolean>((resolve) => {
        timer = setTimeout(() => resolve(false), deadlineMs);
      });
      const result = await Promise.race([ended, late]);
      clearTimeout(timer);
      return result;
    },
    waiting: () => waitingCount,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function withDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the handler did not end within ${HANDLER_DEADLINE_MS / 1000} s`)),
      HANDLER_DEADLINE_MS,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
