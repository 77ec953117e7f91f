import type { BadEvent, Sample } from './types.ts';

/** As long as a crash loop has to be quiet to count as over. */
const WELL_AGAIN_MS = 10 * 60_000;

/**
 * When the trouble that lasts until `now` began: goes back from `now` over bad moments
 * until the service was seen well for ten minutes. Times when nobody looked do not count as well.
 * @returns UTC milliseconds, never after `now`; null when it is well or nothing is known
 */
export function troubleBeganAt(events: readonly BadEvent[], samples: readonly Sample[], now: number): number | null {
  const bad = [...events.map((event) => event.at), ...samples.filter(isBad).map((sample) => sample.at)]
    .filter((at) => at <= now)
    .sort((a, b) => b - a);
  const well = samples.filter(isWell).map((sample) => sample.at);
  let began: number | null = null;
  let later = now;
  for (const at of bad) {
    const between = well.filter((seen) => seen > at && seen < later);
    if (later - at >= WELL_AGAIN_MS && between.length > 0) break;
    began = at;
    later = at;
  }
  return began;
}

function isBad(sample: Sample): boolean {
  return sample.state === 'restarting' || sample.state === 'dead' || sample.health === 'unhealthy';
}

function isWell(sample: Sample): boolean {
  return sample.state === 'running' && sample.health !== 'unhealthy';
}
