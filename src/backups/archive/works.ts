import { Worker } from 'node:worker_threads';
import type { DockerHostConfig } from '../../config/index.ts';
import { EngineError, toEngineError } from '../../docker/index.ts';
import { messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import {
  CANCEL,
  type Failure,
  type FromThread,
  type JobKind,
  type JobOf,
  type Order,
  type ResultOf,
} from './messages.ts';
import {
  type ArchiveWorks,
  DamagedArchiveError,
  NoSpaceError,
  type RunOptions,
  TooLargeError,
  TornReadError,
} from './types.ts';

export interface ArchiveWorksDeps {
  readonly host: DockerHostConfig;
  /** As the Engine and we agreed: `1.41`. */
  readonly apiVersion: () => Promise<string>;
  readonly log: Log;
}

/** Of a thread's JavaScript; buffers and the compressor's memory come on top, some ten mebibytes. */
const LIMITS = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 1 };
/** So long a cancelled thread has to put its things in order. */
const CANCEL_GRACE_MS = 5_000;
const ON_ENGINE: ReadonlySet<JobKind> = new Set<JobKind>(['readTree', 'listTree', 'writeTree']);

/** Reads, checks and writes trees, each job in a thread of its own. */
export function createArchiveWorks({ host, apiVersion, log }: ArchiveWorksDeps): ArchiveWorks {
  const closing = new AbortController();
  const threads = new Set<Promise<unknown>>();

  async function run<K extends JobKind>(kind: K, job: JobOf<K>, options: RunOptions = {}): Promise<ResultOf<K>> {
    const signal = AbortSignal.any([closing.signal, ...(options.signal === undefined ? [] : [options.signal])]);
    signal.throwIfAborted();
    const engine = ON_ENGINE.has(kind) ? { host, apiVersion: await apiVersion() } : null;
    const order: Order<K> = { kind, engine, job };
    const thread = runThread(order, signal, options);
    threads.add(thread);
    try {
      // Both ends are of the same version: a job of this kind has this result.
      return (await thread) as ResultOf<K>;
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof ThreadFailure ? errorOf(error.failure, host) : error;
    } finally {
      threads.delete(thread);
    }
  }

  return {
    readTree: (job, options) => run('readTree', job, options),
    listTree: (job, options) => run('listTree', job, options),
    verify: (job, options) => run('verify', job, options),
    writeTree: (job, options) => run('writeTree', job, options),
    compare: (job, options) => run('compare', job, options),
    browse: (job, options) => run('browse', job, options),
    extract: async (job, options) => Buffer.from(await run('extract', job, options)),
    packFile: (job) => run('packFile', job),
    unpackFile: (job) => run('unpackFile', job),
    async close() {
      closing.abort(new Error('the works are closed'));
      const ended = await Promise.allSettled(threads);
      if (ended.length > 0) log.info({ jobs: ended.length }, 'Jobs on archives were ended');
    },
  };
}

class ThreadFailure extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

function runThread(order: Order, signal: AbortSignal, options: RunOptions): Promise<unknown> {
  // What is loaded into the process before its own code (`--import`) is not for its threads.
  const settings = { workerData: order, resourceLimits: LIMITS, execArgv: [] };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), settings);
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  let grace: NodeJS.Timeout | null = null;
  const cancel = () => {
    worker.postMessage(CANCEL);
    grace ??= setTimeout(() => void worker.terminate(), CANCEL_GRACE_MS);
  };
  let outcome: (() => void) | null = null;
  worker.on('message', (message: FromThread) => {
    if (message.type === 'progress') options.onProgress?.({ doneBytes: message.doneBytes });
    else if (message.type === 'done') outcome = () => resolve(message.result);
    else outcome = () => reject(new ThreadFailure(message.failure));
    // Nothing is left to put in order; what it still holds open must not keep it.
    if (message.type !== 'progress') void worker.terminate();
  });
  worker.on('error', reject);
  worker.on('exit', () => {
    if (outcome === null) reject(new Error('the thread of a job on an archive has ended without a word'));
    else outcome();
  });
  signal.addEventListener('abort', cancel, { once: true });
  return promise.finally(() => {
    signal.removeEventListener('abort', cancel);
    if (grace !== null) clearTimeout(grace);
  });
}

function errorOf(failure: Failure, host: DockerHostConfig): Error {
  switch (failure.kind) {
    case 'torn':
      return new TornReadError(failure.inPath);
    case 'damaged':
      return new DamagedArchiveError(failure.problem);
    case 'no-space':
      return new NoSpaceError(failure.where);
    case 'too-large':
      return new TooLargeError(failure.bytes);
    case 'refused':
      return new EngineError(failure.statusCode, failure.message, null);
    case 'connection':
      return toEngineError(Object.assign(new Error(failure.message), { code: failure.code }), host);
    case 'other':
      return Object.assign(new Error(messageOf(failure.message)), { code: failure.code });
  }
}
