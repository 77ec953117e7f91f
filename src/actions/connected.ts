import { type ContainerDetail, type ContainerSummary, type Docker, EngineError } from '../docker/index.ts';
import { type InboundConnection, readConnections } from '../host/index.ts';

const LOOK_DEADLINE_MS = 3000;

/** Connections that are open to a container's ports. */
export interface Connected {
  /** Other containers by name, most connections first. */
  readonly containers: readonly { readonly name: string; readonly count: number }[];
  /** From elsewhere: through a published port, or from the host itself. */
  readonly outside: number;
}

/**
 * Who would lose a connection. Null when it cannot be seen: the Engine's processes are not ours to read.
 * @throws EngineError only from what the caller needs anyway: what goes wrong here counts as "cannot be seen"
 */
export async function whoIsConnected(options: {
  readonly docker: Pick<Docker, 'describe'>;
  readonly root: string;
  readonly detail: ContainerDetail;
  readonly all: readonly ContainerSummary[];
}): Promise<Connected | null> {
  const { docker, root, detail, all } = options;
  if (detail.state !== 'running' && detail.state !== 'paused') return { containers: [], outside: 0 };
  try {
    const own = await docker.describe(detail.id, { deadlineMs: LOOK_DEADLINE_MS });
    if (own === null || own.pid === null) return null;
    const connections = await readConnections(root, own.pid, own.id);
    if (connections === null || connections.length === 0) return connections === null ? null : byName([], new Map());
    return byName(connections, await namesByAddress(docker, detail, all));
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
}

/** The same Engine, asked once for each container: whoever looks at a whole project needs each of them many times. */
export function describedOnce(docker: Pick<Docker, 'describe'>): Pick<Docker, 'describe'> {
  const known = new Map<string, ReturnType<Docker['describe']>>();
  return {
    describe: (id, options) => {
      const asked = known.get(id) ?? docker.describe(id, options);
      known.set(id, asked);
      return asked;
    },
  };
}

/** Addresses of the containers that share a network with it. */
async function namesByAddress(
  docker: Pick<Docker, 'describe'>,
  detail: ContainerDetail,
  all: readonly ContainerSummary[],
): Promise<Map<string, string>> {
  const running = all.filter((other) => other.state === 'running' && other.id !== detail.id);
  const described = await Promise.all(
    running.map((other) => docker.describe(other.id, { deadlineMs: LOOK_DEADLINE_MS })),
  );
  return new Map(
    described.flatMap((other) =>
      (other?.networkAddresses ?? [])
        .filter(({ name }) => detail.networks.includes(name))
        .flatMap(({ ipAddress }) => (ipAddress === null || other === null ? [] : [[ipAddress, other.name] as const])),
    ),
  );
}

/** Pure part: counts connections by who is at the other end. */
export function byName(connections: readonly InboundConnection[], names: ReadonlyMap<string, string>): Connected {
  const counts = new Map<string, number>();
  let outside = 0;
  for (const { remoteAddress } of connections) {
    const name = names.get(remoteAddress);
    if (name === undefined) outside += 1;
    else counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const containers = [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  return { containers, outside };
}
