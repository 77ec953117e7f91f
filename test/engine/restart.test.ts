import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { containerKinds, type Target } from '../../src/actions/index.ts';
import { planAction } from '../../src/actions/plan.ts';
import { systemClock } from '../../src/clock.ts';
import { type Database, openDatabase } from '../../src/database/index.ts';
import { createDocker, type Docker, type EngineEvent } from '../../src/docker/index.ts';
import { UserError } from '../../src/errors.ts';
import { silentLog } from '../../src/log.ts';
import { createMasker } from '../../src/masking/index.ts';
import { createOperations, type Operation, type OperationChange } from '../../src/operations/index.ts';
import { startEngine } from './support/engine.ts';
import { importImages } from './support/images.ts';
import { crashLooping, gateway, hanging, worker } from './support/samples.ts';
import { createServices, type RunningService, type ServiceSpec } from './support/services.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

const LONG = 110_000;

let shared: SharedEngine;
let docker: Docker;
const closers: (() => unknown)[] = [];

beforeAll(() => {
  shared = sharedEngine();
  docker = shared.docker();
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await shared.services.removeAll();
});

afterAll(() => docker.close());

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'vakhta-restart-'));
  closers.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Operations over the Engine, and what they told. */
function stage(over: Docker = docker) {
  const dataDir = folder();
  const database: Database = openDatabase(':memory:');
  const changes: OperationChange[] = [];
  const operations = createOperations({
    database,
    clock: systemClock,
    log: silentLog,
    kinds: containerKinds({ docker: over, clock: systemClock, masking: createMasker({ known: [] }), dataDir }),
    announce: (change) => changes.push(change),
  });
  operations.start();
  closers.push(async () => {
    await operations.stop(0);
    database.close();
  });

  function submit(params: Target): string {
    const result = operations.submit({ key: crypto.randomUUID(), kind: 'restart', params, requestedBy: 1 });
    if (!result.ok) throw new Error('busy');
    return result.operation.id;
  }

  async function told(kind: OperationChange['kind'], id: string): Promise<Operation> {
    return vi.waitFor(
      () => {
        const change = changes.find((candidate) => candidate.kind === kind && candidate.operation.id === id);
        if (change === undefined) throw new Error(`told so far: ${changes.map((each) => each.kind).join(' ')}`);
        return change.operation;
      },
      { timeout: LONG, interval: 50 },
    );
  }

  return { operations, changes, dataDir, submit, told };
}

function paramsFor(spec: ServiceSpec, running: RunningService): Target {
  const { project, service } = spec;
  return { engine: 'local', project, service, number: null, containerIdAtRequest: running.id, reason: null };
}

/** Every event of one container from now on. */
function hear(over: Docker, id: string) {
  const heard: string[] = [];
  const stream = over.events((event: EngineEvent) => {
    if (event.kind === 'container' && event.id === id) heard.push(event.action);
  });
  closers.push(() => stream.stop());
  return {
    heard,
    async until(action: string): Promise<void> {
      await vi.waitFor(() => expect(heard).toContain(action), { timeout: 30_000, interval: 20 });
    },
  };
}

/** Ignores SIGTERM, so that its restart lasts as long as its stop time-out; is healthy from its second run on. */
function stubborn(project: string): ServiceSpec {
  return {
    project,
    service: 'stubborn',
    cmd: [
      'sh',
      '-c',
      "trap '' TERM; if [ -e /once ]; then touch /healthy; else touch /once; fi; while :; do sleep 1; done",
    ],
    stopTimeoutS: 4,
    restart: 'always',
    healthcheck: { cmd: 'test -e /healthy' },
  };
}

describe('a restart', () => {
  it('cures the service that hangs, saves masked evidence first, and says so', async () => {
    const spec = { ...hanging('cure'), env: { DB_PASSWORD: 'hunter2-hunter2-hunter2' } };
    const running = await shared.services.run(spec);
    await vi.waitFor(async () => expect((await docker.inspect(running.id))?.health?.status).toBe('unhealthy'), {
      timeout: 30_000,
    });
    const { submit, told, changes, dataDir, operations } = stage();
    const { heard } = hear(docker, running.id);

    const operation = await told('finished', submit(paramsFor(spec, running)));
    expect(operation).toMatchObject({
      state: 'watching',
      outcome: { ok: true, reason: { key: 'operations-restart-healthy' } },
    });
    expect((await docker.inspect(running.id))?.health?.status).toBe('healthy');
    expect(heard.filter((action) => action === 'restart')).toHaveLength(1);
    expect(operations.journal(operation.id).map((entry) => entry.step)).toEqual(['evidence', 'restart', 'wait']);
    expect(changes.filter((change) => change.kind === 'progress').length).toBeGreaterThan(0);

    const files = operation.outcome?.evidence ?? [];
    expect(files.map((file) => file.what)).toEqual(['logs', 'inspect']);
    expect(statSync(join(dataDir, 'evidence', operation.id)).mode & 0o777).toBe(0o700);
    const contents = files.map((file) => {
      expect(statSync(join(dataDir, file.path)).mode & 0o777).toBe(0o600);
      return readFileSync(join(dataDir, file.path), 'utf8');
    });
    expect(contents[0]).toContain('ERROR: lost the queue, waiting');
    expect(contents[1]).toContain('DB_PASSWORD');
    expect(contents[1]).not.toContain('hunter2');
  });

  it('does not claim to have cured a crash loop, and gives exit code, last lines and the next step', async () => {
    const spec = crashLooping('loop');
    const running = await shared.services.run(spec);
    const { submit, told } = stage();
    const operation = await told('finished', submit(paramsFor(spec, running)));
    expect(operation).toMatchObject({
      state: 'failed',
      outcome: {
        ok: false,
        exitCode: 1,
        nextStep: 'logs',
        reason: { key: 'operations-restart-crash-loop', params: { code: 1 } },
      },
    });
    expect(operation.outcome?.lastLines?.join('\n')).toContain('FATAL: cannot connect to database');
  });

  it('lets a service without a health check run 10 s before it calls it well', async () => {
    const spec = worker('plain');
    const running = await shared.services.run(spec);
    const { submit, told } = stage();
    const operation = await told('finished', submit(paramsFor(spec, running)));
    expect(operation).toMatchObject({
      state: 'watching',
      outcome: { ok: true, reason: { key: 'operations-restart-runs' } },
    });
    expect(operation.outcome?.tookMs).toBeGreaterThanOrEqual(10_000);
  });

  it('takes the ✓ back when the service falls again while it is watched', async () => {
    const fall = 'while [ ! -e /fall ]; do sleep 0.2; done; echo "out of handles"; exit 3';
    const spec: ServiceSpec = {
      project: 'again',
      service: 'api',
      cmd: ['sh', '-c', `if [ -e /once ]; then (sleep 3; touch /fall) & fi; touch /once; ${fall}`],
      healthcheck: { cmd: 'true' },
    };
    const running = await shared.services.run(spec);
    const { submit, told, changes } = stage();
    const id = submit(paramsFor(spec, running));
    await told('finished', id);
    const operation = await told('retracted', id);
    expect(operation).toMatchObject({
      state: 'failed',
      outcome: {
        ok: false,
        exitCode: 3,
        watch: 'fell',
        reason: { key: 'operations-restart-fell-again', params: { code: 3 } },
        lastLines: expect.arrayContaining(['out of handles']),
      },
    });
    expect(changes.some((change) => change.kind === 'confirmed-good')).toBe(false);
  });

  it('shows before what it will touch', async () => {
    const front = gateway('shop');
    const running = await shared.services.run(front);
    await shared.services.run(worker('shop'));
    await shared.services.run({ ...worker('shop'), service: 'reports', dependsOn: ['worker'] });
    await shared.services.run(gateway('other'));
    const plan = await planAction({ docker, root: '/' }, 'restart', paramsFor(front, running));
    expect(plan).toMatchObject({
      params: { number: 1, containerIdAtRequest: running.id },
      container: { name: running.name, state: 'running', replicas: 1 },
      dependents: [
        { service: 'worker', through: null },
        { service: 'reports', through: 'worker' },
      ],
      dependentsKnown: true,
      ports: [{ containerPort: 8080, hostPort: await running.hostPort(8080) }],
      stopTimeoutS: 2,
      hasHealthcheck: true,
    });
  });

  it('refuses the bot’s own container, when it is asked and when it would run', async () => {
    const spec = worker('self');
    const running = await shared.services.run(spec);
    const insider: Docker = { ...docker, selfContainerId: async () => running.id };
    await expect(planAction({ docker: insider, root: '/' }, 'restart', paramsFor(spec, running))).rejects.toThrow(
      UserError,
    );
    const { submit, told, operations } = stage(insider);
    const { heard } = hear(docker, running.id);
    const operation = await told('finished', submit(paramsFor(spec, running)));
    expect(operation).toMatchObject({ state: 'failed', outcome: { reason: { key: 'operations-own-container' } } });
    expect(operations.journal(operation.id)).toEqual([]);
    expect(heard).toEqual([]);
  });

  it('says that the container is gone when somebody removes it in the middle', async () => {
    const spec = stubborn('removed');
    const running = await shared.services.run(spec);
    const { submit, told } = stage();
    const events = hear(docker, running.id);
    const id = submit(paramsFor(spec, running));
    await events.until('kill');
    await running.remove();
    expect(await told('finished', id)).toMatchObject({
      state: 'failed',
      outcome: { ok: false, reason: { key: 'operations-restart-gone' }, nextStep: 'recreate' },
    });
  });

  it('finds the service again when its container was recreated since it was asked for', async () => {
    const spec = gateway('recreated');
    const first = await shared.services.run(spec);
    const params = paramsFor(spec, first);
    await first.remove();
    const second = await shared.services.run(spec);
    const { submit, told } = stage();
    const events = hear(docker, second.id);
    expect(await told('finished', submit(params))).toMatchObject({
      state: 'watching',
      outcome: { ok: true, notes: [{ key: 'operations-restart-was-replaced' }] },
    });
    expect(events.heard.filter((action) => action === 'restart')).toHaveLength(1);
  });
});

describe('an Engine that goes away', () => {
  it('in the middle: waits with honest progress, then does not know, and says what to do', async () => {
    const { engine, over, services } = await ownEngine();
    const spec: ServiceSpec = { ...stubborn('away'), stopTimeoutS: 2 };
    const running = await services.run(spec);
    const { submit, told, changes } = stage(over);
    const events = hear(over, running.id);
    const id = submit(paramsFor(spec, running));
    await events.until('kill');
    await engine.kill();
    const operation = await told('finished', id);
    expect(operation).toMatchObject({
      state: 'interrupted',
      outcome: { ok: null, reason: { key: 'operations-restart-engine-away' }, nextStep: 'escalate' },
    });
    expect(
      changes.some((change) => change.kind === 'progress' && change.doing?.key === 'operations-restart-waiting-engine'),
    ).toBe(true);
  });

  it('and comes back: goes on from what it shows then, without restarting anything again', async () => {
    const { engine, over, services } = await ownEngine();
    const spec: ServiceSpec = { ...stubborn('back'), stopTimeoutS: 4 };
    const running = await services.run(spec);
    const { submit, told, operations } = stage(over);
    const events = hear(over, running.id);
    const id = submit(paramsFor(spec, running));
    await events.until('kill');
    await engine.kill();
    await engine.start();
    const operation = await told('finished', id);
    const after = await over.inspect(running.id);
    expect(operation.outcome?.ok).toBe(after?.health?.status === 'healthy');
    expect(operations.journal(id).filter((entry) => entry.step === 'restart')).toHaveLength(1);
  });

  async function ownEngine() {
    const engine = await startEngine();
    closers.push(() => engine.remove());
    const label = `vakhta.test=${engine.run}`;
    await importImages(engine.api, label);
    const over = createDocker({ host: engine.host, clock: systemClock, log: silentLog });
    closers.push(() => over.close());
    return { engine, over, services: createServices(engine.api, label) };
  }
});

describe('SIGKILL in the middle of a restart', () => {
  it('is closed at the next start with what the Engine shows, and the restart is not repeated', async () => {
    const spec = stubborn('killed');
    const running = await shared.services.run(spec);
    const home = folder();
    const events = hear(docker, running.id);

    const first = runProcess(home, JSON.stringify(paramsFor(spec, running)));
    await events.until('kill');
    await first.kill();
    expect(first.changes.map((change) => change.kind)).not.toContain('finished');

    const second = runProcess(home);
    const recovered = await second.until('recovered');
    expect(recovered).toMatchObject({
      state: 'watching',
      outcome: { ok: true, reason: { key: 'operations-restart-healthy' } },
    });
    expect(second.changes.map((change) => change.kind)).not.toContain('started');
    expect(events.heard.filter((action) => action === 'restart')).toHaveLength(1);
    await second.kill();

    const third = runProcess(home);
    await third.until('ready');
    await third.kill();
    expect(events.heard.filter((action) => action === 'restart')).toHaveLength(1);
  });

  interface Told {
    readonly kind: string;
    readonly state?: string;
    readonly outcome?: unknown;
  }

  function runProcess(home: string, params?: string) {
    const args = [join(import.meta.dirname, 'restart-process.ts'), join(home, 'vakhta.db'), home, socketPath()];
    const child: ChildProcess = spawn(process.execPath, params === undefined ? args : [...args, params], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const changes: Told[] = [];
    if (child.stdout === null) throw new Error('no stdout');
    createInterface({ input: child.stdout }).on('line', (line) => changes.push(JSON.parse(line)));
    const kill = async () => {
      child.kill('SIGKILL');
      await ended;
    };
    closers.push(kill);
    return {
      changes,
      kill,
      until: (kind: string): Promise<Told> =>
        vi.waitFor(
          () => {
            const change = changes.find((candidate) => candidate.kind === kind);
            if (change === undefined) throw new Error(`told so far: ${changes.map((each) => each.kind).join(' ')}`);
            return change;
          },
          { timeout: LONG, interval: 50 },
        ),
    };
  }

  function socketPath(): string {
    if (shared.host.kind !== 'unix') throw new Error('the private Engine listens on a socket');
    return shared.host.socketPath;
  }
});
