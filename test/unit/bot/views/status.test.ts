import { describe, expect, test } from 'vitest';
import type { Efficacy, FailureKind, WhatHelped } from '../../../../src/actions/index.ts';
import { factsOf } from '../../../../src/bot/container-facts.ts';
import { renderHtml, renderRich } from '../../../../src/bot/rendering/index.ts';
import { pageOf } from '../../../../src/bot/taps/status-taps.ts';
import type { Rooms } from '../../../../src/bot/views/rooms.ts';
import { sparkline } from '../../../../src/bot/views/sparkline.ts';
import { status } from '../../../../src/bot/views/status.ts';
import { statusContainer } from '../../../../src/bot/views/status-container.ts';
import { statusProject } from '../../../../src/bot/views/status-project.ts';
import { buttonName } from '../../../../src/bot/views/status-words.ts';
import type { Reader } from '../../../../src/bot/views/view.ts';
import { settingsSchema } from '../../../../src/config/index.ts';
import type { Availability, ContainerDescription, ContainerDetail } from '../../../../src/docker/index.ts';
import { createTexts, type Document, type Locale, locales } from '../../../../src/document/index.ts';
import { maskSecrets } from '../../../../src/masking/index.ts';
import type { BadEvent, DiskSample, RecordedEvent, Sample } from '../../../../src/recorder/index.ts';
import { container, hostWith } from '../../triage/world.ts';
import { countRich } from '../rendering/rich-count.ts';

const texts = createTexts();
const NOW = Date.parse('2026-02-03T03:00:00Z');
const MIB = 2 ** 20;
const HOUR = 3_600_000;

interface House {
  readonly containers?: readonly ContainerDetail[];
  readonly samples?: readonly Sample[];
  readonly events?: readonly RecordedEvent[];
  readonly badEvents?: readonly BadEvent[];
  readonly disks?: readonly DiskSample[];
  readonly availability?: Availability;
  readonly pictureAt?: number;
  readonly access?: 'viewer' | 'responder' | 'admin';
  readonly helped?: WhatHelped;
}

const NOTHING_KNOWN: WhatHelped = { failure: { kind: 'none', exitCode: null }, now: [], all: [] };

async function house(parts: House = {}): Promise<Rooms> {
  const host = await hostWith({
    uptimeS: 90_000,
    disks: [
      { mount: '/', usedPercent: 40, inodesUsedPercent: 3 },
      { mount: '/data', usedPercent: 95, inodesUsedPercent: null },
    ],
  }).snapshot();
  // The views of /status read nothing else of the house.
  return {
    settings: settingsSchema.parse({}),
    docker: { availability: () => parts.availability ?? { reachable: true } },
    actions: { whatHelped: () => parts.helped ?? NOTHING_KNOWN },
    people: { person: () => ({ access: parts.access ?? 'admin' }) },
    recorder: {
      lastInventory: () => ({ at: parts.pictureAt ?? NOW, containers: parts.containers ?? [] }),
      latestSamples: () => parts.samples ?? [],
      lastSamples: () => parts.samples ?? [],
      badEventsSince: () => parts.badEvents ?? [],
      eventsOf: () => parts.events ?? [],
      diskSamples: () => parts.disks ?? [],
      lastHost: () => host,
    },
  } as unknown as Rooms;
}

function reader(locale: Locale = 'en', viewer: number | null = 1): Reader {
  return { locale, viewer, timeZone: 'UTC', now: NOW, t: (key, params) => texts.t(locale, key, params) };
}

const htmlOf = (document: Document, locale: Locale = 'en') =>
  renderHtml(document, { locale, timeZone: 'UTC', texts }).text.replace(/<\/?(?:b|i|code|pre|blockquote)[^>]*>/g, '');

function dataOf({ buttons = [] }: Document): string[] {
  return buttons.flat().flatMap(({ action }) => (action.kind === 'callback' ? [action.data] : []));
}

function sampleOf(one: ContainerDetail, parts: Partial<Sample> = {}): Sample {
  return {
    ...{ at: NOW - 9_000, key: one.key, containerId: one.id, state: one.state, health: null, restartCount: 0 },
    ...{ cpuPercent: 3.24, memoryBytes: 12 * MIB, memoryLimitBytes: 64 * MIB, hostMemoryBytes: null },
    ...parts,
  };
}

const factsFor = (one: ContainerDetail) => factsOf(one, null, maskSecrets);

describe('the first screen', () => {
  test('forty services that are well are one line, and their figures are under its fold', async () => {
    const containers = Array.from({ length: 40 }, (_, index) => container({ service: `node-${index}` }));
    const document = status(
      { page: 0 },
      reader(),
      await house({ containers, samples: containers.map((one) => sampleOf(one)) }),
    );
    const open = document.blocks.filter((block) => block.kind !== 'details');
    expect(JSON.stringify(open)).not.toContain('node-');
    const folds = document.blocks.filter((block) => block.kind === 'details');
    expect(folds).toHaveLength(1);
    expect(JSON.stringify(folds[0]?.summary)).toContain('40 of 40 well');
    expect(JSON.stringify(folds)).toContain('node-39');
    expect(JSON.stringify(folds)).toContain('12 MiB 19%');
    expect(dataOf(document).filter((data) => data.startsWith('p.c.'))).toEqual([]);
  });

  test('what is wrong comes first: in the headline, among the groups, with its restarts and its figures', async () => {
    const loop = container({
      ...{ service: 'billing', project: 'zoo', state: 'restarting', restartCount: 8, exitCode: 1 },
      ...{ startedAt: NOW - 72_000, finishedAt: NOW - 70_000 },
    });
    const sick = container({
      ...{ service: 'queue', project: 'zoo', startedAt: NOW - HOUR },
      health: { status: 'unhealthy', failingStreak: 4, log: [{ at: NOW - 2000, exitCode: 1, output: 'no answer' }] },
    });
    const containers = [
      container({ service: 'api', project: 'alpha' }),
      sick,
      loop,
      container({ service: 'db', project: 'zoo' }),
    ];
    const document = status({ page: 0 }, reader(), await house({ containers, samples: [sampleOf(sick)] }));
    const text = htmlOf(document);
    expect(text.split('\n')[0]).toBe('❌ 2 of 4 not well: billing, queue');
    expect(text).toMatch(/billing: restarting, 8 restarts, exit code 1 · last restart 1 min ago/);
    expect(text).toMatch(/queue: unhealthy, 4 failed probes: no answer · CPU 3\.2% · 12 MiB 19%/);
    expect(text.indexOf('zoo')).toBeLessThan(text.indexOf('alpha'));
    expect(dataOf(document).filter((data) => data.startsWith('p.c.'))).toHaveLength(2);
  });

  test('memory without a limit is a share of the host, and said to be one', async () => {
    const one = container({ service: 'api' });
    const samples = [sampleOf(one, { memoryLimitBytes: null, hostMemoryBytes: 1024 * MIB })];
    const text = htmlOf(status({ page: 0 }, reader(), await house({ containers: [one], samples })));
    expect(text).toContain('12 MiB 1.2%*');
    expect(text).toContain(texts.t('en', 'bot-status-of-host'));
    const limited = htmlOf(status({ page: 0 }, reader(), await house({ containers: [one], samples: [sampleOf(one)] })));
    expect(limited).not.toContain(texts.t('en', 'bot-status-of-host'));
  });

  test('the host has every disk, with when a growing one is full', async () => {
    const disks = Array.from({ length: 61 }, (_, minute): DiskSample => {
      const usedBytes = (940 + minute / 6) * MIB;
      const at = NOW - (60 - minute) * 60_000;
      return { mount: '/data', at, usedBytes, totalBytes: 1000 * MIB, availableBytes: 1000 * MIB - usedBytes };
    });
    const text = htmlOf(status({ page: 0 }, reader(), await house({ disks })));
    expect(text).toContain('🖥 up 1 d 1 h · load 0.25 per core (2) · memory 75% of 1 GiB');
    expect(text).toMatch(/⚠️ \/data 95%, 50 MiB free · ⏳ full in (5 h|4 h 5\d min)/);
    expect(text).toContain('💾 / 40%, 600 MiB free, inodes 3%');
    expect(htmlOf(status({ page: 0 }, reader(), await house()))).not.toContain('⏳');
  });

  test('one-off containers and those outside of compose have their own groups, and no one-off is a trouble', async () => {
    const containers = [
      container({ service: 'api' }),
      container({ service: 'tool', project: null, name: 'tool' }),
      container({
        service: 'migrate',
        oneOff: true,
        number: 7,
        name: 'shop-migrate-run',
        state: 'exited',
        exitCode: 3,
      }),
    ];
    const document = status({ page: 0 }, reader(), await house({ containers }));
    expect(
      dataOf(document)
        .filter((data) => data.startsWith('p.p.'))
        .map((data) => data.split('.')[2]),
    ).toEqual([expect.stringMatching(/^[0-9a-f]{10}$/), '-', 'o']);
    expect(htmlOf(document).split('\n')[0]).toBe('✅ All 2 containers are well');
    const own = statusProject({ reference: 'o', page: 0 }, reader(), await house({ containers }));
    expect(htmlOf(own)).toContain('shop-migrate-run');
    expect(dataOf(own).some((data) => data.startsWith('j.'))).toBe(false);
  });

  test('while the Engine is away it is the last picture with its age', async () => {
    const rooms = await house({
      containers: [container({ service: 'api' })],
      availability: { reachable: false, sinceAt: NOW - 60_000, cause: 'refused', reason: 'refused' },
      pictureAt: NOW - 90_000,
    });
    const text = htmlOf(status({ page: 0 }, reader(), rooms));
    expect(text.split('\n')[0]).toContain(texts.t('en', 'bot-engine-silent'));
    expect(text).toContain(texts.t('en', 'bot-engine-picture', { age: '1 min' }));
    expect(text).toContain('api');
  });
});

const HOSTILE = [
  '<b>&amp;',
  '*_[`',
  '\u202Eevil\u202C',
  '💣'.repeat(40),
  'long-'.repeat(60),
  '',
  '/status',
  'שירות',
  '#1 @all',
];

describe('two hundred containers with the worst of names', () => {
  const containers = Array.from({ length: 200 }, (_, index) => {
    const service = `${HOSTILE[index % HOSTILE.length]}${index}`;
    const project = `project-${index % 17}`;
    return index % 3 === 0
      ? container({ service, project })
      : container({ service, project, state: 'restarting', restartCount: 9, exitCode: 1 });
  });
  const samples = containers.map((one) => sampleOf(one));

  function expectWithin(document: Document, locale: Locale): void {
    const rich = renderRich(document, { locale, timeZone: 'UTC', texts });
    const count = countRich(rich.rich_message);
    expect(count.characters).toBeLessThanOrEqual(32_768);
    expect(count.blocks).toBeLessThanOrEqual(500);
    expect(renderHtml(document, { locale, timeZone: 'UTC', texts }).text.length).toBeGreaterThan(0);
    for (const row of document.buttons ?? []) expect(row.length).toBeLessThanOrEqual(3);
    for (const data of dataOf(document)) expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
  }

  test.each(locales)('all pages fit, and every container can be reached (%s)', async (locale) => {
    const rooms = await house({ containers, samples });
    const drawn = (pages: number, draw: (page: number) => Document): string[] =>
      Array.from({ length: pages }, (_, page) => draw(page)).flatMap((document) => {
        expectWithin(document, locale);
        return dataOf(document);
      });
    const home = drawn(3, (page) => status({ page }, reader(locale), rooms));
    const groups = new Set(home.flatMap((data) => (data.startsWith('p.p.') ? [data.split('.')[2] ?? ''] : [])));
    expect(groups.size).toBe(17);
    const pages = [...groups].flatMap((reference) =>
      drawn(2, (page) => statusProject({ reference, page }, reader(locale), rooms)),
    );
    const reached = new Set(pages.filter((data) => data.startsWith('p.c.')));
    expect(reached.size).toBe(200);
  });

  test('a page beyond the last is the last; a project that is gone says so', async () => {
    const rooms = await house({ containers, samples });
    expect(dataOf(status({ page: 99 }, reader(), rooms))).toContain('p.home.2');
    const gone = statusProject({ reference: 'ffffffffff', page: 0 }, reader(), rooms);
    expect(htmlOf(gone)).toBe(texts.t('en', 'bot-status-project-gone'));
    expect(dataOf(gone)).toEqual(['p.home.0']);
  });
});

describe('the page of a container', () => {
  const page = async (one: ContainerDetail, parts: House = {}, more = false, viewer: number | null = 1) => {
    const rooms = await house({ containers: [one], ...parts });
    const reference =
      dataOf(statusProject({ reference: refOf(one), page: 0 }, reader(), rooms))[0]?.split('.')[2] ?? '';
    return statusContainer({ reference, facts: factsFor(one), more }, reader('en', viewer), rooms);
  };
  const refOf = (one: ContainerDetail) => {
    const first = dataOf(status({ page: 0 }, reader(), roomsWith(one))).find((data) => data.startsWith('p.p.'));
    return first?.split('.')[2] ?? '';
  };
  let roomsWith: (one: ContainerDetail) => Rooms;

  test.each<[string, Partial<ContainerDetail>, readonly string[], readonly string[]]>([
    ['running', { state: 'running' }, ['restart', 'stop'], ['pause', 'memory', 'kill']],
    ['restarting', { state: 'restarting', restartCount: 2, exitCode: 1 }, ['restart', 'stop'], ['memory', 'kill']],
    ['paused', { state: 'paused' }, ['unpause', 'stop'], ['unpause', 'memory', 'kill']],
    ['exited', { state: 'exited', exitCode: 1 }, ['start'], ['memory']],
    ['dead', { state: 'dead' }, [], []],
  ])('a %s one offers what fits its state', async (_state, parts, first, rare) => {
    const one = container({ service: 'api', ...parts });
    const rooms = await house({ containers: [one] });
    roomsWith = () => rooms;
    const verbs = (document: Document) =>
      dataOf(document).flatMap((data) => (data.startsWith('a.') ? [data.split('.')[1]] : []));
    expect(verbs(await page(one))).toEqual(first);
    expect(verbs(await page(one, {}, true))).toEqual(rare);
    expect(dataOf(await page(one))[0]).toMatch(/^l\.c\./);
    // Who may only look sees no actions in private; a group sees them, and the tap is checked.
    expect(verbs(await page(one, { access: 'viewer' }))).toEqual([]);
    expect(dataOf(await page(one, { access: 'viewer' }))[0]).toMatch(/^l\.c\./);
    expect(verbs(await page(one, { access: 'viewer' }, false, null))).toEqual(first);
  });

  const history = (kind: FailureKind, ...records: [action: string, helped: number, of: number][]): WhatHelped => {
    const failure = { kind, exitCode: null };
    const now = records.map(
      ([action, helped, of]): Efficacy => ({ action, failure, helped, of, medianMs: helped > 0 ? 22_000 : null }),
    );
    return { failure, now, all: now };
  };

  test.each<[string, Partial<ContainerDetail>, WhatHelped, readonly string[]]>([
    ['the likeliest', {}, history('unhealthy', ['restart', 4, 5]), ['a.restart', 'l.c', 'a.stop', 'p.m']],
    ['a rare one', {}, history('oom', ['memory', 2, 2]), ['a.memory', 'l.c', 'a.restart', 'a.stop', 'p.m']],
    [
      'one of its project',
      {},
      history('crash', ['project-recreate', 1, 1]),
      ['j.recreate', 'l.c', 'a.restart', 'a.stop'],
    ],
    [
      'the second best',
      {},
      history('crash', ['start', 5, 5], ['restart', 1, 2]),
      ['a.restart', 'l.c', 'a.stop', 'p.m'],
    ],
    ['none that never helped', {}, history('oom', ['restart', 0, 3]), ['l.c', 'a.restart', 'a.stop', 'p.m']],
    ['none where nothing is wrong', {}, history('none', ['restart', 3, 3]), ['l.c', 'a.restart', 'a.stop', 'p.m']],
    [
      'none for a one-off',
      { oneOff: true },
      history('crash', ['restart', 3, 3]),
      ['l.c', 'a.restart', 'a.stop', 'p.m'],
    ],
  ])('what fixed this failure before stands first: %s', async (_which, parts, helped, expected) => {
    const one = container({ service: 'api', ...parts });
    const rooms = await house({ containers: [one] });
    roomsWith = () => rooms;
    const document = await page(one, { helped });
    const data = dataOf(document);
    expect(data.map((each) => each.split('.').slice(0, 2).join('.')).slice(0, expected.length)).toEqual(expected);
    for (const each of data) expect(Buffer.byteLength(each)).toBeLessThanOrEqual(64);
    const reference = data.find((each) => each.startsWith('l.c.'))?.split('.')[2] ?? '';
    const shown = { reference, facts: factsFor(one), more: false };
    const russian = statusContainer(shown, reader('ru'), await house({ containers: [one], helped }));
    expect(dataOf(russian)).toEqual(data);
    // Three labels in a row are cut on a phone where they are not short.
    for (const row of [document, russian].flatMap(({ buttons = [] }) => buttons)) {
      expect(row.length).toBeLessThanOrEqual(row.every(({ label }) => label.length <= 11) ? 3 : 2);
    }
  });

  test('says what fixed this failure before, and what never did', async () => {
    const one = container({ service: 'api' });
    const rooms = await house({ containers: [one] });
    roomsWith = () => rooms;
    const text = htmlOf(await page(one, { helped: history('oom', ['memory', 4, 5], ['restart', 0, 3]) }));
    expect(text).toContain('More memory helped 4 of 5 times after running out of memory, median 22 s');
    expect(text).toContain('Restart never helped after running out of memory (tried 3 times)');
    expect(htmlOf(await page(one, { helped: history('none', ['restart', 3, 3]) }))).not.toContain('helped');
  });

  test('says how it ended in words, from what the recorder saw', async () => {
    const one = container({ service: 'api', state: 'exited', exitCode: 137, startedAt: 1, finishedAt: NOW - 5000 });
    const rooms = await house({ containers: [one] });
    roomsWith = () => rooms;
    const event = (action: RecordedEvent['action'], at: number, parts: Partial<RecordedEvent> = {}): RecordedEvent => ({
      ...{ action, at, key: one.key, containerId: one.id, exitCode: null, signal: null, health: null },
      ...parts,
    });
    const oom = [event('die', NOW - 5000, { exitCode: 137 }), event('oom', NOW - 5050)];
    expect(htmlOf(await page(one, { events: oom }))).toContain(`exit code 137: ${texts.t('en', 'docker-exit-oom')}`);
    const stop = [event('stop', NOW - 4990), event('die', NOW - 5000, { exitCode: 137 })];
    expect(htmlOf(await page(one, { events: stop }))).toContain(
      `exit code 137: ${texts.t('en', 'docker-exit-killed-on-stop')}`,
    );
    expect(htmlOf(await page(one))).toContain(`exit code 137: ${texts.t('en', 'docker-exit-killed')}`);
  });

  test('has bars of the last hour’s memory once there are a few samples', async () => {
    const one = container({ service: 'api' });
    const rooms = await house({ containers: [one] });
    roomsWith = () => rooms;
    const samples = Array.from({ length: 60 }, (_, minute) =>
      sampleOf(one, { at: NOW - (60 - minute) * 60_000 + 1, memoryBytes: (1 + minute) * MIB }),
    );
    const text = htmlOf(await page(one, { samples }));
    expect(text).toMatch(/▁.*█ memory in the last hour, at most 60 MiB/);
    expect(htmlOf(await page(one, { samples: samples.slice(0, 1) }))).not.toContain('last hour');
  });
});

test('what is shown of a container holds no value of its environment, and no secret of its command or probes', () => {
  const one = container({
    service: 'api',
    envNames: ['DB_PASSWORD', 'PATH'],
    health: {
      status: 'unhealthy',
      failingStreak: 1,
      log: [{ at: 1, exitCode: 1, output: 'password=hunter2 refused' }],
    },
    ports: [
      { containerPort: 80, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 8080 },
      { containerPort: 9000, protocol: 'udp', hostIp: null, hostPort: null },
    ],
    mounts: [{ type: 'volume', source: 'data', destination: '/var/data', readOnly: true }],
    raw: { Config: { Env: ['DB_PASSWORD=hunter2'] } },
  });
  const described: ContainerDescription = {
    ...{ ...one, command: ['run', '--password=hunter2', 'x'.repeat(2000)], pid: 1, restartMaxRetries: null },
    limits: { memoryBytes: 64 * MIB, memorySwapBytes: null, cpus: 0.5, pids: null },
    networkAddresses: [{ name: 'front', ipAddress: '10.0.0.2' }],
    ...{ healthcheckTest: ['CMD-SHELL', 'curl -f localhost'], logDriver: 'json-file', logOptions: {}, logPath: null },
  };
  const facts = factsOf(one, described, maskSecrets);
  expect(JSON.stringify(facts)).not.toContain('hunter2');
  expect(facts).toMatchObject({
    ports: { shown: ['0.0.0.0:8080 → 80/tcp', '9000/udp'], more: 0 },
    mounts: { shown: ['data → /var/data (ro)'] },
    networks: { shown: ['front 10.0.0.2'] },
    envNames: { shown: ['DB_PASSWORD', 'PATH'] },
    healthTest: 'curl -f localhost',
  });
  expect(facts.command?.length).toBeLessThanOrEqual(600);
  const many = factsOf({ ...one, envNames: Array.from({ length: 150 }, (_, n) => `V${n}`) }, null, maskSecrets);
  expect(many.envNames).toMatchObject({ more: 50 });
});

test('bars: the highest of each part, a gap where nothing is known, nothing for too few', () => {
  const at = (values: readonly (number | null)[]) =>
    values.flatMap((value, index) => (value === null ? [] : [{ at: index + 1, value }]));
  const within = { fromAt: 0, toAt: 8, bars: 8 };
  expect(sparkline(at([0, 1, 2, 3, 4, 5, 6, 7]), within)).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline(at([4, null, 4, null, null, 1, 0, 4]), within)).toBe('█·█··▃▁█');
  expect(sparkline(at([0, 0, 0]), within)).toBe('▁▁▁·····');
  expect(sparkline(at([1, 2]), within)).toBeNull();
});

test('a name that is too long for a button keeps both ends', () => {
  expect(buttonName('gateway', 17)).toBe('gateway');
  expect(buttonName('company-production-gateway-7', 17)).toBe('company-…ateway-7');
  expect([...buttonName('💣'.repeat(40), 17)]).toHaveLength(17);
});

test('data of buttons: what is no page is left to others', () => {
  expect(pageOf(['home', '2'])).toEqual({ kind: 'home', page: 2 });
  expect(pageOf(['home'])).toEqual({ kind: 'home', page: 0 });
  expect(pageOf(['p', 'abc', '-1'])).toEqual({ kind: 'project', reference: 'abc', page: 0 });
  expect(pageOf(['m', 'abc'])).toEqual({ kind: 'container', reference: 'abc', more: true });
  for (const parts of [[], ['c'], ['p', ''], ['z', 'abc']]) expect(pageOf(parts)).toBeNull();
});

describe('a project page', () => {
  const named = (service: string, more: Partial<ContainerDetail> = {}) => container({ service, ...more });
  const draw = async (containers: readonly ContainerDetail[]) => {
    const rooms = await house({ containers });
    const reference = 'p.p.';
    const home = status({ page: 0 }, reader(), rooms);
    const data =
      dataOf(home)
        .find((each) => each.startsWith(reference))
        ?.split('.')[2] ?? '';
    return statusProject({ reference: data, page: 0 }, reader(), rooms);
  };

  test('counts as people do: node-2 before node-10', async () => {
    const page = await draw(['node-10', 'node-2', 'node-1'].map((service) => named(service)));
    const found = [...htmlOf(page).matchAll(/node-\d+/g)].map(([name]) => name);
    expect(found).toEqual(['node-1', 'node-2', 'node-10']);
  });

  test.each([
    ['en', 3],
    ['ru', 2],
  ] as const)('puts as many actions in a row as a phone shows whole (%s: %d)', async (locale, most) => {
    const rooms = await house({ containers: [named('web'), named('api', { state: 'exited', exitCode: 3 })] });
    const data = dataOf(status({ page: 0 }, reader(locale), rooms)).find((each) => each.startsWith('p.p.')) ?? '';
    const page = statusProject({ reference: data.split('.')[2] ?? '', page: 0 }, reader(locale), rooms);
    const actions = (page.buttons ?? []).filter((row) => dataOf({ blocks: [], buttons: [row] })[0]?.startsWith('j.'));
    expect(Math.max(...actions.map((row) => row.length))).toBe(most);
  });

  test('folds its figures below what is wrong, and shows them where all is well', async () => {
    const kinds = ({ blocks }: Document) => blocks.map(({ kind }) => kind);
    expect(kinds(await draw([named('web'), named('api')]))).toContain('table');
    const sick = await draw([named('web'), named('api', { state: 'exited', exitCode: 3 })]);
    expect(kinds(sick)).not.toContain('table');
    expect(htmlOf(sick)).toContain(texts.t('en', 'bot-status-all-figures', { count: 2 }));
  });
});
