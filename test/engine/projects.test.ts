import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createComposeCli, createProjects, type ProjectVerb } from '../../src/actions/index.ts';
import { systemClock } from '../../src/clock.ts';
import { openDatabase } from '../../src/database/index.ts';
import type { ContainerDetail, Docker } from '../../src/docker/index.ts';
import { UserError } from '../../src/errors.ts';
import { silentLog } from '../../src/log.ts';
import { createMasker } from '../../src/masking/index.ts';
import { createOperations, type Json, type Operation, type OperationChange } from '../../src/operations/index.ts';
import { bookshop, type ComposeProject, createComposeProject } from './support/compose-project.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

const LONG = 110_000;

let shared: SharedEngine;
let docker: Docker;
let shop: ComposeProject;
let count = 0;
const closers: (() => unknown)[] = [];

beforeAll(() => {
  shared = sharedEngine();
  docker = shared.docker();
});

beforeEach(async () => {
  count += 1;
  const socketPath = shared.host.kind === 'unix' ? shared.host.socketPath : '';
  shop = await createComposeProject({ socketPath, label: shared.label, name: `books${count}` });
  closers.push(() => shop.remove());
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await shared.services.removeAll();
});

afterAll(() => docker.close());

/** Operations over the Engine with the real compose, and what they told. */
function stage(options: { readonly isNarrowed?: boolean; readonly path?: string } = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'vakhta-projects-'));
  closers.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const masking = createMasker({ known: [] });
  const surroundings = { PATH: options.path ?? process.env.PATH, HOME: dataDir, SECRET_OF_OURS: 'never' };
  const compose = createComposeCli({ docker: shared.host, masking, surroundings, now: systemClock.now });
  const projects = createProjects({
    docker,
    clock: systemClock,
    masking,
    dataDir,
    compose,
    isNarrowed: options.isNarrowed ?? false,
    hostRoot: null,
  });
  const changes: OperationChange[] = [];
  const database = openDatabase(':memory:');
  const operations = createOperations({
    database,
    clock: systemClock,
    log: silentLog,
    kinds: projects.kinds,
    announce: (change) => changes.push(change),
  });
  operations.start();
  closers.push(async () => {
    await operations.stop(0);
    database.close();
  });

  function submit(kind: string, params: Json): string {
    const result = operations.submit({ key: crypto.randomUUID(), kind, params, requestedBy: 1 });
    if (!result.ok) throw new Error('busy');
    return result.operation.id;
  }

  function finished(id: string): Promise<Operation> {
    return vi.waitFor(
      () => {
        const change = changes.find((each) => each.kind === 'finished' && each.operation.id === id);
        if (change === undefined) throw new Error('not finished');
        return change.operation;
      },
      { timeout: LONG, interval: 50 },
    );
  }

  async function run(verb: ProjectVerb): Promise<Operation> {
    const plan = await projects.plan(verb, shop.name);
    return finished(submit(`project-${verb}`, JSON.parse(JSON.stringify(plan.params))));
  }

  return { projects, operations, changes, dataDir, submit, finished, run };
}

async function members(): Promise<Map<string, ContainerDetail>> {
  const details = await docker.listDetails();
  return new Map(
    details.filter((each) => each.project === shop.name).map((each) => [`${each.service}${each.number}`, each]),
  );
}

async function states(): Promise<Record<string, string>> {
  return Object.fromEntries([...(await members())].map(([name, { state, health }]) => [name, health?.status ?? state]));
}

const WELL = { db1: 'healthy', migrate1: 'exited', api1: 'healthy', worker1: 'running', front1: 'running' };

/** Events of the project from now on, as `service:action`. */
function hear() {
  const heard: string[] = [];
  const stream = docker.events((event) => {
    if (event.kind === 'container' && event.project === shop.name) heard.push(`${event.service}:${event.action}`);
  });
  closers.push(() => stream.stop());
  return heard;
}

function inOrder(heard: readonly string[], one: string, other: string): void {
  expect(heard.indexOf(one), `${one} in ${heard.join(' ')}`).toBeGreaterThanOrEqual(0);
  expect(heard.indexOf(one), `${one} before ${other} in ${heard.join(' ')}`).toBeLessThan(heard.indexOf(other));
}

describe('what is said before', () => {
  it('knows the order from the files, ports, volumes, the way, and that nothing has changed', async () => {
    await shop.compose(['up', '-d']);
    const plan = await stage().projects.plan('recreate', shop.name);
    expect(plan.order.source).toBe('files');
    expect(plan.order.levels).toEqual([['db'], ['migrate'], ['api'], ['front', 'worker']]);
    expect(plan.ports.map(({ service }) => service)).toEqual(['api']);
    expect(plan.volumes).toEqual([`${shop.name}_ledger`]);
    expect(plan).toMatchObject({ containers: 5, running: 4, neighbours: [] });
    expect(plan.way).toMatchObject({
      via: 'compose',
      compose: { changed: [], added: [], standing: ['migrate'], orphans: [], scales: [], program: { major: 1 } },
    });
  });

  it('says what the file has changed, what it lacks, what it adds, and who else is in its network', async () => {
    await shop.compose(['up', '-d', '--scale', 'worker=2']);
    const { front: _, ...rest } = bookshop();
    await shop.rewrite({ ...rest, worker: { ...rest.worker, environment: { LEVEL: 'debug' } }, extra: rest.worker });
    const guest = await shared.services.run({ project: 'guests', service: 'guest', cmd: ['sleep', '600'] });
    await shared.api.ask('POST', `/networks/${shop.name}_back/connect`, { Container: guest.id });
    const plan = await stage().projects.plan('recreate', shop.name);
    expect(plan.neighbours).toEqual([guest.name]);
    expect(plan.way).toMatchObject({
      via: 'compose',
      compose: {
        changed: ['worker'],
        added: ['extra'],
        standing: ['migrate'],
        orphans: ['front'],
        scales: [['worker', 2]],
      },
    });
  });

  it.each([
    [
      'the file is gone',
      async () => rmSync(join(shop.folder, 'docker-compose.yml')),
      'operations-compose-file-missing',
    ],
    ['the file is broken', () => shop.write('docker-compose.yml', 'services: ['), 'operations-compose-files-broken'],
    ['it describes something else', () => shop.rewrite({ other: bookshop().db }), 'operations-compose-other-files'],
    [
      'an image is not there',
      () => shop.write('.env', `IMAGE=nobody/has:this\nNAME=${shop.name}\n`),
      'operations-compose-images-missing',
    ],
    ['a variable of the shell is gone', () => shop.write('.env', ''), 'operations-compose-unset-variables'],
  ])('falls back when %s, and says so', async (_, spoil, key) => {
    await shop.compose(['up', '-d', 'db']);
    await spoil();
    const plan = await stage().projects.plan('recreate', shop.name);
    expect(plan.params).toMatchObject({ via: 'engine' });
    expect(plan.way).toMatchObject({ via: 'engine', why: { key } });
  });

  it('falls back without a compose, and where it would touch what the bot may not see', async () => {
    await shop.compose(['up', '-d', 'db']);
    const without = await stage({ path: '/nowhere' }).projects.plan('recreate', shop.name);
    expect(without.way).toMatchObject({ via: 'engine', why: { key: 'operations-compose-no-program' } });
    const narrow = await stage({ isNarrowed: true }).projects.plan('recreate', shop.name);
    expect(narrow.way).toMatchObject({ via: 'engine', why: { key: 'operations-compose-out-of-sight' } });
  });

  it('refuses the project that the bot itself runs in, what does not run, and what is not there', async () => {
    await shop.compose(['up', '-d', 'db']);
    const { projects } = stage();
    await expect(projects.plan('start', shop.name)).rejects.toThrow(UserError);
    await shop.compose(['stop', '-t', '1']);
    await expect(projects.plan('restart', shop.name)).rejects.toThrow('operations-project-nothing-runs');
    await expect(projects.plan('restart', 'nobody')).rejects.toThrow('operations-project-gone');
    const own = (await members()).get('db1')?.id ?? '';
    const spy = vi.spyOn(docker, 'selfContainerId').mockResolvedValue(own);
    closers.push(() => spy.mockRestore());
    await expect(projects.plan('start', shop.name)).rejects.toThrow('operations-own-project');
  });
});

describe('recreate', () => {
  it('takes down and brings up with compose: new containers, the volume stays, compose’s words are kept', async () => {
    await shop.compose(['up', '-d', '--scale', 'worker=2']);
    const old = await members();
    const { run, dataDir, operations, changes } = stage();
    const operation = await run('recreate');
    expect(operation).toMatchObject({
      state: 'succeeded',
      outcome: { ok: true, reason: { key: 'operations-project-recreated-compose', params: { count: 6 } } },
    });
    expect(operation.outcome).not.toHaveProperty('notes');
    const now = await members();
    expect(await states()).toEqual({ ...WELL, worker2: 'running' });
    for (const [name, { id }] of now) expect(id, name).not.toBe(old.get(name)?.id);
    expect(operations.journal(operation.id).map(({ step }) => step)).toEqual(['evidence', 'recreate', 'wait']);
    const lines = changes.flatMap((each) => (each.kind === 'progress' ? [`${each.doing?.params.lines}`] : []));
    expect(lines.some((line) => line.includes('...'))).toBe(true);

    const files = operation.outcome?.evidence ?? [];
    expect(files.filter(({ what }) => what === 'inspect')).toHaveLength(6);
    const output = files.find(({ what }) => what === 'output');
    expect(readFileSync(join(dataDir, output?.path ?? ''), 'utf8')).toMatch(/Removing .*api.*[\s\S]*Creating .*api/);
    const inspected = files.find(({ what, path }) => what === 'inspect' && path.includes('api'));
    expect(readFileSync(join(dataDir, inspected?.path ?? ''), 'utf8')).not.toContain('correct-horse-battery-9');
    // Two runs have written into the volume: it is the same one.
    const log = await docker.logs(now.get('migrate1')?.id ?? '', { maxBytes: 1000 });
    expect(log.map((line) => line.text)).toContain('schema is at 42');
  });

  it('without its files: stops and starts in order, the containers stay the same', async () => {
    await shop.compose(['up', '-d']);
    rmSync(join(shop.folder, 'docker-compose.yml'));
    const old = await members();
    const operation = await stage().run('recreate');
    expect(operation.outcome).toMatchObject({ ok: true, reason: { key: 'operations-project-recreated-engine' } });
    const now = await members();
    expect(now.get('api1')?.id).toBe(old.get('api1')?.id);
    expect(now.get('api1')?.startedAt).not.toBe(old.get('api1')?.startedAt);
    expect(now.get('migrate1')?.startedAt).toBe(old.get('migrate1')?.startedAt);
  });

  it('touches nothing when compose can no longer do what was said', async () => {
    await shop.compose(['up', '-d', 'db']);
    const { projects, submit, finished } = stage();
    const plan = await projects.plan('recreate', shop.name);
    expect(plan.params).toMatchObject({ via: 'compose' });
    await shop.write('docker-compose.yml', 'services: [');
    const heard = hear();
    const operation = await finished(submit('project-recreate', JSON.parse(JSON.stringify(plan.params))));
    expect(operation.outcome).toMatchObject({
      ok: false,
      reason: { key: 'operations-project-compose-not-any-more' },
      notes: [{ key: 'operations-compose-files-broken' }],
    });
    // The database becomes healthy by itself meanwhile.
    expect(heard.filter((event) => !event.endsWith(':health_status'))).toEqual([]);
  });

  it('names the service that does not come up, with its last lines and the next step', async () => {
    await shop.compose(['up', '-d', 'worker']);
    const broken = { ...bookshop().worker, command: ['sh', '-c', 'echo "cannot read its configuration"; exit 3'] };
    await shop.rewrite({ ...bookshop(), worker: broken });
    const operation = await stage().run('recreate');
    expect(operation).toMatchObject({
      state: 'failed',
      outcome: {
        ok: false,
        reason: { key: 'operations-project-unwell', params: { services: 'worker' } },
        nextStep: 'restore',
        lastLines: expect.arrayContaining(['cannot read its configuration']),
        data: {
          unwell: [{ service: 'worker', number: 1 }],
          recovered: expect.arrayContaining([`local/${shop.name}/api`]),
        },
      },
    });
  });
});

describe('restart, stop and start', () => {
  it('goes in order of what needs what, and waits for the database to be healthy', async () => {
    await shop.compose(['up', '-d']);
    const heard = hear();
    const operation = await stage().run('restart');
    expect(operation.outcome).toMatchObject({ ok: true, reason: { params: { count: 4 } } });
    inOrder(heard, 'worker:stop', 'api:stop');
    inOrder(heard, 'front:stop', 'api:stop');
    inOrder(heard, 'api:stop', 'db:stop');
    inOrder(heard, 'db:stop', 'db:start');
    inOrder(heard, 'db:health_status', 'api:start');
    inOrder(heard, 'api:start', 'worker:start');
    inOrder(heard, 'api:health_status', 'front:start');
    // The job that was done stays done.
    expect(heard).not.toContain('migrate:start');
    expect(await states()).toEqual(WELL);
  });

  it('stops all, says that it stays down, and starts all again', async () => {
    await shop.compose(['up', '-d']);
    const { run } = stage();
    const stopped = await run('stop');
    expect(stopped.outcome).toMatchObject({ ok: true, down: true, reason: { key: 'operations-project-stopped' } });
    expect(new Set(Object.values(await states()))).toEqual(new Set(['exited']));
    const started = await run('start');
    expect(started.outcome).toMatchObject({
      ok: true,
      reason: { key: 'operations-project-started', params: { count: 4 } },
    });
    expect(await states()).toEqual(WELL);
  });

  it('thaws what stands frozen, and says that the order was not known where there are no files', async () => {
    await shop.compose(['up', '-d', 'worker']);
    await shop.compose(['pause', 'worker']);
    rmSync(join(shop.folder, 'docker-compose.yml'));
    const operation = await stage().run('restart');
    expect(operation.outcome).toMatchObject({ ok: true, notes: [{ key: 'operations-project-no-order' }] });
    expect((await states()).worker1).toBe('running');
  });
});

describe('scale', () => {
  it('offers only what can be many, makes more, and takes them away again', async () => {
    await shop.compose(['up', '-d']);
    const old = await members();
    const { projects, submit, finished } = stage();
    const choices = await projects.scaleChoices(shop.name);
    expect(choices.filter((choice) => choice.obstacle !== null).map(({ service }) => service)).toEqual(['front']);
    const to = async (to: number) =>
      finished(submit('scale', JSON.parse(JSON.stringify(await projects.planScale(shop.name, 'worker', to)))));
    expect((await to(3)).outcome).toMatchObject({
      ok: true,
      reason: { key: 'operations-scale-done', params: { count: 3 } },
    });
    expect(Object.keys(await states()).filter((name) => name.startsWith('worker'))).toHaveLength(3);
    expect((await members()).get('worker1')?.id).toBe(old.get('worker1')?.id);
    expect((await members()).get('api1')?.startedAt).toBe(old.get('api1')?.startedAt);
    expect((await to(1)).outcome).toMatchObject({ ok: true });
    expect(await states()).toEqual(WELL);
    await expect(projects.planScale(shop.name, 'front', 2)).rejects.toThrow('operations-scale-named');
    await expect(projects.planScale(shop.name, 'worker', 1)).rejects.toThrow('operations-scale-same');
  });
});
