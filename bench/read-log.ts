import { systemClock } from '../src/clock.ts';
import { createDocker } from '../src/docker/index.ts';
import { silentLog } from '../src/log.ts';
import { spread } from './figures.ts';

const [socketPath = '', id = '', what = ''] = process.argv.slice(2);
const docker = createDocker({ host: { kind: 'unix', socketPath }, clock: systemClock, log: silentLog });
const MAX_BYTES = 256 * 1024;

/** As a triage reads a log (its last 50 lines), or all of it with only the newest 256 KiB kept. */
const READS = {
  nothing: { title: 'nothing (the process itself)', times: 0, options: { maxBytes: 0 } },
  tail: { title: 'the last 50 lines', times: 20, options: { tail: 50, maxBytes: MAX_BYTES } },
  all: { title: 'all of it, 256 KiB kept', times: 3, options: { maxBytes: MAX_BYTES, deadlineMs: 600_000 } },
} as const;

const read = Object.entries(READS).find(([name]) => name === what)?.[1];
if (read === undefined) throw new Error(`one of ${Object.keys(READS).join(', ')}, not "${what}"`);
await docker.ping();
const times: number[] = [];
for (let round = 0; round < read.times; round += 1) {
  const startedAt = performance.now();
  await docker.logs(id, read.options);
  times.push(performance.now() - startedAt);
}
docker.close();
const peak = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(`  ${read.title}: ${times.length > 0 ? `${spread(times)}, ` : ''}at most ${peak} MiB of memory\n`);
