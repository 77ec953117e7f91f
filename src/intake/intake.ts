import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ConfigProblem } from '../config/index.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';

/** Telegram's updates are a few kilobytes; nothing larger is read. */
const LARGEST_BODY = 1024 * 1024;

export interface Intake {
  /** @throws ConfigProblem when the address cannot be listened on */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface IntakeOptions {
  readonly listen: { readonly host: string; readonly port: number } | null;
  readonly webhook: { readonly url: string; readonly secret: string } | null;
  /** Must have made the update durable when it returns: Telegram repeats it unless it gets 200. @throws when it is none */
  readonly accept: (update: unknown) => void;
  readonly health: () => { readonly ok: boolean };
  readonly log: Log;
}

/** The HTTP side: `/healthz`, and Telegram's webhook under the path of its address. Off when `listen` is null. */
export function createIntake({ listen, webhook, accept, health, log }: IntakeOptions): Intake {
  const webhookPath = webhook === null ? null : new URL(webhook.url).pathname;
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'a request could not be answered');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Null for what is no path, such as "//": anybody can send it.
    const pathname = URL.parse(request.url ?? '/', 'http://localhost')?.pathname;
    if (pathname === '/healthz' && request.method === 'GET') {
      const found = health();
      response.writeHead(found.ok ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(found));
    } else if (webhook !== null && pathname === webhookPath && request.method === 'POST') {
      await takeUpdate(request, response, webhook.secret);
    } else {
      response.writeHead(404).end();
    }
  }

  async function takeUpdate(request: IncomingMessage, response: ServerResponse, secret: string): Promise<void> {
    if (!isSame(request.headers['x-telegram-bot-api-secret-token'], secret)) {
      log.warn({ from: request.socket.remoteAddress }, 'a webhook request came without the right secret');
      response.writeHead(401).end();
      return;
    }
    const body = await bodyOf(request);
    if (body === null) {
      response.writeHead(413).end();
      return;
    }
    const update = parsed(body);
    if (update === undefined) {
      response.writeHead(400).end();
      return;
    }
    accept(update);
    response.writeHead(200).end();
  }

  return {
    start: () =>
      new Promise((resolve, reject) => {
        if (!listen) return resolve();
        server.once('error', (cause) => reject(cannotListen(listen, cause)));
        server.listen(listen.port, listen.host, resolve);
      }),
    stop: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function cannotListen({ host, port }: { readonly host: string; readonly port: number }, cause: unknown): ConfigProblem {
  return new ConfigProblem(
    {
      what: `${host}:${port} cannot be listened on: ${messageOf(cause)}.`,
      where: 'the environment variable HTTP_LISTEN',
      expected: 'an address of this machine and a port that nothing else uses',
      example: 'HTTP_LISTEN=127.0.0.1:8080',
    },
    { cause },
  );
}

/** Undefined: no JSON. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isSame(given: string | string[] | undefined, secret: string): boolean {
  if (typeof given !== 'string') return false;
  const [one, other] = [Buffer.from(given), Buffer.from(secret)];
  return one.length === other.length && timingSafeEqual(one, other);
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    size += part.length;
    if (size > LARGEST_BODY) return null;
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}
