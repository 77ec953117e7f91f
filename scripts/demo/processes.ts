import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Ends what still runs with its working folder in this one: a compose or a command that outlived the bot that called it
 * would go on to make containers while they are being removed. Elsewhere than on Linux nothing is found.
 */
export function endProcessesIn(folder: string): void {
  for (const pid of processIds()) {
    if (pid === process.pid || !isWithin(folder, workingFolder(pid))) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function processIds(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function workingFolder(pid: number): string | null {
  try {
    return readlinkSync(join('/proc', String(pid), 'cwd'));
  } catch {
    return null;
  }
}

function isWithin(folder: string, path: string | null): boolean {
  return path === folder || path?.startsWith(`${folder}/`) === true;
}
