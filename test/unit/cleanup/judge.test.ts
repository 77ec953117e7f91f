import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/cleanup/judge.ts';
import { paramsFor, parseCleanupParams } from '../../../src/cleanup/params.ts';
import { itemReference, planCleanup } from '../../../src/cleanup/plan.ts';
import type { Facts, Item, Verdict } from '../../../src/cleanup/types.ts';
import { HELPER_LABEL, isLive } from '../../../src/docker/index.ts';
import { container, facts, image, log, PROJECT, SERVICE, volume } from './facts.ts';

function verdict(kind: Item['kind'], id: string, of: Facts): Verdict | undefined {
  return judge(of).find((item) => item.kind === kind && item.id === id)?.verdict;
}

describe('images', () => {
  const runs = container({ id: 'c1', project: 'shop', state: 'running', imageId: 'new' });
  const stands = container({ id: 'c2', project: 'stood', imageId: 'used' });

  it('without a name and a container are safe to free', () => {
    const usage = { images: [image({ id: 'a' })] };
    expect(verdict('image', 'a', facts({ usage }))).toEqual({ free: true, safe: true, warning: null });
  });

  it('that a registry has are safe, those that were built here are not', () => {
    const pulled = image({ id: 'a', tags: ['tool:1'], digests: ['tool@sha256:1'] });
    const usage = { images: [pulled, image({ id: 'b', tags: ['mine:1'] })] };
    expect(verdict('image', 'a', facts({ usage }))).toEqual({ free: true, safe: true, warning: null });
    expect(verdict('image', 'b', facts({ usage }))).toEqual({ free: true, safe: false, warning: 'built-here' });
  });

  it('stay while anything is made from them, also what is hidden from us', () => {
    const usage = {
      images: [image({ id: 'used', containers: 1 }), image({ id: 'b', containers: 1 })],
      containers: [stands],
    };
    expect(verdict('image', 'used', facts({ usage }))).toEqual({ free: false, why: 'stopped-containers' });
    expect(verdict('image', 'b', facts({ usage }))).toEqual({ free: false, why: 'in-use' });
  });

  it('of a running project stay, by label, by name and by what was seen; an older version may go with a word', () => {
    const images = [
      image({ id: 'new', tags: ['reg:5000/shop/api:2'], containers: 1 }),
      image({ id: 'old', tags: ['reg:5000/shop/api:1'], digests: ['d'] }),
      image({ id: 'labelled', tags: ['x:1'], labels: { [PROJECT]: 'shop' } }),
      image({ id: 'named', tags: ['shop_worker:latest'] }),
      image({ id: 'seen', tags: ['y:1'], digests: ['d'] }),
    ];
    const remembered = new Map([['seen', ['shop']]]);
    const of = facts({ usage: { images, containers: [runs] }, remembered });
    expect(verdict('image', 'old', of)).toEqual({ free: true, safe: false, warning: 'old-version' });
    for (const id of ['labelled', 'named', 'seen'])
      expect(verdict('image', id, of)).toEqual({ free: false, why: 'project-runs' });
  });

  it('that are the last of a project which stands are free, but never without saying so', () => {
    const lonely = image({ id: 'd1', labels: { [PROJECT]: 'stood', [SERVICE]: 'db' } });
    const images = [
      image({ id: 'web', tags: ['stood-web:latest'], digests: ['d'] }),
      image({ id: 'rebuilt', labels: { [PROJECT]: 'stood', [SERVICE]: 'web' } }),
      image({ id: 'web2', tags: ['z:1'], labels: { [PROJECT]: 'stood', [SERVICE]: 'web' } }),
      lonely,
    ];
    const of = facts({ usage: { images, containers: [stands] } });
    for (const id of ['web', 'd1'])
      expect(verdict('image', id, of)).toEqual({ free: true, safe: false, warning: 'last-images' });
    expect(verdict('image', 'rebuilt', of)).toEqual({ free: true, safe: true, warning: null });
  });

  it('outside of what we look after stay', () => {
    const usage = { images: [image({ id: 'a' }), image({ id: 'b', labels: { 'vakhta.demo': '1' } })] };
    const narrowed = facts({ usage, onlyLabel: 'vakhta.demo=1' });
    expect(verdict('image', 'a', narrowed)).toEqual({ free: false, why: 'other-scope' });
    expect(verdict('image', 'b', narrowed)).toMatchObject({ free: true });
    const other = { images: [image({ id: 'c', labels: { [PROJECT]: 'theirs' } })] };
    expect(verdict('image', 'c', facts({ usage: other, projects: ['shop'] }))).toEqual({
      free: false,
      why: 'other-scope',
    });
  });
});

describe('the bot’s own', () => {
  const self = { containerId: 'me', imageId: 'mine', volumes: ['data'] };
  const of = facts({
    self,
    usage: {
      containers: [container({ id: 'me', state: 'running' })],
      images: [
        image({ id: 'mine', tags: ['vakhta:1'] }),
        image({ id: 'tool', tags: ['vakhta/tool:1'], labels: { [HELPER_LABEL]: 'image' } }),
      ],
      volumes: [volume({ name: 'data' })],
    },
    logs: [log({ containerId: 'me' })],
  });

  it.each([
    ['container', 'me'],
    ['image', 'mine'],
    ['image', 'tool'],
    ['volume', 'data'],
    ['live-log', 'me'],
    ['rotated-log', 'me'],
  ] as const)('%s stays', (kind, id) => {
    expect(verdict(kind, id, of)).toEqual({ free: false, why: 'own' });
  });
});

describe('logs', () => {
  it('are offered where they can be written: what was rotated is safe, the current file is a choice', () => {
    const of = facts({ logs: [log({ containerId: 'a' }), log({ containerId: 'b', writable: false })] });
    expect(verdict('rotated-log', 'a', of)).toEqual({ free: true, safe: true, warning: null });
    expect(verdict('live-log', 'a', of)).toEqual({ free: true, safe: false, warning: 'live-log' });
    expect(verdict('rotated-log', 'b', of)).toEqual({ free: false, why: 'not-writable' });
  });

  it('that are empty or elsewhere are no items', () => {
    const logs = [log({ containerId: 'a', liveBytes: 0, rotated: [] }), log({ containerId: 'b', files: 'elsewhere' })];
    expect(judge(facts({ logs }))).toEqual([]);
  });
});

const projects = fc.constantFrom('shop', 'stood', 'other');
const state = fc.constantFrom('running', 'paused', 'restarting', 'exited', 'created', 'dead', 'removing' as const);
const imageIds = fc.constantFrom('i1', 'i2', 'i3', 'i4');
const worlds = fc
  .record({
    containers: fc.array(
      fc.record({ project: fc.option(projects), state, imageId: imageIds, bytes: fc.nat(1000), hidden: fc.boolean() }),
      { maxLength: 6 },
    ),
    images: fc.uniqueArray(
      fc.record({
        id: imageIds,
        tag: fc.option(fc.constantFrom('a:1', 'b:1', 'shop-web:1', 'stood_db:2')),
        project: fc.option(projects),
        digest: fc.boolean(),
      }),
      { selector: (each) => each.id },
    ),
    volumes: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('shop_db', 'stood_db', 'loose', 'data'),
        project: fc.option(projects),
        mounted: fc.nat(1),
      }),
      { selector: (each) => each.name },
    ),
    selfIs: fc.option(imageIds),
  })
  .map(({ containers, images, volumes, selfIs }): Facts => {
    const all = containers.map((each, index) => ({ ...each, id: `c${index}` }));
    return facts({
      self: selfIs === null ? null : { containerId: 'c0', imageId: selfIs, volumes: ['data'] },
      usage: {
        containers: all.filter(({ hidden }) => !hidden).map((each) => container({ ...each, writtenBytes: each.bytes })),
        images: images.map(({ id, tag, project, digest }) =>
          image({
            id,
            tags: tag === null ? [] : [tag],
            digests: digest ? ['d'] : [],
            containers: all.filter(({ imageId }) => imageId === id).length,
            labels: project === null ? {} : { [PROJECT]: project },
          }),
        ),
        volumes: volumes.map(({ name, project, mounted }) =>
          volume({ name, containers: mounted, labels: project === null ? {} : { [PROJECT]: project } }),
        ),
      },
    });
  });

/** The rules once more, told another way than the code tells them. */
function expectNotNeeded({ kind, id, project }: Item, { usage, self }: Facts): void {
  const running = new Set(usage.containers.filter((each) => isLive(each)).map((each) => each.project));
  if (kind === 'container') {
    expect(id).not.toBe(self?.containerId);
    expect(usage.containers.filter((each) => each.id === id).some((each) => isLive(each))).toBe(false);
    expect(project !== null && running.has(project)).toBe(false);
  }
  if (kind === 'image') {
    expect(id).not.toBe(self?.imageId);
    expect(usage.images.find((each) => each.id === id)?.containers).toBe(0);
  }
  if (kind === 'volume') {
    expect(self?.volumes ?? []).not.toContain(id);
    expect(usage.volumes.find((each) => each.name === id)?.containers).toBe(0);
    expect(project !== null && running.has(project)).toBe(false);
  }
}

describe('whatever the world looks like', () => {
  it('nothing that is in use, ours, or of a running project is ever proposed', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        for (const item of judge(world).filter((each) => each.verdict.free)) expectNotNeeded(item, world);
      }),
      { numRuns: 500 },
    );
  });

  it('together only what is safe goes, never a volume, and a project that stands is always named', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const items = judge(world);
        const safe = planCleanup({ items }, { what: 'safe' });
        for (const { kind, verdict: seen } of safe.items) {
          expect(kind).not.toBe('volume');
          expect(seen).toEqual({ free: true, safe: true, warning: null });
        }
        const everything = planCleanup({ items }, { what: 'items', refs: items.map(itemReference) });
        expect(everything.items.every((item) => item.verdict.free)).toBe(true);
        expect(everything.bytes).toBe(everything.items.reduce((total, item) => total + item.bytes, 0));
        const stands = everything.items.filter(
          (item) => item.project !== null && (item.kind === 'container' || item.kind === 'volume'),
        );
        for (const item of stands) expect(item.verdict).toMatchObject({ warning: 'stopped-project' });
      }),
      { numRuns: 500 },
    );
  });
});

describe('a whole kind', () => {
  it('holds no volume and no log that is being written: those are chosen one by one', () => {
    const items = judge(facts({ usage: { volumes: [volume({ name: 'loose' })] }, logs: [log({ containerId: 'a' })] }));
    const all = (group: 'volume' | 'log') => planCleanup({ items }, { what: 'group', group, safeOnly: false });
    expect(all('volume').items).toEqual([]);
    expect(all('log').items.map(({ kind }) => kind)).toEqual(['rotated-log']);
  });
});

describe('parameters', () => {
  const volumeItem = judge(facts({ usage: { volumes: [volume({ name: 'shop_db' })] } }));

  it('hold a volume only with its name typed, letter for letter', () => {
    expect(() => parseCleanupParams(paramsFor({ items: volumeItem }))).toThrow();
    expect(() => parseCleanupParams(paramsFor({ items: volumeItem }, ['shop_d']))).toThrow();
    expect(() => parseCleanupParams(paramsFor({ items: volumeItem }, ['SHOP_DB']))).toThrow();
    expect(parseCleanupParams(paramsFor({ items: volumeItem }, ['shop_db'])).typed).toEqual(['shop_db']);
  });
});
