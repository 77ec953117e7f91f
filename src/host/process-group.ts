import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** Whose a process is, in the environment of what an operation starts: so it is recognised after the bot was killed. */
export const OPERATION_VARIABLE = 'VAKHTA_OPERATION';

const LOOK_EVERY_MS = 100;
/** What the kernel needs to take a killed process away. */
const GONE_WITHIN_MS = 2000;

/** One living process of a group. */
export interface Member {
  readonly pid: number;
  readonly name: string;
}

interface Status extends Member {
  readonly group: number;
}

/** The living processes of a process group. Zombies do not count: they do nothing any more. */
export async function membersOf(group: number): Promise<Member[]> {
  const all = await livingProcesses();
  if (all === null) return canSignal(group) ? [{ pid: group, name: '?' }] : [];
  return all.filter((each) => each.group === group).map(({ pid, name }) => ({ pid, name }));
}

/**
 * The groups of living processes whose environment, as they were started with it, holds such a value: so what an earlier
 * process of ours has started is recognised beyond doubt, whatever became of process ids meanwhile.
 * @returns null where the system does not tell
 */
export async function groupsWith(name: string, isWanted: (value: string) => boolean): Promise<number[] | null> {
  const all = await livingProcesses();
  if (all === null) return null;
  const lead = `${name}=`;
  const isMarked = (variable: string) => variable.startsWith(lead) && isWanted(variable.slice(lead.length));
  const own = all.find(({ pid }) => pid === process.pid)?.group;
  const marked = await Promise.all(
    all.map(async (each) => ((await environmentOf(each.pid)).some(isMarked) ? each : null)),
  );
  return [...new Set(marked.flatMap((each) => (each === null || each.group === own ? [] : [each.group])))];
}

/** Asks a group to end, then ends it. @returns whether it is gone */
export async function endGroup(group: number, graceMs: number): Promise<boolean> {
  send(group, 'SIGTERM');
  if (await isGoneWithin(group, graceMs)) return true;
  send(group, 'SIGKILL');
  return isGoneWithin(group, GONE_WITHIN_MS);
}

async function isGoneWithin(group: number, ms: number): Promise<boolean> {
  for (const endAt = performance.now() + ms; ; await wait(LOOK_EVERY_MS)) {
    if ((await membersOf(group)).length === 0) return true;
    if (performance.now() >= endAt) return false;
  }
}

function send(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // It has ended by itself.
  }
}

function canSignal(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

/** Null where there is no /proc. */
async function livingProcesses(): Promise<Status[] | null> {
  const names = await readdir('/proc').catch(() => null);
  const pids = names?.filter((name) => /^\d+$/.test(name)) ?? [];
  if (pids.length === 0) return null;
  const found = await Promise.all(pids.map(statusOf));
  return found.filter((each) => each !== null);
}

/** proc_pid_stat(5): "pid (name) state ppid pgrp …"; the name may hold anything, also spaces and parentheses. */
async function statusOf(pid: string): Promise<Status | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const nameEnd = text.lastIndexOf(')');
  const [state, , group] = text.slice(nameEnd + 2).split(' ');
  if (nameEnd === -1 || state === 'Z' || state === 'X') return null;
  return { pid: Number(pid), name: text.slice(text.indexOf('(') + 1, nameEnd), group: Number(group) };
}

async function environmentOf(pid: number): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return text.split('\0');
}
