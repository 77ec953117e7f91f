import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAdoptedChecks, createChecks, type Outcome } from '../../../src/checks/index.ts';
import { type CheckConfig, settingsSchema } from '../../../src/config/index.ts';
import { type Database, openDatabase } from '../../../src/database/index.ts';
import { createHealth, type Health, itemReference } from '../../../src/health/index.ts';
import type { SelfProbe } from '../../../src/health/self-probes.ts';
import { silentLog } from '../../../src/log.ts';
import { http, type Listening, refusing } from '../checks/servers.ts';
import { container, hostWith, quietDocker } from '../triage/world.ts';

const CHAT = { chatId: 1002, threadId: null } as const;
let database: Database;
let server: Listening;
let answers: boolean[];
let containers: Parameters<typeof quietDocker>[0];
let release: () => void;

beforeEach(async () => {
  database = openDatabase(':memory:');
  answers = [];
  containers = [];
  release = () => undefined;
  server = await http((request, response) => {
    if (request.url !== '/slow') response.end('ok');
    else release = () => response.end('ok');
  });
});

afterEach(async () => {
  await server.close();
  database.close();
});

function make(options: { checks?: readonly object[]; probes?: readonly SelfProbe[]; found?: boolean } = {}): Health {
  const adopted = createAdoptedChecks(database);
  const clock = { now: () => Date.now() };
  const docker = quietDocker(containers);
  const checks = createChecks({
    checks: settingsSchema.parse({ checks: options.checks ?? [] }).checks,
    publicNames: [],
    adopted: () => adopted.list().map(({ config }) => config),
    docker,
    host: hostWith({}),
    clock,
    log: silentLog,
    secretFrom: () => null,
  });
  const config: CheckConfig | undefined = settingsSchema.parse({
    checks: [{ id: 'api', kind: 'http', service: 'api', url: `http://127.0.0.1:${server.port}/health` }],
  }).checks[0];
  const found =
    config === undefined
      ? []
      : [{ reference: 'f1', service: 'api', key: 'local/shop/api', port: 1, path: '/health', config }];
  const health = createHealth({
    ranOutOfMemory: () => false,
    database,
    clock,
    log: silentLog,
    checks,
    adopted,
    docker,
    probes: () => options.probes ?? [],
    discovery: { look: async () => (options.found === true ? found : []) },
  });
  health.onChange((_board, done) => answers.push(done));
  return health;
}

const url = (path: string) => `http://127.0.0.1:${server.port}${path}`;
const levels = (health: Health, board: string) =>
  Object.fromEntries((health.board(board)?.run.items ?? []).map(({ id, level }) => [id, level]));

describe('a run', () => {
  test('asks checks, Docker and Vakhta at once, and remembers each answer', async () => {
    const unhealthy = { status: 'unhealthy', failingStreak: 3, log: [{ at: 1, exitCode: 1, output: 'no' }] } as const;
    containers = [
      container({ service: 'queue', health: { ...unhealthy, log: [...unhealthy.log] } }),
      container({ service: 'plain' }),
    ];
    const outcome: Outcome = { ok: true, level: 'warning', latencyMs: null };
    const probes: SelfProbe[] = [{ kind: 'backup', timeoutMs: 1000, run: async () => outcome }];
    const checks = [
      { id: 'site', kind: 'http', url: url('/') },
      { id: 'mail', kind: 'tcp', host: '127.0.0.1', port: await refusing() },
    ];
    const health = make({ checks, probes });
    const { id } = health.open({ ...CHAT, cause: '1:health' });
    expect(levels(health, id)).toEqual({ site: null, mail: null, 'vakhta:backup': null });
    await health.idle();
    expect(levels(health, id)).toEqual({
      site: 'ok',
      mail: 'failed',
      'vakhta:backup': 'warning',
      'docker-health:local/shop/queue': 'failed',
    });
    expect(health.board(id)?.run).toMatchObject({ state: 'done', uncovered: ['plain'] });
    expect(health.history('mail', 5)).toMatchObject([{ level: 'failed', reason: { key: 'checks-refused' } }]);
    expect(answers).toContain(true);
  });

  test('tells what came while the slowest is still awaited', async () => {
    const health = make({
      checks: [
        { id: 'site', kind: 'http', url: url('/') },
        { id: 'slow', kind: 'http', url: url('/slow') },
      ],
    });
    const { id } = health.open({ ...CHAT, cause: '1:health' });
    await new Promise<void>((resolve) => {
      const end = health.onChange(() => {
        end();
        resolve();
      });
    });
    expect(levels(health, id)).toEqual({ site: 'ok', slow: null });
    expect(health.board(id)?.run.state).toBe('running');
    expect(health.again(id, '2:health')).toBe(false);
    release();
    await health.idle();
    expect(levels(health, id)).toEqual({ site: 'ok', slow: 'ok' });
    expect(health.again(id, '3:health')).toBe(true);
    release();
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(health.board(id)?.run.state).toBe('running');
  });

  test('that a kill cut off is told as such at the next start; the update that is handled again asks anew', async () => {
    const checks = [{ id: 'slow', kind: 'http', url: url('/slow') }];
    const { id } = make({ checks }).open({ ...CHAT, cause: '1:health' });
    const after = make({ checks: [{ id: 'slow', kind: 'http', url: url('/') }] });
    answers = [];
    after.resume();
    expect(answers).toEqual([true]);
    expect(after.board(id)?.run.state).toBe('interrupted');
    expect(after.open({ ...CHAT, cause: '1:health' }).id).toBe(id);
    await after.idle();
    expect(after.board(id)?.run.state).toBe('done');
    expect(levels(after, id)).toEqual({ slow: 'ok' });
  });

  test('the same cause opens the same board, and asks once', async () => {
    const health = make({ checks: [{ id: 'site', kind: 'http', url: url('/') }] });
    const first = health.open({ ...CHAT, cause: '1:health' });
    expect(health.open({ ...CHAT, cause: '1:health' }).id).toBe(first.id);
    await health.idle();
    expect(health.history('site', 5)).toHaveLength(1);
  });

  test('an Engine that is away costs only the Docker lines', async () => {
    containers = 'silent';
    const health = make({ checks: [{ id: 'site', kind: 'http', url: url('/') }] });
    const { id } = health.open({ ...CHAT, cause: '1:health' });
    await health.idle();
    expect(levels(health, id)).toEqual({ site: 'ok' });
    expect(health.board(id)?.run.state).toBe('done');
  });
});

describe('one check', () => {
  test('can be asked by itself, in a board of its own and again on one', async () => {
    const health = make({
      checks: [
        { id: 'site', kind: 'http', url: url('/') },
        { id: 'slow', kind: 'http', url: url('/slow') },
      ],
    });
    const reference = itemReference('site');
    const { id, screen } = health.open({ ...CHAT, cause: '1:health', only: reference });
    expect(screen).toBe(`one.${reference}`);
    await health.idle();
    expect(levels(health, id)).toEqual({ site: 'ok' });
    await server.close();
    health.recheck(id, reference);
    expect(levels(health, id)).toEqual({ site: null });
    await health.idle();
    expect(levels(health, id)).toEqual({ site: 'failed' });
    expect(health.history('site', 5).map(({ level }) => level)).toEqual(['failed', 'ok']);
    expect(() => health.open({ ...CHAT, cause: '2:health', only: 'nothing' })).toThrow('health-unknown');
  });

  test('that was found is added with who did it, asked at once, and can be removed', async () => {
    containers = [container({ service: 'api' })];
    const health = make({ found: true });
    const { id } = health.open({ ...CHAT, cause: '1:health' });
    await health.idle();
    expect(health.board(id)?.run).toMatchObject({ uncovered: ['api'], found: [{ reference: 'f1' }] });
    expect(health.offered(id, 'f1')).toMatchObject({ service: 'api' });
    health.adopt(id, 'f1', 1002);
    await health.idle();
    expect(levels(health, id)).toEqual({ api: 'ok' });
    expect(health.board(id)?.run).toMatchObject({ uncovered: [], found: [] });
    expect(health.adoptedAs('api')).toMatchObject({ addedBy: 1002, config: { id: 'api' } });
    expect(() => health.offered(id, 'f1')).toThrow('health-found-gone');
    health.adopt(id, 'f1', 1001);
    expect(health.adoptedAs('api')).toMatchObject({ addedBy: 1002 });
    // A process that starts anew still asks it.
    expect(make().ownChecks()).toBe(1);
    expect(health.addedName(id, itemReference('api'))).toBe('api');
    health.remove(id, itemReference('api'));
    expect(() => health.addedName(id, itemReference('api'))).toThrow('health-unknown');
    health.remove(id, itemReference('api'));
    expect(levels(health, id)).toEqual({});
    expect(make().ownChecks()).toBe(0);
  });
});
