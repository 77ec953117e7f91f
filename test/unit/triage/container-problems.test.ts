import { expect, test } from 'vitest';
import type { ContainerDetail } from '../../../src/docker/index.ts';
import type { BadEvent } from '../../../src/recorder/index.ts';
import { containersEvidence, type PictureFacts } from '../../../src/triage/index.ts';
import { container } from './world.ts';

const NOW = 100 * 3_600_000;
const MIB = 1024 * 1024;
const probe = (exitCode: number, output: string) => ({ at: NOW - 1000, exitCode, output });
const healthcheck = { intervalMs: 1, timeoutMs: 1, retries: 1, startPeriodMs: 0 };
const published = [{ containerPort: 80, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 8080 }];

function look(containers: readonly ContainerDetail[], facts: Partial<PictureFacts> = {}) {
  return containersEvidence({
    engine: { reachable: true },
    pictureAt: NOW,
    containers,
    stats: new Map(),
    badEvents: [],
    memoryPercent: 90,
    now: NOW,
    ...facts,
  });
}

function problems(parts: Partial<ContainerDetail>, facts: Partial<PictureFacts> = {}) {
  const evidence = look([container({ service: 'api', startedAt: NOW - 3_600_000, ...parts })], facts);
  return evidence.projects.flatMap((project) => project.unwell).flatMap((one) => one.problems);
}

const event = (kind: BadEvent['kind'], ago: number, exitCode: number | null = null): BadEvent => ({
  at: NOW - ago,
  key: 'local/shop/api',
  containerId: 'id-shop-api-1',
  kind,
  exitCode,
});

test.each<[string, Partial<ContainerDetail>, unknown[]]>([
  ['runs', {}, []],
  ['is healthy', { health: { status: 'healthy', failingStreak: 0, log: [] } }, []],
  ['still starts', { health: { status: 'starting', failingStreak: 1, log: [probe(1, 'x')] } }, []],
  [
    'waits for its next try',
    { state: 'restarting', restartCount: 7, exitCode: 1 },
    [{ kind: 'restarting', restartCount: 7, exitCode: 1 }],
  ],
  [
    'runs between two crashes',
    { restartCount: 3, startedAt: NOW - 5000 },
    [{ kind: 'restarting', restartCount: 3, exitCode: null }],
  ],
  ['crashed once, just now', { restartCount: 1, startedAt: NOW - 5000 }, []],
  ['crashed often, long ago', { restartCount: 30 }, []],
  ['has ended badly', { state: 'exited', exitCode: 2, finishedAt: 5 }, [{ kind: 'exited', exitCode: 2, at: 5 }]],
  ['is a job that is done', { state: 'exited', exitCode: 0, restartPolicy: 'no' }, []],
  ['is a job that is done at last', { state: 'exited', exitCode: 0, restartPolicy: 'on-failure' }, []],
  [
    'is a service that was stopped',
    { state: 'exited', exitCode: 0, finishedAt: 5 },
    [{ kind: 'exited', exitCode: 0, at: 5 }],
  ],
  [
    'publishes a port, so it is no job',
    { state: 'exited', exitCode: 0, restartPolicy: 'no', ports: published },
    [{ kind: 'exited', exitCode: 0, at: null }],
  ],
  [
    'has a health check, so it is no job',
    { state: 'exited', exitCode: 0, restartPolicy: 'no', healthcheck },
    [{ kind: 'exited', exitCode: 0, at: null }],
  ],
  [
    'was killed for memory and lies there',
    { state: 'exited', exitCode: 137, oomKilled: true, finishedAt: 9 },
    [
      { kind: 'oom-killed', at: 9, times: 1 },
      { kind: 'exited', exitCode: 137, at: 9 },
    ],
  ],
  ['carries an old mark of an OOM kill', { oomKilled: true }, []],
  ['is paused', { state: 'paused' }, [{ kind: 'paused' }]],
  ['is dead', { state: 'dead' }, [{ kind: 'dead' }]],
  ['could not start', { state: 'created', startedAt: null }, [{ kind: 'never-started' }]],
  ['never runs, outside of compose', { state: 'created', startedAt: null, project: null }, []],
  [
    'fails its probe',
    { health: { status: 'unhealthy', failingStreak: 4, log: [probe(0, 'ok'), probe(1, ' no queue\n')] } },
    [{ kind: 'unhealthy', failingStreak: 4, exitCode: 1, output: 'no queue', at: NOW - 1000 }],
  ],
])('one that %s', (_name, parts, expected) => {
  expect(problems(parts)).toEqual(expected);
});

test('what the recorder saw counts: crashes between two pictures, OOM kills that the container survived', () => {
  const crashes = [event('crash', 60_000, 1), event('crash', 40_000, 1), event('crash', 20_000, 139)];
  expect(problems({ startedAt: NOW - 70_000 }, { badEvents: crashes })).toEqual([
    { kind: 'restarting', restartCount: 3, exitCode: 139 },
  ]);
  expect(problems({ startedAt: NOW - 70_000 }, { badEvents: crashes.slice(1) })).toEqual([]);
  expect(
    problems({}, { badEvents: [event('oom', 50_000), event('oom', 10_000), event('oom', 2 * 3_600_000)] }),
  ).toEqual([{ kind: 'oom-killed', at: NOW - 10_000, times: 2 }]);
  const other = { ...event('oom', 10_000), containerId: 'another' };
  expect(problems({}, { badEvents: [other] })).toEqual([]);
});

test('restarts are as many as docker inspect says; crashes before a start by hand are over', () => {
  const crashes = Array.from({ length: 18 }, (_, n) => event('crash', 500_000 - n * 20_000, 1));
  const found = (restartCount: number, state: ContainerDetail['state'] = 'running') =>
    problems({ state, restartCount, startedAt: NOW - 27_000 }, { badEvents: crashes });
  expect(found(9)).toEqual([{ kind: 'restarting', restartCount: 9, exitCode: 1 }]);
  expect(found(9, 'restarting')).toEqual([{ kind: 'restarting', restartCount: 9, exitCode: 1 }]);
  // Started by hand 27 s ago; or before that, and then it crashed twice.
  expect(found(0)).toEqual([]);
  expect(found(2)).toEqual([]);
  // One that is newer than the picture is in the next count of the Engine.
  crashes.push(event('crash', 5_000, 1));
  expect(found(9)).toEqual([{ kind: 'restarting', restartCount: 9, exitCode: 1 }]);
});

test.each([
  [95, 100, [{ kind: 'memory', usedBytes: 95 * MIB, limitBytes: 100 * MIB, percent: 95 }]],
  [90, 100, []],
  [95, null, []],
])('%d MiB under a limit of %s', (used, limit, expected) => {
  const stats = new Map([
    ['id-shop-api-1', { memoryBytes: used * MIB, memoryLimitBytes: limit === null ? null : limit * MIB }],
  ]);
  expect(problems({}, { stats })).toEqual(expected);
});

test('a secret in the output of a probe is masked before it is cut', () => {
  const output = `${'x'.repeat(480)} password=hunter2hunter2hunter2`;
  const found = problems({ health: { status: 'unhealthy', failingStreak: 1, log: [probe(1, output)] } });
  expect(JSON.stringify(found)).not.toContain('hunter2');
});

test('counts by project, and tells of each service whether it is down, finished, published', () => {
  const dead = { state: 'exited', exitCode: 1 } as const;
  const evidence = look([
    container({ service: 'web', ports: published }),
    container({ service: 'web', number: 2, ...dead }),
    container({ service: 'db', ...dead }),
    container({ service: 'migrate', state: 'exited', exitCode: 0, restartPolicy: 'no' }),
    container({ service: 'console', oneOff: true, ...dead }),
    container({ service: 'alone', project: null }),
    container({ service: 'api', project: 'blog' }),
  ]);
  expect(
    evidence.projects.map(({ project, total, well, unwell }) => [project, total, well, unwell.map((one) => one.name)]),
  ).toEqual([
    ['blog', 1, 1, []],
    ['shop', 4, 2, ['shop-web-2', 'shop-db-1']],
    [null, 1, 1, []],
  ]);
  expect(
    evidence.services.map(({ key, unwell, down, finished, published: open }) => ({
      key,
      unwell,
      down,
      finished,
      open,
    })),
  ).toEqual([
    { key: 'local/blog/api', unwell: false, down: false, finished: false, open: false },
    { key: 'local/shop/db', unwell: true, down: true, finished: false, open: false },
    { key: 'local/shop/migrate', unwell: false, down: false, finished: true, open: false },
    { key: 'local/shop/web', unwell: true, down: false, finished: false, open: true },
    { key: 'local/-/alone', unwell: false, down: false, finished: false, open: false },
  ]);
});
