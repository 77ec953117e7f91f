import { readFile } from 'node:fs/promises';
import type { DockerHostConfig } from '../config/index.ts';

/**
 * Where ports that the Engine publishes are reached from this process: the Engine's machine where it is another one,
 * loopback on the host itself, and from within a container the gateway of its network, which is the host.
 * Null: not known.
 */
export async function hostAddress(
  engine: DockerHostConfig,
  isInContainer: () => Promise<boolean>,
  readRoutes: () => Promise<string> = () => readFile('/proc/net/route', 'utf8'),
): Promise<string | null> {
  if (engine.kind === 'tcp') return engine.host;
  // While the Engine is away nobody knows, and there is nothing to be found.
  const inside = await isInContainer().catch(() => null);
  if (inside === null) return null;
  return inside ? gatewayOf(await readRoutes().catch(() => '')) : '127.0.0.1';
}

/** The default gateway of /proc/net/route, where addresses stand as hexadecimal, least byte first. */
export function gatewayOf(routes: string): string | null {
  for (const line of routes.split('\n').slice(1)) {
    const [, destination, gateway = ''] = line.trim().split(/\s+/);
    if (destination !== '00000000' || !/^[0-9A-F]{8}$/i.test(gateway)) continue;
    return [...Buffer.from(gateway, 'hex')].reverse().join('.');
  }
  return null;
}
