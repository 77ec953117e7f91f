import { readFileSync } from 'node:fs';
import { systemClock } from '../src/clock.ts';
import { createDocker } from '../src/docker/index.ts';
import { silentLog } from '../src/log.ts';
import { createLogEngine, type PageRequest } from '../src/logs/index.ts';

export interface SearchFigures {
  readonly ms: number;
  readonly matches: number;
  readonly scannedBytes: number;
  readonly peakAboveIdleBytes: number;
}

/** One search in a process of its own, so that its memory is nobody else's. */
if (import.meta.main) {
  const [socketPath = '', id = '', needle = ''] = process.argv.slice(2);
  const host = { kind: 'unix', socketPath } as const;
  const docker = createDocker({ host, clock: systemClock, log: silentLog });
  const logs = createLogEngine({ host, docker, knownSecrets: [], log: silentLog });
  const request: PageRequest = {
    sources: [{ id, name: 'writer', service: 'writer', tty: false }],
    pattern: { kind: 'text', text: needle },
    limit: 50,
    deadlineMs: 600_000,
  };
  await docker.ping();
  const idle = process.memoryUsage().rss;
  const startedAt = performance.now();
  const { matches, scannedBytes } = await logs.page(request);
  const ms = performance.now() - startedAt;
  const figures: SearchFigures = { ms, matches, scannedBytes, peakAboveIdleBytes: peakBytes() - idle };
  process.stdout.write(JSON.stringify(figures));
  await logs.close();
  docker.close();
}

/** The kernel's own high-water mark (`VmHWM`), which no sampling misses. */
function peakBytes(): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
}
