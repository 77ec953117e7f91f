const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
/** A time for which nothing is known. */
const NOTHING = '·';

export interface Point {
  readonly at: number;
  readonly value: number;
}

/**
 * Values over time as a line of bars from zero to the highest, each bar the highest value within its part of the time:
 * a short peak is what one looks for. Null where fewer than three parts hold a value.
 */
export function sparkline(
  points: readonly Point[],
  { fromAt, toAt, bars }: { fromAt: number; toAt: number; bars: number },
): string | null {
  const width = (toAt - fromAt) / bars;
  const highest = Array.from({ length: bars }, (_, bar): number | null => {
    const own = points.filter(({ at }) => at > fromAt + bar * width && at <= fromAt + (bar + 1) * width);
    return own.length === 0 ? null : Math.max(...own.map(({ value }) => value));
  });
  const known = highest.filter((value) => value !== null);
  if (known.length < 3) return null;
  const top = Math.max(...known);
  return highest.map((value) => (value === null ? NOTHING : barFor(value, top))).join('');
}

function barFor(value: number, top: number): string {
  const index = top <= 0 ? 0 : Math.min(BARS.length - 1, Math.floor((value / top) * BARS.length));
  return BARS[index] ?? BARS[0];
}
