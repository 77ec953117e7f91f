import { type Findings, type Found, mergeFound, type Range } from './findings.ts';
import { createMatcher } from './matcher.ts';
import { readNewest } from './newest.ts';
import { readOldest } from './oldest.ts';
import { RawAnswerError } from './raw-connection.ts';
import { type EngineAccess, MAX_LINE_BYTES } from './source-reader.ts';
import { stampOf } from './stamp.ts';
import type { FoundLine, LogPattern, LogSource, Stamp, Stopped } from './types.ts';

/** A {@link PageRequest} as it crosses to a worker. */
export interface PageOrder {
  readonly sources: readonly LogSource[];
  readonly pattern: LogPattern;
  readonly limit: number;
  readonly before: Stamp | null;
  readonly after: Stamp | null;
  readonly sinceAt: number | null;
  readonly untilAt: number | null;
  readonly context: number;
  readonly deadlineMs: number;
}

/** Why a source could not be read, before it is put into words. */
export interface RawFailure {
  readonly source: string;
  readonly statusCode: number | null;
  readonly code: string;
  readonly message: string;
}

export interface RawPage {
  readonly lines: readonly FoundLine[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  readonly scannedBytes: number;
  readonly matches: number;
  readonly stopped: Stopped | null;
  readonly failures: readonly RawFailure[];
}

/** So many containers are read at once: the Engine answers each on a thread of its own. */
const AT_ONCE = 3;
/** For all lines that are kept of one container. */
const KEPT_BYTES = 4 * 1024 * 1024;
const SHORTEST_KEPT_LINE_BYTES = 1_000;

/** Works on one page. `soFar` can be asked at any time: what has been found until then. */
export function createPageJob(engine: EngineAccess, order: PageOrder) {
  const all = order.sources.map((source) => {
    const findings: Findings = { found: [], matches: 0, scannedBytes: 0 };
    return { source, findings };
  });
  const failures: RawFailure[] = [];
  const range: Range = {
    before: order.before,
    after: order.after,
    from: order.sinceAt === null ? null : stampOf(order.sinceAt),
    to: order.untilAt === null ? null : stampOf(order.untilAt),
  };
  const reading = {
    matcher: createMatcher(order.pattern),
    context: order.context,
    maxLineBytes: keptLineBytes(order),
  };

  /** Enough is found from here on: what is older cannot get onto the page. */
  function floor(): Stamp | null {
    const found = mergeFound(all.map(({ findings }) => findings.found));
    return found.length > order.limit ? (found.at(-order.limit - 1)?.match.stamp ?? null) : null;
  }

  async function readOne({ source, findings }: (typeof all)[number], signal: AbortSignal): Promise<void> {
    const request = { reading: { ...reading, source }, range, limit: order.limit, findings };
    const { after } = range;
    try {
      if (after === null) await readNewest(engine, { ...request, floor }, signal);
      else await readOldest(engine, { ...request, range: { ...range, after } }, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof RawAnswerError)) throw error;
      failures.push({ source: source.id, statusCode: error.statusCode, code: error.code, message: error.message });
    }
  }

  function soFar(stopped: Stopped | null): RawPage {
    const found = mergeFound(all.map(({ findings }) => findings.found));
    const isMore = found.length > order.limit;
    const isForward = order.after !== null;
    const kept = isForward ? found.slice(0, order.limit) : found.slice(-order.limit);
    return {
      lines: linesOf(kept),
      hasOlder: isForward || isMore || stopped !== null,
      hasNewer: isForward ? isMore || stopped !== null : order.before !== null || order.untilAt !== null,
      scannedBytes: all.reduce((sum, { findings }) => sum + findings.scannedBytes, 0),
      matches: all.reduce((sum, { findings }) => sum + findings.matches, 0),
      stopped,
      failures,
    };
  }

  return {
    soFar,
    /** Ends by the deadline with what was found. @throws the signal's reason */
    async run(signal: AbortSignal): Promise<RawPage> {
      const deadline = AbortSignal.timeout(order.deadlineMs);
      const either = AbortSignal.any([signal, deadline]);
      const waiting = [...all];
      const readOn = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await readOne(next, either);
      };
      try {
        await Promise.all(Array.from({ length: AT_ONCE }, readOn));
        return soFar(null);
      } catch (error) {
        if (signal.aborted || !deadline.aborted) throw error;
        return soFar('deadline');
      }
    },
  };
}

/** A line that surrounds two matches is there once: the scanner says each only once. */
function linesOf(found: readonly Found[]): FoundLine[] {
  return found.flatMap(({ before, match, after }) => [...before, match, ...after]);
}

function keptLineBytes({ limit, context }: PageOrder): number {
  const share = Math.floor(KEPT_BYTES / ((limit + 1) * (1 + 2 * context)));
  return Math.min(MAX_LINE_BYTES, Math.max(SHORTEST_KEPT_LINE_BYTES, share));
}
