import { isInRange, type Range } from './findings.ts';
import { createMatcher } from './matcher.ts';
import type { RawFailure } from './page-job.ts';
import { createPartWriter } from './part-writer.ts';
import { RawAnswerError } from './raw-connection.ts';
import { type EngineAccess, readSource } from './source-reader.ts';
import { stampOf } from './stamp.ts';
import type { FoundLine, LogPattern, LogSource, Progress, Stopped } from './types.ts';

/** A `DownloadRequest` as it crosses to a worker. */
export interface DownloadOrder {
  readonly sources: readonly LogSource[];
  readonly pattern: LogPattern;
  readonly sinceAt: number | null;
  readonly untilAt: number | null;
  readonly partBytes: number;
  readonly maxParts: number;
  readonly folder: string;
  readonly name: string;
  readonly deadlineMs: number;
}

export interface RawDownload {
  readonly parts: readonly { readonly path: string; readonly bytes: number }[];
  readonly lines: number;
  readonly scannedBytes: number;
  readonly stopped: Stopped | 'parts' | null;
  readonly failures: readonly RawFailure[];
}

const MAX_LINE_BYTES = 1024 * 1024;

/** Writes the lines of each container in turn, oldest first, masked and compressed, into parts. */
export function createDownloadJob(engine: EngineAccess, order: DownloadOrder, mask: (text: string) => string) {
  const range: Range = {
    before: null,
    after: null,
    from: order.sinceAt === null ? null : stampOf(order.sinceAt),
    to: order.untilAt === null ? null : stampOf(order.untilAt),
  };
  const failures: RawFailure[] = [];
  const writer = createPartWriter({ ...order, mask });
  let lines = 0;
  let earlierBytes = 0;
  let bytes = 0;

  async function readOne(source: LogSource, signal: AbortSignal): Promise<void> {
    if (order.sources.length > 1) writer.add(`# ${source.service} (${source.name})`);
    const onLine = (line: FoundLine): boolean => {
      if (!isInRange(line, range)) return true;
      lines += 1;
      writer.add(written(line));
      return !writer.isFull();
    };
    try {
      const reading = {
        source,
        matcher: createMatcher(order.pattern),
        since: range.from,
        until: range.to,
        maxLineBytes: Math.min(MAX_LINE_BYTES, order.partBytes >> 2),
        onLine,
        onBytes: (scanner: { bytes(): number }) => {
          bytes = scanner.bytes();
        },
      };
      await readSource(engine, reading, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof RawAnswerError)) throw error;
      failures.push({ source: source.id, statusCode: error.statusCode, code: error.code, message: error.message });
    }
    earlierBytes += bytes;
    bytes = 0;
  }

  async function readAll(signal: AbortSignal): Promise<void> {
    for (const source of order.sources) {
      if (writer.isFull()) return;
      await readOne(source, signal);
    }
  }

  return {
    progress: (): Progress => ({ scannedBytes: earlierBytes + bytes, matches: lines }),
    /** Ends by the deadline with what there is. @throws the signal's reason; then no part is left */
    async run(signal: AbortSignal): Promise<RawDownload> {
      const deadline = AbortSignal.timeout(order.deadlineMs);
      let stopped: RawDownload['stopped'] = null;
      try {
        await readAll(AbortSignal.any([signal, deadline]));
      } catch (error) {
        if (signal.aborted || !deadline.aborted) {
          writer.discard();
          throw error;
        }
        stopped = 'deadline';
      }
      const parts = writer.finish();
      if (writer.isFull()) stopped = 'parts';
      return { parts, lines, scannedBytes: earlierBytes + bytes, stopped, failures };
    },
  };
}

function written(line: FoundLine): string {
  const cut = line.truncated === true ? ' […]' : '';
  return `${line.stamp ?? '-'} ${line.stream === 'stderr' ? 'E' : 'O'} ${line.text}${cut}`;
}
