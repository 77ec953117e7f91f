import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../../../src/checks/index.ts';
import { createTexts } from '../../../src/document/index.ts';
import type { Findings } from '../../../src/triage/facts.ts';
import type { ContainerProblem, ContainersEvidence, ServiceEvidence } from '../../../src/triage/index.ts';
import { namesOf, suggest } from '../../../src/triage/suggestion.ts';

const texts = createTexts();

type Described = Partial<ServiceEvidence> & { problems?: readonly ContainerProblem[] };

/** A picture of the project `shop`: each service with its problems; down unless said otherwise when it has a blocking one. */
function picture(services: Record<string, Described>): ContainersEvidence {
  const entries = Object.entries(services).map(([service, { problems = [], ...parts }]) => {
    const key = `local/shop/${service}`;
    const down = problems.some((problem) => problem.kind !== 'memory' && problem.kind !== 'oom-killed');
    const evidence = {
      key,
      project: 'shop',
      service,
      unwell: problems.length > 0,
      down,
      finished: false,
      published: false,
      ...parts,
    };
    return { evidence, problems };
  });
  return {
    source: 'containers',
    engine: { reachable: true },
    pictureAt: 0,
    projects: [
      {
        project: 'shop',
        total: entries.length,
        well: entries.filter(({ problems }) => problems.length === 0).length,
        unwell: entries
          .filter(({ problems }) => problems.length > 0)
          .map(({ evidence: { key, project, service }, problems }) => ({
            ...{ key, project, service, problems },
            ...{ number: 1, containerId: service, name: service, image: service },
          })),
      },
    ],
    services: entries.map(({ evidence }) => evidence),
  };
}

const check = (parts: Partial<CheckResult>): CheckResult => ({
  ...{ id: 'c', name: 'gateway', kind: 'http', ok: false, latencyMs: null, at: 0 },
  ...parts,
});

const nothing: Findings = {
  host: null,
  'public-names': null,
  containers: null,
  checks: null,
  logs: null,
  changes: null,
};
const checks = (...results: CheckResult[]): Partial<Findings> => ({
  checks: { source: 'checks', results, failed: results.length, waiting: 0 },
});
const names = (all: Record<string, CheckResult[]>): Partial<Findings> => ({
  'public-names': {
    source: 'public-names',
    names: Object.entries(all).map(([name, found]) => ({ name, checks: found })),
  },
});
const logs = (service: string, text: string): Partial<Findings> => ({
  logs: {
    source: 'logs',
    services: [
      {
        key: `local/shop/${service}`,
        project: 'shop',
        service,
        readLines: 50,
        errors: [{ text, count: 1, lastAt: null }],
        more: 0,
        failure: null,
      },
    ],
  },
});
const fullDisk: Partial<Findings> = {
  host: {
    ...{ source: 'host', uptimeS: 1, load: null, cores: null, memory: null, unavailable: null },
    disks: [
      {
        mount: '/',
        totalBytes: 1,
        usedBytes: 1,
        availableBytes: 0,
        usedPercent: 96.4,
        inodesUsedPercent: 1,
        full: true,
      },
    ],
  },
};

const restarting: ContainerProblem = { kind: 'restarting', restartCount: 12, exitCode: 1 };
const unhealthy: ContainerProblem = { kind: 'unhealthy', failingStreak: 5, exitCode: 1, output: 'no', at: null };
const exited: ContainerProblem = { kind: 'exited', exitCode: 2, at: null };
const oom: ContainerProblem = { kind: 'oom-killed', at: 0, times: 2 };
const memory: ContainerProblem = { kind: 'memory', usedBytes: 95, limitBytes: 100, percent: 95 };

function suggestion(...findings: Partial<Findings>[]) {
  return suggest(Object.assign({}, nothing, ...findings), 1234, false);
}
const seen = (services: Record<string, Described>): Partial<Findings> => ({ containers: picture(services) });

describe('the categories of the on-call document', () => {
  test.each<[string, Partial<Findings>[], string, string, string, boolean, string]>([
    [
      'a crash loop',
      [seen({ web: {}, api: { problems: [restarting] } })],
      'crash-loop',
      'P1',
      'high',
      true,
      'Crash loop: api',
    ],
    [
      'memory at its limit',
      [seen({ web: {}, api: { problems: [memory] } })],
      'memory',
      'P2',
      'low',
      false,
      'Out of memory: api',
    ],
    ['an OOM kill', [seen({ web: {}, api: { problems: [oom] } })], 'memory', 'P2', 'low', false, 'Out of memory: api'],
    [
      'an unhealthy service',
      [seen({ web: {}, queue: { problems: [unhealthy] } })],
      'not-responding',
      'P2',
      'low',
      false,
      'Not responding: queue',
    ],
    [
      'an unhealthy service that is published',
      [seen({ db: {}, web: { problems: [unhealthy], published: true } })],
      'not-responding',
      'P2',
      'high',
      true,
      'Not responding: web',
    ],
    [
      'a service that has ended',
      [seen({ web: {}, queue: { problems: [exited] } })],
      'not-responding',
      'P2',
      'low',
      false,
      'Not responding: queue',
    ],
    [
      'a check that fails',
      [seen({ gateway: {}, db: {} }), checks(check({ service: 'gateway' }))],
      'not-responding',
      'P2',
      'high',
      true,
      'Not responding: gateway',
    ],
    [
      'a check of nothing that Docker runs',
      [seen({ db: {}, web: {} }), checks(check({ name: 'search' }))],
      'not-responding',
      'P2',
      'low',
      false,
      'Not responding: search',
    ],
    [
      'one of two public names',
      [names({ 'a.test': [check({ kind: 'http' })], 'b.test': [check({ ok: true })] })],
      'not-responding',
      'P2',
      'high',
      true,
      'Not responding: a.test',
    ],
    [
      'the Telegram check',
      [seen({ bot: {}, web: {} }), checks(check({ kind: 'telegram', service: 'bot' }))],
      'telegram-bot',
      'P2',
      'high',
      true,
      'Telegram bot does not respond: bot',
    ],
    [
      'a bot that is unhealthy',
      [seen({ web: {}, 'tg-bot': { problems: [unhealthy] } })],
      'telegram-bot',
      'P2',
      'high',
      true,
      'Telegram bot does not respond: tg-bot',
    ],
    ['a full disk', [seen({ web: {}, db: {} }), fullDisk], 'disk-full', 'P3', 'low', false, 'Disk / is 96% full'],
    [
      'everything down',
      [seen({ web: { problems: [exited] }, db: { problems: [unhealthy] } })],
      'outage',
      'P0',
      'critical',
      true,
      'Complete outage: all services are down',
    ],
    [
      'no public name in reach',
      [seen({ web: {}, db: {} }), names({ 'a.test': [check({ kind: 'tcp' })] })],
      'outage',
      'P0',
      'critical',
      true,
      'Cannot be reached from outside: a.test',
    ],
    [
      'damaged data',
      [
        seen({ web: {}, db: { problems: [restarting] } }),
        logs('db', 'FATAL: invalid page in block 7 of relation base/1'),
      ],
      'data-loss',
      'P0',
      'critical',
      true,
      'Data may be damaged or lost: db',
    ],
    [
      'an attack',
      [seen({ db: {}, web: { problems: [unhealthy] } }), logs('web', 'error: SQL injection attempt from 192.0.2.1')],
      'security',
      'P1',
      'high',
      false,
      'Suspicious activity: web',
    ],
    ['nothing', [seen({ web: {}, db: {} })], 'other', 'P3', 'none', false, 'Something is wrong; no cause found yet'],
    ['no evidence at all', [], 'other', 'P3', 'none', false, 'Something is wrong; no cause found yet'],
  ])('%s', (_name, findings, category, severity, businessImpact, usersImpacted, summary) => {
    const found = suggestion(...findings);
    expect(found).toMatchObject({ category, severity, businessImpact, usersImpacted });
    expect(texts.t('en', found.summary.key, found.summary.params)).toBe(summary);
    expect(found.reasons.length).toBeGreaterThan(0);
    for (const locale of ['en', 'ru'] as const) {
      texts.t(locale, found.summary.key, found.summary.params);
      for (const reason of found.reasons) texts.t(locale, reason.key, reason.params);
    }
  });
});

test('the gravest decides, and its reason stands first; the others are told as well', () => {
  const found = suggestion(
    seen({
      web: {},
      cache: { problems: [memory] },
      queue: { problems: [unhealthy] },
      billing: { problems: [restarting, oom] },
    }),
    fullDisk,
  );
  expect(found.category).toBe('crash-loop');
  expect(found.affected).toEqual(['local/shop/cache', 'local/shop/queue', 'local/shop/billing']);
  expect(found.reasons[0]).toEqual({ key: 'triage-reason-restarting', params: { service: 'billing', n: 12, code: 1 } });
  expect(found.reasons.map((reason) => reason.key).sort()).toEqual([
    'triage-reason-disk',
    'triage-reason-memory',
    'triage-reason-oom',
    'triage-reason-restarting',
    'triage-reason-unhealthy',
  ]);
});

test('a silence and little memory of one service is memory; of two services it is the silence', () => {
  expect(suggestion(seen({ web: {}, api: { problems: [unhealthy, memory] } })).category).toBe('memory');
  expect(suggestion(seen({ web: { problems: [memory] }, api: { problems: [unhealthy] } })).category).toBe(
    'not-responding',
  );
});

test('a single service that is down is no complete outage, nor are finished jobs services that are up', () => {
  expect(suggestion(seen({ api: { problems: [exited] } })).category).toBe('not-responding');
  const jobs = { migrate: { finished: true } };
  expect(suggestion(seen({ ...jobs, api: { problems: [exited] }, db: { problems: [exited] } })).category).toBe(
    'outage',
  );
  expect(suggestion(seen({ ...jobs, api: {}, db: { problems: [exited] } })).category).toBe('not-responding');
});

test('an outage affects all; a certificate that ends soon keeps nobody out', () => {
  expect(suggestion(names({ 'a.test': [check({ kind: 'dns' })] }))).toMatchObject({ affectedAll: true });
  expect(suggestion(names({ 'a.test': [check({ kind: 'tls' }), check({ kind: 'http', ok: true })] })).category).toBe(
    'other',
  );
});

test('an Engine that is silent hides what is wrong, and is said', () => {
  const silent: Partial<Findings> = {
    containers: { ...picture({ web: {}, db: {} }), engine: { reachable: false, sinceAt: 1, cause: 'refused' } },
  };
  expect(suggestion(silent)).toMatchObject({
    category: 'other',
    severity: 'P2',
    reasons: [{ key: 'triage-reason-engine-silent' }],
    summary: { key: 'triage-summary-engine-silent' },
  });
});

test('what Docker health says counts once, by its container: nobody outside is thought to notice', () => {
  const health = checks(check({ kind: 'docker-health', service: 'local/shop/queue' }));
  const found = suggestion(seen({ web: {}, queue: { problems: [unhealthy] } }), health);
  expect(found).toMatchObject({ category: 'not-responding', usersImpacted: false });
  expect(found.reasons).toEqual([{ key: 'triage-reason-unhealthy', params: { service: 'queue', n: 5 } }]);
  expect(suggestion(checks(check({ kind: 'docker-health', name: 'Docker' }))).category).toBe('other');
});

test('nothing is called well before anybody has looked at the containers', () => {
  const early = suggest(nothing, null, true);
  expect(early).toMatchObject({ provisional: true, summary: { key: 'triage-summary-looking' } });
  expect(early.reasons).toEqual([{ key: 'triage-reason-looking', params: {} }]);
  // What is known already is told.
  expect(suggest({ ...nothing, ...fullDisk }, null, true).reasons[0]?.key).toBe('triage-reason-disk');
  // They could not be had at all: nobody looks any more.
  const blind = suggest(nothing, null, false);
  expect(blind.reasons).toEqual([{ key: 'triage-reason-unseen', params: {} }]);
  const well = suggest({ ...nothing, ...seen({ web: {} }) }, null, true);
  expect(well.reasons).toEqual([{ key: 'triage-reason-nothing', params: {} }]);
  for (const locale of ['en', 'ru'] as const) {
    texts.t(locale, early.summary.key, early.summary.params);
    for (const { key, params } of [...early.reasons, ...blind.reasons]) texts.t(locale, key, params);
  }
});

test('when it began is handed through, and a suggestion that may still change says so', () => {
  expect(suggest(nothing, 77, true)).toMatchObject({ impactStartedAt: 77, provisional: true });
});

test('names fit a line', () => {
  expect(namesOf(['a', 'b', 'a', 'c'])).toBe('a, b, c');
  expect(namesOf(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c +2');
  expect(namesOf([])).toBe('');
});
