import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import type { DockerHostConfig } from '../../src/config/index.ts';
import { messageOf } from '../../src/errors.ts';

/** An Engine that did not do what it was asked; `status` is null when it could not be reached at all. */
export class EngineRefusal extends Error {
  override readonly name = 'EngineRefusal';
  readonly status: number | null;
  readonly code: string;

  constructor(message: string, status: number | null, code = '') {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The few calls that setting up and cleaning up need, apart from the bot's own way to the Engine. */
export interface EngineClient {
  /** Parsed JSON; null for an empty body. @throws EngineRefusal */
  ask(method: string, path: string, body?: object): Promise<unknown>;
  /** Sends a tar as `/images/create?fromSrc=-` wants it. @throws EngineRefusal */
  sendTar(path: string, tar: Readable): Promise<unknown>;
}

const DEADLINE_MS = 60_000;

/** No version in the path: the Engine then answers with its newest. */
export function engineClient(host: DockerHostConfig): EngineClient {
  const isTls = host.kind === 'tcp' && host.tls !== null;
  const target =
    host.kind === 'unix' ? { socketPath: host.socketPath } : { host: host.host, port: host.port, ...host.tls };

  function send(method: string, path: string, headers: http.OutgoingHttpHeaders, body: string | Readable) {
    return new Promise<unknown>((resolve, reject) => {
      const options = { ...target, method, path, headers, agent: false, signal: AbortSignal.timeout(DEADLINE_MS) };
      const request = (isTls ? https : http).request(options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.once('error', reject);
        response.once('end', () => {
          const status = response.statusCode ?? 0;
          // A failed import is told in the body of an answer that began with 200.
          if (status < 400 && !text.includes('"errorDetail"')) resolve(parse(text));
          else reject(new EngineRefusal(`${method} ${path}: ${status} ${text.trim()}`, status));
        });
      });
      request.once('error', (error) => {
        const code = 'code' in error ? String(error.code) : '';
        reject(new EngineRefusal(messageOf(error), null, code));
      });
      if (typeof body === 'string') request.end(body);
      else body.once('error', (error) => request.destroy(error)).pipe(request);
    });
  }

  return {
    ask(method, path, body) {
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers =
        text === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
      return send(method, path, headers, text);
    },
    sendTar: (path, tar) => send('POST', path, { 'content-type': 'application/x-tar' }, tar),
  };
}

/** Some answers are several JSON values, one a line: the last is kept. */
function parse(text: string): unknown {
  const last = text.trim().split('\n').at(-1) ?? '';
  try {
    return last === '' ? null : JSON.parse(last);
  } catch {
    return text;
  }
}

/** The text at a path of names inside an answer; undefined where there is none. */
export function textIn(value: unknown, ...path: readonly string[]): string | undefined {
  const found = path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? new Map(Object.entries(at)).get(step) : undefined),
    value,
  );
  return typeof found === 'string' ? found : undefined;
}
