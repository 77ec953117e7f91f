import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** An established TCP connection to a port that a container listens on. */
export interface InboundConnection {
  readonly localPort: number;
  /** Who is at the other end, as the container sees it: `172.18.0.3`, `2001:db8::1`. */
  readonly remoteAddress: string;
}

const ESTABLISHED = '01';
const LISTEN = '0A';

/**
 * Who is connected to what a container listens on, from the files that the kernel keeps for its first process
 * (proc(5), /proc/<pid>/net/tcp). Null when it cannot be read: another machine's Engine, another process namespace,
 * a container that has just ended.
 * @param root where the host's file system begins: `/`, or HOST_ROOT
 */
export async function readConnections(
  root: string,
  pid: number,
  containerId: string,
): Promise<InboundConnection[] | null> {
  const folder = join(root, 'proc', String(pid));
  try {
    // The process of that number may be somebody else's here: only its control group tells.
    if (!(await readFile(join(folder, 'cgroup'), 'utf8')).includes(containerId)) return null;
    const own = await readFile(join(folder, 'net/tcp'), 'utf8');
    // Without IPv6 in the kernel there is no such file.
    const six = await readFile(join(folder, 'net/tcp6'), 'utf8').catch(() => '');
    return inbound(`${own}\n${six}`);
  } catch {
    return null;
  }
}

/** Pure part: the text of one or several such files. What the container itself says to itself is left out. */
export function inbound(text: string): InboundConnection[] {
  const rows = text.split('\n').flatMap((line) => {
    const row = /^\s*\d+:\s+([0-9A-F]+):([0-9A-F]{4})\s+([0-9A-F]+):[0-9A-F]{4}\s+([0-9A-F]{2})\s/.exec(line);
    return row === null ? [] : [{ port: Number.parseInt(row[2] ?? '', 16), remote: row[3] ?? '', state: row[4] ?? '' }];
  });
  const listening = new Set(rows.filter((row) => row.state === LISTEN).map((row) => row.port));
  return rows
    .filter((row) => row.state === ESTABLISHED && listening.has(row.port))
    .map((row) => ({ localPort: row.port, remoteAddress: addressOf(row.remote) }))
    .filter(({ remoteAddress }) => !remoteAddress.startsWith('127.') && remoteAddress !== '::1');
}

/** The kernel writes each 32-bit word of an address as this machine keeps it in memory: little end first. */
function addressOf(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)));
  if (bytes.length === 4) return bytes.join('.');
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isMapped) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((bytes[at * 2] ?? 0) * 256 + (bytes[at * 2 + 1] ?? 0)).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
