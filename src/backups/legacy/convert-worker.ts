import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../errors.ts';
import { NoSpaceError } from '../archive/types.ts';
import { type Converted, type ConvertJob, convert } from './convert.ts';
import { type Looked, look } from './spool.ts';

export type ConverterJob =
  | { readonly what: 'look'; readonly path: string }
  | ({ readonly what: 'convert' } & ConvertJob);

export type FromConverter =
  | { readonly type: 'progress'; readonly doneBytes: number }
  | { readonly type: 'looked'; readonly looked: Looked }
  | { readonly type: 'converted'; readonly converted: Converted }
  | { readonly type: 'failed'; readonly message: string; readonly noSpace: boolean; readonly unreadable: boolean };

const PROGRESS_EVERY_MS = 250;

const tell = (message: FromConverter) => parentPort?.postMessage(message);
/** Handed in by `inThread` of import-archive.ts. */
const job = workerData as ConverterJob;
let toldAt = 0;

function progress(doneBytes: number): void {
  const now = performance.now();
  if (now - toldAt < PROGRESS_EVERY_MS) return;
  toldAt = now;
  tell({ type: 'progress', doneBytes });
}

try {
  if (job.what === 'look') tell({ type: 'looked', looked: await look(job.path, progress) });
  else {
    const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    tell({ type: 'converted', converted: await convert(job, hashOf, progress) });
  }
} catch (error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const unreadable = code.startsWith('Z_') || (error instanceof Error && error.name === 'TarError');
  tell({
    type: 'failed',
    message: messageOf(error),
    noSpace: error instanceof NoSpaceError || code === 'ENOSPC',
    unreadable,
  });
}
