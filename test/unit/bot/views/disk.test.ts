import { expect, test } from 'vitest';
import { renderHtml } from '../../../../src/bot/rendering/index.ts';
import { disk } from '../../../../src/bot/views/disk.ts';
import { diskLogLimit, diskPage } from '../../../../src/bot/views/disk-page.ts';
import type { Rooms } from '../../../../src/bot/views/rooms.ts';
import type { Reader } from '../../../../src/bot/views/view.ts';
import { dfTable } from '../../../../src/cleanup/df.ts';
import type { ContainerLog, Inventory, Item } from '../../../../src/cleanup/index.ts';
import { createTexts, type Document, type Locale, locales } from '../../../../src/document/index.ts';
import type { DiskFigures } from '../../../../src/host/index.ts';
import type { DiskSample } from '../../../../src/recorder/index.ts';
import { facts, log } from '../../cleanup/facts.ts';

const texts = createTexts();
const NOW = Date.parse('2026-02-03T03:00:00Z');
const MIB = 2 ** 20;

function figures(mount: string, usedPercent: number): DiskFigures {
  const totalBytes = 1000 * MIB;
  const usedBytes = totalBytes * (usedPercent / 100);
  const availableBytes = totalBytes - usedBytes;
  return { mount, device: mount, totalBytes, usedBytes, availableBytes, usedPercent, inodesUsedPercent: null };
}

/** An hour of samples, one a minute, of a disk that gains so much each minute. */
function growing(mount: string, usedMib: number, mibAMinute: number): DiskSample[] {
  return Array.from({ length: 61 }, (_, minute) => {
    const usedBytes = (usedMib - (60 - minute) * mibAMinute) * MIB;
    const at = NOW - (60 - minute) * 60_000;
    return { mount, at, usedBytes, totalBytes: 1000 * MIB, availableBytes: 1000 * MIB - usedBytes };
  });
}

function inventory(parts: { disks?: readonly DiskFigures[]; logs?: readonly ContainerLog[] }): Inventory {
  return {
    at: NOW,
    df: dfTable(facts().usage),
    items: [],
    logs: parts.logs ?? [],
    own: { parts: [], files: [] },
    disks: { value: [...(parts.disks ?? [])], reason: null },
    engineDisk: '/',
    growth: null,
  };
}

function rooms(picture: Inventory, samples: readonly DiskSample[] = []): Rooms {
  // The views of /disk read nothing else of the house.
  return {
    cleanup: { picture: () => picture, chosen: () => [] },
    recorder: {
      diskSamples: (sinceAt: number) => samples.filter(({ at }) => at >= sinceAt),
    },
  } as unknown as Rooms;
}

const reader = (locale: Locale): Reader => ({
  ...{ locale, viewer: 1, timeZone: 'UTC', now: NOW },
  t: (key, params) => texts.t(locale, key, params),
});

const textOf = (document: Document, locale: Locale = 'en') =>
  renderHtml(document, { locale, timeZone: 'UTC', texts }).text.replace(/<[^>]*>/g, '');

test('each disk that fills up says when it is full, the soonest first after the Engine’s own', () => {
  const disks = [figures('/', 60), figures('/media', 50), figures('/data', 40), figures('/calm', 20)];
  const samples = [
    ...growing('/', 600, 1 / 3),
    ...growing('/media', 500, 1),
    ...growing('/data', 400, 2),
    ...growing('/calm', 200, 0),
  ];
  const draw = (locale: Locale, seen: readonly DiskSample[]) =>
    textOf(disk({}, reader(locale), rooms(inventory({ disks }), seen)), locale).split('\n');
  expect(draw('en', samples).slice(0, 3)).toEqual([
    '💾 / 60% · 400 MiB free · ⏳ full in 20 h as it grows now',
    '💾 /data 40% · 600 MiB free · ⏳ full in 5 h as it grows now',
    '💾 /media 50% · 500 MiB free · ⏳ full in 8 h 20 min as it grows now',
  ]);
  expect(draw('ru', samples)[1]).toContain('⏳ при нынешнем росте кончится через 5 ч');
  const calm = draw('en', []);
  expect(calm[0]).toBe('💾 / 60% · 400 MiB free');
  expect(calm.join('\n')).not.toMatch(/⏳|\/data|\/media/);
});

test('a disk that is fuller than the Engine’s own is there without growing', () => {
  const disks = [figures('/', 60), figures('/data', 95), figures('/calm', 20)];
  const text = textOf(disk({}, reader('en'), rooms(inventory({ disks }))));
  expect(text).toContain('💾 /data 95% · 50 MiB free');
  expect(text).not.toContain('/calm');
});

test.each(locales)('log files that cannot be read: how many, and what makes them readable (%s)', (locale) => {
  const unreadable = ['api', 'db'].map((containerId) =>
    log({ containerId, files: 'unreadable', liveBytes: 0, rotated: [], project: 'shop', writable: false }),
  );
  const page = (logs: readonly ContainerLog[]) =>
    diskPage({ group: 'log', page: 0, place: '', measuring: false }, reader(locale), rooms(inventory({ logs })));
  const document = page(unreadable);
  const text = textOf(document, locale);
  expect(text).toContain(texts.t(locale, 'bot-disk-logs-unreadable', { count: 2 }));
  expect(text).toContain('HOST_ROOT=/host');
  // Not "0 bytes": nobody knows what they take.
  expect(text.split('\n')[0]).not.toMatch(/·/);
  // The setting that keeps them small needs no access to the files.
  const data = (document.buttons ?? []).flat().map(({ action }) => (action.kind === 'callback' ? action.data : ''));
  expect(data.some((each) => /^d\.l\.[0-9a-f]{10}$/.test(each))).toBe(true);
  expect(data.some((each) => each.startsWith('d.f.') || each.startsWith('d.t.'))).toBe(false);
  const readable = textOf(page([log({ containerId: 'api' })]), locale);
  expect(readable).not.toContain('HOST_ROOT');
});

test('on the first page logs that cannot be read have a dash for their size', () => {
  const logs = [log({ containerId: 'api', files: 'unreadable' })];
  const rows = (picture: Inventory) =>
    disk({}, reader('en'), rooms(picture)).blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []));
  const logRow = (picture: Inventory) => rows(picture).find(([name]) => name === texts.t('en', 'bot-disk-group-log'));
  expect(logRow(inventory({ logs }))).toEqual([expect.any(String), '1', '–', '–']);
  expect(logRow(inventory({ logs: [log({ containerId: 'api' })] }))?.[2]).toBe('12 B');
});

test('where the bytes cannot be told, the button says how many go, and the first screen offers no red "0 B"', () => {
  const item = (id: string): Item => ({
    ...{ kind: 'image', id, name: id, bytes: 0, takesBytes: 32 * MIB, tags: [], project: null, service: null },
    verdict: { free: true, safe: true, warning: null },
  });
  const picture: Inventory = { ...inventory({}), items: [item('one'), item('two')] };
  const labels = ({ buttons = [] }: Document) => buttons.flat().map(({ label }) => label);
  const page = diskPage({ group: 'image', page: 0, place: '', measuring: false }, reader('en'), rooms(picture));
  expect(labels(page)).toContain('Remove ✅ 2');
  // Layers that only these two share go with the last of them: how much that is the Engine does not tell.
  const both = disk({}, reader('en'), rooms(picture));
  expect(textOf(both)).toContain(texts.t('en', 'bot-disk-safe-shared', { count: 2 }));
  expect(labels(both)).toContain('Remove 2');
  const one = disk({}, reader('en'), rooms({ ...picture, items: [item('one')] }));
  expect(textOf(one)).toContain(texts.t('en', 'bot-disk-safe-few'));
  expect(JSON.stringify(one.buttons)).not.toContain('d.f.safe');
  expect([...labels(page), ...labels(both), ...labels(one)].join()).not.toContain('0 B');
});

test('Vakhta’s own data is not called empty where only nothing of it may go', () => {
  const picture: Inventory = { ...inventory({}), own: { parts: [{ part: 'database', bytes: MIB }], files: [] } };
  const page = textOf(diskPage({ group: 'own', page: 0, place: '', measuring: false }, reader('en'), rooms(picture)));
  expect(page.split('\n')[0]).toBe('🛟 Vakhta · 1 MiB');
  expect(page).not.toContain(texts.t('en', 'bot-disk-empty'));
});

test('the limit of many services folds, so that what to do with it stays on the screen', () => {
  const draw = (services: string[]) =>
    diskLogLimit(
      { project: 'shop', services, yaml: 'services: {}', file: 'x.yml', command: 'up' },
      reader('en'),
      rooms(inventory({})),
    );
  expect(draw(['a', 'b']).blocks.map(({ kind }) => kind)).toContain('code');
  const many = draw(['a', 'b', 'c']).blocks;
  expect(many.filter(({ kind }) => kind === 'details')).toHaveLength(1);
});

test('log files take two lines each: that emptying loses what they hold stands once, above them', () => {
  const live = (id: string): Item => ({
    ...{ kind: 'live-log', id, name: id, bytes: MIB, takesBytes: MIB, tags: [], project: 'shop', service: id },
    verdict: { free: true, safe: false, warning: 'live-log' },
  });
  const picture: Inventory = { ...inventory({ logs: [log({ containerId: 'a' })] }), items: ['a', 'b', 'c'].map(live) };
  const text = textOf(diskPage({ group: 'log', page: 0, place: '', measuring: false }, reader('en'), rooms(picture)));
  expect(text.match(/⚠️/g)).toHaveLength(1);
  expect(text).toContain('1. a\ncurrent file · 1 MiB');
});
