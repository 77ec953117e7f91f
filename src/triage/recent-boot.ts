import type { HostSnapshot } from '../host/index.ts';
import type { Change } from '../recorder/index.ts';

const RECENT_MS = 24 * 3_600_000;

/** The host's last boot, where it was within a day; null: earlier, or not known. */
export async function recentBoot(now: number, snapshot: Promise<HostSnapshot>): Promise<Change | null> {
  const uptimeS = await snapshot.then(
    (host) => host.uptimeS.value,
    // The host's own line says what is wrong with it.
    () => null,
  );
  if (uptimeS === null || uptimeS * 1000 >= RECENT_MS) return null;
  return { kind: 'host-reboot', key: null, at: Math.round(now - uptimeS * 1000), detail: {} };
}

/** The recorder knows of a reboot only when it had seen the host before. Newest first. */
export function withBoot(changes: readonly Change[], boot: Change | null): readonly Change[] {
  if (boot === null || changes.some((change) => change.kind === 'host-reboot')) return changes;
  return [...changes, boot].sort((a, b) => b.at - a.at);
}
