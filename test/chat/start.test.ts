import { once } from 'node:events';
import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DEFAULT_TOKEN } from '../../sandbox/index.ts';
import { damage } from './support/data-folder.ts';
import { en, textOf } from './support/messages.ts';
import { ANNA, BEN, createScene, ON_CALL, type Scene, type SceneOptions, withBen } from './support/scene.ts';
import { createVakhta, type Vakhta } from './support/vakhta.ts';

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function scene(options: SceneOptions = {}): Promise<Scene> {
  const made = await createScene(options);
  endings.push(made.remove);
  return made;
}

/** A bot that reaches nothing: neither Telegram nor an Engine listens there. */
async function lonely(env: Readonly<Record<string, string>>, settings?: string): Promise<Vakhta> {
  const vakhta = await createVakhta({
    // Not one of the ports that fetch refuses by itself, such as 9.
    apiRoot: 'http://127.0.0.1:2',
    token: DEFAULT_TOKEN,
    engineSocket: '/nonexistent/docker.sock',
    env,
    ...(settings === undefined ? {} : { settings }),
  });
  endings.push(vakhta.remove);
  return vakhta;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endings.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  );
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('a bad configuration stops the start with one paragraph, which the check shows too', () => {
  const webhook = { TELEGRAM_WEBHOOK_URL: 'https://example.com/hook', HTTP_LISTEN: '8080' };
  test.each<[string, Record<string, string>, string | undefined, RegExp]>([
    ['no token', { TELEGRAM_BOT_TOKEN: '' }, undefined, /token is missing.*TELEGRAM_BOT_TOKEN.*@BotFather/],
    ['a token cut off', { TELEGRAM_BOT_TOKEN: '7000000001:AAF' }, undefined, /malformed.*TELEGRAM_BOT_TOKEN/],
    ['nobody', { AUTHORIZED_USER_IDS: ' , ' }, undefined, /Nobody is authorized.*AUTHORIZED_USER_IDS.*never means/],
    ['a name for an id', { AUTHORIZED_USER_IDS: '1001,@anna' }, undefined, /"@anna" is not a Telegram user id/],
    ['a group for a person', { AUTHORIZED_USER_IDS: '-100123' }, undefined, /"-100123" is not a Telegram user id/],
    ['a chat by name', { ONCALL_CHAT_ID: '@oncall' }, undefined, /"@oncall" is not a chat.*ONCALL_CHAT_ID/],
    ['Docker over ssh', { DOCKER_HOST: 'ssh://me@host' }, undefined, /ssh:\/\/ is not supported.*DOCKER_HOST/],
    ['no time zone', { TZ: 'Mars/Olympus' }, undefined, /"Mars\/Olympus" is not a time zone.*TZ/],
    ['a webhook without a secret', webhook, undefined, /needs a secret.*TELEGRAM_WEBHOOK_SECRET/],
    [
      'a webhook that nothing listens for',
      { TELEGRAM_WEBHOOK_URL: 'https://example.com/hook', TELEGRAM_WEBHOOK_SECRET: 's'.repeat(32) },
      undefined,
      /HTTP_LISTEN/,
    ],
    [
      'no file where one was named',
      { VAKHTA_CONFIG: '/nonexistent/v.yaml' },
      undefined,
      /cannot be read.*\/nonexistent/,
    ],
    ['broken YAML', {}, 'people:\n  - { id: 1, name: Anna\nlocale: en\n', /not YAML.*vakhta\.yaml, line \d/],
    ['an unknown key', {}, 'locale: en\npeple: []\n', /wrong at peple.*line 2.*one of .*people/],
    [
      'a wrong type',
      {},
      'people:\n  - id: 1001\n    name: Anna\n  - id: two\n    name: Ben\n',
      /people\.1\.id.*line 4/,
    ],
    ['a wrong duration', {}, 'severities:\n  P0: soon\n', /severities\.P0.*line 2.*duration/],
  ])('%s', async (_name, env, settings, expected) => {
    const vakhta = await lonely(env, settings);
    const { code, stdout, stderr } = await vakhta.run('start');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^\S.* Where: .+\. Expected: .+\. Example: .+\n$/);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toContain(DEFAULT_TOKEN.slice(-20));
    const check = await vakhta.run('check');
    expect(check).toMatchObject({ code: 1, stderr: '' });
    expect(check.stdout.trimEnd().split('\n')).toEqual([
      `✗ Configuration: ${stderr.trimEnd()}`,
      ...('DOCKER_HOST' in env ? [] : [expect.stringMatching(/^✗ Docker: there is no socket at /)]),
      ...('TELEGRAM_BOT_TOKEN' in env ? [] : ['✗ Telegram: 127.0.0.1:2 cannot be reached (ECONNREFUSED)']),
    ]);
  });

  test('a data folder that cannot be written', async () => {
    const vakhta = await lonely({});
    const taken = join(vakhta.dataDir, 'a-file');
    writeFileSync(taken, '');
    const other = await lonely({ DATA_DIR: join(taken, 'data') });
    const { code, stderr } = await other.run('start');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The data folder .*a-file\/data cannot be written: .* Where: .*DATA_DIR.* Example: .+\n$/);
  });

  test('a database that cannot be opened', async () => {
    const vakhta = await lonely({});
    mkdirSync(join(vakhta.dataDir, 'vakhta.db'));
    const expected = /^The database .*cannot be opened: .* Where: .*vakhta\.db.* Expected: .+ Example: .+\n$/;
    for (const command of ['start', 'report']) {
      const { code, stderr } = await vakhta.run(command, ...(command === 'report' ? ['1'] : []));
      expect({ command, code }).toEqual({ command, code: 1 });
      expect(stderr).toMatch(expected);
    }
    const check = await vakhta.run('check');
    expect(check).toMatchObject({ code: 1, stderr: '' });
    expect(check.stdout).toMatch(/^✓ Configuration: .+\n✗ Database: The database .*cannot be opened: .+\n✗ Docker: /);
  });

  test('a database of a newer version', async () => {
    const vakhta = await lonely({});
    damage(vakhta.dataDir, 'PRAGMA user_version = 999');
    const { code, stderr } = await vakhta.run('start');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The database was written by a newer version.* Where: .*999.* Example: .+\n$/);
    const check = await vakhta.run('check');
    expect(check.code).toBe(1);
    expect(check.stdout).toContain(`✗ Database: ${stderr}`);
  });

  test('an address to listen on that is taken', async () => {
    const port = await listening(createServer());
    const vakhta = await lonely({ HTTP_LISTEN: String(port) });
    const { code, stderr } = await vakhta.run('start');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `^127\\.0\\.0\\.1:${port} cannot be listened on: .*EADDRINUSE.* Where: .*HTTP_LISTEN.* Example: .+\n$`,
      ),
    );
  });

  test('a command that there is not', async () => {
    const { code, stderr } = await (await lonely({})).run('strat');
    expect(code).toBe(1);
    expect(stderr).toContain('There is no command "strat". Expected: one of start, check, report, backup, health.');
  });
});

describe('check', () => {
  test('says what it reached, and changes nothing', async () => {
    const slackPort = await listening(createServer((_request, response) => response.writeHead(400).end('no_text')));
    const { vakhta, phone, expectClean } = await scene({
      start: false,
      env: { ONCALL_CHAT_ID: `${ON_CALL}/2`, SLACK_WEBHOOK_URL: `http://127.0.0.1:${slackPort}/services/T0/B0/x` },
    });
    const { code, stdout, stderr } = await vakhta.run('check');
    expect(stderr).toBe('');
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^✓ Configuration: 2 authorized, 0 checks, .*vakhta\.yaml$/),
      '✓ Database: will be made at the first start',
      expect.stringMatching(/^✓ Docker: Engine \d+\.\d+\S*, API 1\.\d+, \d+ containers$/),
      '✓ Telegram: @vakhta_bot',
      `✓ On-call chat ${ON_CALL}, topic 2: administrator, hears all messages`,
      '✓ Slack: the webhook answers',
      '✓ People: 2 authorized; each must open the bot and press Start',
    ]);
    expect(code).toBe(0);
    expect((await phone.calls()).map(({ method }) => method).filter((method) => !method.startsWith('get'))).toEqual([]);
    await expectClean();
  });

  test('says what it did not reach, and what to do', async () => {
    const slackPort = await listening(createServer((_request, response) => response.writeHead(404).end('no_service')));
    const { vakhta, phone } = await scene({
      start: false,
      env: {
        ONCALL_CHAT_ID: `${ON_CALL}/2`,
        DOCKER_HOST: 'unix:///nonexistent/docker.sock',
        SLACK_WEBHOOK_URL: `http://127.0.0.1:${slackPort}/services/T0/B0/x`,
      },
    });
    await phone.membership(ON_CALL, 'member');
    const { code, stdout } = await vakhta.run('check');
    const lines = stdout.trimEnd().split('\n').slice(2);
    expect(lines).toEqual([
      '✗ Docker: there is no socket at /nonexistent/docker.sock. The bot would run and say so; see DOCKER_HOST',
      '✓ Telegram: @vakhta_bot',
      `✗ On-call chat ${ON_CALL}, topic 2: member, lacks the right to pin messages and the right to manage topics; make the bot an administrator with it`,
      '✗ Slack: HTTP 404: the webhook is not valid (any more)',
      '✓ People: 2 authorized; each must open the bot and press Start',
    ]);
    expect(code).toBe(1);
  });

  test('knows a token that Telegram does not, and a chat without the bot', async () => {
    const { vakhta, phone, sandbox } = await scene({ start: false, env: { ONCALL_CHAT_ID: '-100777' } });
    expect((await vakhta.run('check')).stdout).toMatch(/✗ On-call chat -100777: .*chat not found\. Add the bot/);
    const stranger = await createVakhta({
      apiRoot: sandbox.url,
      token: '7000000002:AAF-another_token_that_nobody_gave_out',
      engineSocket: '/nonexistent/docker.sock',
    });
    endings.push(stranger.remove);
    expect((await stranger.run('check')).stdout).toContain('✗ Telegram: Unauthorized');
    await phone.clearFaults();
  });
});

test('check knows who has started the bot, and an answer that is not the Bot API', async () => {
  const { vakhta, phone } = await scene();
  for (const person of [ANNA, BEN]) await phone.waitForMessage(person, () => true, 'an answer');
  await vakhta.stop();
  const all = await vakhta.run('check');
  expect(all.stdout).toMatch(/\n✓ Database: opens\n/);
  expect(all.stdout).toMatch(/\n✓ People: 2 authorized, all reachable\n$/);
  expect(all.code).toBe(0);
  const port = await listening(createServer((_request, response) => response.writeHead(502).end('Bad Gateway')));
  const other = await lonely({ TELEGRAM_API_ROOT: `http://127.0.0.1:${port}` });
  damage(other.dataDir, 'PRAGMA user_version');
  const { stdout } = await other.run('check');
  expect(stdout).toContain(`✗ Telegram: what answers at 127.0.0.1:${port} (HTTP 502) is not the Bot API`);
  expect(stdout).toContain('✓ People: 2 authorized; not seen yet, and must press Start: 1001, 1002');
});

describe('one bot, one process', () => {
  test('a second process with the same token ends with one sentence', async () => {
    const first = await scene();
    const second = await createVakhta({
      apiRoot: first.sandbox.url,
      token: first.sandbox.token,
      engineSocket: '/nonexistent/docker.sock',
    });
    endings.push(second.remove);
    // Telegram ends the poll that was there before: of the two, either one goes, and exactly one stays.
    await second.start();
    const [code, stderr] = await Promise.race(
      [first.vakhta, second].map(async (one) => [await one.ended(), one.stderr()]),
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Another process is polling Telegram with this bot token, so this one ends: [^\n]+\n$/);
    const help = await first.phone.send(withBen, '/help');
    const answer = await first.phone.waitForMessage(
      BEN,
      (message) => message.message_id > help.message_id,
      'an answer of the one that stays',
    );
    expect(textOf(answer)).toContain('/triage');
  });

  test('a token that Telegram does not know ends it too', async () => {
    const { sandbox } = await scene({ start: false });
    const vakhta = await createVakhta({
      apiRoot: sandbox.url,
      token: '7000000002:AAF-another_token_that_nobody_gave_out',
      engineSocket: '/nonexistent/docker.sock',
    });
    endings.push(vakhta.remove);
    const { code, stderr } = await vakhta.run();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Telegram does not know this bot token .*TELEGRAM_BOT_TOKEN.*@BotFather.*\n$/);
  });
});

describe('SIGTERM', () => {
  /** An Engine that takes every request and answers none, so that a look at it lasts until its deadline. */
  async function silentEngine(): Promise<string> {
    const server = createSocketServer((socket) => socket.on('error', () => undefined));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    endings.push(() => Promise.resolve(server.close()));
    return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test('lets a handler end, and what it said leave', async () => {
    const { vakhta, phone, expectClean } = await scene({ env: { DOCKER_HOST: await silentEngine() } });
    const afterSeq = (await phone.calls()).at(-1)?.seq ?? 0;
    const asked = await phone.send(withBen, '/status');
    await phone.waitForCall((call) => call.method === 'getUpdates', 'the update to be taken', { afterSeq });
    expect(await vakhta.stop()).toBe(0);
    const said = (await phone.messages(BEN)).filter(
      (message) => message.message_id > asked.message_id && message.from?.id !== BEN,
    );
    expect(said.map(textOf).join('\n')).toContain(en('bot-engine-silent'));
    await expectClean();
  });

  test('does not wait for one that does not end', async () => {
    const { vakhta, phone } = await scene();
    await phone.fault({ kind: 'hang', method: 'getFile' });
    await phone.send(withBen, '/triage');
    const offer = await phone.waitForMessage(
      BEN,
      ({ reply_markup }) => JSON.stringify(reply_markup ?? '').includes('.accept'),
      'a triage',
    );
    await phone.tapAnswered(withBen, offer, en('bot-button-accept'));
    const card = await phone.waitForMessage(BEN, ({ pinned }) => pinned === true, 'a card');
    const file = { kind: 'document', name: 'trace.txt', mime: 'text/plain', bytes: Buffer.from('x') } as const;
    await phone.file(withBen, file, { replyTo: card.message_id });
    await phone.waitForCall((call) => call.method === 'getFile', 'the file to be asked for');
    expect(await vakhta.stop()).toBe(0);
    expect(vakhta.log.map(({ msg }) => msg)).toContainEqual(expect.stringContaining('not handled before the stop'));
    // It is handled at the next start.
    await phone.clearFaults();
    await vakhta.start();
    await phone.waitForMessage(
      BEN,
      (message) => textOf(message) === en('bot-attached', { number: 1, file: 'trace.txt' }),
      'the file to be kept',
    );
  }, 50_000); // The handler itself is given sixty seconds.

  test('ends a bot that Telegram has not let in yet', async () => {
    const { vakhta, phone } = await scene({ start: false });
    await phone.fault({ kind: '500' });
    await vakhta.start();
    await vakhta.waitForLog(({ msg }) => msg.startsWith('Telegram does not answer'), 'the first failure');
    expect(await vakhta.stop()).toBe(0);
  });
});

describe('what others may see', () => {
  test('health: over HTTP, and for the container', async () => {
    const portServer = createServer();
    const port = await listening(portServer);
    await endings.pop()?.();
    const { vakhta, phone } = await scene({ env: { HTTP_LISTEN: `127.0.0.1:${port}` } });
    await phone.waitForCall((call) => call.method === 'getUpdates', 'the first poll');
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ ok: true, backlog: expect.any(Number), dockerReachable: true });
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
    // The container asks as a process of its own, which reads what the bot leaves behind every ten seconds.
    const on = { code: 0, stdout: expect.stringMatching(/^on watch; \d+ messages wait to be sent; Docker answers\n$/) };
    await vi.waitFor(async () => expect(await vakhta.run('health')).toMatchObject(on), {
      timeout: 30_000,
      interval: 1000,
    });
    const other = await lonely({});
    const leave = (at: number, ok: boolean) => {
      const found = { at, ok, telegramAnsweredAt: null, backlog: 0, dockerReachable: true };
      writeFileSync(join(other.dataDir, 'health.json'), JSON.stringify(found));
    };
    leave(Date.now(), false);
    expect(await other.run('health')).toMatchObject({ code: 1, stderr: expect.stringContaining('Telegram has not') });
    leave(Date.now() - 60_000, true);
    expect(await other.run('health')).toMatchObject({ code: 1, stderr: expect.stringContaining('does not run') });
    rmSync(join(other.dataDir, 'health.json'));
    expect(await other.run('health')).toMatchObject({ code: 1, stderr: expect.stringContaining('does not run') });
  });

  test('no other user of the machine, in a data folder that is open to them', async () => {
    const { vakhta } = await scene({ start: false });
    chmodSync(vakhta.dataDir, 0o755);
    await vakhta.start();
    const written = ['vakhta.db', 'vakhta.lock', 'health.json'];
    const modes = () => written.map((name) => statSync(join(vakhta.dataDir, name)).mode & 0o777);
    await vi.waitFor(() => expect(modes()).toEqual([0o600, 0o600, 0o600]));
    expect(statSync(vakhta.dataDir).mode & 0o777).toBe(0o755);
  });

  test('the log never holds the token', async () => {
    const slack = 'http://127.0.0.1:9/services/T00000000/B00000000/verySecretSlackPath';
    const { vakhta, phone, sandbox } = await scene({ env: { SLACK_WEBHOOK_URL: slack } });
    const [, secret = ''] = sandbox.token.split(':');
    await phone.fault({ kind: 'outage', seconds: 600 });
    await vakhta.waitForLog(({ msg }) => msg.startsWith('Telegram does not answer'), 'a failed request in the log');
    await phone.clearFaults();
    const asked = await phone.send(withBen, `/incident ${sandbox.token}`);
    const answer = await phone.waitForMessage(BEN, (message) => message.message_id > asked.message_id, 'an answer');
    await vakhta.stop();
    const log = JSON.stringify(vakhta.log) + vakhta.stderr();
    expect(log).toContain('FetchError');
    expect(log).not.toContain(secret);
    expect(log).not.toContain('verySecretSlackPath');
    expect(textOf(answer)).not.toContain(secret);
  });

  test('both people hear that it is there', async () => {
    const { phone, expectClean } = await scene();
    for (const person of [ANNA, BEN]) expect(await phone.lastFromBot(person)).toBeDefined();
    await expectClean();
  });
});
