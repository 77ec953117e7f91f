import http from 'node:http';
import type { Readable } from 'node:stream';

export interface ApiAnswer {
  status: number;
  body: string;
}

/** Speaks to a private Engine without the room under test, so that a fault there cannot hide itself. */
export interface EngineApi {
  readonly socketPath: string;
  /** The parsed JSON (null for an empty body); throws for a status of 400 and more. */
  ask(method: string, path: string, body?: object): Promise<unknown>;
  /** Sends a stream, as `/images/create?fromSrc=-` wants it. */
  send(method: string, path: string, body: Readable): Promise<ApiAnswer>;
}

export function engineApi(socketPath: string): EngineApi {
  const request = (
    method: string,
    path: string,
    headers: http.OutgoingHttpHeaders,
    write: (req: http.ClientRequest) => void,
  ) =>
    new Promise<ApiAnswer>((resolve, reject) => {
      const req = http.request({ socketPath, method, path, headers, agent: false }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          body += text;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
        response.on('error', reject);
      });
      req.on('error', reject);
      write(req);
    });
  return {
    socketPath,
    async ask(method, path, body) {
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers =
        text === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
      const answer = await request(method, path, headers, (req) => req.end(text));
      if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
      return answer.body === '' ? null : JSON.parse(answer.body);
    },
    send: (method, path, body) =>
      request(method, path, { 'content-type': 'application/x-tar' }, (req) => {
        body.on('error', (error) => req.destroy(error));
        body.pipe(req);
      }),
  };
}
