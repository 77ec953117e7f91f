import type { DiskSample } from './types.ts';

/** How far the fit looks back: what a disk did yesterday says little about tonight. */
export const GROWTH_WINDOW_MS = 6 * 3_600_000;
/** Less than this proves no growth: a backup that comes and goes looks the same. */
const SHORTEST_MS = 30 * 60_000;
const FEWEST = 10;
/** Growth below this share of the disk within the window is the breathing of logs and caches. */
const LEAST_GROWTH = 0.001;
/** How much of what the disk did the straight line has to explain (R²): a saw-tooth is no growth. */
const LEAST_FIT = 0.6;
/** Beyond this nobody has to do anything tonight. */
const FARTHEST_MS = 7 * 24 * 3_600_000;

/**
 * Milliseconds until a disk has no room left for ordinary users, when it goes on growing as in the last six hours: a
 * straight line through the samples by least squares (netdata's disk fill rate, over a longer time). Null where that
 * says nothing: too few samples, no steady growth, or more than a week to go. Pure.
 * @param samples of one disk, oldest first
 */
export function timeToFull(samples: readonly DiskSample[], now: number): number | null {
  const recent = samples.filter((sample) => now - sample.at <= GROWTH_WINDOW_MS && sample.at <= now);
  const first = recent[0];
  const last = recent.at(-1);
  if (first === undefined || last === undefined) return null;
  if (recent.length < FEWEST || last.at - first.at < SHORTEST_MS) return null;
  const line = lineThrough(recent.map((sample) => [sample.at - first.at, sample.usedBytes]));
  const grown = line.slope * (last.at - first.at);
  if (grown < last.totalBytes * LEAST_GROWTH || line.explained < LEAST_FIT) return null;
  const leftMs = last.availableBytes / line.slope - (now - last.at);
  return leftMs > FARTHEST_MS ? null : Math.max(0, Math.round(leftMs));
}

/** The same for every disk that has something to say. */
export function timesToFull(samples: readonly DiskSample[], now: number): ReadonlyMap<string, number> {
  const byMount = Map.groupBy(samples, (sample) => sample.mount);
  return new Map(
    [...byMount].flatMap(([mount, own]) => {
      const left = timeToFull(own, now);
      return left === null ? [] : [[mount, left] as const];
    }),
  );
}

/** Least squares: the slope, and the share of the variance that the line explains. */
function lineThrough(points: readonly (readonly [number, number])[]): { slope: number; explained: number } {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const xx = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const yy = points.reduce((sum, [, y]) => sum + (y - meanY) ** 2, 0);
  const xy = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  if (xx === 0 || yy === 0) return { slope: 0, explained: 0 };
  return { slope: xy / xx, explained: xy ** 2 / (xx * yy) };
}
