import { type ContainerDetail, type Docker, EngineError, type EngineEvent } from '../../../src/docker/index.ts';

export function container(over: Partial<ContainerDetail> = {}): ContainerDetail {
  return {
    engine: 'local',
    project: 'shop',
    service: 'web',
    number: 1,
    id: 'aaaa',
    name: 'shop-web-1',
    key: 'local/shop/web',
    image: 'web:1',
    imageId: 'sha256:1',
    state: 'running',
    statusText: 'Up',
    createdAt: 0,
    labels: {},
    ports: [],
    dependsOn: [],
    oneOff: false,
    startedAt: 1000,
    finishedAt: null,
    exitCode: null,
    oomKilled: false,
    restartCount: 0,
    restartPolicy: 'always',
    health: null,
    healthcheck: null,
    tty: false,
    memoryLimitBytes: null,
    stopTimeoutS: 2,
    imageDigest: null,
    configHash: null,
    envNames: [],
    networks: [],
    mounts: [],
    raw: {},
    ...over,
  };
}

/** An Engine with one container in memory; the test rewrites `world` as it likes. */
export function fakeDocker(first: ContainerDetail) {
  const world = {
    container: first as ContainerDetail | null,
    reachable: true as boolean,
    restarts: 0,
    /** What a restart does; by default it starts anew at once. */
    onRestart: async (): Promise<void> => undefined,
    logs: async (): Promise<string[]> => ['last line'],
  };
  const listeners = new Set<(event: EngineEvent) => void>();

  function answer<T>(value: T): Promise<T> {
    return world.reachable ? Promise.resolve(value) : Promise.reject(new EngineError(null, 'no socket', 'no-socket'));
  }

  const never = () => Promise.reject(new Error('not called in these tests'));
  const docker: Docker = {
    engine: 'local',
    storage: {
      info: never,
      listVolumes: never,
      volume: never,
      usersOf: never,
      createVolume: never,
      removeScratchVolume: never,
      createHelper: never,
      runHelper: never,
      removeHelper: never,
      reap: never,
      readSmall: never,
      writeSmall: never,
      setRestartPolicy: never,
      exec: never,
      networks: never,
      createNetwork: never,
      removeNetwork: never,
      createCopy: never,
      startHelper: never,
      helperState: never,
      helperLogs: never,
      imageId: never,
      importImage: never,
    },
    availability: () => ({ reachable: true }),
    onAvailability: () => () => undefined,
    ping: never,
    list: () => answer(world.container === null ? [] : [world.container]),
    listDetails: () => answer(world.container === null ? [] : [world.container]),
    inspect: (id) => answer(world.container?.id === id ? world.container : null),
    find: (key) => answer(world.container?.key === key ? [world.container] : []),
    stats: never,
    logs: async () => (await world.logs()).map((text) => ({ at: null, stream: 'stdout', text })),
    events: (listener) => {
      listeners.add(listener);
      return { stop: () => listeners.delete(listener) };
    },
    restart: async () => {
      await answer(null);
      world.restarts += 1;
      await world.onRestart();
    },
    start: never,
    stop: never,
    describe: () => answer(null),
    kill: never,
    pause: never,
    unpause: never,
    updateMemory: never,
    removeContainer: never,
    removeImage: never,
    removeVolume: never,
    pruneBuildCache: never,
    imageUse: never,
    diskUsage: never,
    selfContainerId: () => answer(null),
    close: () => undefined,
  };
  return { docker, world, listening: () => listeners.size };
}
