import type { DownloadOrder, RawDownload } from './download-job.ts';
import type { FollowOrder } from './follow-job.ts';
import type { PageOrder, RawFailure, RawPage } from './page-job.ts';
import type { EngineAccess } from './source-reader.ts';
import type { FoundLine, Progress } from './types.ts';

/** What is said between this thread and a worker; both ends are ours, of the same version. */
export type Order =
  | { readonly kind: 'page'; readonly engine: EngineAccess; readonly order: PageOrder }
  | { readonly kind: 'download'; readonly engine: EngineAccess; readonly order: DownloadOrder }
  | { readonly kind: 'follow'; readonly engine: EngineAccess; readonly order: FollowOrder };

export type ToWorker =
  | { readonly id: number; readonly type: 'start'; readonly order: Order }
  | { readonly id: number; readonly type: 'cancel' };

export type Result =
  | { readonly kind: 'page'; readonly page: RawPage }
  | { readonly kind: 'download'; readonly download: RawDownload }
  | { readonly kind: 'follow'; readonly failures: readonly RawFailure[] };

export type FromWorker =
  /** Comes every {@link HEARTBEAT_MS} while there is work: a thread that says nothing hangs in an expression. */
  | { readonly id: number; readonly type: 'progress'; readonly progress: Progress; readonly page: RawPage | null }
  | { readonly id: number; readonly type: 'lines'; readonly lines: readonly FoundLine[] }
  | { readonly id: number; readonly type: 'done'; readonly result: Result }
  | { readonly id: number; readonly type: 'failed'; readonly message: string };

export interface WorkerData {
  /** Masked in downloads wherever they stand. */
  readonly knownSecrets: readonly string[];
}

export const HEARTBEAT_MS = 250;
