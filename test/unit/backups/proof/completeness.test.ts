import { expect, test } from 'vitest';
import { imagesAbsent, unaccountedFor } from '../../../../src/backups/proof/completeness.ts';
import { configFile, manifest, service, tree } from './facts.ts';

const COMPOSE = '/srv/shop/docker-compose.yml';
const labelled = (files: string, env?: string) => ({
  Config: {
    Labels: {
      'com.docker.compose.project.config_files': files,
      'com.docker.compose.project.working_dir': '/srv/shop',
      ...(env === undefined ? {} : { 'com.docker.compose.project.environment_file': env }),
    },
  },
});

function names(...given: Parameters<typeof unaccountedFor>): string[] {
  return unaccountedFor(...given).map(({ name }) => name);
}

test('a volume that a service mounts is in the backup or said to be missing', () => {
  const db = service('db', { volumes: ['shop_db', 'shop_cache'] });
  const backup = manifest({ services: [db], trees: [tree('shop_db')] });
  expect(unaccountedFor(backup, [])).toEqual([{ kind: 'config-incomplete', name: 'db: shop_cache' }]);
  expect(names({ ...backup, missing: [{ what: 'volume', name: 'shop_cache' }] }, [])).toEqual([]);
});

test('what a restore put aside, and a set that is no project, owe nothing of the kind', () => {
  const db = service('db', { volumes: ['shop_db'], inspect: labelled('docker-compose.yml') });
  expect(names(manifest({ services: [db], origin: 'safety' }), [])).toEqual([]);
  expect(names(manifest({ services: [db], project: null }), [])).toEqual([COMPOSE]);
});

test('a project whose folder has moved has its compose file under another path', () => {
  const db = service('db', { inspect: labelled('docker-compose.yml') });
  const backup = manifest({ services: [db], configFiles: [configFile('/opt/shop/docker-compose.yml')] });
  expect(names(backup, [])).toEqual([]);
});

test('a path of the host of the same name is no volume', () => {
  const db = service('db', { volumes: ['shop_db'] });
  expect(names(manifest({ services: [db], trees: [tree('shop_db', { kind: 'path' })] }), [])).toEqual(['db: shop_db']);
});

test('the compose files and the env file that compose wrote onto a container are there, by their absolute path', () => {
  const db = service('db', { inspect: labelled('docker-compose.yml,/srv/shop/more.yml', '.env') });
  expect(names(manifest({ services: [db] }), [])).toEqual([COMPOSE, '/srv/shop/more.yml', '/srv/shop/.env']);
  const backup = manifest({
    services: [db],
    configFiles: [configFile(COMPOSE), configFile('/srv/shop/.env', 'env')],
    missing: [{ what: 'compose', name: '/srv/shop/more.yml' }],
  });
  expect(names(backup, [])).toEqual([]);
});

test('an env file that a compose file names is there, also that of a service that does not run', () => {
  const text = `services:
  db:
    env_file: [.env.db, "\${HOME}/x"]
  jobs:
    env_file: { path: ./jobs.env }
`;
  const backup = manifest({ configFiles: [configFile(COMPOSE)] });
  expect(names(backup, [{ path: COMPOSE, role: 'compose', text }])).toEqual([
    '/srv/shop/.env.db',
    '/srv/shop/jobs.env',
  ]);
});

test('images that the Engine has under no name are listed by what they can be pulled by', () => {
  const backup = manifest({
    services: [service('db', { imageDigest: 'shop/db@sha256:1' }), service('web'), service('jobs')],
  });
  const present = new Set(['sha256:web', 'shop/jobs:1']);
  expect(imagesAbsent(backup, (reference) => present.has(reference))).toEqual(['shop/db@sha256:1']);
});
