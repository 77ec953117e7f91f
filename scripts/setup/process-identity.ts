import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Which process this is, beyond its number: pids come round again, start times do not. Null when it does not live. */
export function processIdentity(pid: number): string | null {
  const startedAt = process.platform === 'linux' ? startTicks(pid) : startText(pid);
  return startedAt === null ? null : `${pid}:${startedAt}`;
}

/** True while the process that an identity was taken of still runs. */
export function isAlive(identity: string): boolean {
  return processIdentity(pidOf(identity)) === identity;
}

export function pidOf(identity: string): number {
  return Number(identity.split(':')[0]);
}

/** Field 22 of proc_pid_stat(5); a zombie counts as ended. */
function startTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return afterName[0] === 'Z' ? null : (afterName[19] ?? null);
  } catch {
    return null;
  }
}

function startText(pid: number): string | null {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}
