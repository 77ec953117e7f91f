import { describe, expect, test } from 'vitest';
import { phaseOf, treeConsistency } from '../../../../src/backups/create/consistency.ts';
import { backupParams } from '../../../../src/backups/create/params.ts';
import { buildSet, type SetFacts } from '../../../../src/backups/sets/build-set.ts';
import { wantedSets } from '../../../../src/backups/sets/sets.ts';
import { settingsSchema } from '../../../../src/config/index.ts';
import { inspectedContainer } from '../../../../src/docker/engine-json.ts';
import type { ContainerDetail, VolumeDetail, VolumeUser } from '../../../../src/docker/index.ts';
import { toDetail } from '../../../../src/docker/inventory.ts';

const PROJECT = 'com.docker.compose.project';

/** A container as the Engine's inspect answer shows it. */
function container(
  service: string,
  more: {
    readonly volumes?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
    readonly image?: string;
    readonly state?: string;
    readonly project?: string | null;
    readonly readOnly?: boolean;
  } = {},
): ContainerDetail {
  const { volumes = {}, labels = {}, image = 'shop/app:1', state = 'running', project = 'shop' } = more;
  const compose = project === null ? {} : { [PROJECT]: project, 'com.docker.compose.service': service };
  const raw = {
    Id: `${project}-${service}`.padEnd(64, '0'),
    Name: `/${project === null ? service : `${project}-${service}-1`}`,
    Created: '2026-01-01T00:00:00Z',
    Image: 'sha256:abc',
    RestartCount: 0,
    State: {
      Status: state,
      StartedAt: '2026-01-01T00:00:00Z',
      FinishedAt: '0001-01-01T00:00:00Z',
      ExitCode: 0,
      OOMKilled: false,
      Running: state === 'running',
      Paused: false,
      Restarting: false,
    },
    Config: { Image: image, Labels: { ...compose, ...labels }, Env: ['DB_PASSWORD=hunter2-hunter2'], Tty: false },
    HostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 }, Memory: 0, PortBindings: {} },
    NetworkSettings: { Ports: {}, Networks: {} },
    Mounts: Object.entries(volumes).map(([Name, Destination]) => ({
      ...{ Type: 'volume', Name, Destination, RW: more.readOnly !== true },
    })),
  };
  return toDetail(inspectedContainer.parse(raw), raw, null);
}

function volume(name: string, more: Partial<VolumeDetail> = {}): VolumeDetail {
  const labels = { [PROJECT]: 'shop', 'com.docker.compose.volume': name.replace(/^shop_/, '') };
  return { name, driver: 'local', options: {}, labels, mountpoint: `/v/${name}`, createdAt: null, ...more };
}

function facts(more: Partial<SetFacts> & { readonly backups?: unknown } = {}): SetFacts {
  const settings = settingsSchema.parse({ backups: more.backups ?? {} });
  return {
    ...{ name: 'shop', project: 'shop', config: settings.backups.sets.shop, containers: [], volumes: [] },
    ...{ users: new Map(), workingDir: null, configPaths: [], composeTexts: [], paths: [], unreadable: [] },
    targets: settings.targets,
    ...more,
  };
}

describe('what is in a set', () => {
  test('volumes that are mounted and those that only carry the label; not anonymous, foreign or in memory', () => {
    const anonymous = 'a'.repeat(64);
    const set = buildSet(
      facts({
        containers: [
          container('db', { volumes: { shop_db: '/data', [anonymous]: '/tmp', nfs: '/n', ram: '/r', gone: '/g' } }),
        ],
        volumes: [
          ...[volume('shop_db'), volume('shop_old'), volume(anonymous), volume('other', { labels: {} })],
          ...[volume('nfs', { driver: 'rclone' }), volume('ram', { options: { type: 'tmpfs' } })],
        ],
      }),
    );
    expect(set.trees.map(({ name, composeKey }) => [name, composeKey])).toEqual([
      ['shop_db', 'db'],
      ['shop_old', 'old'],
    ]);
    expect(set.trees[0]?.mountedBy).toEqual([{ service: 'db', destination: '/data', readOnly: false }]);
    expect(Object.fromEntries(set.skipped.map(({ name, why }) => [name, why]))).toEqual({
      ...{ [anonymous]: 'anonymous', nfs: 'driver', ram: 'tmpfs', gone: 'missing' },
    });
  });

  test('vakhta.yaml adds by name, excludes by either name, and leaves out what only left-out services mount', () => {
    const anonymous = 'b'.repeat(64);
    const set = buildSet(
      facts({
        backups: {
          sets: {
            shop: { volumes: { add: [anonymous], exclude: ['old'] }, services: { cache: { backup: false } } },
          },
        },
        containers: [
          container('cache', { volumes: { shop_cache: '/c', shop_both: '/b', [anonymous]: '/x' } }),
          container('api', { volumes: { shop_both: '/b' } }),
        ],
        volumes: ['shop_cache', 'shop_both', 'shop_old', anonymous].map((name) => volume(name)),
      }),
    );
    expect(set.trees.map(({ name }) => name)).toEqual([anonymous, 'shop_both']);
    expect(set.skipped.map(({ name, why }) => [name, why])).toEqual([
      ['shop_cache', 'excluded'],
      ['shop_old', 'excluded'],
    ]);
  });

  test('a record of each service holds names of variables and none of their values', () => {
    const [service] = buildSet(facts({ containers: [container('db')] })).services;
    expect(service?.record).toMatchObject({ restartPolicy: { name: 'on-failure', maximumRetryCount: 3 } });
    expect(JSON.stringify(service)).toContain('DB_PASSWORD');
    expect(JSON.stringify(service)).not.toContain('hunter2');
  });

  test('who needs whom stands in compose files where Compose 1 wrote no label', () => {
    const text = 'services: { api: { image: a, depends_on: [db] }, db: { image: b } }';
    const set = buildSet(facts({ containers: [container('api'), container('db')], composeTexts: [text] }));
    expect(set.services.map(({ record }) => record.dependsOn)).toEqual([['db'], []]);
  });
});

describe('how still it stands', () => {
  const one = (more: Parameters<typeof container>[1], users: readonly Partial<VolumeUser>[] = []) => {
    const set = buildSet(
      facts({
        containers: [container('db', { volumes: { shop_db: '/data' }, ...more })],
        volumes: [volume('shop_db')],
        users: new Map([['shop_db', users.map((user) => ({ ...FOREIGN, ...user }))]]),
      }),
    );
    const [tree] = set.trees;
    if (tree === undefined) throw new Error('no tree');
    return { set, consistency: treeConsistency(tree, set.services), phase: phaseOf(tree, set.services) };
  };
  const FOREIGN: VolumeUser = {
    ...{ id: 'x', name: 'x', state: 'running', project: 'other', service: 'reader', inScope: true },
    ...{ readOnly: false, destination: '/d' },
  };
  const during = (how: string) => ({ labels: { 'vakhta.backup.during': how } });
  const hook = { labels: { 'vakhta.backup.before': '["sync"]' } };

  test.each<[string, Parameters<typeof container>[1], readonly Partial<VolumeUser>[], string, string]>([
    ['nothing is said: it is read live', {}, [], 'live', 'live'],
    ['stopped', during('stop'), [], 'stopped', 'still'],
    ['paused', during('pause'), [], 'paused', 'still'],
    ['between hooks', hook, [], 'hook', 'hooked'],
    ['nothing runs', { state: 'exited' }, [], 'stopped', 'live'],
    ['only read', { readOnly: true }, [], 'stopped', 'live'],
    ['stopped, and somebody else writes too', during('stop'), [{}], 'live', 'live'],
    ['stopped, and somebody else reads', during('stop'), [{ readOnly: true }], 'stopped', 'still'],
    ['stopped, and somebody else is down', during('stop'), [{ state: 'exited' }], 'stopped', 'still'],
  ])('%s', (_, more, users, consistency, phase) => {
    expect(one(more, users)).toMatchObject({ consistency, phase });
  });

  test('who stands still is held under a lock, and nobody else', () => {
    expect(backupParams(one(during('stop')).set).services).toEqual(['db']);
    expect(backupParams(one({ ...during('stop'), state: 'exited' }).set).services).toEqual([]);
    expect(backupParams(one(hook).set).services).toEqual([]);
  });

  test.each([
    ['postgres:16-alpine', 'PostgreSQL'],
    ['registry.example.com:5000/library/postgres@sha256:abc', 'PostgreSQL'],
    ['bitnami/mariadb:11', 'MariaDB'],
    ['valkey/valkey', 'Valkey'],
    ['shop/postgres-backup-ui:2', null],
  ])('%s without a word about it is warned of as %s', (image, database) => {
    expect(one({ image }).set.services[0]?.database).toBe(database);
    const keys = one({ image }).set.warnings.map(({ key }) => key);
    expect(keys).toEqual(database === null ? [] : ['backups-database-unprotected']);
    expect(one({ image, ...during('pause') }).set.warnings).toEqual([]);
    expect(one({ image, ...hook }).set.warnings).toEqual([]);
  });
});

describe('labels', () => {
  const settings = (labels: Readonly<Record<string, string>>, services: unknown = {}) =>
    buildSet(facts({ backups: { sets: { shop: { services } } }, containers: [container('db', { labels })] }));

  test('say commands with user, time and output; vakhta.yaml wins where it speaks', () => {
    const labels = {
      'vakhta.backup.before': '["pg_dump", "-U", "shop"]',
      'vakhta.backup.before.output': 'true',
      'vakhta.backup.before.user': 'postgres',
      'vakhta.backup.before.timeout': '90s',
      'vakhta.backup.during': 'stop',
    };
    expect(settings(labels).services[0]).toMatchObject({
      during: 'stop',
      before: { argv: ['pg_dump', '-U', 'shop'], user: 'postgres', timeoutMs: 90_000, keepOutput: true },
    });
    expect(settings(labels, { db: { during: 'run' } }).services[0]).toMatchObject({
      during: 'run',
      before: { user: 'postgres' },
    });
  });

  test.each([
    ['vakhta.backup.before', 'pg_dump -U shop'],
    ['vakhta.backup.before', '[]'],
    ['vakhta.backup.before', '["a", 1]'],
    ['vakhta.backup.during', 'halt'],
    ['vakhta.backup', 'maybe'],
    ['vakhta.backup.before.timeout', 'soon'],
  ])('%s=%s is told and left out of account', (label, value) => {
    const { warnings, services } = settings({ [label]: value });
    expect(warnings).toEqual([{ key: 'backups-label-bad', params: expect.objectContaining({ service: 'db', label }) }]);
    expect(services[0]).toMatchObject({ during: 'run', before: null });
  });

  test('a service of vakhta.yaml that has no container is told', () => {
    expect(settings({}, { dbb: { during: 'stop' } }).warnings).toEqual([
      { key: 'backups-service-unknown', params: { service: 'dbb' } },
    ]);
  });
});

test('sets are those of vakhta.yaml, and every project that none of them speaks for', () => {
  const { sets } = settingsSchema.parse({
    backups: { sets: { nightly: { project: 'shop' }, off: { enabled: false }, site: { project: null } } },
  }).backups;
  const seen = {
    containers: ['shop', 'off', 'blog', null].map((project) => container('web', { project })),
    volumes: [volume('only_volumes', { labels: { [PROJECT]: 'archive' } })],
  };
  expect(wantedSets(seen, { sets }).map(({ name, project }) => [name, project])).toEqual([
    ['archive', 'archive'],
    ['blog', 'blog'],
    ['nightly', 'shop'],
    ['site', null],
  ]);
});
