import { cutRuns, lengthOf, plainRun, type Runs } from './runs.ts';

/** What is still free in a message. Once something did not fit it is `full`: all that follows is left out and counted. */
export interface Budget {
  length: number;
  blocks: number;
  full: boolean;
  /** Lines, rows and items that were left out. */
  leftOut: number;
}

/** A line at least this long is cut where it does not fit; a shorter one is left out whole. */
const cutFrom = 200;
/** Less than this of a line would say nothing. */
const cutTo = 40;

/**
 * As many of the lines as fit, in order: those of one block that also counts as `blocks` blocks.
 * Each line costs its UTF-16 units and one for its end. `[]` when nothing fits.
 */
export function fitLines(lines: readonly Runs[], blocks: number, budget: Budget): Runs[] {
  if (lines.length === 0) return [];
  if (blocks > budget.blocks) budget.full = true;
  const kept: Runs[] = [];
  for (const line of lines) {
    const fitted = fitLine(line, budget);
    if (fitted === null) budget.leftOut += 1;
    else kept.push(fitted);
  }
  if (kept.length > 0) budget.blocks -= blocks;
  return kept;
}

/** The line, cut if it is long and the room is nearly used up; null when it is left out. */
function fitLine(line: Runs, budget: Budget): Runs | null {
  if (budget.full) return null;
  const cost = lengthOf(line) + 1;
  if (cost <= budget.length) {
    budget.length -= cost;
    return line;
  }
  budget.full = true;
  const room = budget.length - 1;
  if (cost <= cutFrom || room < cutTo) return null;
  budget.length = 0;
  return cutRuns(line, room);
}

/** Lines as the runs of one text. */
export function joinLines(lines: readonly Runs[]): Runs {
  return lines.flatMap((line, index) => (index === 0 ? line : [plainRun('\n'), ...line]));
}
