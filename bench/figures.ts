import { arch, cpus, release } from 'node:os';

/** One line about the machine: a figure says nothing without it. */
export function machineLine(engineVersion: string): string {
  const [first] = cpus();
  return `${cpus().length} × ${first?.model ?? 'unknown CPU'} (${arch()}), Linux ${release()}, Node ${process.version}, Docker ${engineVersion}`;
}

/** Median, nearest-rank p90 and maximum of milliseconds, as "median 12 ms, p90 15 ms, max 20 ms (n=20)". */
export function spread(milliseconds: readonly number[]): string {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0);
  return `median ${at(0.5)} ms, p90 ${at(0.9)} ms, max ${at(1)} ms (n=${sorted.length})`;
}

/** The version that the Engine tells of itself. */
export function versionIn(answer: unknown): string {
  return typeof answer === 'object' && answer !== null && 'Version' in answer ? String(answer.Version) : 'unknown';
}
