import type { Docker } from '../docker/index.ts';
import type { DiskFigures, HostSnapshot } from '../host/index.ts';

/** Where Debian's and Docker's own packages let the Engine keep its data. */
const USUAL_ROOT = '/var/lib/docker';
const DEADLINE_MS = 10_000;

/** The Engine's data folder on its host, as a container's log file tells it; the usual one where nothing does. */
export async function engineRootOf(docker: Pick<Docker, 'list' | 'describe'>): Promise<string> {
  const [any] = await docker.list({ deadlineMs: DEADLINE_MS });
  const logPath = any === undefined ? null : (await docker.describe(any.id, { deadlineMs: DEADLINE_MS }))?.logPath;
  return /^(\/.+)\/containers\/[0-9a-f]{64}\//.exec(logPath ?? '')?.[1] ?? USUAL_ROOT;
}

/** The disk that a folder lies on: the one with the longest mount point above it. */
export function diskOf(disks: HostSnapshot['disks'], folder: string | null): DiskFigures | null {
  const path = folder ?? USUAL_ROOT;
  const above = (disks.value ?? []).filter(
    ({ mount }) => mount === '/' || path === mount || path.startsWith(`${mount}/`),
  );
  return above.sort((one, other) => other.mount.length - one.mount.length)[0] ?? null;
}
