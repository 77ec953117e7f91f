import { createCollector, type Findings, type Range } from './findings.ts';
import { createMatcher } from './matcher.ts';
import type { Scanner } from './scanner.ts';
import { type EngineAccess, type Reading, readSource } from './source-reader.ts';
import type { Stamp } from './types.ts';

export interface OldestRequest {
  readonly reading: Omit<Reading, 'onLine' | 'tail' | 'since' | 'until'>;
  readonly range: Range & { readonly after: Stamp };
  readonly limit: number;
  readonly findings: Findings;
}

const GROWTH = 8;
const FIRST_TAIL = 500;
const LARGEST_TAIL = 2_100_000;

/**
 * The oldest matches behind a line. With `since` alone the Engine would decode the log from its beginning; so a tail is
 * looked for that reaches back to that line (asking costs no more than its first line), and read from there on.
 */
export async function readOldest(engine: EngineAccess, request: OldestRequest, signal: AbortSignal): Promise<void> {
  const { reading, range, limit, findings } = request;
  const tail = await tailBackTo(engine, reading, range.after, signal);
  const context = reading.context ?? 0;
  // One match more than the limit tells that there are more; the lines behind the last match come before it.
  const collector = createCollector(range, limit + 1, context);
  const note = (scanner: Scanner) => {
    findings.found = collector.found();
    findings.matches = collector.matches();
    findings.scannedBytes = scanner.bytes();
  };
  const options: Reading = {
    ...reading,
    ...(tail === null ? {} : { tail }),
    since: range.after,
    until: range.to,
    onLine: (line) => {
      collector.add(line);
      return collector.matches() <= limit;
    },
    onBytes: (scanner) => {
      note(scanner);
      reading.onBytes?.(scanner);
    },
  };
  note(await readSource(engine, options, signal));
}

/** Null: all of it. */
async function tailBackTo(
  engine: EngineAccess,
  { source }: { source: Reading['source'] },
  stamp: Stamp,
  signal: AbortSignal,
): Promise<number | null> {
  for (let tail = FIRST_TAIL; tail <= LARGEST_TAIL; tail *= GROWTH) {
    const matcher = createMatcher({ kind: 'all' });
    const scanner = await readSource(engine, { source, matcher, tail, onLine: () => false }, signal);
    const first = scanner.firstStamp();
    if (first === null || first <= stamp) return tail;
  }
  return null;
}
