import type { Manifest } from '../manifest.ts';

/** Stopping and starting, where nothing better is known. */
const AROUND_MS = 4000;

/**
 * How long a restore will take, and how long services stand in it: bytes by rates. While they stand, what is there is
 * read once (the safety copy), what is put back is written once and read once; before, it is decoded, staged and read.
 * Null when no rate is known.
 * @param rate bytes a second, as just measured; null: by what the backup itself took
 */
export function estimate(of: {
  readonly manifest: Pick<Manifest, 'startedAt' | 'finishedAt' | 'trees'>;
  /** Tar bytes that are put back, and that are there now. */
  readonly putBytes: number;
  readonly nowBytes: number;
  readonly rate: number | null;
  /** Whether anything that runs has to be stopped. */
  readonly stands: boolean;
}): { readonly standstillMs: number | null; readonly tookMs: number | null } {
  const { manifest, putBytes, nowBytes, stands } = of;
  const rate = of.rate ?? rateOf(manifest);
  if (rate === null || rate <= 0) return { standstillMs: stands ? null : 0, tookMs: null };
  const ms = (bytes: number) => Math.round((bytes * 1000) / rate);
  const changingMs = AROUND_MS + ms(nowBytes + 2 * putBytes);
  return { standstillMs: stands ? changingMs : 0, tookMs: changingMs + ms(3 * putBytes) };
}

function rateOf({ startedAt, finishedAt, trees }: Pick<Manifest, 'startedAt' | 'finishedAt' | 'trees'>): number | null {
  const bytes = trees.reduce((sum, tree) => sum + tree.tarBytes, 0);
  return bytes === 0 || finishedAt <= startedAt ? null : (bytes * 1000) / (finishedAt - startedAt);
}
