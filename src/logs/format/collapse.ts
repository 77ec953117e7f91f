/** Longest pattern of lines that is seen to repeat: a crash loop says up to this much each round. */
const LONGEST_CYCLE = 8;

export interface Repeated<T> {
  /** The last time that it was said. */
  readonly item: T;
  /** The first time. */
  readonly first: T;
  /** How often it was said, one after the other. */
  readonly count: number;
}

/**
 * Lines that say the same again become one with a count: the same line several times, and several lines over and over
 * (what a crash loop looks like). `shapeOf` tells what counts as the same. The order stays.
 */
export function collapse<T>(items: readonly T[], shapeOf: (item: T) => string | null): Repeated<T>[] {
  const shapes = items.map(shapeOf);
  const result: Repeated<T>[] = [];
  for (let at = 0; at < items.length; ) {
    const { length, rounds } = cycleAt(shapes, at);
    const lastRound = at + length * (rounds - 1);
    for (const [offset, item] of items.slice(lastRound, lastRound + length).entries()) {
      result.push({ item, first: items[at + offset] ?? item, count: rounds });
    }
    at = lastRound + length;
  }
  return result;
}

/** The repetition that begins here and covers the most lines; of equals the shortest cycle. */
function cycleAt(shapes: readonly (string | null)[], at: number): { length: number; rounds: number } {
  let best = { length: 1, rounds: 1 };
  for (let length = 1; length <= LONGEST_CYCLE; length += 1) {
    const rounds = roundsOf(shapes, at, length);
    if (rounds > 1 && rounds * length > best.rounds * best.length) best = { length, rounds };
  }
  return best;
}

function roundsOf(shapes: readonly (string | null)[], at: number, length: number): number {
  let rounds = 1;
  const isSame = (round: number): boolean => {
    const from = at + round * length;
    if (from + length > shapes.length) return false;
    for (let offset = 0; offset < length; offset += 1) {
      const shape = shapes[at + offset];
      if (shape === null || shape === undefined || shape !== shapes[from + offset]) return false;
    }
    return true;
  };
  while (isSame(rounds)) rounds += 1;
  return rounds;
}
