import type { EngineAccess } from './engine-connection.ts';
import type { ArchiveProblem, ArchiveWorks, NoSpaceError } from './types.ts';

/** What is said between the process and the thread of one job; both ends are ours, of the same version. */
export const JOB_KINDS = [
  'readTree',
  'listTree',
  'verify',
  'writeTree',
  'compare',
  'browse',
  'extract',
  'packFile',
  'unpackFile',
] as const;
export type JobKind = (typeof JOB_KINDS)[number];
export type JobOf<K extends JobKind> = Parameters<ArchiveWorks[K]>[0];
export type ResultOf<K extends JobKind> = Awaited<ReturnType<ArchiveWorks[K]>>;

export interface Order<K extends JobKind = JobKind> {
  readonly kind: K;
  /** Null for jobs that do not ask the Engine. */
  readonly engine: EngineAccess | null;
  readonly job: JobOf<K>;
}

export type Failure =
  | { readonly kind: 'torn'; readonly inPath: string | null }
  | { readonly kind: 'damaged'; readonly problem: ArchiveProblem }
  | { readonly kind: 'no-space'; readonly where: NoSpaceError['where'] }
  | { readonly kind: 'refused'; readonly statusCode: number; readonly message: string }
  | { readonly kind: 'connection'; readonly code: string; readonly message: string }
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'other'; readonly message: string; readonly code: string };

export type FromThread =
  | { readonly type: 'progress'; readonly doneBytes: number }
  | { readonly type: 'done'; readonly result: unknown }
  | { readonly type: 'failed'; readonly failure: Failure };

/** The only word to a thread: put your things in order and end. */
export const CANCEL = 'cancel';
/** Between two words of progress. */
export const PROGRESS_MS = 250;
