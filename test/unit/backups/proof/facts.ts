import type { Manifest, ServiceRecord, Tree } from '../../../../src/backups/manifest.ts';

const NO_HASH = '0'.repeat(64);

export function service(name: string, more: Partial<ServiceRecord> = {}): ServiceRecord {
  return {
    name,
    containers: [{ id: 'c'.repeat(64), name: `shop-${name}-1`, running: true }],
    image: `shop/${name}:1`,
    imageId: `sha256:${name}`,
    imageDigest: null,
    restartPolicy: { name: 'always', maximumRetryCount: 0 },
    hasHealthcheck: false,
    healthy: null,
    dependsOn: [],
    volumes: [],
    inspect: null,
    ...more,
  };
}

export function tree(name: string, more: Partial<Tree> = {}): Tree {
  return {
    kind: 'volume',
    name,
    composeKey: null,
    driver: 'local',
    options: {},
    labels: {},
    mountedBy: [],
    consistency: 'stopped',
    archive: { file: `${name}.tar.zst`, bytes: 10, sha256: NO_HASH },
    list: { file: `${name}.jsonl.zst`, bytes: 10, sha256: NO_HASH },
    listSha256: NO_HASH,
    tarBytes: 2048,
    dataBytes: 1000,
    counts: { files: 1, folders: 1, symlinks: 0, hardlinks: 0, special: 0 },
    warnings: [],
    sameAs: null,
    snapshot: null,
    ...more,
  };
}

export function manifest(more: Partial<Manifest> = {}): Manifest {
  return {
    schema: 1,
    id: '20260131T023000Z-ab12cd',
    engine: 'local',
    set: 'shop',
    project: 'shop',
    origin: 'backup',
    startedAt: 1_000,
    finishedAt: 2_000,
    dataAt: 1_000,
    tool: { version: '1' },
    docker: { version: '20.10', arch: 'x86_64', usernsRemap: false, engineId: 'e' },
    consistency: 'stopped',
    standstillMs: 0,
    trees: [],
    services: [],
    networks: [],
    workingDir: '/srv/shop',
    configFiles: [],
    config: null,
    missing: [],
    extras: [],
    hooks: [],
    encryption: null,
    previous: null,
    store: 'local',
    ...more,
  };
}

export function configFile(path: string, role: 'compose' | 'env' = 'compose'): Manifest['configFiles'][number] {
  return { path, role, mode: 0o600, uid: 0, gid: 0, bytes: 1, sha256: NO_HASH, entry: path.replaceAll('/', '_') };
}
