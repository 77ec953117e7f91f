import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createChecks } from '../../src/checks/index.ts';
import { systemClock } from '../../src/clock.ts';
import { settingsSchema } from '../../src/config/index.ts';
import { openDatabase } from '../../src/database/index.ts';
import { createDocker, type Docker } from '../../src/docker/index.ts';
import { createTexts } from '../../src/document/index.ts';
import { createIncidents } from '../../src/incidents/index.ts';
import { silentLog } from '../../src/log.ts';
import { createRecorder } from '../../src/recorder/index.ts';
import { createTriage, type UnwellContainer } from '../../src/triage/index.ts';
import { hostWith } from '../unit/triage/world.ts';
import { type PrivateEngine, startEngine } from './support/engine.ts';
import { importImages } from './support/images.ts';
import { crashLooping, gateway, hanging, outOfMemory, worker } from './support/samples.ts';
import { createServices, type RunningService, type ServiceSpec } from './support/services.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

const patience = { timeout: 40_000, interval: 200 };
const PERSON = { chatId: 1, threadId: null, userId: 42, locale: 'en' as const };

function roomsOn(docker: Docker, configured: readonly object[] = []) {
  const database = openDatabase(':memory:');
  const common = { database, clock: systemClock, log: silentLog };
  const host = hostWith({});
  const recorder = createRecorder({ ...common, docker, host });
  const { checks } = settingsSchema.parse({ checks: configured });
  const probes = createChecks({ ...common, checks, publicNames: [], docker, host, secretFrom: () => null });
  const incidents = createIncidents({ ...common, announce: () => undefined });
  const thresholds = { memoryPercent: 90, diskPercent: 90 };
  const texts = createTexts();
  const triage = createTriage({
    ...common,
    docker,
    host,
    checks: probes,
    recorder,
    incidents,
    texts,
    thresholds,
    timeZone: 'UTC',
  });
  return { recorder, incidents, triage };
}

/** Holds 30 of its 32 MiB, in shared memory, which is no cache that could be given back. */
const full: ServiceSpec = {
  project: 'shop',
  service: 'full',
  cmd: [
    'sh',
    '-c',
    "trap 'exit 0' TERM; head -c 31457280 /dev/zero > /dev/shm/full; while :; do sleep 1 & wait $!; done",
  ],
  memoryBytes: 32 * 1024 * 1024,
};
const migrate: ServiceSpec = { project: 'shop', service: 'migrate', cmd: ['true'] };
const broken: ServiceSpec = {
  project: 'shop',
  service: 'broken',
  cmd: ['sh', '-c', 'echo "error: no config" >&2; exit 78'],
};

describe('a shop with every sort of trouble', () => {
  let engine: SharedEngine;
  let docker: Docker;
  let rooms: ReturnType<typeof roomsOn>;
  const running = new Map<string, RunningService>();

  beforeAll(async () => {
    engine = sharedEngine();
    docker = engine.docker();
    const web = await engine.services.run(gateway('shop'));
    const url = `http://127.0.0.1:${await web.hostPort(8080)}/nothing-here`;
    rooms = roomsOn(docker, [{ id: 'gateway-page', kind: 'http', url, service: 'gateway' }]);
    rooms.recorder.start();
    const specs = [worker('shop'), crashLooping('shop'), hanging('shop'), outOfMemory('shop'), full, migrate, broken];
    running.set('gateway', web);
    for (const spec of specs) running.set(spec.service, await engine.services.run(spec));
    await vi.waitFor(async () => {
      const details = await docker.listDetails();
      const of = (service: string) => details.find((one) => one.project === 'shop' && one.service === service);
      expect(of('billing')?.restartCount).toBeGreaterThanOrEqual(3);
      expect(of('queue')?.health?.status).toBe('unhealthy');
      expect(of('gateway')?.health?.status).toBe('healthy');
      expect([of('glutton')?.state, of('migrate')?.state, of('broken')?.state]).toEqual(['exited', 'exited', 'exited']);
      expect((await docker.stats(running.get('full')?.id ?? ''))?.memoryPercent).toBeGreaterThan(90);
    }, patience);
  });

  afterAll(async () => {
    rooms.recorder.stop();
    docker.close();
    await engine.services.removeAll();
  });

  test('is told as it is, kept with the incident, and outlives the containers', async () => {
    const { triage, incidents } = rooms;
    const draft = triage.start(PERSON, 'u1');
    triage.collect(draft.id);
    await triage.idle();
    const { containers, logs, checks, changes } = triage.evidence(draft.id);
    expect(containers.state).toBe('ok');
    const shop = containers.data?.projects.find((project) => project.project === 'shop');
    const kinds = (one: UnwellContainer) => [one.service, one.problems.map((problem) => problem.kind)] as const;
    expect(new Map(shop?.unwell.map(kinds))).toEqual(
      new Map([
        ['billing', ['restarting']],
        ['broken', ['exited']],
        ['full', ['memory']],
        ['glutton', ['oom-killed', 'exited']],
        ['queue', ['unhealthy']],
      ]),
    );
    expect(shop).toMatchObject({ total: 8, well: 3 });
    const problemOf = (service: string) => shop?.unwell.find((one) => one.service === service)?.problems[0];
    expect(problemOf('billing')).toMatchObject({ exitCode: 1 });
    expect(problemOf('broken')).toMatchObject({ exitCode: 78 });
    expect(problemOf('queue')).toMatchObject({ exitCode: 1, output: 'queue does not answer' });
    expect(containers.data?.services.find((service) => service.service === 'migrate')).toMatchObject({
      finished: true,
      unwell: false,
    });

    const lines = new Map(logs.data?.services.map((service) => [service.service, service.errors]));
    expect(lines.get('billing')?.[0]).toMatchObject({
      text: 'FATAL: cannot connect to database at db:5432: connection refused',
    });
    expect(lines.get('billing')?.[0]?.count).toBeGreaterThanOrEqual(3);
    expect(lines.get('queue')).toMatchObject([{ text: 'ERROR: lost the queue, waiting', count: 1 }]);
    // Well by itself, but a check that speaks for it fails.
    expect(lines.has('gateway')).toBe(true);
    expect(lines.has('worker')).toBe(false);

    expect(checks.data?.results.filter((result) => !result.ok).map((result) => result.id)).toEqual(
      expect.arrayContaining(['gateway-page', 'docker-health:local/shop/queue']),
    );
    expect(changes.data?.changes.map((change) => change.kind)).toContain('created');

    expect(triage.suggestion(draft.id)).toMatchObject({
      category: 'crash-loop',
      severity: 'P1',
      usersImpacted: true,
      provisional: false,
    });
    expect(triage.suggestion(draft.id).reasons[0]).toMatchObject({
      key: 'triage-reason-restarting',
      params: { service: 'billing' },
    });
    const began = triage.effective(draft.id).impactStartedAt;
    expect(began).toBeLessThanOrEqual(Date.now());

    const incident = triage.accept(draft.id, 'tap');
    expect(incident.affected).toContain('local/shop/queue');
    const before = running.get('queue');
    await before?.remove();
    const after = await engine.services.run(hanging('shop'));
    const kept = JSON.stringify(incidents.evidence(incident.number));
    expect(kept).toContain(before?.id);
    expect(kept).toContain('queue does not answer');
    expect(kept).not.toContain(after.id);
    expect(incidents.evidence(incident.number)).toHaveLength(6);
  });
});

describe('an Engine that does not answer', () => {
  let own: PrivateEngine;
  let docker: Docker;
  let rooms: ReturnType<typeof roomsOn>;

  beforeAll(async () => {
    own = await startEngine();
    await importImages(own.api, `vakhta.test=${own.run}`);
    await createServices(own.api, `vakhta.test=${own.run}`).run(worker('quiet'));
    docker = createDocker({ host: own.host, clock: systemClock, log: silentLog });
    rooms = roomsOn(docker);
    await rooms.recorder.sampleNow();
  });

  afterAll(async () => {
    docker.close();
    await own.remove();
  });

  test('frozen: after two seconds the last picture is shown, and the late answer still comes', async () => {
    const { triage, recorder } = rooms;
    const { id } = triage.start(PERSON, 'frozen');
    own.freeze();
    try {
      triage.collect(id);
      await vi.waitFor(() => expect(triage.evidence(id).containers.state).toBe('slow'), {
        timeout: 8_000,
        interval: 50,
      });
      expect(triage.evidence(id).containers.data).toMatchObject({
        pictureAt: recorder.lastInventory()?.at,
        services: [{ key: 'local/quiet/worker' }],
      });
      expect(triage.evidence(id).host.state).toBe('ok');
    } finally {
      own.thaw();
    }
    await triage.idle();
    expect(triage.evidence(id).containers).toMatchObject({ state: 'ok', data: { engine: { reachable: true } } });
    triage.cancel(id, 'over');
  });

  test('stopped: since when, the last picture with its age, and logs that cannot be read', async () => {
    const { triage, recorder } = rooms;
    await recorder.sampleNow();
    const seenAt = recorder.lastInventory()?.at;
    const before = Date.now();
    await own.stop();
    const { id } = triage.start(PERSON, 'stopped');
    triage.collect(id);
    await triage.idle();
    const { containers, logs, checks } = triage.evidence(id);
    expect(containers).toMatchObject({ state: 'ok', data: { engine: { reachable: false }, pictureAt: seenAt } });
    const state = containers.data?.engine;
    expect(state?.reachable === false ? state.sinceAt : 0).toBeGreaterThanOrEqual(before);
    expect(logs.state).toBe('failed');
    expect(checks.data?.results).toMatchObject([{ id: 'docker-health', ok: false }]);
    expect(triage.suggestion(id)).toMatchObject({ severity: 'P2', summary: { key: 'triage-summary-engine-silent' } });
  });
});
