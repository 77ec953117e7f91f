import { describe, expect, test } from 'vitest';
import {
  candidatesIn,
  containersOf,
  editDistance,
  namedTarget,
  pickOf,
  refOf,
  targetOf,
} from '../../../../src/bot/logs/targets.ts';
import type { ContainerSummary } from '../../../../src/docker/index.ts';

let made = 0;
function container(project: string | null, service: string, more: Partial<ContainerSummary> = {}): ContainerSummary {
  made += 1;
  const id = made.toString(16).padStart(64, 'a');
  const number = more.number ?? 1;
  return {
    engine: 'local',
    project,
    service,
    number,
    id,
    name: project === null ? service : `${project}-${service}-${number}`,
    key: `local/${project ?? '-'}/${service}`,
    image: 'x',
    imageId: 'x',
    state: 'running',
    statusText: 'Up',
    createdAt: 0,
    labels: {},
    ports: [],
    dependsOn: [],
    oneOff: false,
    ...more,
  };
}

const gateway = container('shop', 'gateway');
const second = container('shop', 'gateway', { number: 2 });
const billing = container('shop', 'billing', { state: 'restarting' });
const other = container('blog', 'web');
const alone = container(null, 'redis');
const task = container('shop', 'gateway', { oneOff: true, name: 'shop_gateway_run_1' });
const everything = [alone, other, gateway, second, billing, task];
const labels = (list: readonly { label: string }[]) => list.map(({ label }) => label);

describe('what can be picked', () => {
  test('the unwell first, whole projects, the rest, one-off containers last', () => {
    expect(labels(candidatesIn(everything))).toEqual([
      'billing',
      'shop',
      'redis',
      'web',
      'gateway',
      'shop_gateway_run_1',
    ]);
  });

  test('who has ended well, as a migration does, is not unwell; who has ended badly is', () => {
    const ended = (service: string, statusText: string) => container('shop', service, { state: 'exited', statusText });
    const list = candidatesIn([
      ended('migrate', 'Exited (0) 3 minutes ago'),
      ended('web', 'Exited (137) 1 second ago'),
    ]);
    expect(list.filter(({ unwell }) => unwell).map(({ label }) => label)).toEqual(['web']);
  });

  test('what an incident is about stands before everything', () => {
    expect(labels(candidatesIn(everything, [other.key]))[0]).toBe('web');
  });

  test('services that are called alike say their project', () => {
    expect(labels(candidatesIn([gateway, container('blog', 'gateway')]))).toEqual(['shop/gateway', 'blog/gateway']);
  });

  test('comes in pages, of which the last stands for every later one', () => {
    const many = Array.from({ length: 25 }, (_, n) => container('many', `s${n}`));
    const pick = pickOf(candidatesIn(many), 99, { query: null, ambiguous: false });
    expect([pick.page, pick.pages, pick.entries.length]).toEqual([2, 3, 6]);
  });
});

describe('a name', () => {
  test.each([
    ['gateway', { kind: 'service', service: 'gateway', project: 'shop' }],
    ['GateWay', { kind: 'service', service: 'gateway' }],
    ['shop/gateway', { kind: 'service', service: 'gateway' }],
    ['redis', { kind: 'service', service: 'redis', project: null }],
    ['shop', { kind: 'project', project: 'shop' }],
    ['shop-gateway-2', { kind: 'container', name: 'shop-gateway-2' }],
    ['shop_gateway_run_1', { kind: 'container', name: 'shop_gateway_run_1' }],
    [second.id.slice(0, 64), { kind: 'container', name: 'shop-gateway-2' }],
  ])('%s is found', (name, target) => {
    expect(namedTarget(name, everything)).toMatchObject({ kind: 'found', target });
  });

  test('that several have is asked about', () => {
    const twice = [...everything, container('blog', 'gateway')];
    const named = namedTarget('gateway', twice);
    expect(named.kind).toBe('ambiguous');
    expect(named.kind === 'found' ? [] : labels(named.candidates)).toEqual(['shop/gateway', 'blog/gateway']);
    expect(namedTarget('blog/gateway', twice)).toMatchObject({ kind: 'found', target: { project: 'blog' } });
  });

  test.each([
    ['gatway', ['gateway']],
    ['gate', ['gateway']],
    ['bilings', ['billing']],
    ['postgres', []],
  ])('%s is none; nearly so are %j', (name, nearly) => {
    const named = namedTarget(name, [gateway, billing, other]);
    expect(named).toMatchObject({ kind: 'unknown' });
    expect(named.kind === 'found' ? null : labels(named.candidates)).toEqual(nearly);
  });

  test.each([
    ['gateway', 'gatway', 1],
    ['abc', 'abc', 0],
    ['abc', 'xyz', 3],
    ['short', 'very much longer', 4],
  ])('the distance from %s to %s', (one, another, distance) => {
    expect(editDistance(one, another, 3)).toBe(distance);
    expect(editDistance(another, one, 3)).toBe(distance);
  });
});

describe('a reference', () => {
  test('leads back to what it stands for', () => {
    for (const candidate of candidatesIn(everything))
      expect(targetOf(candidate.ref, everything)).toEqual(candidate.target);
    expect(targetOf('kffffffffff', everything)).toBeNull();
  });

  test('finds the container that took the place of the one before', () => {
    const found = namedTarget('shop-gateway-2', everything);
    if (found.kind !== 'found') throw new Error('not found');
    const anew = container('shop', 'gateway', { number: 2 });
    expect(containersOf(found.target, [gateway, anew])).toEqual([anew]);
    expect(targetOf(refOf(found.target), [gateway, anew])).toMatchObject({ kind: 'container' });
  });

  test('of a service is all of it but what was run beside it', () => {
    const found = namedTarget('gateway', everything);
    if (found.kind !== 'found') throw new Error('not found');
    expect(containersOf(found.target, everything)).toEqual([gateway, second]);
  });
});
