import { createMatcher } from './matcher.ts';
import type { RawFailure } from './page-job.ts';
import { RawAnswerError } from './raw-connection.ts';
import { type EngineAccess, readSource } from './source-reader.ts';
import type { FoundLine, LogPattern, LogSource } from './types.ts';

export interface FollowOrder {
  readonly sources: readonly LogSource[];
  readonly pattern: LogPattern;
  /** Lines before now, of each. */
  readonly tail: number;
}

/** About ten bunches a second; who shows them to people does so far less often. */
const BUNCH_MS = 100;
/** What a container says beyond this within one bunch is left out: nobody can read it. */
const MAX_BUNCH_LINES = 1_000;
const MAX_LINE_BYTES = 4_000;

/** Until the signal, or until all containers have ended. */
export async function followSources(
  engine: EngineAccess,
  order: FollowOrder,
  say: (lines: readonly FoundLine[]) => void,
  signal: AbortSignal,
): Promise<RawFailure[]> {
  const failures: RawFailure[] = [];
  let bunch: FoundLine[] = [];
  const flush = () => {
    if (bunch.length > 0) say(bunch);
    bunch = [];
  };
  const timer = setInterval(flush, BUNCH_MS);
  const matcher = createMatcher(order.pattern);
  const followOne = async (source: LogSource) => {
    try {
      const onLine = (line: FoundLine) => {
        bunch.push(line);
        if (bunch.length > MAX_BUNCH_LINES) bunch.shift();
        return true;
      };
      const reading = { source, matcher, tail: order.tail, follow: true, maxLineBytes: MAX_LINE_BYTES, onLine };
      await readSource(engine, reading, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof RawAnswerError)) throw error;
      failures.push({ source: source.id, statusCode: error.statusCode, code: error.code, message: error.message });
    }
  };
  try {
    await Promise.all(order.sources.map(followOne));
    flush();
    return failures;
  } finally {
    clearInterval(timer);
  }
}
