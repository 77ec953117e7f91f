import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../errors.ts';
import { browse } from './browse.ts';
import { compare } from './compare.ts';
import { RefusedError } from './engine-connection.ts';
import { extract } from './extract.ts';
import {
  CANCEL,
  type Failure,
  type FromThread,
  type JobKind,
  type JobOf,
  type Order,
  PROGRESS_MS,
} from './messages.ts';
import { packFile, unpackFile } from './pack-file.ts';
import { ConnectionError } from './raw-socket.ts';
import { listTree, readTree } from './read-tree.ts';
import type { Running, RunningOnEngine } from './running.ts';
import { DamagedArchiveError, NoSpaceError, TooLargeError, TornReadError } from './types.ts';
import { verify } from './verify.ts';
import { writeTree } from './write-tree.ts';

/** The thread of one job: does it, says how far it is, and ends. */
const port = parentPort;
if (port === null) throw new Error('worker.ts is started as a worker thread');
// Checked on the other side: works.ts makes it of this type.
const order = workerData as Order;
const cancelling = new AbortController();
let doneBytes = 0;
let saidBytes = 0;

const say = (message: FromThread) => port.postMessage(message);

const JOBS: { readonly [K in JobKind]: (job: JobOf<K>, running: RunningOnEngine) => Promise<unknown> } = {
  readTree,
  listTree,
  verify,
  writeTree,
  compare,
  browse,
  extract,
  packFile,
  unpackFile,
};

function run<K extends JobKind>({ kind, job, engine }: Order<K>): Promise<unknown> {
  const running: Running = {
    signal: cancelling.signal,
    progress(bytes) {
      doneBytes = bytes;
    },
  };
  return JOBS[kind](job, {
    ...running,
    get engine() {
      if (engine === null) throw new Error(`${kind} was given no Engine`);
      return engine;
    },
  });
}

function failureOf(error: unknown): Failure {
  if (error instanceof TornReadError) return { kind: 'torn', inPath: error.inPath };
  if (error instanceof DamagedArchiveError) return { kind: 'damaged', problem: error.problem };
  if (error instanceof NoSpaceError) return { kind: 'no-space', where: error.where };
  if (error instanceof RefusedError) return { kind: 'refused', statusCode: error.statusCode, message: error.message };
  if (error instanceof ConnectionError) return { kind: 'connection', code: error.code, message: error.message };
  if (error instanceof TooLargeError) return { kind: 'too-large', bytes: error.bytes };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { kind: 'other', message: error instanceof Error ? (error.stack ?? error.message) : messageOf(error), code };
}

port.on('message', (message: unknown) => {
  if (message === CANCEL) cancelling.abort(new Error('cancelled'));
});

const telling = setInterval(() => {
  if (doneBytes === saidBytes) return;
  saidBytes = doneBytes;
  say({ type: 'progress', doneBytes });
}, PROGRESS_MS);

run(order)
  .then(
    (result) => say({ type: 'done', result }),
    (error: unknown) => say({ type: 'failed', failure: failureOf(error) }),
  )
  .finally(() => {
    clearInterval(telling);
    port.close();
  });
