import { expect, test } from 'vitest';
import type { ServiceRecord } from '../../../../src/backups/manifest.ts';
import { isInconclusive, planCopies } from '../../../../src/backups/proof/copy-plan.ts';
import { service, tree } from './facts.ts';

const stopped = { containers: [{ id: 'x', name: 'x', running: false }] };

function plan(services: ServiceRecord[], asked: string | null = null) {
  return planCopies({ services, trees: [tree('db'), tree('/srv/files', { kind: 'path' })] }, asked).map((level) =>
    level.map((copy) => `${copy.service.name}${copy.counts ? '!' : ''}${copy.isJob ? ' job' : ''}`),
  );
}

test('what mounts restored data is started, after what it needs, and nothing else', () => {
  const services = [
    service('web', { dependsOn: ['api'] }),
    service('api', { volumes: ['db'], dependsOn: ['db', 'queue'] }),
    service('db', { volumes: ['db'] }),
    service('queue', { volumes: ['elsewhere'] }),
  ];
  expect(plan(services)).toEqual([['db!', 'queue'], ['api!']]);
});

test('what has to have run before is waited for until it ends', () => {
  const services = [
    service('api', { volumes: ['db'], dependsOn: ['migrate'] }),
    service('migrate', { volumes: ['db'], ...stopped }),
  ];
  expect(plan(services)).toEqual([['migrate job'], ['api!']]);
});

test('what did not run when the backup was made is not started, except where nothing ran', () => {
  const shell = service('shell', { volumes: ['db'], ...stopped });
  expect(plan([shell, service('db', { volumes: ['db'] })])).toEqual([['db!']]);
  expect(plan([shell])).toEqual([['shell!']]);
});

test('the service that the probe asks is started too', () => {
  const services = [service('web', { dependsOn: ['db'] }), service('db', { volumes: ['db'] })];
  expect(plan(services, 'web')).toEqual([['db!'], ['web!']]);
});

test('nothing is started where no service mounts a volume: a folder of the host stays away', () => {
  expect(plan([service('web', { volumes: ['other'] })], 'web')).toEqual([]);
});

test('services that need each other in a ring are started together', () => {
  const services = [service('a', { volumes: ['db'], dependsOn: ['b'] }), service('b', { dependsOn: ['a'] })];
  expect(plan(services)).toEqual([['a!', 'b']]);
});

test('a failure says nothing where the copy, or what it needs, could not be made as the service is', () => {
  const [db, api] = [service('db', { volumes: ['db'] }), service('api', { volumes: ['db'], dependsOn: ['db'] })];
  const levels = planCopies({ services: [db, api], trees: [tree('db')] }, null);
  const like = { isUnlike: false, isWell: true };
  const unlike = { isUnlike: true, isWell: false };
  const judged = (states: Record<string, typeof like | null>) =>
    isInconclusive(api, levels, (name) => states[name] ?? null);
  expect(judged({ api: { ...like, isWell: false }, db: like })).toBe(false);
  expect(judged({ api: { ...like, isWell: false }, db: { isUnlike: false, isWell: false } })).toBe(false);
  expect(judged({ api: unlike, db: like })).toBe(true);
  expect(judged({ api: like, db: unlike })).toBe(true);
  // What it needs ran well all the same.
  expect(judged({ api: like, db: { isUnlike: true, isWell: true } })).toBe(false);
  // What it needs was not started at all.
  expect(judged({ api: like, db: null })).toBe(true);
});
