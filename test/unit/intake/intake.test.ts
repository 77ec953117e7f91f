import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ConfigProblem } from '../../../src/config/index.ts';
import { createIntake } from '../../../src/intake/index.ts';
import { type Log, silentLog } from '../../../src/log.ts';

const SECRET = 'the-secret-of-this-webhook';
const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function listening(options: { webhook?: boolean; accept?: (update: unknown) => void; ok?: boolean } = {}) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const accepted: unknown[] = [];
  const errors: string[] = [];
  const log: Log = { ...silentLog, error: (_, text) => errors.push(text) };
  const intake = createIntake({
    listen: { host: '127.0.0.1', port },
    webhook: options.webhook === false ? null : { url: 'https://example.com/tg/hook', secret: SECRET },
    accept: options.accept ?? ((update) => accepted.push(update)),
    health: () => ({ ok: options.ok ?? true, backlog: 3 }),
    log,
  });
  await intake.start();
  endings.push(intake.stop);
  const post = async (body: string, secret: string | null = SECRET, path = '/tg/hook') => {
    const headers: Record<string, string> = secret === null ? {} : { 'x-telegram-bot-api-secret-token': secret };
    return (await fetch(`${url}${path}`, { method: 'POST', headers, body })).status;
  };
  return { port, url, accepted, errors, intake, post };
}

describe('the webhook', () => {
  test('hands on what comes with the secret, under the path of its address', async () => {
    const { post, accepted } = await listening();
    expect(await post('{"update_id":1}')).toBe(200);
    expect(await post('{"update_id":2}', SECRET, '/tg/hook?x=1')).toBe(200);
    expect(accepted).toEqual([{ update_id: 1 }, { update_id: 2 }]);
  });

  test.each<[string, string | null]>([
    ['no secret', null],
    ['an empty one', ''],
    ['another one', 'x'.repeat(SECRET.length)],
    ['a part of it', SECRET.slice(0, -1)],
    ['more than it', `${SECRET}x`],
    ['the same in capitals', SECRET.toUpperCase()],
  ])('%s is 401', async (_what, secret) => {
    const { post, accepted, errors } = await listening();
    expect(await post('{"update_id":1}', secret)).toBe(401);
    expect({ accepted, errors }).toEqual({ accepted: [], errors: [] });
  });

  test('a megabyte is read, more is not', async () => {
    const { post, accepted } = await listening();
    const limit = 1024 * 1024;
    const padded = (bytes: number) => `{"x":"${'x'.repeat(bytes - 8)}"}`;
    expect(await post(padded(limit))).toBe(200);
    expect(await post(padded(limit + 1))).toBe(413);
    expect(accepted).toHaveLength(1);
  });

  test('what is not JSON is 400', async () => {
    const { post, accepted, errors } = await listening();
    for (const body of ['', '{', 'hello']) expect(await post(body)).toBe(400);
    expect({ accepted, errors }).toEqual({ accepted: [], errors: [] });
  });

  test('what could not be kept is 500, so that Telegram sends it again', async () => {
    const faults = [new Error('the disk is full')];
    const { post, errors } = await listening({
      accept: () => {
        const fault = faults.pop();
        if (fault) throw fault;
      },
    });
    expect(await post('{"update_id":1}')).toBe(500);
    expect(errors).toEqual(['a request could not be answered']);
    expect(await post('{"update_id":1}')).toBe(200);
  });

  test('is not there where it is not configured', async () => {
    const { post, accepted } = await listening({ webhook: false });
    expect(await post('{"update_id":1}')).toBe(404);
    expect(accepted).toEqual([]);
  });
});

describe('the rest', () => {
  test.each([
    [true, 200],
    [false, 503],
  ])('health is %s: %i', async (ok, status) => {
    const { url } = await listening({ ok });
    const answer = await fetch(`${url}/healthz`);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ ok, backlog: 3 });
  });

  test('anything else is 404, and none of it an error of ours', async () => {
    const { url, port, errors } = await listening();
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}/tg/hook`)).status).toBe(404);
    expect((await fetch(`${url}/healthz`, { method: 'POST' })).status).toBe(404);
    for (const target of ['//', '/%', '*', 'http://[']) expect(await raw(port, target)).toMatch(/^HTTP\/1\.1 404 /);
    expect(errors).toEqual([]);
  });

  test('a taken port says so', async () => {
    const { port } = await listening();
    const second = createIntake({
      listen: { host: '127.0.0.1', port },
      webhook: null,
      accept: () => undefined,
      health: () => ({ ok: true }),
      log: silentLog,
    });
    await expect(second.start()).rejects.toThrow(ConfigProblem);
    await second.stop();
  });

  test('without an address it listens nowhere, and can be stopped', async () => {
    const off = createIntake({
      listen: null,
      webhook: null,
      accept: () => undefined,
      health: () => ({ ok: true }),
      log: silentLog,
    });
    await off.start();
    await off.stop();
  });

  test('stops also while somebody is connected and says nothing', async () => {
    const { port, intake } = await listening();
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /tg/hook HTTP/1.1\r\n');
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await intake.stop();
    await closed;
  });
});

/** The first line of the answer to a request target that no client would send. */
async function raw(port: number, target: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(`GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
