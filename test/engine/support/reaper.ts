import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const ROOT_PREFIX = 'vakhta-engine-';
/** A folder this young may belong to a run that has not yet written its owner. */
const YOUNG_MS = 60_000;

/** Names that a private Engine leaves outside of its folder; all of them contain the run's id. */
export function traces(runId: string) {
  return { cgroup: `vakhta-${runId}`, namespace: `vakhta-${runId}`, bridgePrefix: `vt${runId}` };
}

/** A process is only the same while its start time is: pids come round again. */
export function processIdentity(pid: number): string | null {
  const stat = readOr(`/proc/${pid}/stat`, '');
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const startTicks = afterName[19];
  return startTicks === undefined || afterName[0] === 'Z' ? null : `${pid}:${startTicks}`;
}

/** Removes what runs that were killed have left behind: Engines whose owner no longer lives. */
export async function reapStaleEngines(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(ROOT_PREFIX))) {
    const root = join(tmpdir(), name);
    const owner = readOr(join(root, 'owner'), '');
    const pid = Number(owner.split(':')[0]);
    if (owner !== '' && processIdentity(pid) === owner) continue;
    if (owner === '' && Date.now() - statSync(root).mtimeMs < YOUNG_MS) continue;
    await sweep(root, name.slice(ROOT_PREFIX.length));
  }
}

/** Ends every process of the Engine and of its containers, unmounts, and removes the folder. Safe to repeat. */
export async function sweep(root: string, runId: string): Promise<void> {
  const { cgroup, bridgePrefix } = traces(runId);
  for (let round = 0; round < 50; round += 1) {
    const pids = processesOf(root, runId);
    if (pids.length === 0) break;
    for (const pid of pids) killQuietly(pid);
    await wait(50);
  }
  const mounts = readOr('/proc/self/mounts', '')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  for (const mount of mounts.filter((path) => path.startsWith(`${root}/`)).reverse()) {
    await run('umount', ['-l', mount]).catch(() => undefined);
  }
  for (const link of readdirSync('/sys/class/net').filter((name) => name.startsWith(bridgePrefix))) {
    await run('/bin/busybox', ['ip', 'link', 'del', link]).catch(() => undefined);
  }
  for (const controller of ['', ...readdirSync('/sys/fs/cgroup')])
    removeCgroup(join('/sys/fs/cgroup', controller, cgroup));
  await rm(root, { recursive: true, force: true, maxRetries: 5 });
}

/** The Engine, its containerd and shims name the folder or the namespace in their arguments; containers sit in its cgroup. */
function processesOf(root: string, runId: string): number[] {
  const { cgroup, namespace } = traces(runId);
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid > 1 && pid !== process.pid)
    .filter((pid) => {
      const args = readOr(`/proc/${pid}/cmdline`, '').split('\0');
      const program = args[0]?.split('/').at(-1) ?? '';
      const ofEngine = /^(dockerd|containerd|containerd-shim.*|docker-proxy|runc)$/.test(program);
      if (ofEngine && args.some((arg) => arg === namespace || arg.includes(`${root}/`))) return true;
      return readOr(`/proc/${pid}/cgroup`, '').includes(`/${cgroup}/`);
    });
}

function removeCgroup(path: string): void {
  try {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory()) removeCgroup(join(path, entry.name));
    }
    rmdirSync(path);
  } catch {
    // Not there, or a controller that this machine does not have.
  }
}

export function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}
