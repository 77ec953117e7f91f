import { Worker } from 'node:worker_threads';
import {
  type FromWorker,
  HEARTBEAT_MS,
  type Order,
  type Result,
  type ToWorker,
  type WorkerData,
} from './worker-messages.ts';

export type ProgressMessage = Extract<FromWorker, { type: 'progress' }>;

/** The thread hung for so long that it was ended; only an expression that a person wrote can do that. */
export class WorkerHung extends Error {
  override readonly name = 'WorkerHung';
}

export interface Listening {
  onProgress?(message: ProgressMessage): void;
  onLines?(lines: Extract<FromWorker, { type: 'lines' }>['lines']): void;
}

export interface WorkerLane {
  /** @throws WorkerHung, the signal's reason, or what went wrong in the thread */
  run(order: Order, signal: AbortSignal, listening?: Listening): Promise<Result>;
  close(): Promise<void>;
}

interface Job {
  readonly listening: Listening;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

interface Thread {
  readonly worker: Worker;
  heardAt: number;
}

/** Without work for so long a thread is ended; a new one takes a twentieth of a second. */
const IDLE_MS = 60_000;
/** Silent for so long while it has work. */
const HUNG_MS = 3_000;
/** Of its JavaScript; the memory of a reading comes on top, 256 KiB each. */
const LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 };

/** One thread, begun when there is work. */
export function createWorkerLane(
  options: WorkerData & { /** One order at a time, the others wait. */ oneByOne: boolean },
): WorkerLane {
  const jobs = new Map<number, Job>();
  let thread: Thread | null = null;
  let lastId = 0;
  let idle: NodeJS.Timeout | null = null;
  let watch: NodeJS.Timeout | null = null;
  let line: Promise<unknown> = Promise.resolve();

  function ensure(): Thread {
    if (thread !== null) return thread;
    const workerData: WorkerData = { knownSecrets: options.knownSecrets };
    // What is loaded into the process before its own code (`--import`) is not for its threads.
    const settings = { workerData, resourceLimits: LIMITS, execArgv: [] };
    const worker = new Worker(new URL('./worker.ts', import.meta.url), settings);
    worker.unref();
    const made: Thread = { worker, heardAt: performance.now() };
    worker.on('message', (message: FromWorker) => {
      made.heardAt = performance.now();
      hear(message);
    });
    worker.on('error', (error) => end(made, error));
    worker.on('exit', () => end(made, new Error('the thread that reads logs has ended')));
    thread = made;
    return made;
  }

  function hear(message: FromWorker): void {
    const job = jobs.get(message.id);
    if (job === undefined) return;
    if (message.type === 'progress') job.listening.onProgress?.(message);
    else if (message.type === 'lines') job.listening.onLines?.(message.lines);
    else if (message.type === 'done') job.resolve(message.result);
    else job.reject(new Error(message.message));
  }

  function end(which: Thread, error: unknown): void {
    if (thread !== which) return;
    thread = null;
    void which.worker.terminate();
    for (const job of jobs.values()) job.reject(error);
  }

  function look(): void {
    if (thread !== null && performance.now() - thread.heardAt > HUNG_MS) end(thread, new WorkerHung());
  }

  function begin(order: Order, signal: AbortSignal, listening: Listening): Promise<Result> {
    signal.throwIfAborted();
    lastId += 1;
    const id = lastId;
    const tell = (message: ToWorker) => thread?.worker.postMessage(message);
    if (idle !== null) clearTimeout(idle);
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const made = ensure();
    if (jobs.size === 0) made.heardAt = performance.now();
    jobs.set(id, { listening, resolve, reject });
    watch ??= setInterval(look, HEARTBEAT_MS);
    const cancel = () => {
      // An expression that hangs hears nothing: its thread ends with it, so that the next order does not wait in vain.
      if (options.oneByOne) end(made, signal.reason);
      else tell({ id, type: 'cancel' });
      reject(signal.reason);
    };
    signal.addEventListener('abort', cancel, { once: true });
    tell({ id, type: 'start', order });
    return promise.finally(() => {
      signal.removeEventListener('abort', cancel);
      jobs.delete(id);
      if (jobs.size > 0) return;
      if (watch !== null) clearInterval(watch);
      watch = null;
      idle = setTimeout(() => {
        if (thread !== null) end(thread, new Error('idle'));
      }, IDLE_MS).unref();
    });
  }

  return {
    run(order, signal, listening = {}) {
      if (!options.oneByOne) return begin(order, signal, listening);
      const turn = line.then(() => begin(order, signal, listening));
      line = turn.catch(() => undefined);
      return turn;
    },
    async close() {
      if (idle !== null) clearTimeout(idle);
      const closing = thread;
      if (closing === null) return;
      end(closing, new Error('the log engine was closed'));
      await closing.worker.terminate();
    },
  };
}
