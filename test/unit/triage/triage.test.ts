import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CheckResult, Checks } from '../../../src/checks/index.ts';
import { createManualClock } from '../../../src/clock.ts';
import { openDatabase } from '../../../src/database/index.ts';
import type { ContainerDetail, LogLine } from '../../../src/docker/index.ts';
import { createTexts } from '../../../src/document/index.ts';
import { createIncidents } from '../../../src/incidents/index.ts';
import { silentLog } from '../../../src/log.ts';
import type { Change } from '../../../src/recorder/index.ts';
import {
  type Answer,
  createTriage,
  EVIDENCE_SOURCES,
  lastContainers,
  type Triage,
  type TriageOptions,
} from '../../../src/triage/index.ts';
import { container, hostWith } from './world.ts';

const START = Date.parse('2026-02-03T03:00:00Z');
const PERSON = { chatId: 7, threadId: null, userId: 42, locale: 'en' as const };
const MIB = 1024 * 1024;

/** One failing service, one well; what each source gives can be replaced. */
function room(parts: Partial<TriageOptions> = {}) {
  const database = parts.database ?? openDatabase(':memory:');
  const clock = createManualClock(START);
  const announced: string[] = [];
  const incidents = createIncidents({
    database,
    clock,
    log: silentLog,
    announce: (change) => announced.push(change.kind),
  });
  const options: TriageOptions = {
    database,
    clock,
    log: silentLog,
    docker: dockerOf([
      container({ service: 'web' }),
      container({ service: 'billing', state: 'restarting', restartCount: 9, exitCode: 1 }),
    ]),
    host: hostWith({}),
    checks: checksOf([]),
    recorder: recorderOf(),
    incidents,
    texts: createTexts(),
    timeZone: 'Europe/Moscow',
    thresholds: { memoryPercent: 90, diskPercent: 90 },
    ...parts,
  };
  return { database, clock, incidents, announced, options, triage: createTriage(options) };
}

function dockerOf(containers: readonly ContainerDetail[], lines: readonly string[] = []): TriageOptions['docker'] {
  return {
    availability: () => ({ reachable: true }),
    listDetails: async () => [...containers],
    stats: async () => null,
    logs: async () => lines.map((text): LogLine => ({ at: START, stream: 'stderr', text })),
  };
}

function checksOf(results: readonly CheckResult[]): Pick<Checks, 'list' | 'runAll'> {
  return {
    list: () => results,
    runAll: async ({ filter, onResult }) => {
      const asked = results.filter((result) => filter?.(result) ?? true);
      for (const result of asked) onResult?.(result);
      return asked;
    },
  };
}

function recorderOf(parts: Partial<TriageOptions['recorder']> = {}): TriageOptions['recorder'] {
  return {
    badEventsSince: () => [],
    changesSince: () => [],
    gapsSince: () => [],
    lastInventory: () => null,
    latestSamples: () => [],
    sampleNow: async () => undefined,
    detectedAt: () => null,
    ...parts,
  };
}

async function collected(triage: Triage, cause = 'u1') {
  const draft = triage.start(PERSON, cause);
  triage.collect(draft.id);
  await triage.idle();
  return draft.id;
}

const states = (triage: Triage, id: string) =>
  Object.fromEntries(Object.values(triage.evidence(id)).map((row) => [row.source, row.state]));

describe('evidence', () => {
  test('all sources answer, and the suggestion follows from them', async () => {
    const { triage } = room({
      docker: dockerOf(
        [
          container({ service: 'web' }),
          container({ service: 'billing', state: 'restarting', restartCount: 9, exitCode: 1 }),
        ],
        ['FATAL: cannot connect to db', 'FATAL: cannot connect to db', 'password=hunter2 refused'],
      ),
    });
    const id = await collected(triage);
    expect(new Set(Object.values(states(triage, id)))).toEqual(new Set(['ok']));
    const { logs, containers, host } = triage.evidence(id);
    expect(logs.data?.services).toMatchObject([
      { service: 'billing', readLines: 3, errors: [{ count: 2, text: 'FATAL: cannot connect to db' }, { count: 1 }] },
    ]);
    expect(JSON.stringify(logs.data)).not.toContain('hunter2');
    expect(containers.data?.services.map((service) => service.key)).toEqual(['local/shop/billing', 'local/shop/web']);
    expect(host.data).toMatchObject({ memory: { usedPercent: 75 }, disks: [{ mount: '/', full: false }] });
    expect(triage.suggestion(id)).toMatchObject({
      category: 'crash-loop',
      affected: ['local/shop/billing'],
      provisional: false,
    });
  });

  test('that comes in after a stop is not kept, and is asked for again after the next start', async () => {
    const first = room();
    const { id } = first.triage.start(PERSON, 'u1');
    first.triage.collect(id);
    first.triage.stop();
    await first.triage.idle();
    expect(new Set(Object.values(states(first.triage, id)))).toEqual(new Set(['pending']));
    first.triage.collect(id);
    await first.triage.idle();
    expect(new Set(Object.values(states(first.triage, id)))).toEqual(new Set(['pending']));

    const { triage } = room({ database: first.database });
    triage.resume();
    await triage.idle();
    expect(new Set(Object.values(states(triage, id)))).toEqual(new Set(['ok']));
  });

  test('memory is judged only where a container has a limit of its own', async () => {
    const asked: string[] = [];
    const docker = {
      ...dockerOf([container({ service: 'free' }), container({ service: 'cache', memoryLimitBytes: 100 * MIB })]),
      stats: async (id: string) => {
        asked.push(id);
        const figures = {
          at: 0,
          cpuPercent: null,
          onlineCpus: 1,
          memoryPercent: 95,
          hostMemoryBytes: null,
          networkRxBytes: 0,
          networkTxBytes: 0,
          pids: 1,
        };
        return { ...figures, memoryBytes: 95 * MIB, memoryLimitBytes: 100 * MIB };
      },
    };
    const { triage } = room({ docker });
    const id = await collected(triage);
    expect(asked).toEqual(['id-shop-cache-1']);
    expect(triage.suggestion(id)).toMatchObject({ category: 'memory', affected: ['local/shop/cache'] });
  });

  test('the log of a service whose check fails is read as well, once the check has failed', async () => {
    const failing: CheckResult = {
      id: 'c',
      name: 'web',
      kind: 'http',
      service: 'web',
      ok: false,
      latencyMs: null,
      at: 0,
    };
    const { triage } = room({ checks: checksOf([failing]) });
    const id = await collected(triage);
    expect(triage.evidence(id).logs.data?.services.map((one) => one.service)).toEqual(['billing', 'web']);
  });

  test('a source that fails says so and holds nothing up; its words are masked', async () => {
    const { triage } = room({
      host: { snapshot: async () => Promise.reject(new Error('token=abcdef123456 denied')) },
      docker: {
        ...dockerOf([container({ service: 'web' })]),
        logs: async () => Promise.reject(new Error('no log driver')),
      },
    });
    const id = await collected(triage);
    const { host, containers } = triage.evidence(id);
    expect(host).toMatchObject({ state: 'failed', data: null });
    expect(host.reason).toContain('denied');
    expect(host.reason).not.toContain('abcdef123456');
    expect(containers.state).toBe('ok');
  });

  test('a log that cannot be read is said in its own entry', async () => {
    const docker = {
      ...dockerOf([container({ service: 'web' }), container({ service: 'old', state: 'exited', exitCode: 3 })]),
      logs: async () => Promise.reject(new Error('no log driver')),
    };
    const { triage } = room({ docker });
    const id = await collected(triage);
    expect(triage.evidence(id).logs).toMatchObject({
      state: 'ok',
      data: { services: [{ service: 'old', failure: 'no log driver', readLines: 0 }] },
    });
  });

  test('an Engine that is silent: since when, and the last picture with its age', async () => {
    const docker: TriageOptions['docker'] = {
      ...dockerOf([]),
      availability: () => ({ reachable: false, sinceAt: START - 60_000, cause: 'refused', reason: 'connect refused' }),
      listDetails: async () => Promise.reject(new Error('connect refused')),
    };
    const last = { at: START - 90_000, containers: [container({ service: 'api', state: 'exited', exitCode: 1 })] };
    const { triage } = room({ docker, recorder: recorderOf({ lastInventory: () => last }) });
    const id = await collected(triage);
    expect(triage.evidence(id).containers).toMatchObject({
      state: 'ok',
      data: {
        engine: { reachable: false, sinceAt: START - 60_000, cause: 'refused' },
        pictureAt: START - 90_000,
        projects: [{ unwell: [{ service: 'api' }] }],
      },
    });
    expect(triage.evidence(id).logs).toMatchObject({ state: 'failed', reason: 'connect refused' });
    const blind = room({ docker });
    expect(blind.triage.evidence(await collected(blind.triage)).containers.data).toMatchObject({
      pictureAt: null,
      projects: [],
    });
  });

  test('an Engine that answers with a refusal is a failure, not a silence', async () => {
    const docker = { ...dockerOf([]), listDetails: async () => Promise.reject(new Error('500: disk quota')) };
    const { triage } = room({ docker });
    expect(triage.evidence(await collected(triage)).containers).toMatchObject({
      state: 'failed',
      reason: '500: disk quota',
    });
  });
});

describe('the last picture', () => {
  const unwell = [
    container({ service: 'web' }),
    container({ service: 'billing', state: 'restarting', restartCount: 9, exitCode: 1 }),
    container({ service: 'queue', state: 'exited', exitCode: 2 }),
    container({ service: 'glutton', state: 'exited', exitCode: 137, oomKilled: true }),
  ];
  const affected = ['local/shop/billing', 'local/shop/glutton', 'local/shop/queue'];
  const recorder = recorderOf({ lastInventory: () => ({ at: START - 10_000, containers: unwell }) });

  test('is there when collect returns: an Accept at once opens with what is unwell', async () => {
    const { triage, database, incidents } = room({ docker: dockerOf(unwell), recorder });
    const incident = database.transaction(() => {
      const { id } = triage.start(PERSON, 'u1');
      triage.collect(id);
      expect(triage.evidence(id).containers).toMatchObject({ state: 'pending', data: { pictureAt: START - 10_000 } });
      expect(triage.suggestion(id)).toMatchObject({ category: 'crash-loop', affected, provisional: true });
      return triage.accept(id, 'tap');
    });
    expect(incident).toMatchObject({ severity: 'P1', affected, summary: 'Crash loop: billing', usersImpacted: true });
    // Kept is what was seen then, not what was known before.
    const kept = () => incidents.evidence(incident.number).filter(({ source }) => source === 'containers');
    expect(kept()).toEqual([]);
    await triage.idle();
    expect(kept()).toMatchObject([{ data: { pictureAt: START } }]);
  });

  test('that nobody has yet, or that cannot be read, leaves the row empty; it is said that the look goes on', async () => {
    const broken = recorderOf({
      lastInventory: () => {
        throw new Error('disk I/O error');
      },
    });
    for (const without of [recorderOf(), broken]) {
      const { triage } = room({ recorder: without });
      const { id } = triage.start(PERSON, 'u1');
      triage.collect(id);
      expect(triage.evidence(id).containers).toMatchObject({ state: 'pending', data: null });
      expect(triage.suggestion(id)).toMatchObject({
        summary: { key: 'triage-summary-looking' },
        reasons: [{ key: 'triage-reason-looking' }],
        provisional: true,
      });
      await triage.idle();
    }
  });

  test('is not asked for again once the row has an answer, nor after a stop', async () => {
    const { triage } = room({ docker: dockerOf([container({ service: 'web' })]), recorder });
    const id = await collected(triage);
    triage.collect(id);
    expect(triage.evidence(id).containers).toMatchObject({ state: 'ok', data: { services: [{ service: 'web' }] } });
    const other = triage.start({ ...PERSON, userId: 43 }, 'u2');
    triage.stop();
    triage.collect(other.id);
    expect(triage.evidence(other.id).containers.data).toBeNull();
  });
});

describe('a reboot of the host', () => {
  const hours = (n: number) => n * 3_600_000;
  const image = { kind: 'image', key: 'local/shop/web', detail: {} } as const;
  const changesOf = async (host: TriageOptions['host'], changes: readonly Change[] = []) => {
    const { triage } = room({ host, recorder: recorderOf({ changesSince: () => [...changes] }) });
    const { state, data } = triage.evidence(await collected(triage)).changes;
    return { state, changes: data?.changes };
  };

  test('is a change also where the recorder did not see it, in its place among the others', async () => {
    const around = [
      { ...image, at: START - hours(1) },
      { ...image, at: START - hours(3) },
    ];
    const boot = { kind: 'host-reboot', key: null, at: START - hours(2), detail: {} };
    expect(await changesOf(hostWith({ uptimeS: 7_200 }), around)).toEqual({
      state: 'ok',
      changes: [around[0], boot, around[1]],
    });
  });

  test('is told once, and not when it was a day ago or cannot be known', async () => {
    const seen = { kind: 'host-reboot', key: null, at: START - hours(2) - 400, detail: { to: 'boot-2' } } as const;
    expect((await changesOf(hostWith({ uptimeS: 7_200 }), [seen])).changes).toEqual([seen]);
    expect((await changesOf(hostWith({ uptimeS: 86_400 }))).changes).toEqual([]);
    const snapshot = await hostWith({}).snapshot();
    const uptimeS = { value: null, reason: 'host-in-container' } as const;
    const blind = { snapshot: async () => ({ ...snapshot, uptimeS }) };
    expect((await changesOf(blind)).changes).toEqual([]);
    const broken = { snapshot: async () => Promise.reject(new Error('no /proc')) };
    expect(await changesOf(broken)).toEqual({ state: 'ok', changes: [] });
  });
});

test('the last picture tells of memory as well, by the samples taken with it', async () => {
  const containers = [container({ service: 'cache', memoryLimitBytes: 100 * MIB })];
  const sample = {
    ...{ at: START, key: 'local/shop/cache', containerId: 'id-shop-cache-1', state: 'running' as const, health: null },
    ...{ restartCount: 0, cpuPercent: null, memoryBytes: 95 * MIB, memoryLimitBytes: 100 * MIB, hostMemoryBytes: null },
  };
  const recorder = recorderOf({ lastInventory: () => ({ at: START, containers }), latestSamples: () => [sample] });
  const thresholds = { memoryPercent: 90, diskPercent: 90 };
  const seen = lastContainers({ docker: dockerOf([]), recorder, thresholds, now: () => START });
  expect(seen?.projects[0]?.unwell[0]?.problems).toMatchObject([{ kind: 'memory', percent: 95 }]);
});

describe('slowness', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('after two seconds a source says that it is slow and what it knows; the late answer still comes', async () => {
    const late = Promise.withResolvers<CheckResult[]>();
    const quick: CheckResult = { id: 'a', name: 'a', kind: 'tcp', ok: false, latencyMs: null, at: 0 };
    const hanging: CheckResult = { ...quick, id: 'b', name: 'b' };
    const checks: Pick<Checks, 'list' | 'runAll'> = {
      list: () => [quick, hanging],
      runAll: async ({ onResult }) => {
        onResult?.(quick);
        return late.promise;
      },
    };
    const { triage, incidents } = room({ checks });
    const changed: string[] = [];
    triage.onChange((id) => changed.push(id));
    const { id } = triage.start(PERSON, 'u1');
    triage.collect(id);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(states(triage, id)).toMatchObject({ host: 'ok', containers: 'ok', checks: 'pending', logs: 'pending' });
    const before = changed.length;
    await vi.advanceTimersByTimeAsync(1);
    expect(triage.evidence(id).checks).toMatchObject({ state: 'slow', data: { failed: 1, waiting: 1 } });
    expect(triage.evidence(id).logs).toMatchObject({ state: 'slow', data: { services: [{ service: 'billing' }] } });
    expect(changed.length).toBeGreaterThan(before);
    expect(triage.suggestion(id).provisional).toBe(true);

    const incident = triage.accept(id, 'tap');
    const kept = () => new Set(incidents.evidence(incident.number).map((evidence) => evidence.source));
    expect(kept()).toEqual(new Set(['changes', 'containers', 'host', 'public-names']));
    late.resolve([quick, { ...hanging, ok: true }]);
    await triage.idle();
    expect(triage.evidence(id).checks).toMatchObject({ state: 'ok', data: { failed: 1, waiting: 0 } });
    expect(kept()).toEqual(new Set(EVIDENCE_SOURCES));
  });

  test('what a slow source tells meanwhile is shown, at most twice a second', async () => {
    const tell: ((result: CheckResult) => void)[] = [];
    const all = ['a', 'b', 'c'].map(
      (id): CheckResult => ({ id, name: id, kind: 'tcp', ok: false, latencyMs: null, at: 0 }),
    );
    const checks: Pick<Checks, 'list' | 'runAll'> = {
      list: () => all,
      runAll: ({ onResult }) => {
        if (onResult !== undefined) tell.push(onResult);
        return new Promise(() => undefined);
      },
    };
    const { triage, clock } = room({ checks });
    const { id } = triage.start(PERSON, 'u1');
    triage.collect(id);
    await vi.advanceTimersByTimeAsync(2_000);
    const answer = (n: number) => {
      for (const told of tell) for (const result of all.slice(n, n + 1)) told(result);
    };
    const failed = () => triage.evidence(id).checks.data?.failed ?? 0;
    clock.advance(1_000);
    answer(0);
    expect(failed()).toBe(1);
    answer(1);
    expect(failed()).toBe(1);
    clock.advance(500);
    answer(2);
    expect(failed()).toBe(3);
    expect(triage.evidence(id).checks.state).toBe('slow');
  });

  test('collecting twice asks once; after a restart of the process what was awaited is asked again', async () => {
    let asked = 0;
    const silent = {
      snapshot: () =>
        new Promise<never>(() => {
          asked += 1;
        }),
    };
    const before = room({ host: silent });
    const { id } = before.triage.start(PERSON, 'u1');
    before.triage.collect(id);
    before.triage.collect(id);
    await vi.advanceTimersByTimeAsync(2_500);
    expect(asked).toBe(1);
    expect(states(before.triage, id)).toMatchObject({ host: 'slow', containers: 'ok' });

    const after = createTriage({ ...before.options, host: hostWith({}) });
    after.resume();
    await after.idle();
    expect(states(after, id)).toMatchObject({ host: 'ok' });
  });
});

describe('answers', () => {
  const taps: Answer[] = [
    { kind: 'severity', severity: 'P2' },
    { kind: 'affected', choice: { toggle: 'local/shop/web' } },
    { kind: 'affected', choice: 'done' },
    { kind: 'users', impacted: false },
    { kind: 'impact', impact: 'low' },
    { kind: 'summary-suggested' },
  ];

  test('six taps and nothing typed open the incident with what was answered', async () => {
    const { triage, incidents } = room();
    const id = await collected(triage);
    taps.forEach((answer, n) => {
      triage.answer(id, answer, `tap:${n}`);
    });
    const draft = triage.draft(id);
    expect(draft).toMatchObject({ state: 'opened', incident: 1 });
    expect(incidents.get(1)).toMatchObject({
      severity: 'P2',
      category: 'crash-loop',
      affected: ['local/shop/billing', 'local/shop/web'],
      usersImpacted: false,
      businessImpact: 'low',
      summary: 'Crash loop: billing',
      reporterId: 42,
    });
    expect(incidents.evidence(1)).toHaveLength(6);
    expect(incidents.evidence(1).find((evidence) => evidence.source === 'containers')?.data).toMatchObject({
      projects: [{ unwell: [{ service: 'billing' }] }],
    });
  });

  test('killed and repeated between any two taps, the outcome is the same', async () => {
    for (let kill = 0; kill <= taps.length; kill += 1) {
      const { triage, options, incidents, announced } = room();
      const id = await collected(triage);
      taps.slice(0, kill).forEach((answer, n) => {
        triage.answer(id, answer, `tap:${n}`);
      });
      // What was handled but not yet marked so comes again.
      const again = createTriage(options);
      taps.forEach((answer, n) => {
        if (n >= kill - 1) again.answer(id, answer, `tap:${n}`);
      });
      expect(incidents.get(1)).toMatchObject({ affected: ['local/shop/billing', 'local/shop/web'], severity: 'P2' });
      expect(incidents.get(2)).toBeNull();
      expect(announced.filter((kind) => kind === 'opened')).toHaveLength(1);
    }
  });

  test('accepting twice, by two taps or a replay, gives the same incident; so does a second tap on the last button', async () => {
    const { triage, incidents } = room();
    const id = await collected(triage);
    const first = triage.accept(id, 'tap:1');
    expect(first).toMatchObject({
      number: 1,
      severity: 'P1',
      summary: 'Crash loop: billing',
      affected: ['local/shop/billing'],
    });
    expect(triage.accept(id, 'tap:1').number).toBe(1);
    expect(triage.accept(id, 'tap:2').number).toBe(1);
    expect(triage.answer(id, { kind: 'summary-suggested' }, 'tap:3')).toMatchObject({ state: 'opened', incident: 1 });
    expect(incidents.get(2)).toBeNull();
    expect(() => triage.answer(id, { kind: 'severity', severity: 'P0' }, 'tap:4')).toThrowError(
      expect.objectContaining({ key: 'triage-opened-already', params: { number: 1 } }),
    );
  });

  test('what was answered stands when the rest is accepted; the summary is in the language of the person', async () => {
    const { triage } = room();
    const draft = triage.start({ ...PERSON, locale: 'ru' }, 'u1');
    triage.collect(draft.id);
    await triage.idle();
    triage.answer(draft.id, { kind: 'severity', severity: 'P0' }, 'a');
    triage.answer(draft.id, { kind: 'affected', choice: 'none' }, 'b');
    expect(triage.accept(draft.id, 'c')).toMatchObject({
      severity: 'P0',
      affected: [],
      affectedAll: false,
      summary: 'Что-то не так; причина пока не видна',
    });
  });

  test('the suggested summary names no service that the person says is not affected', async () => {
    const { triage } = room({
      docker: dockerOf([
        container({ service: 'web' }),
        container({ service: 'billing', state: 'restarting', restartCount: 9, exitCode: 1 }),
        container({ service: 'cache', state: 'restarting', restartCount: 4, exitCode: 1 }),
      ]),
    });
    const id = await collected(triage);
    let taps = 0;
    const summaryAfter = (choice: Extract<Answer, { kind: 'affected' }>['choice']) => {
      taps += 1;
      triage.answer(id, { kind: 'affected', choice }, `tap:${taps}`);
      return triage.effective(id).summary;
    };
    expect(summaryAfter({ toggle: 'local/shop/billing' })).toBe('Crash loop: cache');
    expect(summaryAfter({ toggle: 'local/shop/web' })).toBe('Crash loop: cache');
    expect(summaryAfter({ toggle: 'local/shop/cache' })).toBe('Crash loop: web');
    expect(summaryAfter('all')).toBe('Crash loop: billing, cache');
    expect(summaryAfter('none')).toBe('Something is wrong; no cause found yet');
    triage.answer(id, { kind: 'summary-typed', text: 'billing, as always' }, 'typed');
    expect(triage.draft(id)?.answers.summary).toBe('billing, as always');
  });

  test('an outage that is none is not called one; what is not about services stays', async () => {
    const exited = { state: 'exited', exitCode: 1 } as const;
    const { triage } = room({
      docker: dockerOf([container({ service: 'web', ...exited }), container({ service: 'db', ...exited })]),
    });
    const id = await collected(triage);
    expect(triage.effective(id).summary).toBe('Complete outage: all services are down');
    triage.answer(id, { kind: 'affected', choice: { toggle: 'local/shop/web' } }, 'a');
    expect(triage.effective(id).summary).toBe('Not responding: db');

    const full = room({
      docker: dockerOf([container({ service: 'web' })]),
      host: hostWith({ disks: [{ mount: '/', usedPercent: 96, inodesUsedPercent: 1 }] }),
    });
    const other = await collected(full.triage);
    full.triage.answer(other, { kind: 'affected', choice: 'none' }, 'b');
    expect(full.triage.effective(other).summary).toBe('Disk / is 96% full');
  });

  test('a tick that was seen stays when more evidence arrives; all and none go on at once', async () => {
    const { triage } = room();
    const id = await collected(triage);
    const ticked = () => triage.effective(id).affected;
    triage.answer(id, { kind: 'affected', choice: { toggle: 'local/shop/billing' } }, '1');
    expect(ticked()).toEqual([]);
    expect(triage.answer(id, { kind: 'affected', choice: 'all' }, '2')).toMatchObject({ step: 'users' });
    expect(triage.effective(id)).toMatchObject({ affectedAll: true });
    triage.answer(id, { kind: 'affected', choice: { toggle: 'local/shop/web' } }, '3');
    expect(triage.effective(id)).toMatchObject({ affectedAll: false, affected: ['local/shop/billing'] });
    expect(() => triage.answer(id, { kind: 'affected', choice: { toggle: 'local/shop/gone' } }, '4')).toThrowError(
      expect.objectContaining({ key: 'triage-unknown-service' }),
    );
    expect(triage.draft(id)?.step).toBe('affected');
  });

  test('a summary has a length; a longer one says how long it was, and the question stays', async () => {
    const { triage } = room();
    const id = await collected(triage);
    triage.answer(id, { kind: 'impact', impact: 'low' }, '1');
    const typed = (text: string) => triage.answer(id, { kind: 'summary-typed', text }, `t${text.length}`);
    expect(() => typed('💥'.repeat(501))).toThrowError(
      expect.objectContaining({ key: 'triage-summary-long', params: { length: 501, max: 500 } }),
    );
    expect(() => typed(' \n ')).toThrowError(expect.objectContaining({ key: 'triage-summary-empty' }));
    expect(triage.draft(id)).toMatchObject({ step: 'summary', state: 'active' });
    expect(typed(` ${'💥'.repeat(498)}\n a `)).toMatchObject({
      state: 'opened',
      answers: { summary: `${'💥'.repeat(498)} a` },
    });
  });

  test('an answer that is refused can be given again under the same cause', async () => {
    const { triage } = room();
    const id = await collected(triage);
    expect(() => triage.answer(id, { kind: 'noticed-typed', text: 'soon' }, 'u9')).toThrowError();
    expect(triage.answer(id, { kind: 'noticed-typed', text: '05:30' }, 'u9').noticedAt).toBe(START - 30 * 60_000);
  });
});

describe('times', () => {
  test('noticed now, minutes ago, or typed; it began no later than it was noticed', async () => {
    const began = START - 20 * 60_000;
    const { triage, clock, incidents } = room({
      recorder: recorderOf({ detectedAt: (keys) => (keys.length > 0 ? began : null) }),
    });
    const id = await collected(triage);
    clock.advance(120_000);
    expect(triage.effective(id)).toMatchObject({ noticedAt: START, impactStartedAt: began });
    triage.answer(id, { kind: 'noticed-ago', minutes: 5 }, '1');
    expect(triage.effective(id)).toMatchObject({ noticedAt: START - 3 * 60_000, impactStartedAt: began });
    triage.answer(id, { kind: 'noticed-typed', text: '05:30' }, '2');
    expect(triage.effective(id)).toMatchObject({
      noticedAt: START - 30 * 60_000,
      impactStartedAt: START - 30 * 60_000,
    });
    triage.answer(id, { kind: 'noticed-ago', minutes: 0 }, '3');
    const incident = triage.accept(id, '4');
    expect(incident.times).toMatchObject({ impactStartedAt: began, detectedAt: START, declaredAt: START + 120_000 });
    expect(incidents.timeline(incident.number).map((entry) => entry.kind)).toContain('triage-started');
  });

  test('refuses what is still to come or too long ago', async () => {
    const { triage } = room();
    const id = await collected(triage);
    const said = (answer: Answer, cause: string) => () => triage.answer(id, answer, cause);
    expect(said({ kind: 'noticed-ago', minutes: -1 }, 'a')).toThrowError(
      expect.objectContaining({ key: 'triage-time-future' }),
    );
    expect(said({ kind: 'noticed-ago', minutes: 50_000 }, 'b')).toThrowError(
      expect.objectContaining({ key: 'triage-time-too-old' }),
    );
    expect(said({ kind: 'noticed-ago', minutes: 0.5 }, 'c')).toThrowError(
      expect.objectContaining({ key: 'triage-time-format' }),
    );
  });
});

describe('drafts', () => {
  test('one for each person in each chat and topic; a repeated update finds its own', () => {
    const { triage } = room();
    const first = triage.start(PERSON, 'u1');
    expect(triage.start(PERSON, 'u1').id).toBe(first.id);
    expect(() => triage.start(PERSON, 'u2')).toThrowError(expect.objectContaining({ key: 'triage-already-active' }));
    const elsewhere = triage.start({ ...PERSON, threadId: 3 }, 'u3');
    const another = triage.start({ ...PERSON, userId: 43 }, 'u4');
    expect(new Set([first.id, elsewhere.id, another.id]).size).toBe(3);
    expect(triage.activeDraft(7, 3, 42)?.id).toBe(elsewhere.id);
    expect(triage.activeDraft(7, null, 44)).toBeNull();
    triage.cancel(first.id, 'u5');
    expect(triage.start(PERSON, 'u6').id).not.toBe(first.id);
  });

  test('two people at once do not see each other', async () => {
    const { triage } = room();
    const one = triage.start(PERSON, 'u1');
    const two = triage.start({ ...PERSON, userId: 43 }, 'u2');
    triage.answer(one.id, { kind: 'severity', severity: 'P0' }, 'a');
    triage.answer(two.id, { kind: 'severity', severity: 'P3' }, 'b');
    expect(triage.accept(one.id, 'c')).toMatchObject({ severity: 'P0', reporterId: 42 });
    expect(triage.accept(two.id, 'd')).toMatchObject({ severity: 'P3', reporterId: 43 });
  });

  test('what is over takes no answers', () => {
    const { triage } = room();
    const { id } = triage.start(PERSON, 'u1');
    triage.cancel(id, 'u2');
    expect(triage.cancel(id, 'u2').state).toBe('cancelled');
    expect(triage.cancel(id, 'u3').state).toBe('cancelled');
    const over = expect.objectContaining({ key: 'triage-over' });
    expect(() => triage.answer(id, { kind: 'back' }, 'u4')).toThrowError(over);
    expect(() => triage.accept(id, 'u5')).toThrowError(over);
    expect(() => triage.accept('nothing', 'u6')).toThrowError(expect.objectContaining({ key: 'triage-unknown' }));
  });

  test('those that nobody touches expire, the others do not', () => {
    const { triage, clock } = room();
    const idle = triage.start(PERSON, 'u1');
    const busy = triage.start({ ...PERSON, userId: 43 }, 'u2');
    clock.advance(3_600_000);
    triage.answer(busy.id, { kind: 'severity', severity: 'P2' }, 'u3');
    expect(triage.expire(3_600_000).map((draft) => draft.id)).toEqual([idle.id]);
    expect(triage.draft(idle.id)?.state).toBe('expired');
    expect(triage.expire(3_600_000)).toEqual([]);
  });

  test('listeners hear of a change once it is committed, not of one that is undone', () => {
    const { triage, database } = room();
    const { id } = triage.start(PERSON, 'u1');
    const heard: string[] = [];
    triage.onChange((draftId) => heard.push(draftId));
    expect(() =>
      database.transaction(() => {
        triage.answer(id, { kind: 'severity', severity: 'P2' }, 'a');
        throw new Error('undone');
      }),
    ).toThrowError('undone');
    expect(heard).toEqual([]);
    expect(triage.draft(id)?.answers).toEqual({});
    triage.answer(id, { kind: 'severity', severity: 'P2' }, 'a');
    expect(heard).toEqual([id]);
  });
});
