import { createCollector, type Findings, type Found, type Range } from './findings.ts';
import type { Scanner } from './scanner.ts';
import { type EngineAccess, type Reading, readSource } from './source-reader.ts';
import type { Stamp } from './types.ts';

export interface NewestRequest {
  readonly reading: Omit<Reading, 'onLine' | 'tail' | 'since' | 'until'>;
  readonly range: Range;
  readonly limit: number;
  readonly findings: Findings;
  /** The time below which nobody wants to know any more, since other containers have had enough; null while there is none. */
  floor(): Stamp | null;
}

/** Each look at older lines takes in so many times more. */
const GROWTH = 8;
/** A search looks at this many lines first. */
const FIRST_TAIL = 2_000;
/** From here on the Engine would look for the beginning of the tail about as long as it would read all. */
const LARGEST_TAIL = 2_000_000;

/**
 * The newest matches of one container: looks at the end of the log first and at ever larger pieces before it, until
 * there are enough. No line is read twice: the Engine counts `tail` before it applies `until`, so that a larger tail up
 * to the first line of the last one is just what lies before it. (Lines around a match could be on both sides of such a
 * border; where they are wanted, each look reads on to the end.)
 */
export async function readNewest(engine: EngineAccess, request: NewestRequest, signal: AbortSignal): Promise<void> {
  const { reading, limit, findings } = request;
  const isEachWhole = (reading.context ?? 0) > 0;
  const firstTail = reading.matcher.hint === null && reading.matcher.hintDecides ? limit + 2 : FIRST_TAIL;
  let range = request.range;
  for (let tail = firstTail; ; tail *= GROWTH) {
    const isLast = tail > LARGEST_TAIL;
    const scanner = await look(engine, { ...request, range }, isLast ? null : tail, signal);
    // Fewer than were asked for, and none withheld: this was the whole log.
    const isWhole = isLast || (range.before === null && range.to === null && scanner.pieces() < tail);
    if (!isWhole) dropTorn(scanner, findings);
    if (isWhole || isFarEnough(scanner, request) || findings.found.length > limit) return;
    if (!isEachWhole) range = { ...range, before: scanner.firstWholeStamp() ?? range.before };
  }
}

/** One look; what it finds comes before what was found. `tail` null: from the beginning of the log. */
async function look(
  engine: EngineAccess,
  { reading, range, limit, findings }: NewestRequest,
  tail: number | null,
  signal: AbortSignal,
): Promise<Scanner> {
  const context = reading.context ?? 0;
  const collector = createCollector(range, limit + 1, context);
  const known = context > 0 ? { found: [], matches: 0, scannedBytes: findings.scannedBytes } : { ...findings };
  const note = (scanner: Scanner, found: readonly Found[]) => {
    findings.found = [...found, ...known.found].slice(-limit - 1);
    findings.matches = known.matches + collector.matches();
    findings.scannedBytes = known.scannedBytes + scanner.bytes();
  };
  const options: Reading = {
    ...reading,
    ...(tail === null ? { since: range.from } : { tail }),
    until: range.before ?? range.to,
    onLine: (line) => {
      collector.add(line);
      return true;
    },
    onBytes: (scanner) => {
      note(scanner, collector.found());
      reading.onBytes?.(scanner);
    },
  };
  const scanner = await readSource(engine, options, signal);
  note(scanner, collector.found());
  // Where newer lines are withheld, fewer pieces come than the tail has: its first one may be torn all the same.
  const isCut = range.before !== null || range.to !== null || scanner.pieces() >= (tail ?? Number.POSITIVE_INFINITY);
  if (tail !== null && isCut) dropTorn(scanner, findings);
  return scanner;
}

/** The first line of a tail may be the rest of a long one: it is looked at again, with what is before it. */
function dropTorn(scanner: Scanner, findings: Findings): void {
  const [first] = findings.found;
  const whole = scanner.firstWholeStamp();
  if (first === undefined || first.match.stamp === null) return;
  if (whole !== null && first.match.stamp >= whole) return;
  findings.found = findings.found.slice(1);
  findings.matches -= 1;
}

function isFarEnough(scanner: Scanner, { range, floor }: NewestRequest): boolean {
  const start = scanner.firstStamp();
  const stops = [range.from, floor()].filter((stamp) => stamp !== null);
  return start !== null && stops.some((stamp) => start < stamp);
}
