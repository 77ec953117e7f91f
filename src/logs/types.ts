import type { LogLine } from '../docker/index.ts';

/** What the logs room tells the others. Times are UTC milliseconds, except for stamps; sizes are bytes. */

/** A container whose log is read. */
export interface LogSource {
  /** Container id. */
  readonly id: string;
  readonly name: string;
  readonly service: string;
  /** As the container was made; a wrong one shows frames as text, so take it from an inspection. */
  readonly tty: boolean;
}

/** Which lines are wanted. Words and expressions ignore case; an expression is JavaScript's, without the slashes. */
export type LogPattern =
  | { readonly kind: 'all' }
  | { readonly kind: 'errors' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'regex'; readonly source: string };

/**
 * When the Engine took a line, to the nanosecond, as it writes it itself: `2026-11-24T18:29:10.123456789Z`, always of
 * 30 characters, so that stamps sort as text. The exact cursor for paging.
 */
export type Stamp = string;

/** A line as it was written: not masked, colours not removed. At most 16,000 bytes of it (then `truncated`). */
export interface FoundLine extends LogLine {
  readonly stamp: Stamp | null;
  /** Container id. */
  readonly source: string;
  /** False for a line that only surrounds a match. */
  readonly isMatch: boolean;
  /** Of a match that stands behind the part of the line that was kept: the text around it. */
  readonly excerpt?: string;
}

/** Why something could not be done, as a text of the locales. */
export interface LogFailure {
  /** Container id. */
  readonly source: string;
  readonly reason: { readonly key: string; readonly params?: Readonly<Record<string, string | number>> };
}

export interface Progress {
  readonly scannedBytes: number;
  readonly matches: number;
}

export interface PageRequest {
  readonly sources: readonly LogSource[];
  readonly pattern: LogPattern;
  /** At most this many matches (surrounding lines come on top), 1 to 1,000. */
  readonly limit: number;
  /** The newest matches older than this stamp. Without `before` and `after`: the newest of all. */
  readonly before?: Stamp;
  /** The oldest matches newer than this stamp. */
  readonly after?: Stamp;
  readonly sinceAt?: number;
  readonly untilAt?: number;
  /** Lines around each match, 0 to 20, of the same container; default 0. */
  readonly context?: number;
  /** Whatever was found by then is the page. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
  onProgress?(progress: Progress): void;
}

/** What ended the looking before its end; the page holds what was found until then. */
export type Stopped = 'deadline' | 'slow-regex';

export interface Page {
  /** Oldest first, merged by time over the sources. */
  readonly lines: readonly FoundLine[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  readonly scannedBytes: number;
  /** Matches that were seen, also those that did not fit the page. */
  readonly matches: number;
  readonly stopped: Stopped | null;
  /** Sources that could not be read; the page is of the others. */
  readonly failures: readonly LogFailure[];
}

export interface DownloadRequest {
  readonly sources: readonly LogSource[];
  readonly pattern: LogPattern;
  readonly sinceAt?: number;
  readonly untilAt?: number;
  /** No part is larger; a line is never split over two parts. */
  readonly partBytes: number;
  /** Parts beyond this many are not made (`stopped: 'parts'`). Default 20. */
  readonly maxParts?: number;
  /** An existing folder; who asked removes the parts. */
  readonly folder: string;
  /** Of the files: `<name>.txt.gz`, or `<name>-1.txt.gz`, `<name>-2.txt.gz`, … */
  readonly name: string;
  /** Default 600,000. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  onProgress?(progress: Progress): void;
}

export interface Download {
  /** Gzip of masked UTF-8 text, oldest first: one line a line, in front of it its stamp (and its source, where there are several). */
  readonly parts: readonly { readonly path: string; readonly bytes: number }[];
  readonly lines: number;
  readonly scannedBytes: number;
  readonly stopped: Stopped | 'parts' | null;
  readonly failures: readonly LogFailure[];
}

/**
 * Reads logs of any size in worker threads with connections of their own, so that neither memory nor the event loop
 * feels them. A source that cannot be read is a failure in the answer; calls reject only with the signal's reason,
 * a UserError (`logs-bad-regex`) or a fault of our own.
 */
export interface LogEngine {
  page(request: PageRequest): Promise<Page>;
  download(request: DownloadRequest): Promise<Download>;
  /**
   * Lines from now on, in bunches (at most 1,000 lines and about ten a second), until aborted or until all
   * containers have ended. Sources that cannot be read are in the answer.
   */
  follow(
    sources: readonly LogSource[],
    onLines: (lines: readonly FoundLine[]) => void,
    signal: AbortSignal,
    options?: {
      readonly pattern?: LogPattern /** Lines before now, of each source; default 0. */;
      readonly tail?: number;
    },
  ): Promise<{ readonly failures: readonly LogFailure[] }>;
  /** Ends everything under way. */
  close(): Promise<void>;
}
