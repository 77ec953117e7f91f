import type { ContainerDetail, Docker } from '../../../src/docker/index.ts';
import { EngineError } from '../../../src/docker/index.ts';
import type { Host, HostSnapshot } from '../../../src/host/index.ts';

/** A running container of the project `shop`; its id follows from its place unless given. */
export function container(parts: Partial<ContainerDetail> & { service: string }): ContainerDetail {
  const project = parts.project === undefined ? 'shop' : parts.project;
  const number = parts.number ?? 1;
  return {
    engine: 'local',
    key: `local/${project ?? '-'}/${parts.service}`,
    id: `id-${project ?? ''}-${parts.service}-${number}`,
    name: `${project ?? ''}-${parts.service}-${number}`,
    image: `${parts.service}:latest`,
    imageId: 'sha256:1111111111111111',
    state: 'running',
    statusText: 'Up',
    createdAt: 1_000,
    labels: {},
    ports: [],
    dependsOn: [],
    oneOff: false,
    startedAt: 1_000,
    finishedAt: null,
    exitCode: null,
    oomKilled: false,
    restartCount: 0,
    restartPolicy: 'unless-stopped',
    health: null,
    healthcheck: null,
    tty: false,
    memoryLimitBytes: null,
    stopTimeoutS: 10,
    imageDigest: null,
    configHash: 'hash-1',
    envNames: ['PATH'],
    networks: [],
    mounts: [],
    raw: { secret: 'only in memory' },
    ...parts,
    project,
    number,
  };
}

const unreachable = new EngineError(null, 'connect ECONNREFUSED', 'refused');

/** An Engine with these containers, or one that does not answer. */
export function quietDocker(
  containers: readonly ContainerDetail[] | 'silent' = [],
): Pick<Docker, 'availability' | 'find' | 'inspect' | 'listDetails'> {
  const all = async () => {
    if (containers === 'silent') throw unreachable;
    return [...containers];
  };
  return {
    availability: () =>
      containers === 'silent'
        ? { reachable: false, sinceAt: 5_000, cause: 'refused', reason: 'connect ECONNREFUSED' }
        : { reachable: true },
    listDetails: all,
    find: async (key) => (await all()).filter((one) => one.key === key),
    inspect: async (id) => (await all()).find((one) => one.id === id) ?? null,
  };
}

const MIB = 1024 * 1024;

export function hostWith(parts: {
  disks?: readonly { mount: string; usedPercent: number; inodesUsedPercent: number | null }[];
  bootId?: string;
  uptimeS?: number;
}): Host & { bootId: string } {
  const host = {
    bootId: parts.bootId ?? 'boot-1',
    snapshot: async (): Promise<HostSnapshot> => ({
      at: 0,
      uptimeS: { value: parts.uptimeS ?? 3600, reason: null },
      load: { value: [0.5, 0.4, 0.3], reason: null },
      cores: { value: 2, reason: null },
      memory: { value: { totalBytes: 1024 * MIB, availableBytes: 256 * MIB }, reason: null },
      disks: {
        value: (parts.disks ?? [{ mount: '/', usedPercent: 40, inodesUsedPercent: 3 }]).map((disk) => ({
          ...disk,
          device: '/dev/sda1',
          totalBytes: 1000 * MIB,
          usedBytes: 10 * disk.usedPercent * MIB,
          availableBytes: 10 * (100 - disk.usedPercent) * MIB,
        })),
        reason: null,
      },
      bootId: { value: host.bootId, reason: null },
    }),
  };
  return host;
}
