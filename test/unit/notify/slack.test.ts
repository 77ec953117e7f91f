import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createManualClock } from '../../../src/clock.ts';
import { openDatabase } from '../../../src/database/index.ts';
import { silentLog } from '../../../src/log.ts';
import { createNotify, createSlackChannel, type DeliveryItem, type Json } from '../../../src/notify/index.ts';
import { createStage, message, START_AT } from './stage.ts';

interface Request {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly type: string | undefined;
  readonly body: unknown;
}
type Handler = (response: ServerResponse, request: IncomingMessage) => void;

const SECRET = '/services/T000/B000/s3cr3t';
const closers: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A real server that answers as the handler says. */
async function listen(handler: Handler): Promise<{ url: string; requests: Request[]; close: () => Promise<void> }> {
  const requests: Request[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      text += part;
    });
    request.on('end', () => {
      const body: unknown = JSON.parse(text);
      requests.push({ method: request.method, path: request.url, type: request.headers['content-type'], body });
      handler(response, request);
    });
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  closers.push(close);
  return { url: `http://127.0.0.1:${address.port}${SECRET}`, requests, close };
}

const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Handler =>
  (response) => {
    response.writeHead(code, headers).end(body);
  };

function item(rest: Partial<DeliveryItem> = {}): DeliveryItem {
  return {
    id: 12,
    chatId: 0,
    threadId: null,
    message: message('hello'),
    edit: null,
    replyTo: null,
    resend: false,
    ...rest,
  };
}

const renderText = (view: string, params: Json): string =>
  `${view}: ${params !== null && typeof params === 'object' && 'text' in params ? String(params.text) : ''}`;

function channelTo(webhookUrl: string, deadlineMs = 5_000) {
  const { log, lines } = createStage();
  return { channel: createSlackChannel({ webhookUrl, renderText, log, deadlineMs }), lines };
}

test('posts the text as Slack expects it', async () => {
  const server = await listen(status(200, {}, 'ok'));
  const { channel } = channelTo(server.url);
  expect(await channel.deliver(item())).toEqual({ kind: 'sent', messageId: null });
  expect(server.requests).toEqual([
    { method: 'POST', path: SECRET, type: 'application/json; charset=utf-8', body: { text: 'plain: hello' } },
  ]);
});

test('no name can call everybody or forge a link', async () => {
  const server = await listen(status(200, {}, 'ok'));
  const { channel } = channelTo(server.url);
  await channel.deliver(item({ message: message('<!channel> <https://evil|Slack> a&b') }));
  expect(server.requests[0]?.body).toEqual({
    text: 'plain: &lt;!channel&gt; &lt;https://evil|Slack&gt; a&amp;b',
  });
});

test('a repetition carries its id', async () => {
  const server = await listen(status(200, {}, 'ok'));
  const { channel } = channelTo(server.url);
  await channel.deliver(item({ resend: true }));
  expect(server.requests[0]?.body).toEqual({ text: 'plain: hello (↻ 12)' });
});

test.each([
  { answer: 429, headers: { 'retry-after': '30' }, delivery: { kind: 'retry', afterMs: 30_000, scope: 'all' } },
  { answer: 429, headers: {}, delivery: { kind: 'retry', afterMs: null, scope: 'all' } },
  { answer: 429, headers: { 'retry-after': 'soon' }, delivery: { kind: 'retry', afterMs: null, scope: 'all' } },
  { answer: 500, headers: {}, delivery: { kind: 'retry', afterMs: null, scope: 'all' } },
  { answer: 503, headers: { 'retry-after': '5' }, delivery: { kind: 'retry', afterMs: 5_000, scope: 'all' } },
  { answer: 403, headers: {}, delivery: { kind: 'refused', description: 'HTTP 403 invalid_token' } },
  { answer: 404, headers: {}, delivery: { kind: 'refused', description: 'HTTP 404 invalid_token' } },
  {
    answer: 302,
    headers: { location: '/elsewhere' },
    delivery: { kind: 'refused', description: 'HTTP 302 invalid_token' },
  },
])('an answer of $answer $headers', async ({ answer, headers, delivery }) => {
  const server = await listen(status(answer, { ...headers }, 'invalid_token'));
  const { channel } = channelTo(server.url);
  expect(await channel.deliver(item())).toEqual(delivery);
});

test('where nobody listens nothing can have arrived: try again; and the secret stays out of the log', async () => {
  const server = await listen(status(200));
  await server.close();
  const { channel, lines } = channelTo(server.url);
  expect(await channel.deliver(item())).toEqual({ kind: 'retry', afterMs: null, scope: 'all' });
  expect(lines).toMatchObject([{ level: 'warn', data: { reason: 'ECONNREFUSED' } }]);
  expect(JSON.stringify(lines)).not.toContain('s3cr3t');
});

test('a connection cut instead of an answer leaves it unknown', async () => {
  const server = await listen((_response, request) => request.socket.destroy());
  const { channel, lines } = channelTo(server.url);
  expect(await channel.deliver(item())).toEqual({ kind: 'unknown' });
  expect(JSON.stringify(lines)).not.toContain('s3cr3t');
});

test('an answer that never comes is not waited for longer than the deadline', async () => {
  const server = await listen(() => undefined);
  const { channel } = channelTo(server.url, 1_000);
  expect(await channel.deliver(item())).toEqual({ kind: 'unknown' });
  expect(server.requests).toHaveLength(1);
});

test('a view that cannot be said in Slack is our bug, not an outage', async () => {
  const { log } = createStage();
  const channel = createSlackChannel({
    webhookUrl: 'http://127.0.0.1:1/',
    renderText: () => {
      throw new Error('no such view');
    },
    log,
  });
  expect(await channel.deliver(item())).toEqual({ kind: 'refused', description: 'plain: no such view' });
});

test('what an incident tells Slack survives its restart, in order, through the outbox', async () => {
  let answers = 0;
  const server = await listen((response) => {
    answers += 1;
    response.writeHead(answers === 1 ? 503 : 200, answers === 1 ? { 'retry-after': '0' } : {}).end();
  });
  const database = openDatabase(':memory:');
  const clock = createManualClock(START_AT);
  const notify = createNotify({ database, clock, log: silentLog, oncall: () => [] });
  for (const text of ['opened', 'P1 now', 'resolved']) {
    notify.outbox.enqueue({ kind: 'slack' }, message(text), `incident:1:${text}`);
  }
  notify.outbox.start({ slack: channelTo(server.url).channel });
  await notify.outbox.idle();
  await notify.outbox.stop(1_000);
  expect(server.requests.map(({ body }) => body)).toEqual(
    ['opened', 'opened', 'P1 now', 'resolved'].map((text) => ({ text: `plain: ${text}` })),
  );
});
