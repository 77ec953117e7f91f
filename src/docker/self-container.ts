import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** The mounts that the Engine makes in every container from a folder that bears the container's id. */
const ENGINE_FILES = new Set(['/etc/hostname', '/etc/hosts', '/etc/resolv.conf']);

/**
 * Ids under which this process may be known to an Engine, likeliest first. Only candidates: the Engine asked may be
 * another one than the one that runs us. cgroup 1 names the container; with cgroup 2 the name is hidden by its
 * namespace, and the mounts give it away. On a host the mount list names foreign containers too, hence only
 * those mounted over our own files.
 */
export function selfCandidates(cgroup: string, mountInfo: string, host: string): string[] {
  const candidates: string[] = [];
  for (const line of cgroup.split('\n')) {
    const id = /(?:^|[/:-])([0-9a-f]{64})(?:\.scope)?$/.exec(line.trim())?.[1];
    if (id !== undefined) candidates.push(id);
  }
  for (const line of mountInfo.split('\n')) {
    // proc(5): id, parent, major:minor, root, mount point, …
    const [, , , root = '', mountPoint = ''] = line.split(' ');
    const id = /\/containers\/([0-9a-f]{64})\//.exec(root)?.[1];
    if (id !== undefined && ENGINE_FILES.has(mountPoint)) candidates.push(id);
  }
  if (/^[0-9a-f]{12}$/.test(host)) candidates.push(host);
  return [...new Set(candidates)];
}

export async function readSelfCandidates(procRoot = '/proc'): Promise<string[]> {
  const read = (name: string) => readFile(`${procRoot}/self/${name}`, 'utf8').catch(() => '');
  return selfCandidates(await read('cgroup'), await read('mountinfo'), hostname());
}
