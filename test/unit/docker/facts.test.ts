import { describe, expect, test } from 'vitest';
import { inspectedContainer, listedContainer } from '../../../src/docker/engine-json.ts';
import { exitCodeMeaning, serviceKey } from '../../../src/docker/index.ts';
import { byPlace, toDetail, toSummary } from '../../../src/docker/inventory.ts';
import { dependsOnOf, HELPER_LABEL, isInScope, refOf } from '../../../src/docker/labels.ts';
import { selfCandidates } from '../../../src/docker/self-container.ts';
import { cpuPercent, memoryInUse, readSample } from '../../../src/docker/stats.ts';
import { createTexts } from '../../../src/document/index.ts';

const ID = 'a'.repeat(64);

describe('identity', () => {
  test('depends_on of Compose 2 gives the services, with and without conditions', () => {
    const label = (value: string) => ({ 'com.docker.compose.depends_on': value });
    expect(dependsOnOf(label('db:service_healthy:false,queue:service_started:true'))).toEqual(['db', 'queue']);
    expect(dependsOnOf(label('db'))).toEqual(['db']);
    expect(dependsOnOf(label(''))).toEqual([]);
    expect(dependsOnOf({})).toEqual([]);
  });

  test('a broken container number is 1, and half of compose’s labels are none', () => {
    const labels = {
      'com.docker.compose.project': 'p',
      'com.docker.compose.service': 's',
      'com.docker.compose.container-number': 'x',
    };
    expect(refOf(ID, '/p-s-1', labels)).toMatchObject({ project: 'p', service: 's', number: 1, name: 'p-s-1' });
    expect(refOf(ID, '/lonely', { 'com.docker.compose.project': 'p' })).toMatchObject({
      project: null,
      service: 'lonely',
    });
  });

  test('a service key outlives what a container is called', () => {
    expect(serviceKey({ engine: 'local', project: 'shop', service: 'api' })).toBe('local/shop/api');
    expect(serviceKey({ engine: 'local', project: null, service: 'alone' })).toBe('local/-/alone');
  });

  test('what is in scope carries the label, with its value or by name alone, and belongs to one of the projects', () => {
    const shop = { 'com.docker.compose.project': 'shop' };
    expect(isInScope({}, {})).toBe(true);
    expect(isInScope({ a: 'b=c' }, { onlyLabel: 'a=b=c' })).toBe(true);
    expect(isInScope({ a: 'x' }, { onlyLabel: 'a=b' })).toBe(false);
    expect(isInScope({ a: 'x' }, { onlyLabel: 'a' })).toBe(true);
    expect(isInScope({}, { onlyLabel: 'a' })).toBe(false);
    expect(isInScope(shop, { projects: ['shop', 'blog'] })).toBe(true);
    expect(isInScope(shop, { projects: ['blog'] })).toBe(false);
    expect(isInScope({}, { projects: ['blog'] })).toBe(false);
    expect(isInScope({ ...shop, a: 'x' }, { projects: ['shop'], onlyLabel: 'b' })).toBe(false);
    expect(isInScope({ ...shop, [HELPER_LABEL]: '' }, {})).toBe(false);
  });
});

const LISTED = {
  Id: ID,
  Names: ['/other/db', '/db'],
  Image: 'postgres:16',
  ImageID: 'sha256:1',
  Created: 1_700_000_000,
  State: 'running',
  Status: 'Up 2 hours',
  Labels: null,
  Ports: null,
};

test('reads a list entry of an Engine that writes null for nothing, by the container’s own name', () => {
  expect(toSummary(listedContainer.parse(LISTED))).toMatchObject({
    name: 'db',
    service: 'db',
    key: 'local/-/db',
    createdAt: 1_700_000_000_000,
    ports: [],
  });
});

test('a state word of a later Engine counts as dead, not as running', () => {
  expect(toSummary(listedContainer.parse({ ...LISTED, State: 'hibernating' })).state).toBe('dead');
});

test('sorts projects first, those without one last', () => {
  const of = (project: string | null, service: string, number = 1) => ({
    ...toSummary(listedContainer.parse(LISTED)),
    project,
    service,
    number,
  });
  const sorted = [of(null, 'a'), of('b', 'x', 2), of('b', 'x', 10), of('a', 'z')].reverse().sort(byPlace);
  expect(sorted.map((each) => `${each.project} ${each.service} ${each.number}`)).toEqual([
    'a z 1',
    'b x 2',
    'b x 10',
    'null a 1',
  ]);
});

const INSPECTED = {
  Id: ID,
  Name: '/db',
  Created: '2026-11-24T18:00:00.123456789Z',
  Image: 'sha256:1',
  RestartCount: 8,
  State: {
    Status: 'restarting',
    Running: true,
    OOMKilled: false,
    ExitCode: 1,
    StartedAt: '2026-11-24T18:00:01Z',
    FinishedAt: '2026-11-24T18:00:02Z',
    Health: { Status: 'unhealthy', FailingStreak: 3, Log: null },
  },
  Config: {
    Image: 'postgres:16',
    Tty: false,
    Labels: null,
    Env: ['A=1', 'B=x=y', 'C'],
    Healthcheck: { Test: ['CMD', 'true'] },
  },
  HostConfig: { Memory: 0, RestartPolicy: { Name: '', MaximumRetryCount: 0 } },
  NetworkSettings: { Ports: { '5432/tcp': null, '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }] }, Networks: null },
  Mounts: [{ Type: 'volume', Name: 'data', Source: '/var/lib/docker/volumes/data', Destination: '/data', RW: true }],
};

const detailOf = (change: object) => toDetail(inspectedContainer.parse({ ...INSPECTED, ...change }), null, null);

test('a container between two crashes is restarting, with its exit code and no health, whatever "Running" says', () => {
  expect(detailOf({})).toMatchObject({
    state: 'restarting',
    exitCode: 1,
    health: null,
    restartCount: 8,
    finishedAt: Date.UTC(2026, 10, 24, 18, 0, 2),
    restartPolicy: 'no',
    memoryLimitBytes: null,
    stopTimeoutS: 10,
    envNames: ['A', 'B', 'C'],
    healthcheck: { intervalMs: 30_000, timeoutMs: 30_000, retries: 3, startPeriodMs: 0 },
    mounts: [{ type: 'volume', source: 'data', destination: '/data', readOnly: false }],
    ports: [
      { containerPort: 80, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 8080 },
      { containerPort: 5432, protocol: 'tcp', hostIp: null, hostPort: null },
    ],
  });
});

test('a container that does not run is bound to no port now, but will be to those of its configuration', () => {
  const PortBindings = {
    '80/tcp': [{ HostIp: '', HostPort: '8080' }],
    '90/udp': [{ HostIp: '127.0.0.1', HostPort: '' }],
  };
  const stopped = detailOf({
    HostConfig: { ...INSPECTED.HostConfig, PortBindings },
    NetworkSettings: { Ports: {}, Networks: null },
  });
  expect(stopped.ports).toEqual([
    { containerPort: 80, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 8080 },
    { containerPort: 90, protocol: 'udp', hostIp: '127.0.0.1', hostPort: null },
  ]);
  const running = detailOf({ HostConfig: { ...INSPECTED.HostConfig, PortBindings } });
  expect(running.ports.map(({ containerPort }) => containerPort)).toEqual([80, 5432]);
});

test('a running container has health and no end; one that never ran has neither', () => {
  const running = detailOf({ State: { ...INSPECTED.State, Status: 'running' } });
  expect(running).toMatchObject({
    exitCode: null,
    finishedAt: null,
    health: { status: 'unhealthy', failingStreak: 3, log: [] },
  });
  const never = {
    ...INSPECTED.State,
    Status: 'created',
    Running: false,
    StartedAt: '0001-01-01T00:00:00Z',
    FinishedAt: '0001-01-01T00:00:00Z',
    Health: { Status: 'none', FailingStreak: 0, Log: null },
  };
  expect(detailOf({ State: never })).toMatchObject({ startedAt: null, finishedAt: null, exitCode: null, health: null });
});

test('a health check that is switched off is none', () => {
  expect(detailOf({ Config: { ...INSPECTED.Config, Healthcheck: { Test: ['NONE'] } } }).healthcheck).toBeNull();
});

describe('stats', () => {
  test('memory as the command shows it, for both kinds of cgroup', () => {
    expect(memoryInUse(100, { total_inactive_file: 30, inactive_file: 10 })).toBe(70);
    expect(memoryInUse(100, { inactive_file: 10 })).toBe(90);
    expect(memoryInUse(100, { inactive_file: 200 })).toBe(100);
    expect(memoryInUse(100, {})).toBe(100);
  });

  test('processor share against the previous sample; none when a counter went backwards', () => {
    expect(cpuPercent({ total: 100, system: 1000 }, { total: 300, system: 1400 }, 4)).toBe(200);
    expect(cpuPercent(null, { total: 300, system: 1400 }, 4)).toBeNull();
    expect(cpuPercent({ total: 400, system: 1000 }, { total: 300, system: 1400 }, 4)).toBeNull();
    expect(cpuPercent({ total: 100, system: 1400 }, { total: 300, system: 1400 }, 4)).toBeNull();
  });

  test('zeros of the year 1 are no sample', () => {
    const cpu = { cpu_usage: { total_usage: 0, percpu_usage: [] } };
    expect(readSample({ read: '0001-01-01T00:00:00Z', cpu_stats: cpu, memory_stats: {} }, null, null)).toBeNull();
  });

  test('adds up the networks, and counts processors where the Engine does not', () => {
    const sample = {
      read: '2026-11-24T18:00:00Z',
      cpu_stats: { cpu_usage: { total_usage: 500, percpu_usage: [250, 250] }, system_cpu_usage: 2000 },
      memory_stats: { usage: 50, limit: 8e9 },
      networks: { eth0: { rx_bytes: 1, tx_bytes: 2 }, eth1: { rx_bytes: 10, tx_bytes: 20 } },
    };
    expect(readSample(sample, { total: 0, system: 1000 }, 200)?.stats).toMatchObject({
      cpuPercent: 100,
      onlineCpus: 2,
      memoryPercent: 25,
      networkRxBytes: 11,
      networkTxBytes: 22,
      pids: 0,
    });
  });
});

describe('exit codes', () => {
  test.each([
    [137, true, false, 'docker-exit-oom'],
    [137, false, true, 'docker-exit-killed-on-stop'],
    [137, false, false, 'docker-exit-killed'],
    [143, false, true, 'docker-exit-stopped'],
    [143, false, false, 'docker-exit-terminated'],
    [139, false, false, 'docker-exit-segfault'],
    [127, false, false, 'docker-exit-not-found'],
    [0, false, false, 'docker-exit-done'],
    [1, false, true, 'docker-exit-error'],
    [159, false, false, 'docker-exit-signal'],
    [128, false, false, 'docker-exit-other'],
    [255, false, false, 'docker-exit-other'],
  ])('%i (oom %s, stopped %s) is %s', (code, oom, stopped, key) => {
    expect(exitCodeMeaning(code, { oom, stopped })).toBe(key);
  });

  test('every meaning has words in both languages', () => {
    const texts = createTexts();
    for (let code = 0; code < 256; code += 1) {
      for (const oom of [true, false]) {
        for (const stopped of [true, false]) {
          const key = exitCodeMeaning(code, { oom, stopped });
          for (const locale of ['en', 'ru'] as const) expect(texts.t(locale, key, { code })).not.toContain('$');
        }
      }
    }
  });
});

describe('our own container', () => {
  const host = (root: string, mountPoint: string) =>
    `700 690 254:0 ${root} ${mountPoint} rw,relatime - ext4 /dev/vda rw`;

  test.each([
    ['cgroup 1', `9:name=systemd:/docker/${ID}\n`, ''],
    ['the systemd driver', `0::/system.slice/docker-${ID}.scope\n`, ''],
    [
      'cgroup 2 with its own namespace',
      '0::/\n',
      host(`/var/lib/docker/containers/${ID}/resolv.conf`, '/etc/resolv.conf'),
    ],
    ['another data root', '0::/\n', host(`/mnt/big/docker/containers/${ID}/hostname`, '/etc/hostname')],
  ])('shows by %s', (_, cgroup, mounts) => {
    expect(selfCandidates(cgroup, mounts, 'vakhta-1')).toEqual([ID]);
  });

  test('is none on a host that merely sees its containers’ mounts', () => {
    const mounts = host(`/var/lib/docker/containers/${ID}/mounts/shm`, `/var/lib/docker/containers/${ID}/mounts/shm`);
    expect(selfCandidates('0::/user.slice/session-1.scope\n', mounts, 'server')).toEqual([]);
  });

  test('may be named by the host name that the Engine gives', () => {
    expect(selfCandidates('0::/\n', '', 'abcdef012345')).toEqual(['abcdef012345']);
  });
});
