import type { FoundLine, Stamp } from './types.ts';

/** A match with the lines around it. */
export interface Found {
  readonly match: FoundLine;
  readonly before: readonly FoundLine[];
  readonly after: FoundLine[];
}

/** Which matches are wanted. Lines without a stamp (of a driver that has none) always are. */
export interface Range {
  /** Only older; exclusive. */
  readonly before: Stamp | null;
  /** Only newer; exclusive. */
  readonly after: Stamp | null;
  /** Not older; inclusive. */
  readonly from: Stamp | null;
  /** Not newer; inclusive. */
  readonly to: Stamp | null;
}

/** What has been found in one container so far; others look at it while the reading goes on. */
export interface Findings {
  /** Oldest first. One more than the limit where there are more. */
  found: readonly Found[];
  matches: number;
  scannedBytes: number;
}

export interface Collector {
  add(line: FoundLine): void;
  matches(): number;
  found(): readonly Found[];
}

export function isInRange({ stamp }: FoundLine, { before, after, from, to }: Range): boolean {
  if (stamp === null) return true;
  if (before !== null && stamp >= before) return false;
  if (after !== null && stamp <= after) return false;
  if (from !== null && stamp < from) return false;
  return to === null || stamp <= to;
}

/** Keeps the newest matches, at most `most`, with the lines around them. */
export function createCollector(range: Range, most: number, context: number): Collector {
  const found: Found[] = [];
  let pending: FoundLine[] = [];
  let matches = 0;
  return {
    add(line) {
      const last = found.at(-1);
      if (!line.isMatch && last !== undefined && last.after.length < context) last.after.push(line);
      else if (!line.isMatch) pending.push(line);
      else {
        if (isInRange(line, range)) {
          matches += 1;
          found.push({ match: line, before: pending, after: [] });
          if (found.length > most) found.shift();
        }
        pending = [];
      }
    },
    matches: () => matches,
    found: () => found,
  };
}

/** By time; lines of one container stay in the order of its log. */
export function mergeFound(all: readonly (readonly Found[])[]): Found[] {
  return all.flat().sort((one, other) => compareStamps(one.match.stamp, other.match.stamp));
}

function compareStamps(one: Stamp | null, other: Stamp | null): number {
  const [a, b] = [one ?? '', other ?? ''];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
