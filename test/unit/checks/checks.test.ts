import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ChecksOptions, createChecks } from '../../../src/checks/index.ts';
import { systemClock } from '../../../src/clock.ts';
import { type CheckConfig, settingsSchema } from '../../../src/config/index.ts';
import { createTexts } from '../../../src/document/index.ts';
import { silentLog } from '../../../src/log.ts';
import { container, hostWith, quietDocker } from '../triage/world.ts';
import { selfSigned } from './certificate.ts';
import { dns, http, https, type Listening, refusing, tcp } from './servers.ts';

const texts = createTexts();
const open: Listening[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function keep(server: Promise<Listening>): Promise<Listening> {
  open.push(await server);
  return server;
}

function configured(checks: readonly object[]): readonly CheckConfig[] {
  return settingsSchema.parse({ checks }).checks;
}

function make(checks: readonly object[], options: Partial<ChecksOptions> = {}) {
  return createChecks({
    checks: configured(checks),
    publicNames: [],
    docker: quietDocker(),
    host: hostWith({}),
    clock: systemClock,
    log: silentLog,
    secretFrom: () => null,
    ...options,
  });
}

/** Runs the one check, and makes sure that both languages have words for its reason. */
async function outcome(check: object, options: Partial<ChecksOptions> = {}) {
  const result = await make([{ id: 'one', ...check }], options).run('one');
  if (result.reason !== undefined) {
    for (const locale of ['en', 'ru'] as const) texts.t(locale, result.reason.key, result.reason.params);
  }
  return {
    ok: result.ok,
    level: result.level ?? null,
    reason: result.reason?.key ?? null,
    params: result.reason?.params ?? {},
    latencyMs: result.latencyMs,
  };
}

describe('http', () => {
  test('is well with the expected status, and tells how long the answer took', async () => {
    const { port } = await keep(http((_request, response) => response.end('ok')));
    const result = await outcome({ kind: 'http', url: `http://127.0.0.1:${port}/health` });
    expect(result).toMatchObject({ ok: true, reason: null });
    expect(result.latencyMs).toBeGreaterThanOrEqual(0);
  });

  test.each([
    [{}, 'checks-http-status-other', { status: 503, expected: '200' }],
    [{ status: 503 }, null, {}],
    [{ status: [204, 503] }, null, {}],
    [{ status: [200, 204] }, 'checks-http-status-other', { status: 503, expected: '200, 204' }],
  ])('judges the status by %j', async (expectation, reason, params) => {
    const { port } = await keep(
      http((_request, response) => {
        response.statusCode = 503;
        response.end();
      }),
    );
    expect(await outcome({ kind: 'http', url: `http://127.0.0.1:${port}/`, ...expectation })).toMatchObject({
      ok: reason === null,
      reason,
      params,
    });
  });

  test.each([
    [{ bodyIncludes: '"db":"up"' }, null],
    [{ bodyIncludes: 'down' }, 'checks-http-body'],
    [{ json: { path: 'db', equals: 'up' } }, null],
    [{ json: { path: '$.queues.1.waiting', equals: 7 } }, null],
    [{ json: { path: 'queues.1.waiting', equals: '7' } }, 'checks-http-json'],
    [{ json: { path: 'queues.9', equals: null } }, 'checks-http-json'],
    [{ json: { path: '__proto__.x', equals: 1 } }, 'checks-http-json'],
    [{ header: { name: 'X-Version', value: '1.2' } }, null],
    [{ header: { name: 'X-Version', value: '9' } }, 'checks-http-header'],
    [{ header: { name: 'X-Missing', value: 'a' } }, 'checks-http-header'],
  ])('judges the answer by %j', async (expectation, reason) => {
    const { port } = await keep(
      http((_request, response) => {
        response.setHeader('x-version', 'v1.2.3');
        response.end('{"db":"up","queues":[{"waiting":0},{"waiting":7}]}');
      }),
    );
    expect(await outcome({ kind: 'http', url: `http://127.0.0.1:${port}/`, ...expectation })).toMatchObject({
      ok: reason === null,
      reason,
    });
  });

  test('says that an answer is not JSON where JSON was expected', async () => {
    const { port } = await keep(http((_request, response) => response.end('<html>')));
    const check = { kind: 'http', url: `http://127.0.0.1:${port}/`, json: { path: 'a', equals: 1 } };
    expect(await outcome(check)).toMatchObject({ ok: false, reason: 'checks-http-not-json' });
  });

  test('follows redirects, but not for ever, and not where the redirect itself is expected', async () => {
    const { port } = await keep(
      http((request, response) => {
        const target = { '/old': '/new', '/loop': '/loop' }[request.url ?? ''];
        response.statusCode = target === undefined ? 200 : 302;
        if (target !== undefined) response.setHeader('location', target);
        response.end();
      }),
    );
    const url = (path: string) => ({ kind: 'http', url: `http://127.0.0.1:${port}${path}` });
    expect(await outcome(url('/old'))).toMatchObject({ ok: true });
    expect(await outcome({ ...url('/old'), status: 302 })).toMatchObject({ ok: true });
    expect(await outcome(url('/loop'))).toMatchObject({ ok: false, reason: 'checks-http-redirects' });
  });

  test('names a refused and a cut connection, and a host that does not exist', async () => {
    const { port } = await keep(http((request) => request.socket.destroy()));
    expect(await outcome({ kind: 'http', url: `http://127.0.0.1:${await refusing()}/` })).toMatchObject({
      reason: 'checks-refused',
    });
    expect(await outcome({ kind: 'http', url: `http://127.0.0.1:${port}/` })).toMatchObject({ reason: 'checks-reset' });
    expect(await outcome({ kind: 'http', url: 'http://nowhere.invalid/' })).toMatchObject({
      reason: 'checks-host-unknown',
    });
  });

  test('ends by its time-out, also in the middle of a body, and says after how long', async () => {
    const never = await keep(http(() => undefined));
    const half = await keep(http((_request, response) => response.write('half')));
    for (const { port } of [never, half]) {
      expect(await outcome({ kind: 'http', url: `http://127.0.0.1:${port}/`, timeout: '200ms' })).toMatchObject({
        ok: false,
        reason: 'checks-timeout',
        params: { seconds: 0.2 },
        latencyMs: null,
      });
    }
  });

  test('does not read a body without end', async () => {
    const { port } = await keep(
      http((_request, response) => {
        const more = () => {
          while (response.write('x'.repeat(65_536))) if (response.destroyed) return;
          response.once('drain', more);
        };
        more();
      }),
    );
    expect(await outcome({ kind: 'http', url: `http://127.0.0.1:${port}/`, timeout: '5s' })).toMatchObject({
      ok: true,
    });
  });
});

describe('certificates', () => {
  const day = 86_400_000;
  const good = selfSigned(['localhost'], new Date(Date.now() + 30 * day + 3_600_000));
  const ending = selfSigned(['localhost'], new Date(Date.now() + 3 * day + 3_600_000));
  const expired = selfSigned(['localhost'], new Date(Date.now() - day));
  const foreign = selfSigned(['other.example'], new Date(Date.now() + 30 * day));

  test.each([
    ['lasts', good, { days: 14 }, true, 'checks-certificate-days', { days: 30 }],
    ['ends soon', ending, { days: 14 }, false, 'checks-certificate-days', { days: 3 }],
    ['ends soon, as usual', ending, {}, false, 'checks-certificate-days', { days: 3 }],
    ['ends soon, which is allowed', ending, { days: 2 }, true, 'checks-certificate-days', { days: 3 }],
    ['has expired', expired, {}, false, 'checks-certificate-expired', {}],
    ['is for another name', foreign, {}, false, 'checks-certificate-name', {}],
  ])('tls: one that %s', async (_name, certificate, options, ok, reason, params) => {
    const { port } = await keep(https(certificate, (_request, response) => response.end()));
    const check = { kind: 'tls', host: 'localhost', port, ...options };
    expect(await outcome(check, { ca: [certificate.cert] })).toMatchObject({ ok, reason, params });
  });

  test.each([
    [30, true, null],
    [20, true, 'notice'],
    [13, true, 'warning'],
    [6, false, null],
  ])('tls: %d days before the end: passes %s, level %s; the levels are 21, 14 and 7 days', async (left, ok, level) => {
    const certificate = selfSigned(['localhost'], new Date(Date.now() + left * day + 3_600_000));
    const { port } = await keep(https(certificate, (_request, response) => response.end()));
    const check = { kind: 'tls', host: 'localhost', port };
    const params = { days: left };
    const options = { ca: [certificate.cert] };
    expect(await outcome(check, options)).toMatchObject({ ok, level, reason: 'checks-certificate-days', params });
    const later = { ...check, days: { notice: 5, warning: 4, failed: 3 } };
    expect(await outcome(later, options)).toMatchObject({ ok: true, level: null });
  });

  test('tls: one that nobody vouches for is refused, and so is a port that speaks no TLS', async () => {
    const { port } = await keep(https(good, (_request, response) => response.end()));
    expect(await outcome({ kind: 'tls', host: 'localhost', port })).toMatchObject({
      ok: false,
      reason: 'checks-certificate-untrusted',
    });
    const plain = await keep(http((_request, response) => response.end()));
    expect(await outcome({ kind: 'tls', host: 'localhost', port: plain.port })).toMatchObject({
      ok: false,
      reason: 'checks-failed',
    });
  });

  test('tls: a server that accepts and is silent runs into the time-out', async () => {
    const { port } = await keep(tcp());
    expect(await outcome({ kind: 'tls', host: '127.0.0.1', port, timeout: '200ms' })).toMatchObject({
      reason: 'checks-timeout',
    });
  });

  test('http: the certificate is judged without being asked for, and tlsDays says from when on it fails', async () => {
    const { port } = await keep(https(ending, (_request, response) => response.end()));
    const check = { kind: 'http', url: `https://localhost:${port}/` };
    const options = { ca: [ending.cert] };
    expect(await outcome(check, options)).toMatchObject({ ok: false, reason: 'checks-certificate-days' });
    expect(await outcome({ ...check, tlsDays: 2 }, options)).toMatchObject({ ok: true, level: 'warning' });
    expect(await outcome({ ...check, tlsDays: 14 }, options)).toMatchObject({
      ok: false,
      reason: 'checks-certificate-days',
      params: { days: 3 },
    });
    expect(await outcome(check)).toMatchObject({ ok: false, reason: 'checks-certificate-untrusted' });
  });
});

describe('tcp', () => {
  test('tells a port that listens from one that does not', async () => {
    const { port } = await keep(tcp());
    expect(await outcome({ kind: 'tcp', host: '127.0.0.1', port })).toMatchObject({ ok: true, reason: null });
    expect(await outcome({ kind: 'tcp', host: '127.0.0.1', port: await refusing() })).toMatchObject({
      ok: false,
      reason: 'checks-refused',
    });
  });
});

describe('dns', () => {
  let servers: string[];
  let server: Listening;
  beforeAll(async () => {
    server = await dns({
      'shop.test': { a: '192.0.2.7' },
      'www.shop.test': { cname: 'shop.test' },
      'empty.test': 'NODATA',
      'broken.test': 'SERVFAIL',
      'silent.test': 'SILENCE',
    });
    servers = [`127.0.0.1:${server.port}`];
  });
  afterAll(() => server.close());

  test.each([
    [{ host: 'shop.test' }, null, {}],
    [{ host: 'shop.test', expect: '192.0.2.7' }, null, {}],
    [{ host: 'shop.test', expect: '192.0.2.8' }, 'checks-dns-other', { actual: '192.0.2.7', expected: '192.0.2.8' }],
    [{ host: 'www.shop.test', type: 'CNAME', expect: 'Shop.test.' }, null, {}],
    [{ host: 'gone.test' }, 'checks-dns-not-found', {}],
    [{ host: 'empty.test', type: 'A' }, 'checks-dns-no-record', { type: 'A' }],
    [{ host: 'broken.test' }, 'checks-dns-server', {}],
    [{ host: 'silent.test', timeout: '200ms' }, 'checks-timeout', {}],
  ])('%j', async (check, reason, params) => {
    const wanted = { ok: reason === null, reason, params };
    expect(await outcome({ kind: 'dns', ...check }, { dnsServers: servers })).toMatchObject(wanted);
    expect(await outcome({ kind: 'dns', server: servers[0], ...check })).toMatchObject(wanted);
  });
});

describe('telegram', () => {
  const token = '123456789:AAE-abcdefghijklmnopqrstuvwxyz01234';

  async function bot(webhook: object, getMe: object = { ok: true, result: { id: 1 } }, status = 200) {
    const asked: string[] = [];
    const { port } = await keep(
      http((request, response) => {
        asked.push((request.url ?? '').replace(`/bot${token}/`, ''));
        response.statusCode = status;
        const result = { url: '', pending_update_count: 0, ...webhook };
        response.end(JSON.stringify(request.url?.endsWith('/getMe') ? getMe : { ok: true, result }));
      }),
    );
    const options = { telegramApiRoot: `http://127.0.0.1:${port}`, secretFrom: () => token };
    return { asked, result: await outcome({ kind: 'telegram', tokenFrom: 'SHOP_BOT_TOKEN', maxPending: 5 }, options) };
  }

  test('is well when the token is good and nothing waits; never takes updates away', async () => {
    const { asked, result } = await bot({ pending_update_count: 0 });
    expect(result).toMatchObject({ ok: true, level: null, reason: null });
    expect(asked).toEqual(['getMe', 'getWebhookInfo']);
  });

  /** A product's bot whose number of waiting updates changes from look to look. */
  async function waiting(...counts: number[]) {
    const { port } = await keep(
      http((request, response) => {
        const pending = request.url?.endsWith('/getMe') ? 0 : (counts.shift() ?? 0);
        response.end(JSON.stringify({ ok: true, result: { url: '', pending_update_count: pending } }));
      }),
    );
    const options = { telegramApiRoot: `http://127.0.0.1:${port}`, secretFrom: () => token };
    return make([{ id: 'shop-bot', kind: 'telegram', tokenFrom: 'SHOP_BOT_TOKEN', timeout: '400ms' }], options);
  }

  test('fails when more wait at the second look', async () => {
    expect(await (await waiting(3, 7)).run('shop-bot')).toMatchObject({
      ok: false,
      reason: { key: 'checks-telegram-growing', params: { from: 3, n: 7 } },
    });
  });

  test('warns when some wait and none is taken; is well when the bot takes them', async () => {
    expect(await (await waiting(3, 3)).run('shop-bot')).toMatchObject({ ok: true, level: 'warning' });
    const taking = await (await waiting(3, 1)).run('shop-bot');
    expect(taking.ok).toBe(true);
    expect(taking.level).toBeUndefined();
  });

  test('fails when more wait than at the last check and none is taken now', async () => {
    const checks = await waiting(2, 2, 5, 5, 6, 4);
    expect(await checks.run('shop-bot')).toMatchObject({ ok: true, level: 'warning' });
    expect(await checks.run('shop-bot')).toMatchObject({
      ok: false,
      reason: { key: 'checks-telegram-growing', params: { from: 2, n: 5 } },
    });
    expect(await checks.run('shop-bot')).toMatchObject({ ok: true });
  });

  test('fails when too many updates wait', async () => {
    expect((await bot({ pending_update_count: 6 })).result).toMatchObject({
      reason: 'checks-telegram-pending',
      params: { n: 6 },
    });
  });

  test('fails when the webhook has just failed, not when it failed an hour ago', async () => {
    const webhook = (ageS: number) => ({
      url: 'https://shop.test/hook',
      last_error_date: Math.floor(Date.now() / 1000) - ageS,
      last_error_message: 'Wrong response: 502',
    });
    expect((await bot(webhook(30))).result).toMatchObject({
      reason: 'checks-telegram-webhook',
      params: { detail: 'Wrong response: 502' },
    });
    expect((await bot(webhook(3600))).result).toMatchObject({ ok: true });
  });

  test('names a token that Telegram does not know, and a variable that is not set; shows no token', async () => {
    const { result } = await bot({}, { ok: false, error_code: 401, description: `Unauthorized ${token}` }, 401);
    expect(result).toMatchObject({ ok: false, reason: 'checks-telegram-token' });
    expect(JSON.stringify(result)).not.toContain(token.slice(12));
    expect(await outcome({ kind: 'telegram', tokenFrom: 'SHOP_BOT_TOKEN' })).toMatchObject({
      reason: 'checks-telegram-no-token',
      params: { variable: 'SHOP_BOT_TOKEN' },
    });
  });
});

describe('disk', () => {
  const disks = [
    { mount: '/', usedPercent: 50, inodesUsedPercent: 95 },
    { mount: '/var', usedPercent: 93, inodesUsedPercent: 1 },
  ];
  test.each([
    ['/var/lib/docker', 90, false, 'checks-disk-used', '/var'],
    ['/var/lib/docker', 95, true, 'checks-disk-used', '/var'],
    ['/variety', 90, false, 'checks-disk-inodes', '/'],
  ])('%s with at most %d percent', async (path, percent, ok, reason, mount) => {
    const result = await outcome({ kind: 'disk', path, percent }, { host: hostWith({ disks }) });
    expect(result).toMatchObject({ ok, reason, params: { mount } });
  });
});

describe('docker health', () => {
  const probe = (exitCode: number, output: string) => ({ at: 1, exitCode, output });
  const unhealthy = container({
    service: 'queue',
    health: { status: 'unhealthy', failingStreak: 4, log: [probe(1, 'password=hunter2 refused\n')] },
  });
  const containers = [
    container({ service: 'gateway', health: { status: 'healthy', failingStreak: 0, log: [] } }),
    container({ service: 'plain' }),
    unhealthy,
    container({ service: 'queue', number: 2, health: { status: 'starting', failingStreak: 0, log: [] } }),
  ];

  test('is told of each container that has one, with the failing output, masked', async () => {
    const results = await make([], { docker: quietDocker(containers) }).runAll({ deadlineMs: 1000 });
    expect(results.map(({ id, ok, reason }) => [id, ok, reason?.key])).toEqual([
      ['docker-health:local/shop/gateway', true, undefined],
      ['docker-health:local/shop/queue', false, 'checks-health-failing'],
      ['docker-health:local/shop/queue#2', true, 'checks-health-starting'],
    ]);
    expect(results[1]?.reason?.params).toMatchObject({ n: 4, code: 1 });
    expect(JSON.stringify(results)).not.toContain('hunter2');
  });

  test('can be asked of one service; an unknown check is refused', async () => {
    const checks = make([], { docker: quietDocker(containers) });
    expect(await checks.run('docker-health:local/shop/queue')).toMatchObject({
      ok: false,
      service: 'local/shop/queue',
    });
    await expect(checks.run('docker-health:local/shop/plain')).rejects.toMatchObject({ key: 'checks-unknown' });
    await expect(checks.run('nothing')).rejects.toMatchObject({ key: 'checks-unknown' });
  });

  test('an Engine that is silent is one failed check', async () => {
    const results = await make([], { docker: quietDocker('silent') }).runAll({ deadlineMs: 1000 });
    expect(results).toMatchObject([
      { id: 'docker-health', name: 'Docker', ok: false, reason: { key: 'docker-unreachable-refused' } },
    ]);
  });
});

describe('commands', () => {
  const commands = (ok: boolean) => ({
    list: () => [{ id: 'smoke', name: 'Smoke test', timeoutMs: 1000, service: 'gateway' }],
    run: async () => ({ ok, exitCode: ok ? 0 : 3, tookMs: 12.4, lastLine: 'password=hunter2 was refused' }),
  });

  test('a command that is a check passes with 0, and its last line says why it does not', async () => {
    const well = make([], { commands: commands(true) });
    expect(well.list()).toMatchObject([{ id: 'command:smoke', kind: 'command', service: 'gateway' }]);
    expect(await well.run('command:smoke')).toMatchObject({ ok: true, latencyMs: 12 });
    const failed = await make([], { commands: commands(false) }).run('command:smoke');
    expect(failed).toMatchObject({ ok: false, reason: { key: 'checks-command-failed', params: { code: 3 } } });
    expect(JSON.stringify(failed)).not.toContain('hunter2');
    for (const locale of ['en', 'ru'] as const) texts.t(locale, 'checks-command-failed', failed.reason?.params);
  });
});

describe('all of them', () => {
  test('a check that was added in the chat is asked like any other, from then on', async () => {
    const { port } = await keep(http((_request, response) => response.end('ok')));
    const added: CheckConfig[] = [];
    const checks = make([], { adopted: () => added });
    expect(checks.list()).toEqual([]);
    added.push(...configured([{ id: 'gateway', kind: 'http', url: `http://127.0.0.1:${port}/health` }]));
    expect(await checks.run('gateway')).toMatchObject({ ok: true });
    expect(await checks.runAll({ deadlineMs: 1000 })).toMatchObject([{ id: 'gateway', ok: true }]);
  });

  test('without Docker health, when that is not wanted', async () => {
    const docker = quietDocker('silent');
    expect(await make([], { docker }).runAll({ deadlineMs: 1000, dockerHealth: false })).toEqual([]);
  });

  test('a public name has its DNS, port, site and certificate looked at', async () => {
    const certificate = selfSigned(['localhost'], new Date(Date.now() + 60 * 86_400_000));
    const { port } = await keep(
      https(certificate, (_request, response) => {
        response.statusCode = 404;
        response.end();
      }),
    );
    const resolver = await keep(dns({ localhost: { a: '127.0.0.1' } }));
    const name = `localhost:${port}`;
    const checks = make([], {
      publicNames: [name],
      ca: [certificate.cert],
      dnsServers: [`127.0.0.1:${resolver.port}`],
    });
    expect(checks.list().map(({ kind, publicName }) => [kind, publicName])).toEqual([
      ['dns', name],
      ['tcp', name],
      ['http', name],
      ['tls', name],
    ]);
    const results = await checks.runAll({ deadlineMs: 5000, filter: (one) => one.publicName === name });
    expect(results.map(({ kind, ok, reason }) => [kind, ok, reason?.key])).toEqual([
      ['dns', true, undefined],
      ['tcp', true, undefined],
      ['http', true, undefined],
      ['tls', true, 'checks-certificate-days'],
    ]);
  });

  test('none holds up another: results come as they are there, and the deadline ends the rest', async () => {
    const never = await keep(http(() => undefined));
    const fast = await keep(tcp());
    const checks = make([
      { id: 'hangs', kind: 'http', url: `http://127.0.0.1:${never.port}/` },
      { id: 'fast', kind: 'tcp', host: '127.0.0.1', port: fast.port },
    ]);
    const seen: string[] = [];
    const results = await checks.runAll({ deadlineMs: 300, onResult: (result) => seen.push(result.id) });
    expect(seen).toEqual(['fast', 'hangs']);
    expect(results.map(({ id, ok, reason }) => [id, ok, reason?.key])).toEqual([
      ['hangs', false, 'checks-timeout'],
      ['fast', true, undefined],
    ]);
  });

  test('a run that is stopped says so', async () => {
    const never = await keep(http(() => undefined));
    const checks = make([{ id: 'hangs', kind: 'http', url: `http://127.0.0.1:${never.port}/` }]);
    expect(await checks.run('hangs', AbortSignal.abort())).toMatchObject({
      ok: false,
      reason: { key: 'checks-stopped' },
    });
  });
});
