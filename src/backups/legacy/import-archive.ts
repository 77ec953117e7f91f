import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { messageOf, UserError } from '../../errors.ts';
import { NoSpaceError } from '../archive/types.ts';
import type { Manifest } from '../manifest.ts';
import type { BackupParts } from '../parts.ts';
import type { BackupSet } from '../sets/types.ts';
import { BACKUP_ID } from '../store/folder-names.ts';
import { hashFile } from '../store/hash-file.ts';
import type { ConverterJob, FromConverter } from './convert-worker.ts';
import { manifestOf } from './import-manifest.ts';
import { metadataOf, projectIn, type ScriptArchive, scriptArchive, sumBeside } from './script-archive.ts';
import { targetSet } from './target-set.ts';

export type ImportParts = Pick<
  BackupParts,
  'store' | 'sets' | 'index' | 'storage' | 'clock' | 'log' | 'settings' | 'timeZone' | 'version'
>;

export interface Imported {
  readonly id: string;
  readonly set: string;
  readonly manifest: Manifest;
  /** `right`: as `sha256sum` wrote beside it. `none`: nothing was written. */
  readonly sum: 'right' | 'none';
  /** What was in it and was not kept. */
  readonly left: readonly string[];
}

/** Its own files and its packed copy lie side by side for a while. */
const SPACE_FACTOR = 2.5;

/**
 * Reads an archive of somebody else's script into the store, so that it can be verified, drilled and restored like a
 * backup of our own. The same archive is imported once: its id is made of its time and its content.
 *
 * @throws UserError `backups-import-…` for what a person can mend · NoSpaceError · the signal's reason
 */
export async function importArchive(
  parts: ImportParts,
  job: { readonly path: string; readonly set: string | null; readonly operation: string | null },
  options: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  } = {},
): Promise<Imported> {
  const file = basename(job.path);
  const archive = scriptArchive(job.path, parts.timeZone);
  if (archive === null) throw new UserError('backups-import-name', { file });
  const { size } = await stat(job.path).catch((cause: unknown) => {
    throw new UserError('backups-import-unreadable', { file }, { cause });
  });
  const said = await sumBeside(job.path);
  const sha256 = await hashFile(job.path);
  options.signal?.throwIfAborted();
  if (said !== null && said !== sha256) throw new UserError('backups-import-wrong-sum', { file });
  const id = idOf(archive, sha256);
  const known = parts.index.get(id);
  if (known !== null) throw new UserError('backups-import-known', { file, id, set: known.set });
  const { freeBytes } = await parts.store.space();
  if (freeBytes < size * SPACE_FACTOR) throw new NoSpaceError('store');

  const passes = 3;
  const told = (pass: number) => (done: number) =>
    options.onProgress?.(pass * size + Math.min(done, 2 * size), passes * size);
  const run = options.signal === undefined ? {} : { signal: options.signal };
  const looked = await inThread({ what: 'look', path: job.path }, { ...run, onProgress: told(0) });
  if (looked.type !== 'looked') throw new Error('the thread has not looked');
  const metadata = metadataOf(looked.looked.metadata ?? '');
  const target = targetSet(
    await setsNow(parts),
    { volumes: looked.looked.volumes, project: projectIn(metadata), label: archive.label },
    job.set,
  );
  const draft = await parts.store.begin(target.name, id);
  try {
    const { level } = parts.settings;
    const done = await inThread(
      { what: 'convert', path: job.path, folder: draft.folder, level, key: draft.key },
      { ...run, onProgress: told(1) },
    );
    if (done.type !== 'converted') throw new Error('the thread has not converted');
    const { converted } = done;
    if (!converted.isWhole) throw new UserError('backups-import-damaged', { file });
    const manifest = await manifestOf(parts, { archive, id, draft, converted, target, metadata });
    await draft.seal(manifest);
    await parts.index.take(target.name, id, job.operation);
    const sum = said === null ? 'none' : 'right';
    return { id, set: target.name, manifest, sum, left: converted.left };
  } catch (error) {
    await draft.abandon();
    throw error;
  }
}

/** Without an Engine it is imported under the name that it gives itself. */
async function setsNow({ sets, log }: ImportParts): Promise<BackupSet[]> {
  try {
    return await sets.list();
  } catch (error) {
    log.warn({ reason: messageOf(error) }, 'the sets cannot be seen; an archive is imported under its own name');
    return [];
  }
}

function idOf(archive: ScriptArchive, sha256: string): string {
  const time = `${new Date(archive.madeAt).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const id = `${time}-${sha256.slice(0, 6)}`;
  if (!BACKUP_ID.test(id)) throw new Error(`no id: ${id}`);
  return id;
}

type Answer = Extract<FromConverter, { type: 'looked' | 'converted' }>;

function inThread(
  job: ConverterJob,
  options: { readonly signal?: AbortSignal; readonly onProgress: (doneBytes: number) => void },
): Promise<Answer> {
  const { signal } = options;
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./convert-worker.ts', import.meta.url), { workerData: job, execArgv: [] });
    const abort = () => void worker.terminate().then(() => reject(signal?.reason));
    signal?.addEventListener('abort', abort, { once: true });
    worker.on('message', (message: FromConverter) => {
      if (message.type === 'progress') options.onProgress(message.doneBytes);
      else if (message.type !== 'failed') resolve(message);
      else if (message.noSpace) reject(new NoSpaceError('store'));
      else if (message.unreadable) {
        reject(
          new UserError('backups-import-damaged', { file: basename(job.path) }, { cause: new Error(message.message) }),
        );
      } else reject(new Error(message.message));
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      signal?.removeEventListener('abort', abort);
      reject(new Error('the thread that reads an archive has ended'));
    });
    if (signal?.aborted) abort();
  });
}
