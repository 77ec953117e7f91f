import type { DockerHostConfig } from '../config/index.ts';
import type { Matcher } from './matcher.ts';
import { readRaw } from './raw-connection.ts';
import { createScanner, type Scanner } from './scanner.ts';
import { engineTime } from './stamp.ts';
import type { FoundLine, LogSource, Stamp } from './types.ts';

/** One reading of one container's log. */
export interface Reading {
  readonly source: LogSource;
  readonly matcher: Matcher;
  readonly context?: number;
  readonly maxLineBytes?: number;
  /** The newest so many lines (pieces of lines, as the Engine counts); default all. Counted before `since` and `until`. */
  readonly tail?: number;
  /** Both inclusive. */
  readonly since?: Stamp | null;
  readonly until?: Stamp | null;
  readonly follow?: boolean;
  onLine(line: FoundLine): boolean;
  /** After each bunch of bytes. */
  onBytes?(scanner: Scanner): void;
}

export interface EngineAccess {
  readonly host: DockerHostConfig;
  /** As the Engine and we agreed: `1.41`. */
  readonly apiVersion: string;
}

/** Longest that is kept of a line where nothing else is said; the Engine itself breaks lines only above this. */
export const MAX_LINE_BYTES = 16_000;
const BUFFER_BYTES = 256 * 1024;

/** @throws RawAnswerError, or the signal's reason */
export async function readSource(engine: EngineAccess, reading: Reading, signal: AbortSignal): Promise<Scanner> {
  const { source } = reading;
  const scanner = createScanner({
    source: source.id,
    tty: source.tty,
    matcher: reading.matcher,
    context: reading.context ?? 0,
    maxLineBytes: reading.maxLineBytes ?? MAX_LINE_BYTES,
    onLine: reading.onLine,
  });
  await readRaw({
    host: engine.host,
    path: `/v${engine.apiVersion}/containers/${encodeURIComponent(source.id)}/logs?${queryOf(reading)}`,
    // Its pages are touched only where bytes arrive.
    buffer: Buffer.allocUnsafeSlow(BUFFER_BYTES),
    signal,
    take(memory, arrived) {
      const taken = scanner.take(memory, arrived);
      reading.onBytes?.(scanner);
      return taken;
    },
  });
  scanner.end();
  return scanner;
}

function queryOf({ tail, since, until, follow }: Reading): URLSearchParams {
  return new URLSearchParams({
    stdout: '1',
    stderr: '1',
    timestamps: '1',
    tail: tail === undefined ? 'all' : String(tail),
    ...(since ? { since: engineTime(since) } : {}),
    ...(until ? { until: engineTime(until) } : {}),
    ...(follow ? { follow: '1' } : {}),
  });
}
